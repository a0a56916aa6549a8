"""A text without a capital is split into sentences; any other is not touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.lower_case import capitalized
from rag.text.analysis.sentence_splitter import split_sentences


@pytest.mark.parametrize(
    "marked",
    [
        "the port received 41 ships. | it will buy two cranes. | workers want more pay.",
        "mr. smith, of acme inc. in boston, said so at 5 p.m. on monday.",
        "he moved to the u.s. in march. | the u.s. economy grew 2.5 percent.",
        'was it true? | "yes!" the minister said. | "why?" he asked. | they went home.',
        "st. louis beat chelsea on jan. 12. | see p. 12 for more, e.g. on trade.",
        "the talks failed (again.) | both sides blamed each other.",
        "it is open...and then it closed for good. | it rained",
    ],
)
def test_sentences_in_small_letters_are_found(marked: str) -> None:
    sentences = marked.split(" | ")
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "He said so. then he left for the harbour again.",
        "short. text",
        "قال the port. it grew again",
    ],
)
def test_other_text_is_not_touched(text: str) -> None:
    assert capitalized(text) == text


@given(st.text(alphabet="abc .?!\"')(\nmrst"))
def test_only_the_case_of_letters_changes(text: str) -> None:
    assert capitalized(text).lower() == text
