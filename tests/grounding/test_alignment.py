from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.alignment import Slot, common_length, longest_common, word_positions

WORDS = st.lists(st.sampled_from("abcd"), max_size=9)


def _longest(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence, by the textbook's table."""
    row = [0] * (len(other) + 1)
    for word in one:
        above = row
        row = [0]
        for at, match in enumerate(other):
            row.append(above[at] + 1 if word == match else max(above[at + 1], row[at]))
    return row[-1]


@given(claim=WORDS, source=WORDS)
def test_as_many_words_as_possible_are_laid_in_order(claim: list[str], source: list[str]) -> None:
    pairs = longest_common(claim, source).pairs
    assert (
        len(pairs)
        == common_length(word_positions(claim), len(claim), source)
        == _longest(claim, source)
    )
    assert all(claim[at] == source[place] for at, place in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(claim=WORDS, source=WORDS)
def test_words_and_slots_together_are_the_whole_texts(claim: list[str], source: list[str]) -> None:
    alignment = longest_common(claim, source)
    slots = list(alignment.slots())
    left = [at for slot in slots for at in range(slot.start, slot.end)]
    left_source = [at for slot in slots for at in range(slot.source_start, slot.source_end)]
    assert sorted([*left, *(at for at, _ in alignment.pairs)]) == list(range(len(claim)))
    assert sorted([*left_source, *(at for _, at in alignment.pairs)]) == list(range(len(source)))


def test_a_slot_faces_the_words_that_stand_there_instead() -> None:
    alignment = longest_common(["won", "ten", "games"], ["we", "won", "twelve", "of", "games"])
    assert alignment.closeness == 2 / 3
    assert list(alignment.slots()) == [Slot(0, 0, 0, 1), Slot(1, 2, 2, 4)]


def test_an_empty_claim_has_no_closeness() -> None:
    assert longest_common([], ["a"]).closeness == 0.0
    assert common_length({}, 0, ["a"]) == 0
    assert common_length(word_positions(["a"]), 1, []) == 0
