from __future__ import annotations

import pytest

from rag.retrieval.question_words import is_asking
from rag.text.analysis.tokenizer import words


@pytest.mark.parametrize("question", ["ماهو وبماذا ولماذا", "بكم؟ وأين؟ فمتى؟", "tell describe"])
def test_words_that_only_ask(question: str) -> None:
    assert all(map(is_asking, words(question)))


@pytest.mark.parametrize("question", ["مودي كمال", "Japan troops", "عاصمة عدد", "what of it"])
def test_words_that_tell_what_is_asked_about_and_stopwords_are_none(question: str) -> None:
    assert not any(map(is_asking, words(question)))
