from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.question_kinds import Asked, Kind, asked
from rag.text.analysis.languages import detect_language

DATA = Path(__file__).with_name("data")


def rows(table: str = "questions.tsv") -> list[tuple[str, str]]:
    lines = (DATA / table).read_text(encoding="utf-8").splitlines()
    return [
        (kind, question)
        for line in lines
        if line and not line.startswith("#")
        for kind, _, questions in [line.partition("\t")]
        for question in questions.split(" | ")
    ]


@pytest.mark.parametrize(("kind", "question"), rows())
def test_a_question_tells_what_it_asks_for(kind: str, question: str) -> None:
    assert asked(question).kind == kind


@pytest.mark.parametrize(("kind", "question"), rows("questions-varied.tsv"))
def test_questions_as_users_type_them_tell_kind_and_unit(kind: str, question: str) -> None:
    kind, _, unit = kind.partition(":")
    found = asked(question)
    assert (found.kind, unit and found.unit) == (kind, unit)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_is_tried_in_both_languages(kind: str) -> None:
    languages = [detect_language(question) for one, question in rows() if one == kind]
    assert min(languages.count("ar"), languages.count("en")) >= 15


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How much did the stadium cost?", "money"),
        ("ما نسبة المشاركة؟", "percent"),
        ("كم كلف الملعب؟", "money"),
        ("How tall is the tower?", "length"),
        ("How long is the bridge?", "length"),
        ("ما مساحة المحمية؟", "area"),
        ("ما قوة الزلزال؟", "magnitude"),
        ("What was the temperature of the lava?", "temperature"),
        ("How many days did they walk?", "day"),
        ("How many ships were waiting?", "ship"),
        ("كم عدد الجنود؟", "جندي"),
        ("شحال من تلميذ ناجح؟", "تلميذ"),
        ("How much rain fell?", ""),
        ("How much wheat did Egypt buy?", "weight"),
        ("What time did the winner clock?", "time"),
        ("At which kilometre did the train stop?", "length"),
        ("عدد الجنود", "جندي"),
        ("لكم سنة ينسجن؟", "سنه"),
        ("attendance at the final", ""),
        ("Why?", ""),
    ],
)
def test_the_unit_is_told_where_the_question_tells_it(question: str, unit: str) -> None:
    assert asked(question).unit == unit


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("The town burned for days. Where did the fire start?", "place"),
        ("I read that she resigned, but who replaced her?", "person"),
        ("كنت أتابع القمة وكانت قصيرة جدا، فكم استغرقت؟", "duration"),
        ("الكل يحكي عن الصفقة، مين وقعها؟", "person"),
    ],
)
def test_of_several_sentences_the_one_that_asks_counts(question: str, kind: str) -> None:
    assert asked(question).kind == kind


@pytest.mark.parametrize(
    "question", ["Gaza ceasefire talks", "انفجار مرفأ بيروت", "What is the minister's plan?"]
)
def test_a_subject_alone_tells_nothing(question: str) -> None:
    assert asked(question).kind == "other"


def test_a_word_of_courtesy_is_taken_off_only_from_a_question() -> None:
    assert asked("هل تعرف متى بدأ الإضراب؟") == asked("متى بدأ الإضراب؟")
    assert asked("هل تعرف الشركة بالحادث؟").kind == "yes_no"


@given(st.text(alphabet="من كمأينلوtwhoاس؟? |^$_()[", max_size=40))
def test_any_text_has_a_kind(text: str) -> None:
    found = asked(text)
    assert isinstance(found, Asked)
    assert found.kind in get_args(Kind)
