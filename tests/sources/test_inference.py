"""A title is taken from the headline or the lead, never from a caption or a dateline."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.inference import infer_title

LEAD = "أقرت بلدية الميناء القديم خطة لتوسيع الرصيف الشرقي."
NEXT = "وقال رئيس البلدية إن العمل يبدأ في الخريف المقبل."
ENGLISH = "The old harbour will get a longer pier, the council said."


@pytest.mark.parametrize(
    "headline", ["خطة لتوسيع الرصيف", "Longer pier for the old harbour", "7 أيام"]
)
def test_a_short_first_line_without_a_stop_is_the_title(headline: str) -> None:
    assert infer_title(f"{headline}\n\n{LEAD}\n{NEXT}") == headline


def test_a_markdown_heading_is_the_title_without_its_marks() -> None:
    assert infer_title(f"## Longer pier\n\n{ENGLISH}") == "Longer pier"


@pytest.mark.parametrize("text", [f"{LEAD}\n{NEXT}", f"{LEAD} {NEXT}", LEAD, f"\n\n  {LEAD}"])
def test_else_the_first_sentence_is_the_title(text: str) -> None:
    assert infer_title(text) == LEAD


def test_the_first_line_of_a_hard_wrapped_text_is_no_headline() -> None:
    sentence = "The old harbour will get a longer pier and two cranes, the council said on Sunday."
    text = textwrap.fill(" ".join([sentence] * 6), width=50)
    assert infer_title(text) == sentence


def test_a_line_alone_is_the_title_with_or_without_a_stop() -> None:
    assert infer_title("خطة لتوسيع الرصيف") == "خطة لتوسيع الرصيف"


@pytest.mark.parametrize(
    "caption",
    [
        "رئيس البلدية يتفقد الرصيف الشرقي يوم الأحد. أ ف ب",
        "رئيس البلدية يتفقد الرصيف الشرقي يوم الأحد. رويترز",
        "رئيس البلدية يتفقد الرصيف الشرقي (أ.ف.ب)",
        "رئيس البلدية يتفقد الرصيف الشرقي (رويترز)",
        "رئيس البلدية يتفقد الرصيف | الأناضول",
        "رئيس البلدية يتفقد الرصيف. غيتي",
        "The mayor inspects the pier on Sunday. AFP",
        "The mayor inspects the pier on Sunday. Jane Roe/Reuters",
        "The mayor inspects the pier on Sunday. REUTERS/Jane Roe",
        "The mayor inspects the pier on Sunday (AP Photo/Jane Roe)",
        "The mayor inspects the pier. Photo: Getty Images",
        "The mayor inspects the pier. © AFP via Getty Images",
    ],
)
def test_a_photo_caption_is_passed_over(caption: str) -> None:
    assert infer_title(f"{caption}\n{LEAD}\n{NEXT}") == LEAD


@pytest.mark.parametrize(
    "line",
    ["مقابلة مع رويترز", "Minister scolds AP", "اتفاق بين أ ف ب وجوجل", "Strike at Getty Images"],
)
def test_a_headline_about_an_agency_is_no_caption(line: str) -> None:
    assert infer_title(f"{line}\n{LEAD}") == line


def test_a_dateline_is_passed_over() -> None:
    assert infer_title(f"الأحد 28 يوليو 2024\n{LEAD}\n{NEXT}") == LEAD
    assert infer_title(f"VALLETTA (Reuters) - {ENGLISH}\n{ENGLISH}") == ENGLISH
    assert infer_title(f"فاليتا (رويترز) – {LEAD}") == LEAD


def test_a_caption_is_better_than_nothing() -> None:
    assert infer_title("رئيس البلدية يتفقد الرصيف. رويترز").startswith("رئيس البلدية")


def test_a_long_sentence_is_cut_after_a_whole_word() -> None:
    sentence = " ".join(["كلمة،"] * 40) + "."
    title = infer_title(sentence + "\n" + NEXT)
    assert len(title) <= 91
    assert title.endswith("كلمة…")


def test_a_word_without_end_is_cut_where_no_mark_is_torn_off() -> None:
    title = infer_title("ب\u064e" * 200 + ".")
    assert len(title) <= 91
    assert title.endswith("ب\u064e…")


@pytest.mark.parametrize("text", ["", "  \n ", "123\n***", "…"])
def test_a_text_without_letters_has_no_title(text: str) -> None:
    assert infer_title(text) == ""


@given(st.text())
def test_a_title_is_one_short_line(text: str) -> None:
    title = infer_title(text)
    assert len(title) <= 120
    assert len(title.splitlines()) <= 1
    assert title == title.strip()
