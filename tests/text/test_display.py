from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.display import MOST_MARKS, Direction, clean, day, line, pieces, whole

MIXED = st.text(alphabet=st.sampled_from("ab AبتC ،.:-–%$£°12٣()+/'’&C\n"), max_size=60)


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("abc \u202egnp.exe\u202c", "abc gnp.exe"),
        ("\u2066a\u2069\u200eb\u200fc\u061c", "abc"),
        ("a\r\nb\rc\u2028d\x0be\x85f", "a\nb\nc\nd\ne\nf"),
        ("\x00\x1b[31m\ud800\ue000x\t", "[31mx\t"),
        ("zero\u200bwidth\ufeff\u2060\u00ad", "zerowidth"),
        ("\ufffe\uffff\U0001fffe\ufdd0x", "x"),
        ("می\u200cخواهم \u0600١", "می\u200cخواهم \u0600١"),
    ],
)
def test_clean_takes_out_what_misleads_and_keeps_the_rest(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@given(st.text(st.characters(), max_size=40))
def test_what_is_clean_stays_as_it_is_and_can_be_written(text: str) -> None:
    tidy = clean(text)
    assert clean(tidy) == tidy
    tidy.encode()


def test_a_line_is_one_line() -> None:
    assert line(" a\n\n b\u00a0c\u2028 ") == "a b c"
    assert line("\u200b \n") == ""


def test_dates_are_written_one_way_a_language() -> None:
    assert day(date(2026, 11, 22), "en") == "22 November 2026"
    assert day(date(2026, 11, 2), "ar") == "2 نوفمبر 2026"


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("بلغت $792m اليوم", ["$792m"]),
        ("تراجع -3.5% الآن", ["-3.5%"]),
        ("ارتفع +1.2% ثم ±5", ["+1.2%", "±5"]),
        ("دون 1.5°C وفوق 40 °F", ["1.5°C", "40 °F"]),
        ("الصفحات 12–14 منه", ["12–14"]),
        ("بين 12 - 14 درجة", ["12 - 14"]),
        ("مبلغ £40 مليون", ["£40"]),
        ("قيمته US$ 5 مليارات", ["US$ 5"]),
        ("محادثات «2+2» في طوكيو", ["2+2"]),
        ("تلسكوب James Webb (JWST) أُطلق", ["James Webb", "JWST"]),
        ("مؤتمر COP28.", ["COP28"]),
        ("مؤتمر COP 28 في دبي", ["COP 28"]),
        ("في U.S. اليوم", ["U.S."]),
        ("مؤشر S&P 500 تراجع", ["S&P 500"]),
        ("شركة AT&T. ثم", ["AT&T"]),
        ("بسرعة 5 km/h فقط", ["5 km/h"]),
        ("عام 2024 NASA أعلنت", ["NASA"]),
        ("في 2024-07-28 بدأ", ["2024-07-28"]),
        ("عام 2024 وعدد 11,000 عند 10:30", []),
        ("نسبة ٣٫٥٪ و%5", []),
        ("بنسبة 87٪ عام (2024)", []),
        ("لا شيء هنا", []),
    ],
)
def test_latin_runs_and_amounts_are_isolated_in_arabic(text: str, isolated: list[str]) -> None:
    found = pieces(text, base="rtl")
    assert [piece.text for piece in found if piece.isolate == "ltr"] == isolated


def test_arabic_runs_are_isolated_in_english() -> None:
    found = pieces("the daily الشرق الأوسط (Asharq) 5 said", base="ltr")
    assert [piece.text for piece in found if piece.isolate == "rtl"] == ["الشرق الأوسط"]


@given(MIXED, st.sampled_from(["rtl", "ltr"]))
def test_the_pieces_are_the_text(text: str, base: Direction) -> None:
    assert "".join(piece.text for piece in pieces(text, base=base)) == text


@given(MIXED)
def test_no_arabic_letter_is_put_into_a_left_to_right_piece(text: str) -> None:
    for piece in pieces(text, base="rtl"):
        assert not (piece.isolate and set(piece.text) & set("بت،"))


def test_marks_do_not_tower_over_a_letter() -> None:
    assert clean("z" + "\u0301" * 500 + "a\u0301") == "z" + "\u0301" * MOST_MARKS + "a\u0301"
    assert clean("مُحَمَّدٌ") == "مُحَمَّدٌ"


@given(st.text(st.characters()))
def test_a_text_made_whole_can_be_written_and_a_whole_one_stays(text: str) -> None:
    assert whole(text).encode().decode() == whole(text)
    assert whole(text) == text or any("\ud800" <= letter <= "\udfff" for letter in text)


def test_halves_that_belong_together_become_one_character() -> None:
    assert whole("\ud83d\ude00 \ud83d") == "😀 \ufffd"
