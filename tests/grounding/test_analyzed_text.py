from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.analyzed_text import (
    analyze_source,
    analyze_text,
    bags_of,
    stretches,
    written,
)
from rag.text.analysis.stemming import stem
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.glossary import GlossaryEntry
from tests.factories import ANALYZER


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("He said “no”, twice.", 2, 3, "no"),
        ("قال الرَّئيسُ: «لا».", 1, 2, "الرَّئيسُ"),
        ("About 1,000 men (or more) left.", 1, 3, "1,000 men"),
        ("One two", 1, 1, ""),
    ],
)
def test_words_are_shown_as_they_are_written(text: str, start: int, end: int, shown: str) -> None:
    assert written(text, start, end) == shown


@given(text=st.text(max_size=120))
def test_a_reading_has_a_stem_and_a_token_for_every_word(text: str) -> None:
    reading = analyze_text(text, ANALYZER)
    assert len(reading.words) == len(reading.tokens) == len(reading.stems)


def test_stretches_are_runs_of_neighbours() -> None:
    sentences = [analyze_text(text, ANALYZER) for text in ("A.", "B.", "C.")]
    texts = ["".join(one.text for one in run) for run in stretches(sentences, [1, 2, 5])]
    assert texts == ["A.", "B.", "C.", "A.B.", "B.C."]


def test_a_word_is_mentioned_by_its_stem_its_meaning_or_its_other_name() -> None:
    source = analyze_source("The United States raised its troops' pay.", "Reuters", ANALYZER)
    assert source.mentions("troop", "troops")
    assert source.mentions("us", "US")
    assert source.mentions("reuter", "Reuters")
    assert not source.mentions("farmer", "farmers")


def test_a_text_is_read_once_for_each_glossary() -> None:
    own = Analyzer([GlossaryEntry(("zorblax",), ("سمندع",))])
    text = "The zorblax spoke."
    assert analyze_text(text, own) is analyze_text(text, own)
    assert bags_of(text, own) is bags_of(text, own)
    assert analyze_text(text, own).keys != analyze_text(text, ANALYZER).keys
    assert bags_of(text, own) == own.analyze(text) != bags_of(text, ANALYZER)
    assert analyze_text(text, own).mentions(stem("سمندع"), "سمندع")
    assert not analyze_text(text, ANALYZER).mentions(stem("سمندع"), "سمندع")
