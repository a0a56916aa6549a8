from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.text.analysis.folding import fold
from rag.text.analysis.numbers import numbers, numbers_folded

TABLE = [
    ("", []),
    ("لا أرقام هنا", []),
    ("54,000 troops", ["54000"]),
    ("54 thousand", ["54000"]),
    ("٥٤ ألف جندي", ["54000"]),
    ("٥٤٬٠٠٠", ["54000"]),
    ("۵۴۰۰۰", ["54000"]),
    ("fifty-four thousand", ["54000"]),
    ("أربعة وخمسون ألفا", ["54000"]),
    ("3.5%", ["3.5%"]),
    ("٣٫٥٪", ["3.5%"]),
    ("3,5 في المئة", ["3.5%"]),
    ("twenty-five percent", ["25%"]),
    ("خمسة وعشرون بالمائة", ["25%"]),
    ("15 per cent", ["15%"]),
    ("£30m", ["30000000"]),
    ("$1.5bn", ["1500000000"]),
    ("30m wide", ["30"]),
    ("5½ hours", ["5.5"]),
    ("½", []),
    ("3-2", ["3", "2"]),
    ("1.234.567", ["1234567"]),
    ("1 500 000", ["1500000"]),
    ("2.500", ["2.5"]),
    ("15 200", ["15200"]),
    ("25 000 شخص، و٢٥\u202f٠٠٠", ["25000", "25000"]),
    ("33\u00a0848\u2009242 مغربي", ["33848242"]),
    ("$53 193 914", ["53193914"]),
    ("1 500 000,50", ["1500000.5"]),
    ("300 000-400 000", ["300000", "400000"]),
    ("54.000,25 and 1.234.567,89", ["54000.25", "1234567.89"]),
    ("12,50,000 rupees", ["1250000"]),
    ("1'500'000, 1’500", ["1500000", "1500"]),
    ("in 2018 300 people", ["2018", "300"]),
    ("في 2018 300 000 شخص", ["2018", "300000"]),
    ("3 000 or 2 500 000", ["3000", "2500000"]),
    ("26 July 2024 120", ["26", "2024", "120"]),
    ("300 4567", ["300", "4567"]),
    ("300 25", ["300", "25"]),
    ("0800 123 456", ["800", "123", "456"]),
    ("+962 795 123 456", ["962", "795", "123", "456"]),
    ("962 6 123 4567", ["962", "6", "123", "4567"]),
    ("A320 200, كوفيد-19 300", ["320", "200", "19", "300"]),
    ("25\n300", ["25", "300"]),
    ("$53, 193, 914", ["53", "193", "914"]),
    ("%85 و٪٩٠", ["85%", "90%"]),
    ("5%85", ["5%", "85"]),
    ("1.7 million eight years ago", ["1700000", "8"]),
    ("2017-2018", ["2017", "2018"]),
    ("10:30", ["10", "30"]),
    ("2018 and 2019", ["2018", "2019"]),
    ("في 2018 و2019", ["2018", "2019"]),
    ("1990s", ["1990"]),
    ("G20", ["20"]),
    ("و18 ب20", ["18", "20"]),
    ("two hundred and five thousand three hundred", ["205300"]),
    ("eight hundred million", ["800000000"]),
    ("between five and six", ["5", "6"]),
    ("five million and 3", ["5000000", "3"]),
    ("ثلاثة عشر", ["13"]),
    ("ثلاث مئة", ["300"]),
    ("مئة وخمسة وعشرون", ["125"]),
    ("ثلاثمئة وخمسون ألفا", ["350000"]),
    ("ألف وتسعمئة وأربعة وتسعون", ["1994"]),
    ("ألفين وخمسمئة", ["2500"]),
    ("مليوني دولار", ["2000000"]),
    ("مليون و200 ألف", ["1200000"]),
    ("3 ملايين و500 ألف", ["3500000"]),
    ("والعشرين", ["20"]),
    ("عشرين ثلاثين", ["20", "30"]),
    ("مليار", ["1000000000"]),
    ("ملايين الناس", []),
    ("millions of people, a thousand", []),
    ("one of them", []),
    ("واحد منهم", []),
    ("one percent", ["1%"]),
    ("واحد بالمئة", ["1%"]),
    ("مليون واحد", ["1000000"]),
    ("لست هناك، وست هام", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_numbers_are_read_as_values(text: str, expected: list[str]) -> None:
    assert [number.key for number in numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [row for row in TABLE if not {"½", "\n"} & set(row[0])]
)
def test_a_folded_text_has_the_same_numbers(text: str, expected: list[str]) -> None:
    assert [number.key for number in numbers_folded(fold(text))] == expected


def test_offsets_point_into_the_text_as_it_was_given() -> None:
    text = "نحو \u200f٥٤\u200f مِلـيون دولار، و85 بالمئة"
    assert [text[number.start : number.end] for number in numbers(text)] == [
        "٥٤\u200f مِلـيون",
        "85 بالمئة",
    ]
    (number,) = numbers("واحد بالمئة")
    assert number.start == 0


def test_a_scale_word_marks_a_value_as_possibly_rounded() -> None:
    assert [number.scaled for number in numbers("54 thousand, 54,000, £5m, ألفين")] == [
        True,
        False,
        True,
        True,
    ]


@given(st.decimals(0, 10**9, places=2), st.booleans())
def test_any_plain_number_is_read_back(value: Decimal, arabic: bool) -> None:
    written = f"{value:,.2f}"
    if arabic:
        written = written.translate(str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬"))
    (number,) = numbers(f"({written})")
    assert number.value == value
    assert (number.start, number.end) == (1, 1 + len(written))


DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９")
GROUPED_BY = (",", "٬", " ", "\u00a0", "\u202f", "\u2009", "\u2007", "'", "’")


@given(
    st.integers(1000, 10**15),
    st.sampled_from(GROUPED_BY),
    st.sampled_from(DIGITS),
    st.sampled_from(
        ["{}", "({})", "و{} شخص", "about {}.", "${}", "كلفت {}،", "{}%", "in 2018: {}"]
    ),
)
def test_a_grouped_number_is_read_back(value: int, sign: str, digits: str, around: str) -> None:
    written = f"{value:,}".translate(str.maketrans("0123456789", digits)).replace(",", sign)
    text = around.format(written)
    assert [number.value for number in numbers(text)][-1] == value
    assert [number.value for number in numbers_folded(fold(text))][-1] == value


@given(st.integers(10**6, 10**15), st.integers(1, 99))
def test_thousands_set_apart_by_dots_are_read_back(value: int, hundredths: int) -> None:
    written = f"{value:,}".replace(",", ".") + f",{hundredths:02}"
    assert [number.value for number in numbers(written)] == [value + Decimal(hundredths) / 100]


@example("0½%0")
@example("0k٪0")
@given(st.text(alphabet="0123456789٠٣.,٫٬ %٪½-ـً\u200fمليون ألف وعشرين hundred and £bnk"))
def test_spans_are_in_order_and_hold_what_they_say(text: str) -> None:
    found = numbers(text)
    ends = [0]
    for number in found:
        assert ends[-1] <= number.start < number.end <= len(text)
        ends.append(number.end)
        assert number.key in [inner.key for inner in numbers(text[number.start : number.end])]
