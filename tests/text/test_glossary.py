"""What holds of every line of the glossary."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from itertools import chain

import pytest

from rag.text.analysis.tokenizer import words
from rag.text.crosslingual.glossary import GlossaryEntry, parse, phrase_of
from tests.factories import ANALYZER

TABLES = {
    file.name: file.read_text(encoding="utf-8")
    for file in files("rag.text.crosslingual.entries").iterdir()
    if file.name.endswith(".tsv")
}
ENGLISH = re.compile("[A-Za-z0-9][A-Za-z0-9' ]*")
ARABIC = re.compile("[ء-غف-ي0-9][ء-غف-ي0-9 ]*")


def lemmas(entries: list[GlossaryEntry]) -> list[str]:
    return [lemma for entry in entries for side in entry for lemma in side]


def is_whole(lemma: str) -> bool:
    """Whether stopwords leave more of a lemma than one word of several."""
    phrase = phrase_of(lemma)
    return len(phrase) > 1 or (len(phrase) == 1 and len(words(lemma)) == 1)


@pytest.fixture(params=sorted(TABLES))
def entries(request: pytest.FixtureRequest) -> list[GlossaryEntry]:
    return list(parse(TABLES[request.param]))


def test_the_left_side_is_english_and_the_right_side_arabic(entries: list[GlossaryEntry]) -> None:
    english = chain.from_iterable(entry.english for entry in entries)
    arabic = chain.from_iterable(entry.arabic for entry in entries)
    assert [lemma for lemma in english if not ENGLISH.fullmatch(lemma)] == []
    assert [lemma for lemma in arabic if not ARABIC.fullmatch(lemma)] == []


def test_no_side_is_made_of_stopwords_alone(entries: list[GlossaryEntry]) -> None:
    empty = [entry for entry in entries for side in entry if not any(map(phrase_of, side))]
    assert empty == []


def test_every_lemma_finds_a_concept(entries: list[GlossaryEntry]) -> None:
    """None stands for so many concepts that it tells nothing."""
    known = ANALYZER.glossary
    lost = [lemma for lemma in lemmas(entries) if is_whole(lemma)]
    assert [lemma for lemma in lost if not any(known.keys(phrase_of(lemma)))] == []


def test_a_line_names_a_lemma_once(entries: list[GlossaryEntry]) -> None:
    twice = [side for entry in entries for side in entry if len(set(side)) < len(side)]
    assert twice == []


def test_no_line_stands_twice() -> None:
    lines = Counter(entry for table in TABLES.values() for entry in parse(table))
    assert [line for line, times in lines.items() if times > 1] == []


def test_there_are_at_least_6000_concepts() -> None:
    assert len(ANALYZER.glossary) >= 6_000
