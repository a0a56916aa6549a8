from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.extractive.selection import BriefFact, Chooser
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import LENGTH_SLACK
from rag.records import Article
from tests.briefs.samples import all_lines
from tests.factories import article


def sentences(*lengths: int, name: str = "a") -> Article:
    """An article of sentences of so many words each, no two alike."""
    said = (
        " ".join(f"W{name}{at}x{word}" for word in range(length)) + "."
        for at, length in enumerate(lengths)
    )
    return article("\n".join(said), id=name)


def unlike(one: SourceSentence, other: SourceSentence) -> float:
    return 0.0


def facts(lines: list[SourceSentence], *scores: float) -> list[BriefFact]:
    return [BriefFact((line,), score) for line, score in zip(lines, scores, strict=True)]


def test_the_weightiest_facts_are_chosen_within_the_length() -> None:
    lines = all_lines(sentences(20, 20, 20, 20, 20))
    chosen = Chooser(facts(lines, 1, 5, 4, 2, 3), {"en": 60}, unlike).choose()
    assert sorted(fact.score for fact in chosen) == [3, 4, 5]


def test_two_that_say_the_same_are_not_both_chosen() -> None:
    lines = all_lines(sentences(20, 20, 20, 20))

    def alike(one: SourceSentence, other: SourceSentence) -> float:
        return 0.9 if {one.place, other.place} == {0, 1} else 0.0

    chosen = Chooser(facts(lines, 5, 4, 1, 1), {"en": 60}, alike).choose()
    assert {fact.score for fact in chosen} == {5, 1}
    assert len(chosen) == 3


def test_every_source_is_heard_before_one_is_heard_twice() -> None:
    lines = all_lines(*(sentences(20, 20, name=name) for name in "abc"))
    chosen = Chooser(facts(lines, 1.0, 0.9, 0.8, 0.7, 0.8, 0.7), {"en": 60}, unlike).choose()
    assert {line.article.id for fact in chosen for line in fact.lines} == {"a", "b", "c"}


def test_a_long_weighty_fact_is_not_lost_to_short_ones_that_fit_at_once() -> None:
    lines = all_lines(sentences(45, 12, 12, 30, 30))
    chosen = Chooser(facts(lines, 9, 1, 1, 3, 3), {"en": 60}, unlike).choose()
    assert 9 in {fact.score for fact in chosen}


def test_nothing_to_choose_from_gives_nothing() -> None:
    assert Chooser([], {"en": 60}, unlike).choose() == []


@given(st.lists(st.integers(6, 30), min_size=12, max_size=25), st.integers(60, 120))
def test_the_length_is_kept_where_it_can_be(lengths: list[int], words: int) -> None:
    lines = all_lines(sentences(*lengths))
    chosen = Chooser(facts(lines, *(1.0 for _ in lines)), {"en": words}, unlike).choose()
    total = sum(fact.lengths["en"] for fact in chosen)
    assert total <= words * (1 + LENGTH_SLACK) + 1
    if sum(lengths) > words * 1.5:
        assert total >= words * (1 - LENGTH_SLACK) - 1
