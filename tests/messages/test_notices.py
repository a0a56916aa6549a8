from __future__ import annotations

from typing import get_args

import pytest

from rag.messages.notices import NoticeKey, language_name, notice
from rag.records import Language
from rag.text.analysis.languages import detect_language

VALUES = {"source": "Arabic", "model": "openai:m", "kept": 20, "count": 3, "titles": "1"}


@pytest.mark.parametrize("key", get_args(NoticeKey))
@pytest.mark.parametrize("language", get_args(Language))
def test_every_notice_is_written_in_both_languages(key: NoticeKey, language: Language) -> None:
    text = notice(key, language, **VALUES)
    assert detect_language(text) == language
    assert "{" not in text


def test_a_notice_takes_its_values() -> None:
    assert "20" in notice("articles_left_out", "en", kept=20, count=3)
    source = language_name("en", reader="ar")
    assert source in notice("other_language", "ar", source=source)
    with pytest.raises(KeyError):
        notice("articles_left_out", "en")
