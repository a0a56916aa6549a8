from __future__ import annotations

from rag.briefs.same_fact import pair
from tests.briefs.samples import ARABIC, ENGLISH, all_lines, story
from tests.factories import ANALYZER


def test_sentences_that_tell_the_same_meet_across_languages() -> None:
    arabic, english = (all_lines(one) for one in story())
    pairs = {one.text: other.text for one, other in pair(arabic, english, ANALYZER).items()}
    told = {line.text for line in arabic}
    assert pairs[ARABIC.split(". ")[0] + "."] == ENGLISH.split(". ")[0] + "."
    assert set(pairs) < told, "the rescue team and the roads have no counterpart"


def test_an_empty_side_pairs_nothing() -> None:
    lines = all_lines(story()[0])
    assert pair(lines, [], ANALYZER) == {}
    assert pair([], lines, ANALYZER) == {}
