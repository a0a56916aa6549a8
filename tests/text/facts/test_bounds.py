from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.facts import doubtful, facts, missing
from rag.text.facts.fact import BoundKind


def bounds(text: str) -> list[BoundKind | None]:
    return [one.bound.kind if one.bound else None for one in facts(text).facts if one.strict]


def standing(claim: str, source: str) -> str:
    own, given = facts(claim), facts(source)
    if missing(own, given):
        return "missing"
    return "doubtful" if doubtful(own, given) else "stated"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("more than 60,000 people", "more"),
        ("over 60 people", "more"),
        ("over 24 hours", "over"),
        ("older than 60", "more"),
        (">60%", "more"),
        ("at least 60 people", "least"),
        ("no fewer than 60 people", "least"),
        ("60 litres of water or more", "least"),
        ("60+ people", "least"),
        ("less than 60 people", "less"),
        ("under the age of 18", "less"),
        ("up to 60 people", "most"),
        ("no more than 60 people", "most"),
        ("some 60 people", "about"),
        ("about 60 people", "about"),
        ("nearly 60 people", "almost"),
        ("أكثر من 60 ألف شخص", "more"),
        ("لأكثر من ستين شخصا", "more"),
        ("تجاوز عدد القتلى 60 شخصا", "more"),
        ("ما يربو على 60 شخصا", "more"),
        ("ما لا يقل عن 60 شخصا", "least"),
        ("60 شخصا على الأقل", "least"),
        ("لا تقل أعمار المشاركين عن 60 عاما", "least"),
        ("أقل من 60 شخصا", "less"),
        ("دون سن الـ 18", "less"),
        ("ما لا يزيد على 60 شخصا", "most"),
        ("لا يزيد عمر المشاركين في المسابقة على 60 عاما", "most"),
        ("ما يصل إلى 60 شخصا", "most"),
        ("تصل إلى 60 شخصا", "until"),
        ("لتصل إلى 60 شخصا", None),
        ("نحو 60 شخصا", "about"),
        ("قرابة 60 شخصا", "about"),
        ("60 شخصا تقريبا", "about"),
        ("until 2020", None),
        ("حتى 2020", None),
        ("60 people", None),
        ("won 2-3 against Egypt", None),
    ],
)
def test_what_limits_a_number_is_found(text: str, kind: BoundKind | None) -> None:
    assert set(bounds(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "10-15 people",
        "10 – 15 people",
        "10 to 15 people",
        "between 10 and 15 people",
        "from 10 to 15 people",
        "10 إلى 15 شخصا",
        "من 10 إلى 15 شخصا",
        "ما بين 10 و15 شخصا",
        "10−15 million people",
    ],
)
def test_a_range_is_found_at_both_ends(text: str) -> None:
    assert bounds(text) == ["range", "range"]


@pytest.mark.parametrize(
    "text",
    [
        "rose from 10 to 15 percent",
        "ارتفعت من 10 إلى 15 بالمئة",
        "from 2010 to 2015",
        "won 3-2",
        "lost 2-3 to Egypt",
        "7-9 October",
        "call 962-795-123",
    ],
)
def test_changes_years_scores_and_days_are_no_ranges(text: str) -> None:
    assert "range" not in bounds(text)


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("more than 60,000 people", "60,643 people", "stated"),
        ("أكثر من 60 ألف شخص", "60643 شخصا", "stated"),
        ("over 2 million people", "2.5 million to 3.5 million people", "stated"),
        ("more than 60,000 people", "59,000 people", "missing"),
        ("less than 60,000 people", "60,643 people", "missing"),
        ("less than 60,000 people", "more than 60,000 people", "missing"),
        ("أقل من 60 شخصا", "أكثر من 60 شخصا", "missing"),
        ("60,000 people", "more than 60,000 people", "doubtful"),
        ("60 people", "up to 60 people", "doubtful"),
        ("60 people", "about 60 people", "stated"),
        ("more than 60 people", "60 people", "doubtful"),
        ("at least 60 people", "60 people", "stated"),
        ("nearly 100 people", "98 people", "stated"),
        ("nearly 100 people", "more than 100 people", "missing"),
        ("about 50 people", "48 people", "stated"),
        ("about 50 people", "51 people", "stated"),
        ("about 50 people", "45 people", "doubtful"),
        ("about 50 people", "80 people", "missing"),
        ("about 100 people", "nearly 100 people", "stated"),
        ("up to 15 people", "10 to 15 people", "stated"),
        ("12 people", "10 to 15 people", "doubtful"),
        ("15 people", "10 to 15 people", "doubtful"),
        ("10-15 people", "ما بين 10 و15 شخصا", "stated"),
        ("20-25 people", "10-15 people", "missing"),
        ("more than half of voters", "53% of voters", "stated"),
        ("more than half of voters", "47% of voters", "missing"),
        ("17 people", "11 militants and six soldiers", "doubtful"),
        ("منذ تسعة أعوام", "منذ 2010", "doubtful"),
        ("three years", "four years, since 2018", "missing"),
    ],
)
def test_a_limit_is_compared_with_what_is_stated(claim: str, source: str, expected: str) -> None:
    assert standing(claim, source) == expected


@given(
    st.integers(3, 10**6),
    st.integers(3, 10**6),
    st.sampled_from(["more than {}", "at least {}", "أكثر من {}", "{} على الأقل"]),
)
def test_more_than_is_never_stated_by_less(limit: int, value: int, written: str) -> None:
    found = standing(f"{written.format(limit)} people", f"{value} people")
    if found == "stated":
        assert value >= limit
    if value < limit:
        assert found == "missing"


@given(st.integers(3, 10**6), st.integers(3, 10**6), st.sampled_from(["less than {}", "أقل من {}"]))
def test_less_than_is_never_stated_by_more(limit: int, value: int, written: str) -> None:
    found = standing(f"{written.format(limit)} people", f"{value} people")
    assert found != "stated" or value < limit
