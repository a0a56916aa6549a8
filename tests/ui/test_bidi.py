from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.bidi import Direction, block_direction, clean, pieces

MIXED = st.text(alphabet=st.sampled_from("ab AبتC ،.:-–%$£°12٣()+/'’&C\n"), max_size=60)


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


@pytest.mark.parametrize(
    ("text", "message", "direction"),
    [
        ("Reuters: رأت الوكالة أن الاتفاق ضعيف", "rtl", "rtl"),
        ("“This is a first step,” Simon Stiell said.", "rtl", "ltr"),
        ("قالت وزارة الدفاع ذلك", "ltr", "rtl"),
        ("the daily الشرق الأوسط", "ltr", "ltr"),
        ("12–14", "rtl", "rtl"),
    ],
)
def test_a_block_turns_only_when_nearly_all_of_it_does(
    text: str, message: Direction, direction: Direction
) -> None:
    assert block_direction(text, message=message) == direction


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("abc \u202egnp.exe\u202c", "abc gnp.exe"),
        ("\u2066a\u2069\u200eb\u200fc\u061c", "abc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\x00\x1b[31m\ud800\ue000x\t", "[31mx\t"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_clean_takes_out_what_misleads_and_keeps_the_rest(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy
