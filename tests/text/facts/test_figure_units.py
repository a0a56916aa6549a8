from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.facts import facts
from rag.text.facts.figure_units import measures


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("40,000 barrels", ["barrel"]),
        ("40 ألف برميل", ["barrel"]),
        ("2 million tonnes", ["ton"]),
        ("مليونا طن", ["ton"]),
        ("ثلاثة أطنان", ["ton"]),
        ("40 كيلومترا", ["km"]),
        ("40 كلم", ["km"]),
        ("a 40-kilometre road", ["km"]),
        ("5km", ["km"]),
        ("40 km²", ["km2"]),
        ("40 كيلومترا مربعا", ["km2"]),
        ("60 billion cubic metres", ["metre3"]),
        ("900 قدم", ["foot"]),
        ("20 دونما", ["dunam"]),
        ("30 hectares", ["hectare"]),
        ("$40 million", ["dollar"]),
        ("US$40 million", ["dollar:US"]),
        ("USD 40 million", ["dollar:US"]),
        ("CA$40 million", ["dollar:CA"]),
        ("40 million US dollars", ["dollar:US"]),
        ("40 مليون دولار أمريكي", ["dollar:US"]),
        ("£30m", ["pound"]),
        ("25 euros", ["euro"]),
        ("50 مليون دينار كويتي", ["dinar:KW"]),
        ("50 مليون دينار عراقي", ["dinar:IQ"]),
        ("30 Lebanese pounds", ["lira:LB"]),
        ("30 ليرة لبنانية", ["lira:LB"]),
        ("3 percent", ["percent"]),
        ("3 percentage points", ["pp"]),
        ("3 نقاط مئوية", ["pp"]),
        ("استمر يومين", ["day"]),
        ("استمر ساعتين", ["hour"]),
        ("three-day visit", ["day"]),
        ("عشر سنوات", ["year"]),
        ("40 degrees Celsius", ["degree:C"]),
        ("50 أسرة", ["family"]),
        ("19 كما", []),
        ("الساعة 10 يوم الثلاثاء", []),
    ],
)
def test_a_figure_carries_its_unit(text: str, units: list[str]) -> None:
    (found,) = measures(facts(text)).figures
    assert sorted(found.units) == units


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("40,000 barrels a day", "day"),
        ("40,000 barrels of oil per week", "week"),
        ("40,000 barrels of crude a day after the repairs", "day"),
        ("40 ألف برميل يوميا", "day"),
        ("40 ألف برميل في اليوم", "day"),
        ("40 ألف برميل أسبوعيا", "week"),
        ("2 million bpd", "day"),
        ("60 mph", "hour"),
        ("40,000 bottles an hour", "hour"),
        ("12 people a day after the storm", ""),
        ("12 شخصا في اليوم الأول", ""),
    ],
)
def test_a_figure_carries_its_rate(text: str, rate: str) -> None:
    assert measures(facts(text)).figures[0].rate == rate


@pytest.mark.parametrize(
    "text",
    [
        "between 3 and 5 million barrels",
        "3 to 5 million barrels",
        "بين 3 و5 ملايين برميل",
        "3 إلى 5 براميل",
    ],
)
def test_a_unit_that_is_said_once_is_that_of_both_figures(text: str) -> None:
    assert [set(one.units) for one in measures(facts(text)).figures] == [{"barrel"}] * 2


def test_a_sign_before_a_range_is_that_of_both_figures() -> None:
    assert [set(one.units) for one in measures(facts("$3-5 million")).figures] == [{"dollar"}] * 2


@given(st.text(alphabet="0123456789 $£km²-.,برميلطنيوم3e%", max_size=40))
def test_any_text_is_read(text: str) -> None:
    for one in measures(facts(text)).figures:
        assert 0 <= one.start < one.end <= len(text)
