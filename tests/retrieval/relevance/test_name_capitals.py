"""Names that were typed without a capital."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.relevance.name_capitals import is_name, with_capitals
from tests.factories import ANALYZER
from tests.retrieval.relevance.test_other_event import MARATHON_AR, MARATHON_EN, told

GLOSSARY = ANALYZER.glossary


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who is the boss of toyota", "who is the boss of Toyota"),  # a name of the glossary
        ("did ronaldo beat nadal", "did Ronaldo beat Nadal"),  # of the list
        ("what did trump's wife say", "what did Trump's wife say"),
        ("how many ships may pass the canal", "how many ships may pass the canal"),
        ("what share of world trade goes there", "what share of world trade goes there"),
        ("Who leads NASA?", "Who leads NASA?"),
        ("كم شخصا قتل في الزلزال؟", "كم شخصا قتل في الزلزال؟"),
        ("", ""),
    ],
)
def test_names_get_their_capitals_back(typed: str, meant: str) -> None:
    assert with_capitals(typed, GLOSSARY) == meant


@given(st.text())
def test_nothing_else_changes(text: str) -> None:
    found = with_capitals(text, GLOSSARY)
    assert found.lower() == text.lower()
    assert len(found) == len(text)
    assert with_capitals(found, GLOSSARY) == found


@pytest.mark.parametrize("word", ["apple", "ship", "referee", "the", "xqzw", ""])
def test_other_words_are_no_names(word: str) -> None:
    assert not is_name(word, GLOSSARY)


@pytest.mark.parametrize("text", [MARATHON_EN, MARATHON_AR])
def test_a_name_without_a_capital_tells_another_event_too(text: str) -> None:
    typed = told("did the marathon go past toyota or ronaldo?", text)
    assert typed == told("did the marathon go past Toyota or Ronaldo?", text)
    assert typed["strange"] + typed["strange_across"] == 1.0
    ordinary = told("did the marathon go past ships or bridges?", text)
    assert ordinary["strange"] + ordinary["strange_across"] == 0.0
