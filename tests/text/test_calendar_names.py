"""One list of months and weekdays serves facts and dates of publication."""

from __future__ import annotations

import pytest

from rag.text.calendar_names import month_keys, weekday_numbers


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("july", "7"),
        ("sept", "9"),
        ("تموز", "7"),
        ("يوليه", "7"),
        ("يوليوز", "7"),
        ("جويليه", "7"),
        ("كانون ثاني", "1"),
        ("تشرين الاول", "10"),
        ("رجب", "h7"),
        ("ذو الحجه", "h12"),
    ],
)
def test_a_month_has_one_key_under_all_its_names(name: str, key: str) -> None:
    assert month_keys()[name] == key


def test_every_month_and_weekday_has_names_in_both_languages() -> None:
    for number in range(1, 13):
        for prefix in ("", "h"):
            names = [name for name, key in month_keys().items() if key == f"{prefix}{number}"]
            assert {name.isascii() for name in names} == {True, False}
    for number in range(7):
        names = [name for name, one in weekday_numbers().items() if one == number]
        assert {name.isascii() for name in names} == {True, False}
