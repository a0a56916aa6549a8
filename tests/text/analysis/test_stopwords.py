from __future__ import annotations

import pytest

from rag.text.analysis.folding import normalize
from rag.text.analysis.stopwords import STOPWORDS, is_stopword
from rag.text.analysis.tokenizer import words


@pytest.mark.parametrize(
    "word", ["من", "وفي", "إلى", "الذي", "فإن", "متى", "the", "don't", "whose"]
)
def test_function_words_are_stopwords(word: str) -> None:
    assert all(map(is_stopword, words(word)))


@pytest.mark.parametrize("word", ["مصر", "وزير", "ماء", "U.S.", "troops", "not5"])
def test_content_words_are_not(word: str) -> None:
    assert not all(map(is_stopword, words(word)))


def test_the_list_is_spelt_as_words_are() -> None:
    assert all(words(word) == [word] == [normalize(word)] for word in STOPWORDS)
