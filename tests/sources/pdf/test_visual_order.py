from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.bench.visual_pdf import turned
from rag.sources.pdf.visual_order import bracket_table, logical_order, upright_brackets

ARABIC = ["قال", "الوزير", "في", "مؤتمر،", "«الردع»", "(أمس)", "بيان:", "كوفيد-19", "جو-جو"]
NUMBERS = ["2024", "12.5", "1,250", "50%", "٢٠٢٤", "10:30", "3/4", "2024-07-28"]
LATIN = ["Reuters", "Siemens Energy", "COP28", "F-16", "AT&T"]
WORDS = st.lists(st.sampled_from(ARABIC + NUMBERS), min_size=1, max_size=9)


def undone(drawn: str, *, to_left: bool) -> str:
    text = "".join(logical_order(list(drawn), to_left=to_left))
    return text.translate(bracket_table(text))


@given(WORDS, st.sampled_from(LATIN), st.integers(0, 9))
def test_a_line_to_the_left_comes_back(words: list[str], latin: str, at: int) -> None:
    # A line begins with an Arabic letter, as nearly all do: what is before it has no direction.
    # Around the Latin word stands Arabic, because "4 GPT" and "GPT 4" are drawn alike.
    line = ["قالت", *words[:at], "إن", latin, "أعلنت", *words[at:], "أمس."]
    text = " ".join(line)
    assert undone(turned(text, base="R"), to_left=True) == text


@given(st.lists(st.sampled_from(["The", "minister", "(said)", "in", "2024,", "12.5%"]), max_size=9))
def test_a_line_to_the_right_comes_back(words: list[str]) -> None:
    text = " ".join(["Reports", *words, "قال الوزير أمس", "ended."])
    assert undone(turned(text, base="L"), to_left=False) == text


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        ("GPT 4 نم ثدحأ", "أحدث من GPT 4"),
        ("km 90 دعب ىلع", "على بعد 90 km"),
        ("5G ةكبش", "شبكة 5G"),
        ("(2024) ماع", "عام (2024)"),
        (")2024( ماع", "عام (2024)"),
        ("87% ةبسنب", "بنسبة 87%"),
        ("%87 ةبسنب", "بنسبة 87%"),
        ("", ""),
    ],
)
def test_what_could_be_read_two_ways_is_read_as_it_is_written_mostly(drawn: str, text: str) -> None:
    assert undone(drawn, to_left=True) == text


def test_a_number_never_stands_in_brackets_that_are_inside_out() -> None:
    assert upright_brackets("قال ]1.1[ و(2) )3( )a(") == "قال [1.1] و(2) (3) )a("


@given(st.text(max_size=60), st.booleans())
@example("\ufdd0(\ufdef", False)
def test_no_sign_is_lost(text: str, to_left: bool) -> None:
    text = re.sub("[\ufdd0-\ufdef]", "\ufffd", text)  # as what no text may hold comes back
    assert sorted(map(_plain, undone(text, to_left=to_left))) == sorted(map(_plain, text))


@pytest.mark.parametrize("to_left", [False, True])
def test_what_no_text_may_hold_becomes_no_bracket(to_left: bool) -> None:
    assert undone("\ufdd0\ufdd1", to_left=to_left) == "\ufffd\ufffd"


def _plain(sign: str) -> str:
    """A bracket without its side."""
    pairs = dict(zip(")]}>»›≥⟩", "([{<«‹≤⟨", strict=True))
    return pairs.get(sign, sign)
