from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.counted_figures import figures
from rag.briefs.figures.same_matter import without_rivals
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.records import Language
from rag.text.analysis.languages import detect_language
from tests.factories import ANALYZER, article


def found(sentence: str) -> list[CountedFigure]:
    language: Language = detect_language(sentence)
    (evidence,) = as_evidence([article(sentence, language=language)])
    return [figure for line in article_sentences(evidence) for figure in figures(line, ANALYZER)]


@pytest.mark.parametrize(
    ("sentence", "written", "about", "unit"),
    [
        ("The fire killed 46 people in the old town.", "46", "fire killed", ""),
        ("Some 97,000 delegates came to the talks.", "97,000", "delegates came", ""),
        (
            "The repairs will cost $40 million, he said.",
            "$40 million",
            "cost",
            "dollar",
        ),
        ("Exports fell by 12 per cent over the winter.", "12 per cent", "Exports fell", "%"),
        ("وبلغ عدد المسجلين نحو 80 ألف مشارك في المؤتمر.", "80 ألف", "مشارك", ""),
        (
            "وقدّرت الوزارة الأضرار بنحو 30 مليار دولار.",
            "30 مليار دولار",
            "الوزارة الأضرار",
            "dollar",
        ),
    ],
)
def test_a_figure_has_its_thing_and_its_unit(
    sentence: str, written: str, about: str, unit: str
) -> None:
    (figure,) = found(sentence)
    assert figure.written == written
    assert figure.unit == unit
    assert figure.about == about


def test_a_range_is_one_figure() -> None:
    (figure,) = found("The canal loses between $12 million and $15 million a day.")
    assert figure.written == "$12 million and $15 million"
    assert figure.value == Decimal(15_000_000)


@pytest.mark.parametrize(
    "sentence",
    [
        "The treaty was signed in 1998 in Geneva.",
        "They met on 14 July 2023 in the capital.",
        "The 35-year-old captain scored.",
        "They won 67-66 after extra time.",
        "The probe Luna-25 crashed into the surface.",
        "The march began at 14:30 local time.",
        "Two ministers and three deputies resigned.",
        "The strike lasted 14 days.",
        "وانطلقت المركبة «لونا-25» نحو القمر.",
        "ودام الإضراب 14 يوماً.",
    ],
)
def test_what_counts_nothing_is_no_figure(sentence: str) -> None:
    assert found(sentence) == []


def test_what_is_said_to_be_about_so_much_is_rounded() -> None:
    assert [one.rounded for one in found("About 300 houses burned, and 120 barns were lost.")] == [
        True,
        False,
    ]


def test_deaths_and_the_dead_are_one_thing() -> None:
    (one,), (other,) = found("The quake left 46 dead."), found("The ministry counted 52 deaths.")
    assert one.thing & other.thing


def test_of_two_figures_of_one_thing_none_can_be_held_against_another_article() -> None:
    told = found("Income fell to $40 million from $90 million a year before.")
    assert len(told) == 2
    assert without_rivals(told) == []


@given(st.text(alphabet="0123456789 .,-–$%كمليون دولار abc«»", max_size=60))
def test_a_figure_stands_where_it_says(text: str) -> None:
    for figure in found(text + " end."):
        assert figure.line.text.startswith(figure.written.split()[0], figure.start)
