from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import fold
from rag.text.analysis.numbers import number_keys, numbers_folded
from rag.text.analysis.pieces import Memo, pieces_of, tokens_of
from rag.text.analysis.tokenizer import tokens

# What numbers, their signs and what breaks them consist of, set together at random.
_PARTS = """
5 25 000 200 2018 1,234 1.500,25 12,50,000 ½ ² % $ £30m 5k و و200 خمسة وعشرون ألفا مليون واحد
one and hundred twenty-five per cent percent في المئة بالمئة U.S. U. S. - ، كلمة word x² km² A320
((3) ٣٬٠٠٠ ٢٥ .
"""
_GAPS = ["", " ", " ", " ", "\n", "\u00a0", "\u200f", "\u0640"]
_TEXTS = st.lists(st.tuples(st.sampled_from(_PARTS.split()), st.sampled_from(_GAPS)), max_size=24)


def _joined(parts: list[tuple[str, str]]) -> str:
    return "".join(part + gap for part, gap in parts)


@given(st.one_of(st.text(), _TEXTS.map(_joined)))
def test_pieces_together_are_the_folded_text(text: str) -> None:
    assert " ".join(piece.folded for piece in pieces_of(text)) == fold(text)
    assert tokens_of(pieces_of(text)) == tokens(fold(text))


@given(_TEXTS.map(_joined))
def test_numbers_of_pieces_are_those_of_the_whole_text(text: str) -> None:
    found = list(number_keys(pieces_of(text)))
    assert found == [number.key for number in numbers_folded(fold(text))]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", []),
        ("الوزير قال كلاما", []),
        ("in 2018 some 25 000 people and 5 per cent of them", ["2018", "25000", "5%"]),
        ("خمسة وعشرون ألفا و200 من الناس ثم 3 في المئة", ["25200", "3%"]),
        ("$ 5 here and there and then and there again 7", ["5", "7"]),
    ],
)
def test_numbers_are_found_wherever_they_stand(text: str, keys: list[str]) -> None:
    assert list(number_keys(pieces_of(text))) == keys


def test_a_memo_makes_each_thing_once_and_keeps_a_bounded_number() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    memo = Memo(make, kept=10)
    for at in range(100):
        assert memo[f"k{at}"] == f"K{at}"
        assert memo["often"] == "OFTEN"
        assert len(memo) <= 10
    assert made.count("often") == 1
    assert len(made) == 101


def test_what_is_no_word_is_not_kept() -> None:
    made: list[int] = []
    memo = Memo(lambda text: made.append(len(text)))
    for text in ("word", "x" * 5_000, "word", "x" * 5_000):
        memo[text]
    assert made == [4, 5_000, 5_000]
    assert list(memo) == ["word"]
