from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Language
from rag.text.facts.days_beside import with_days_beside

MONDAY = date(2024, 7, 29)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "The ministers signed the pact in Tokyo on Sunday [28 July]."),
        ("en", "Parliament will vote on Thursday [1 August]."),
        ("en", "He was jailed last year [2023] and freed last month [June]."),
        ("en", "The bank will meet next week [5–11 August]."),
        ("en", "Prices fell this week [29 July – 4 August]."),
        ("en", "She said yesterday [28 July] that the road was closed."),
        ("en", "The court ruled today [29 July] that the law is void."),
        ("en", "The talks were held two days ago [27 July] in Doha."),
        ("ar", "وقع الوزراء الاتفاق في طوكيو الأحد [28 يوليو]."),
        ("ar", "وقعت الحكومة الاتفاق أمس الأحد [28 يوليو]."),
        ("ar", "يصوت البرلمان الخميس المقبل [1 أغسطس] على القانون."),
        ("ar", "سيصوت البرلمان غدا [30 يوليو] على القانون."),
        ("ar", "ارتفعت الأسعار الشهر الماضي [يونيو]."),
        ("ar", "وفي العام المقبل [2025] ستقام البطولة."),
        ("ar", "قتل خمسة أشخاص قبل يومين [27 يوليو]."),
    ],
)
def test_a_day_told_from_publication_is_made_absolute(language: Language, shown: str) -> None:
    text = re.sub(r" \[[^]]*\]", "", shown)
    assert with_days_beside(text, MONDAY, language) == shown
    assert with_days_beside(text, None, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", 'The mayor wrote: "We will vote tomorrow."'),
        ("en", "The school opens every Sunday."),
        ("ar", "ولامس المسبار سطح القمر عند الغروب."),
        ("ar", "تجاوز المؤتمر موعده المقرر الجمعة."),
        ("en", "Friday prayers were held in Cairo."),
        ("en", "The pact was signed on Sunday, July 28."),
        ("en", "Today, the company has 500 employees."),
        ("en", "A bomb kills five Monday."),
        ("en", "Next Monday the court will sit."),
        ("en", "He has lived in Rome since last year's election."),
        ("ar", 'وكتب الوزير: "سنبدأ غدا العمل".'),
        ("ar", "في عالم اليوم لا مكان للضعفاء."),
        ("ar", "حتى اليوم لم تعلن النتائج."),
        ("ar", "وقع الاتفاق الأحد (28 يوليو) في طوكيو."),
        ("ar", "أغلقت الحدود منتصف ليل الجمعة السبت."),
        ("ar", "أقيل المدرب قبل يوم واحد فقط من بداية البطولة."),
        ("en", "The order takes effect in 15 days, the White House said."),
        ("ar", "قالت صحيفة اليوم إن الأمر انتهى."),
    ],
)
def test_what_is_unsure_or_told_already_is_left_as_it_is(language: Language, text: str) -> None:
    assert with_days_beside(text, MONDAY, language) == text


def test_the_year_is_named_where_it_is_another() -> None:
    text = "The bank failed on Saturday and its owner fled last month."
    shown = with_days_beside(text, date(2024, 1, 2), "en")
    assert shown == (
        "The bank failed on Saturday [30 December 2023]"
        " and its owner fled last month [December 2023]."
    )


@given(st.text(max_size=80), st.dates(), st.sampled_from(["ar", "en"]))
def test_nothing_but_brackets_is_put_in(text: str, published: date, language: Language) -> None:
    shown = with_days_beside(text, published, language)
    added = len(shown) - len(text)
    assert added >= 0
    assert (added == 0) == (shown == text)
