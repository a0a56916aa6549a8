"""A file name or a link dates an article where it holds just one date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.dates.dates_in_names import date_in_name, day_in_link

DAY = date(2024, 7, 28)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2024-07-28", DAY),
        ("2024-7-28", DAY),
        ("harbour-20240728", DAY),
        ("2024_07_28_harbour", DAY),
        ("خبر_٢٠٢٤-٠٧-٢٨", DAY),
        ("20240728T1405", DAY),
        ("2024-07-28T14-05-00", DAY),
        ("2024.07.28-2024-07-28", DAY),
        ("28-07-2024", DAY),
        ("news_28.7.2024", DAY),
        ("harbour-28-july-2024", DAY),
        ("الميناء 28 يوليو 2024", DAY),
        ("03-05-2024", None),
        ("03-05-2024 of 2024-05-03", date(2024, 5, 3)),
        ("2024-07-28 and 2024-07-29", None),
        ("2024-0728", None),
        ("202407281", None),
        ("28072024", None),
        ("20241328", None),
        ("2024-02-30", None),
        ("1445-07-15", None),
        ("1404-11-07", None),
        ("14450715", None),
        ("00010101", None),
        ("2099-01-01", None),
        ("000_334bd50115bf528e", None),
        ("", None),
    ],
)
def test_a_date_in_a_name_must_be_the_only_one(name: str, expected: date | None) -> None:
    assert date_in_name(name) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2024/07/28/harbour.html", DAY),
        ("/2024/7/28/", DAY),
        ("/ar/2024/7/28/%D9%85%D9%8A%D9%86%D8%A7%D8%A1", DAY),
        ("/world/2024/jul/28/harbour", DAY),
        ("/arabic/2024/middle_east/7/28/harbour", DAY),
        ("/20240728/harbour-1234567", DAY),
        ("/harbour-28-07-2024-1234567", DAY),
        ("/view?id=9&date=2024-07-28", DAY),
        ("/view?d=28%2F07%2F2024", DAY),
        ("/2024/07/28/what-happened-on-2024-07-27", None),
        ("/2024/07/harbour", None),
        ("/1445/07/15/harbour", None),
        ("/view?id=20240728123", None),
        ("/view?id=2024-07-28", None),
        ("/2024/world/7/281", None),
        ("", None),
    ],
)
def test_a_link_holds_a_date(path: str, expected: date | None) -> None:
    assert day_in_link(f"https://a.example{path}") == expected


@given(st.text() | st.text("0123456789-/_.?=&%", max_size=200))
def test_any_text_is_survived(text: str) -> None:
    date_in_name(text)
    day_in_link(text)
    day_in_link(f"https://{text}")
