"""A value is the same in digits and words, in both languages, however it is grouped."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from eval.normalization import stated_values, unmatched_values

WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
SMALL = WORDS.split()
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
SPACES = (" ", "\u00a0", "\u202f", ",", "٬")


def in_english(number: int) -> str:
    """Write a number below a billion in English words."""
    for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joint = " and " if scale == 100 and rest else " "
            return f"{in_english(number // scale)} {name}{joint if rest else ''}" + (
                in_english(rest) if rest else ""
            )
    if number < 20:
        return SMALL[number]
    return SMALL[18 + number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")


def readings(text: str) -> list[set[str]]:
    return [set(one.readings) for one in stated_values(text)]


@given(st.integers(0, 10**9 - 1))
def test_a_number_in_english_words_is_the_number(number: int) -> None:
    assert readings(f"about {in_english(number)} people") == [{str(number)}]


@given(st.integers(0, 10**15), st.sampled_from(SCRIPTS), st.sampled_from(SPACES))
def test_a_number_is_the_same_in_every_script_and_grouping(
    number: int, script: str, space: str
) -> None:
    grouped = f"{number:,}".replace(",", space)
    written = "".join(script[int(one)] if one in SCRIPTS[0] else one for one in grouped)
    assert readings(f"عدد {written} شخص") == [{str(number)}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خمسة وعشرون", "25"),
        ("أحد عشر", "11"),
        ("تسعة عشر لاعبا", "19"),
        ("مئة وعشرة", "110"),
        ("مئتان وخمسون", "250"),
        ("ثلاثمئة وخمس وأربعون", "345"),
        ("خمسون ألفا", "50000"),
        ("مئة ألف", "100000"),
        ("٨٨ ألفا و٩٦٦", "88966"),
        ("مليونان وثلاثمئة ألف", "2300000"),
        ("2.5 مليار", "2500000000"),
        ("مليونان ونصف المليون", "2500000"),
        ("نصف مليون", "500000"),
        ("half a million", "500000"),
        ("two and a half", "2.5"),
        ("£30m", "30000000"),
        ("$1.2bn", "1200000000"),
        ("30m", "30"),
        ("fifteen hundred", "1500"),
        ("20 في المئة", "20%"),
        ("٢٠ بالمئة", "20%"),
        ("٪٢٠", "20%"),
        ("20 per cent", "20%"),
        ("5½", "5.5"),
    ],
)
def test_a_value_reads_as(text: str, expected: str) -> None:
    assert expected in set().union(*readings(text))


@pytest.mark.parametrize("locale", ["en", "ar", "ar_SY", "ar_DZ", "ar_MA"])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_name_of_unicodes_locale_data_is_read(locale: str, month: int) -> None:
    name = Locale.parse(locale).months["format"]["wide"][month]
    assert f"month:{month}" in set().union(*readings(f"4 {name} 2024"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on 4 March 2024", "في 4 آذار 2024"),
        ("March 4, 2024", "4 مارس 2024"),
        ("2024-03-04", "4 March 2024"),
        ("4/3/2024", "the 4th of March 2024"),
        ("at 3.05pm", "15:05"),
        ("10-15 million", "10 million to 15 million"),
        ("54,730,000", "54.7 million"),
        ("tripled", "ثلاثة أمثال"),
    ],
)
def test_one_way_of_writing_states_all_of_the_other(one: str, other: str) -> None:
    assert not unmatched_values(stated_values(one), stated_values(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4 March", "5 March"),
        ("4 March", "4 April and 5 March"),
        ("20%", "20"),
        ("1,500", "15,00 and 15"),
        ("54.7 thousand", "54,730"),
        ("2 million", "2 billion"),
    ],
)
def test_another_value_is_missing(one: str, other: str) -> None:
    assert unmatched_values(stated_values(one), stated_values(other))


@given(st.text())
def test_any_text_states_what_it_states(text: str) -> None:
    found = stated_values(text)
    assert not unmatched_values(found, found)
    assert all(one.start < one.end and one.readings for one in found)
