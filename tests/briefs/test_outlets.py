from __future__ import annotations

import pytest

from rag.briefs.outlets import outlet_key, outlets_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reuters", "رويترز"),
        ("reuters", "وكالة رويترز"),
        ("AFP", "وكالة فرانس برس"),
        ("www.reuters.com", "Reuters"),
        ("Al Jazeera", "قناة الجزيرة"),
        ("صحيفة الضفة", "الضفة"),
    ],
)
def test_an_outlet_is_known_by_all_its_names(one: str, other: str) -> None:
    assert outlet_key(one) == outlet_key(other)


def test_other_outlets_have_other_keys() -> None:
    names = ["BBC", "CNN", "Sky News", "Sky News Arabia", "الحياة", "الأهرام", "Valley Post"]
    assert len({outlet_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("قال المصدر لرويترز إن المحادثات انتهت", {"reuters"}),
        ("The talks are over, the AFP agency reported.", {"afp"}),
        ("نقلت صحيفة الحياة عن الوزير", {"al hayat"}),
        ("الحياة عادت إلى المدينة", set()),
        ("Turn off the tap and look at the map.", set()),
        ("", set()),
    ],
)
def test_outlets_that_a_text_names(text: str, named: set[str]) -> None:
    assert outlets_in(text) == named
