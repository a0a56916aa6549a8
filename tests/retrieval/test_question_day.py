from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.question_day import question_day
from rag.service import Service
from rag.settings import Settings
from tests.factories import article

DAYS = ("2024-06-01", "2024-07-03", "2024-08-10", "2024-09-20")
ENGLISH = "The minister of transport told reporters that the {} line would be closed."
ARABIC = "قال وزير النقل للصحافيين إن خط {} سيغلق."
LINES = {"en": ("northern", "eastern", "southern", "western"), "ar": ("أ", "ب", "ج", "د")}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path_factory.mktemp("news"))) as service:
        for language, text in (("en", ENGLISH), ("ar", ARABIC)):
            service.add(
                {
                    "id": f"{language} {day}",
                    "title": f"Notice {number}",
                    "language": language,
                    "published_at": day,
                    "text": text.format(LINES[language][number]),
                }
                for number, day in enumerate(DAYS)
            )
        yield service


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did the minister of transport tell reporters on 3 July 2024?", "en 2024-07-03"),
        ("What did the minister of transport tell reporters on August 9, 2024?", "en 2024-08-10"),
        ("What did the minister of transport say in September 2024?", "en 2024-09-20"),
        ("ماذا قال وزير النقل للصحافيين يوم ٣ تموز ٢٠٢٤؟", "ar 2024-07-03"),
        ("ماذا قال وزير النقل للصحافيين في 20 سبتمبر 2024؟", "ar 2024-09-20"),
    ],
)
def test_the_article_of_the_day_leads_and_answers(news: Service, question: str, first: str) -> None:
    found = news.search(question)
    assert found[0].article.id == first
    assert "\n" not in found[0].article.title
    answer = news.ask(question)
    assert answer.outcome == "answered"
    assert answer.sentences[0].citations[0].article.id == first


def test_other_days_are_not_left_out(news: Service) -> None:
    found = news.search("What did the minister of transport say on 3 July 2024?")
    assert {passage.article.id for passage in found} >= {f"en {day}" for day in DAYS}


def test_without_a_day_nothing_changes_places(news: Service) -> None:
    question = "What did the minister of transport tell reporters in 2024?"
    assert question_day(question) is None
    scores = [passage.score for passage in news.search(question)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("published", "text", "suits"),
    [
        (date(2024, 7, 3), "A text.", True),
        (date(2024, 7, 6), "A text.", True),
        (date(2024, 7, 7), "A text.", False),
        (date(2024, 7, 2), "A text.", False),
        (None, "A text.", False),
        (None, "It was signed on 3 July 2024.", True),
        (date(2025, 1, 1), "وقع الاتفاق في 3 تموز 2024.", True),
        (date(2024, 12, 1), "It was signed on 3 July.", True),
        (date(2023, 12, 1), "It was signed on 3 July.", False),
    ],
)
def test_an_article_suits_by_its_day_or_by_the_days_in_its_text(
    published: date | None, text: str, suits: bool
) -> None:
    day = question_day("What was signed on 3 July 2024?")
    assert day is not None
    assert day.suits(article(text, published_at=published), text) is suits


@given(st.text(alphabet="3 July 2024تموز٢٠٢٤/-? on", max_size=40))
def test_any_question_is_read(question: str) -> None:
    day = question_day(question)
    assert day is None or day.first <= day.last
