from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.pdf.glyphs import RawCharacter, content_order, in_reading_order

SIGNS = st.text(st.sampled_from("اب ج1.2(abل»é،"), max_size=20)


def listed(text: str) -> list[RawCharacter]:
    return [RawCharacter(one, at, 0.0, at, at + 1, 0.0, 1.0, 1) for at, one in enumerate(text)]


@pytest.mark.parametrize(
    ("by_pdfium", "drawn"),
    [("قال", "لاق"), ("abc", "abc"), ("قال 12", "12 لاق"), ("قال (أمس)", "(سمأ) لاق")],
)
def test_what_pdfium_turns_round_is_turned_back(by_pdfium: str, drawn: str) -> None:
    assert "".join(text for _, text in content_order(listed(by_pdfium))) == drawn


@given(SIGNS)
def test_every_character_is_kept_once(text: str) -> None:
    places = [raw.x for raw, _ in content_order(listed(text))]
    assert sorted(places) == list(range(len(text)))


@pytest.mark.parametrize(
    ("glyph", "text"),
    [
        ("ال", "لا"),
        ("لا", "لا"),
        ("أل", "لأ"),
        ("\u064bال", "لا\u064b"),
        ("\u0651س", "س\u0651"),
        ("في", "في"),
        ("ﷺ", "ﷺ"),
        ("هللا", "الله"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_glyph_says_its_letters_as_they_are_read(glyph: str, text: str) -> None:
    assert in_reading_order(glyph) == text
