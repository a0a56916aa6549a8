from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import plain


def test_letters_digits_and_signs_are_folded_where_they_stand() -> None:
    folded = plain("مِـئة\u200f و٨٥٪، ﻻ 5½ KM²")
    assert folded.text == "ميه و85%, لا 5½ km "
    start = folded.text.index("85%")
    assert folded.source[slice(*folded.span(start, start + 3))] == "٨٥٪"


def test_capitals_are_known_by_their_place() -> None:
    folded = plain("\u200fIn May")
    assert folded.text == "in may"
    assert [at for at in range(6) if folded.capital(at)] == [0, 3]


@given(st.text())
def test_every_character_comes_from_one_of_the_source(text: str) -> None:
    folded = plain(text)
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= at < len(text) for at in folded.offsets)
    assert folded.text == folded.text.lower()
