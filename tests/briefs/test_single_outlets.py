from __future__ import annotations

from dataclasses import replace

import pytest

from eval.bench.same_facts import OutletCase, outlet_cases, said_of
from rag.briefs.points import version
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.briefs.single_outlets import single_outlets
from rag.briefs.tuning import READ_CHARACTERS
from rag.embedding.use import UseEmbedder
from rag.records import Article, Language, Point
from tests.briefs.samples import ARABIC, ENGLISH
from tests.factories import ANALYZER, article

ENCODER = UseEmbedder(threads=1)


def told(text: str, *, name: str = "one", language: Language = "en") -> Article:
    return article(text, id=name, language=language, outlet=name)


def points(*articles: Article) -> list[Point]:
    """A point for each sentence of the first article."""
    (evidence,) = as_evidence(articles[:1])
    return [
        Point(f"p{at}", en=version("en", [line.sentence]))
        for at, line in enumerate(article_sentences(evidence), start=1)
    ]


def outlets(*articles: Article) -> list[str | None]:
    judged = single_outlets(points(*articles), articles, ANALYZER, ENCODER)
    return [point.only_outlet for point in judged]


def test_what_another_outlet_tells_too_is_not_from_one_outlet() -> None:
    english = told(ENGLISH, name="Post")
    other = told("The earthquake killed 46 people in the province, the ministry said.", name="Sun")
    assert outlets(english, other) == [None, "Post", "Post"]


def test_another_language_may_tell_it() -> None:
    english = told(ENGLISH, name="Post")
    arabic = told(ARABIC, name="Nile", language="ar")
    assert outlets(english, arabic) == [None, None, "Post"]


def test_without_an_encoder_the_other_language_may_tell_anything() -> None:
    articles = told(ENGLISH, name="Post"), told(ARABIC, name="Nile", language="ar")
    judged = single_outlets(points(*articles), articles, ANALYZER)
    assert [point.only_outlet for point in judged] == [None] * 3


def test_nothing_is_said_beside_an_article_that_was_not_read_to_its_end() -> None:
    english = told(ENGLISH, name="Post")
    other = told("It rained. " * READ_CHARACTERS, name="Sun")
    assert outlets(english, other) == [None] * 3


def test_with_one_outlet_nothing_is_said_of_it() -> None:
    english = told(ENGLISH, name="Post")
    same = replace(told("It rained.", name="two"), outlet="Post")
    assert outlets(english) == [None] * 3
    assert outlets(english, same) == [None] * 3


def test_an_article_without_an_outlet_may_be_of_any() -> None:
    english, sun = told(ENGLISH, name="Post"), told("It rained in the hills.", name="Sun")
    nobody = replace(told("Landslides cut off the roads to two villages."), outlet=None)
    assert outlets(english, sun, nobody) == ["Post", "Post", None]


@pytest.mark.parametrize("case", outlet_cases(), ids=lambda case: f"{case.id} {case.kind}")
def test_only_one_outlet_is_never_said_wrongly(case: OutletCase) -> None:
    assert said_of(case, ENCODER) in {None, case.only}


def test_most_of_what_one_outlet_alone_tells_is_marked() -> None:
    alone = [case for case in outlet_cases() if case.only]
    assert sum(said_of(case, ENCODER) == case.only for case in alone) >= 0.8 * len(alone)
