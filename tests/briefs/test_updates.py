from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from rag.briefs.figures.disagreements import disagreements
from rag.briefs.figures.updates import outdated, updates
from rag.records import Article, Claim, Language
from tests.briefs.test_disagreements import sample
from tests.factories import ANALYZER, article

MONDAY, WEDNESDAY = date(2024, 3, 4), date(2024, 3, 6)
FERRY = "A ferry sank off Port Amara on Monday, killing {} people, the coast guard said."
RISEN = "The death toll from the ferry that sank off Port Amara has risen to {}, police said."
AR_FERRY = "قتل {} شخصا في غرق عبارة قبالة ميناء عمارة، وفق خفر السواحل الاثنين."
AR_RISEN = "ارتفع عدد قتلى غرق العبارة قبالة ميناء عمارة إلى {} شخصا، وفق الشرطة."


def told(
    text: str, day: date | None, *, name: str = "one", language: Language = "en", outlet: str = ""
) -> Article:
    return article(
        text,
        id=name,
        title="Ferry off Port Amara" if language == "en" else "غرق عبارة قبالة ميناء عمارة",
        language=language,
        outlet=outlet or name,
        published_at=day,
    )


def values(found: Sequence[Any]) -> list[tuple[str, ...]]:
    return [tuple(claim.value for claim in one.claims) for one in found]


@pytest.mark.parametrize(
    ("first", "second", "language"), [(FERRY, RISEN, "en"), (AR_FERRY, AR_RISEN, "ar")]
)
def test_a_later_toll_is_an_update(first: str, second: str, language: Language) -> None:
    one = told(first.format(14), MONDAY, language=language)
    two = told(second.format(31), WEDNESDAY, name="two", language=language)
    (found,) = updates([two, one], ANALYZER)
    assert [claim.value for claim in found.claims] == ["14", "31"]
    assert [claim.day for claim in found.claims] == [MONDAY, WEDNESDAY]
    assert found.about == {"en": "deaths", "ar": "عدد القتلى"}[language]
    assert disagreements([one, two], ANALYZER) == ()
    assert outdated([one, two], ANALYZER) == {("one", 0)}


def test_on_one_day_two_outlets_disagree() -> None:
    one = told(FERRY.format(14), MONDAY)
    two = told(FERRY.format(19).replace("coast guard", "hospital"), MONDAY, name="two")
    assert values(disagreements([one, two], ANALYZER)) == [("14", "19")]
    assert updates([one, two], ANALYZER) == ()


def test_on_one_day_the_higher_toll_of_one_speaker_is_the_later() -> None:
    one, two = told(FERRY.format(14), MONDAY), told(FERRY.format(19), MONDAY, name="two")
    assert values(updates([one, two], ANALYZER)) == [("14", "19")]


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        (
            "An air raid killed {} people in Gaza on Monday, medics said.",
            "An air raid killed {} people in Gaza on Wednesday, medics said.",
            "en",
        ),
        (
            "قتل {} أشخاص في غارة على غزة الاثنين، وفق مسعفين.",
            "قتل {} شخصا في غارة على غزة الأربعاء، وفق مسعفين.",
            "ar",
        ),
    ],
)
def test_raids_of_different_days_are_no_update(first: str, second: str, language: Language) -> None:
    one = told(first.format(8), MONDAY, language=language)
    two = told(second.format(21), WEDNESDAY, name="two", language=language)
    assert updates([one, two], ANALYZER) == ()
    assert disagreements([one, two], ANALYZER) == ()


def test_tolls_of_one_natural_disaster_are_compared_across_languages() -> None:
    one = told(
        "The number of people killed by last week's earthquakes in Turkey and Syria has passed"
        " 33,000, and the United Nations has conceded that it let down survivors.",
        MONDAY,
    )
    two = told(
        "تجاوز عدد قتلى الزلزال الذي ضرب تركيا وسوريا قبل أسابيع 50 ألفا، بعدما أعلنت إدارة"
        " الكوارث أن فرقها أنهت البحث.",
        WEDNESDAY,
        name="two",
        language="ar",
    )
    assert values(updates([one, two], ANALYZER)) == [("33,000", "50 ألفا")]
    assert outdated([one, two], ANALYZER) == {("one", 0)}


