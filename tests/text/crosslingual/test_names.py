from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.crosslingual.names import name_keys


def of(name: str) -> set[str]:
    return set(name_keys(normalize(name)))


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Blinken", "بلينكن"),
        ("Kamikawa", "كاميكاوا"),
        ("Kishida", "كيشيدا"),
        ("Obama", "أوباما"),
        ("Trump", "ترامب"),
        ("Michael", "مايكل"),
        ("Charles", "تشارلز"),
        ("Johnson", "جونسون"),
        ("George", "جورج"),
        ("Google", "غوغل"),
        ("Google", "جوجل"),
        ("Knight", "نايت"),
        ("Thomas", "توماس"),
        ("Putin", "بوتين"),
        ("Mohammed", "محمد"),
        ("Khan", "خان"),
        ("Erdoğan", "أردوغان"),
        ("Netanyahu", "نتنياهو"),
        ("Alexander", "ألكسندر"),
    ],
)
def test_a_name_meets_its_spelling_in_the_other_script(english: str, arabic: str) -> None:
    assert {key for key in of(english) & of(arabic) if key.startswith("k:")}


@pytest.mark.parametrize("hidden", ["وبلينكن", "لبلينكن", "بلينكن", "وكاميكاوا"])
def test_clitics_do_not_hide_a_name(hidden: str) -> None:
    assert of(hidden) & (of("Blinken") | of("Kamikawa"))


@pytest.mark.parametrize(
    ("one", "other"), [("Obama", "بوم"), ("Blinken", "بلقان"), ("Putin", "تونس"), ("Iran", "رون")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert not of(one) & of(other)


def test_a_long_name_spelt_otherwise_still_meets_by_its_ends() -> None:
    assert of("Zelenskyy") & of("زيلينسكي")


@pytest.mark.parametrize("word", ["", "12", "the", "من", "xy", "東京", "عاء"])
def test_what_has_no_sound_has_no_key(word: str) -> None:
    assert name_keys(word) == ()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzابتجحخدرزسشعغفقكلمنهوي", max_size=30))
def test_keys_are_short_words(word: str) -> None:
    for key in name_keys(word):
        assert key[:2] in ("k:", "e:")
        assert key.split() == [key]
