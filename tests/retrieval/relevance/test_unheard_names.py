"""A question that names somebody of whom no text of the library speaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

import pytest

from rag.protocols import Hit
from rag.records import Article, Chunk
from rag.retrieval.relevance import AskedQuestion, Ranked, judge
from rag.text.analysis.languages import detect_language
from rag.text.crosslingual.names import name_keys
from tests.factories import ANALYZER

CHUNKS = 500
TEXTS = ("The chairman of the company resigned in May.", "استقال رئيس الشركة في أيار.")


def lacking(*missing: str) -> Callable[[str], float]:
    """Return the idf of a library in which every token stands in some chunks but the missing."""
    held: Collection[str] = {"\0", *missing}

    def rarity(token: str) -> float:
        count = 0 if token in held else 40
        return math.log1p((CHUNKS - count + 0.5) / (count + 0.5))

    return rarity


def concepts(name: str) -> tuple[str, ...]:
    return tuple(ANALYZER.analyze(name).keys)


def tokens_of(name: str) -> tuple[str, ...]:
    """Return all by which a text that has the name would be found."""
    analysis = ANALYZER.analyze(name)
    return (*analysis.keys, *analysis.stems, *name_keys(name.casefold()))


def asked(question: str, idf: Callable[[str], float]) -> AskedQuestion:
    return AskedQuestion.by(question, detect_language(question), idf, ANALYZER)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("من رئيس شركة تويوتا؟", "تويوتا"),
        ("متى رفعت نتفليكس أسعارها؟", "نتفليكس"),
        ("Who is the chairman of Toyota?", "Toyota"),
        ("who is the chairman of toyota", "Toyota"),
    ],
)
def test_a_name_of_the_glossary_is_unheard_where_no_text_has_it(question: str, name: str) -> None:
    unknown = lacking(*tokens_of(name))
    assert asked(question, unknown).unheard
    assert not asked(question, lacking()).unheard


def test_a_name_that_is_spelled_otherwise_is_not_unheard() -> None:
    """The archive has the sounds of نتفليكس, not the spelling that the glossary knows."""
    unknown = lacking(*concepts("نتفليكس"), "نتفليكس")
    assert not asked("متى رفعت نتفليكس أسعارها؟", unknown).unheard


@pytest.mark.parametrize("question", ["Who won the World Cup?", "من فاز بكأس العالم؟"])
def test_a_name_of_several_words_may_stand_within_a_longer_one(question: str) -> None:
    """A text on the World Cup final has the concept of the final alone."""
    assert not asked(question, lacking(*concepts(question))).unheard


@pytest.mark.parametrize("question", ["من رئيس الشركة؟", "Who is the chairman of the company?"])
def test_common_words_and_names_that_no_glossary_knows_are_not_unheard(question: str) -> None:
    unknown = lacking(*concepts(question))
    assert not asked(question, unknown).unheard
    assert not asked(f"{question} قلقميش", lacking("قلقميش")).unheard


@pytest.mark.parametrize("text", TEXTS)
def test_no_passage_answers_about_a_name_that_is_unheard(text: str) -> None:
    article = Article("a", text, "", detect_language(text), source="a.txt")
    one = Ranked(Chunk("a-0", "a", 0, len(text), text), article, Hit("a-0", 1.0, 1.0, 4.0))
    question = "متى استقال رئيس شركة تويوتا؟"
    (known,) = judge(asked(question, lacking()), [one], beside=False)
    (unheard,) = judge(asked(question, lacking(*tokens_of("تويوتا"))), [one], beside=False)
    assert unheard.other_event
    assert unheard.outcome != "answered"
    assert unheard.probability <= known.probability