def test_without_days_nobody_knows_which_is_the_later() -> None:
    one, two = told(FERRY.format(14), None), told(RISEN.format(31), None, name="two")
    assert disagreements([one, two], ANALYZER) == ()
    assert updates([one, two], ANALYZER) == ()


@pytest.mark.parametrize(
    ("text", "expected", "days"),
    [
        (
            "The death toll rose to 50 from 33 on Friday, the governor said.",
            ("33", "50"),
            [date(2024, 3, 1), MONDAY],
        ),
        (
            "The toll was revised down to 38 from 45 dead, police said.",
            ("45", "38"),
            [None, MONDAY],
        ),
        ("ارتفعت الحصيلة إلى 50 قتيلا. وكانت حصيلة سابقة أشارت إلى مقتل 33.", ("33", "50"), None),
    ],
)
def test_one_article_tells_what_was_before(
    text: str, expected: tuple[str, ...], days: list[date | None] | None
) -> None:
    one = told(text, MONDAY, language="ar" if "ا" in text else "en")
    (found,) = updates([one], ANALYZER)
    assert tuple(claim.value for claim in found.claims) == expected
    assert days is None or [claim.day for claim in found.claims] == days
    assert outdated([one], ANALYZER) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "Income of the port fell to $40 million from $90 million a year earlier.",
        "Teams in the cup rose to 48 instead of 32, the union said.",
        "The blast killed 12 people. An attack in the same street killed 30 in 2011.",
    ],
)
def test_other_periods_and_events_are_no_history(text: str) -> None:
    assert updates([told(text, MONDAY)], ANALYZER) == ()


def test_history_in_a_sentence_is_not_outdated() -> None:
    one = told(FERRY.format(14), MONDAY)
    two = told(RISEN.format(31) + " A previous toll of 14 dead was given.", WEDNESDAY, name="two")
    three = told(RISEN.format(44), date(2024, 3, 8), name="three")
    assert outdated([one, two, three], ANALYZER) == {("one", 0), ("two", 0)}


def test_those_of_the_sample_stories_are_right() -> None:
    story = [sample(f"11-turkey-syria-quake.{code}") for code in ("ar", "en")]
    assert sorted(values(updates(story, ANALYZER))) == [
        ("29,605", "44,218"),
        ("3,500", "5,914"),
        ("33,000", "50 ألفا"),
    ]


def said(found: Sequence[Any]) -> list[tuple[str, str | None]]:
    claims: list[Claim] = [claim for one in found for claim in one.claims]
    return [(claim.value, claim.says) for claim in claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The army says 12 protesters were killed, while the opposition puts the dead at 30.",
            [("12", "The army"), ("30", "the opposition")],
        ),
        (
            "قالت وزارة الداخلية إن 12 متظاهرا قتلوا، بينما تقول المعارضة إن عدد القتلى بلغ 30.",
            [("12", "وزارة الداخلية"), ("30", "المعارضة")],
        ),
    ],
)
def test_two_speakers_of_one_article_disagree(text: str, expected: list[tuple[str, str]]) -> None:
    language: Language = "ar" if "ا" in text else "en"
    assert said(disagreements([told(text, MONDAY, language=language)], ANALYZER)) == expected


def cases() -> list[dict[str, Any]]:
    suite = files("eval.bench").joinpath("suites", "brief-figures.jsonl")
    return [json.loads(line) for line in suite.read_text("utf-8").splitlines()]


def test_no_update_of_the_suite_is_called_a_disagreement() -> None:
    for case in cases():
        articles = [
            told(
                one["text"],
                date.fromisoformat(one["day"]),
                name=f"{case['id']}-{at}",
                language=one["language"],
                outlet=one["outlet"],
            )
            for at, one in enumerate(case["articles"])
        ]
        wanted = {frozenset(one) for one in case["updates"]}
        found = {frozenset(one) for one in values(disagreements(articles, ANALYZER))}
        assert not wanted & found, case["id"]
