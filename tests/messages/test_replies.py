from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from rag.messages.quantities import articles
from rag.messages.replies import (
    ReplyKey,
    courtesy,
    holdings,
    listed,
    period,
    reply,
    which_articles,
)
from rag.records import IntentKind, Language, Scope
from rag.text.analysis.languages import detect_language

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", get_args(ReplyKey))
def test_every_reply_is_there_in_both_languages(key: ReplyKey, language: Language) -> None:
    text = reply(key, language, which="", found="", names="")
    assert "{" not in text
    assert detect_language(text) == language


def test_courtesies_alone_are_answered_with_a_line() -> None:
    kinds: tuple[IntentKind, ...] = get_args(IntentKind)
    answered = [kind for kind in kinds if courtesy(kind, "en")]
    assert answered == ["thanks", "greeting", "farewell", "yes", "no", "ok"]


@pytest.mark.parametrize(
    ("first", "last", "english", "arabic"),
    [
        ("2024-07-28", "2024-07-28", "28 July 2024", "28 يوليو 2024"),
        ("2024-02-01", "2024-02-29", "February 2024", "فبراير 2024"),
        ("2023-02-01", "2023-02-28", "February 2023", "فبراير 2023"),
        ("2022-01-01", "2022-12-31", "2022", "2022"),
        ("2024-12-01", "2024-12-31", "December 2024", "ديسمبر 2024"),
        (
            "2024-07-01",
            "2024-08-31",
            "1 July 2024 – 31 August 2024",
            "من 1 يوليو 2024 إلى 31 أغسطس 2024",
        ),
        (
            "2022-01-01",
            "2023-12-31",
            "1 January 2022 – 31 December 2023",
            "من 1 يناير 2022 إلى 31 ديسمبر 2023",
        ),
    ],
)
def test_days_are_named_as_a_day_a_month_a_year_or_a_span(
    first: str, last: str, english: str, arabic: str
) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert period(days, "en") == english
    assert period(days, "ar") == arabic


def test_what_the_articles_are_is_said_in_one_phrase() -> None:
    days = date(2024, 7, 1), date(2024, 7, 31)
    week = date(2024, 7, 1), date(2024, 7, 7)
    assert which_articles("en") == which_articles("ar") == ""
    assert (
        which_articles("en", outlet="Wire", topic="Suez", days=days)
        == " from Wire on “Suez” published in July 2024"
    )
    assert (
        which_articles("ar", outlet="الضفة", topic="السد", days=days)
        == " من الضفة عن «السد» في يوليو 2024"
    )
    assert which_articles("en", days=week).startswith(" published from 1 July 2024 to 7 July")
    assert which_articles("ar", days=week) == " من 1 يوليو 2024 إلى 7 يوليو 2024"


def test_a_list_says_how_many_there_are_and_how_many_are_shown() -> None:
    assert listed(1, 1, "en", which=" on “x”") == "1 article on “x”:"
    assert listed(8, 6, "en", which="") == "8 articles; the newest 6:"
    assert listed(2, 2, "ar", which="") == "مقالان:"
    assert listed(1200, 6, "ar", which="") == "1,200 مقال. أحدثها، وعددها 6:"


def test_what_there_is_is_told_by_language_and_day() -> None:
    scope = Scope(3, date(2021, 3, 30), date(2025, 1, 22))
    assert (
        holdings(scope, {"ar": 1, "en": 2}, "en", which="")
        == "3 articles: 1 in Arabic, 2 in English, 30 March 2021 – 22 January 2025."
    )
    assert (
        holdings(scope, {"ar": 1, "en": 2}, "ar", which="")
        == "3 مقالات: 1 بالعربية و2 بالإنجليزية، من 30 مارس 2021 إلى 22 يناير 2025."
    )
    assert holdings(Scope(3), {"ar": 3, "en": 0}, "en", which="") == "3 articles."


def test_the_language_that_was_asked_for_is_told() -> None:
    scope, where = Scope(3), which_articles("en", outlet="Harbour Wire")
    assert (
        holdings(scope, {"ar": 3}, "en", which=where) == "3 articles in Arabic from Harbour Wire."
    )
    assert holdings(scope, {"en": 3}, "ar", which="") == "3 مقالات بالإنجليزية."


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 مقال"), (1, "مقال واحد"), (2, "مقالان"), (3, "3 مقالات"), (11, "11 مقالًا")],
)
def test_arabic_counts_take_the_form_of_the_number(count: int, said: str) -> None:
    assert articles(count, "ar") == said


def test_any_two_days_are_a_period() -> None:
    days = date(2026, 7, 28), date(2026, 11, 28)  # the second month is shorter
    assert period(days, "en") == "28 July 2026 – 28 November 2026"
    assert (
        period((date(2024, 1, 1), date(2024, 2, 29)), "en") == "1 January 2024 – 29 February 2024"
    )
