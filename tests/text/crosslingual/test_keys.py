from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.crosslingual.keys import weight
from tests.factories import ANALYZER


def keys(text: str) -> set[str]:
    return set(ANALYZER.analyze(text).keys)


def test_two_desks_write_the_same_keys() -> None:
    english = "Blinken met Kamikawa in Tokyo on Sunday, 28 July 2024: 54,000 troops in Japan."
    arabic = "التقى بلينكن كاميكاوا في طوكيو الأحد ٢٨ تموز ٢٠٢٤، وفي اليابان ٥٤ ألف جندي."
    shared = keys(english) & keys(arabic)
    expected = {"n:28", "n:2024", "n:54000", "c:JP", "p:Tokyo", "m:7", "w:6", "k:blnkn", "k:kmkA"}
    assert expected <= shared


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("a turkey farm in Ohio", "c:TR", False),
        ("troops in turkey", "c:TR", True),
        ("How many troops are in turkey?", "c:TR", True),
        ("they march on Paris", "m:3", False),
        ("in March", "m:3", True),
        ("on 5 march", "m:3", True),
        ("مارس الرياضة", "m:3", False),
        ("5 مارس", "m:3", True),
        ("شهر آب", "m:8", True),
        ("قال الأب", "m:8", False),
        ("يوم الأحد", "w:6", True),
        ("لم يحضر أحد", "w:6", False),
        ("Mr Davis spoke", "p:Davis", True),
        ("Mr Davis spoke", "k:dfs", True),
        ("Mr Davis spoke", "k:sbkE", False),
        ("blinken spoke", "k:blnkn", True),
        ("الصين", "k:sYn", False),
    ],
)
def test_a_key_needs_what_makes_it_likely(text: str, key: str, found: bool) -> None:
    assert (key in keys(text)) is found


def test_a_text_without_names_and_numbers_has_none() -> None:
    assert keys("") == keys("من الذي؟") == set()


def test_numbers_weigh_more_than_names_and_names_more_than_their_ends() -> None:
    assert weight("n:5") > weight("k:blnkn") == weight("c:JP") > weight("e:_bln") > 0


@given(st.text())
def test_a_key_is_one_word_of_a_known_kind(text: str) -> None:
    for key in keys(text):
        assert key.split() == [key]
        assert key[1] == ":"
        assert key[0] in "nclpxmwkeg"
