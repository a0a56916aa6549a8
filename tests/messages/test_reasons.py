from __future__ import annotations

from string import Formatter
from typing import get_args

import pytest

from rag.messages.reasons import Finding, ReasonKey, reason
from rag.records import Language
from rag.text.analysis.languages import detect_language

LANGUAGES: tuple[Language, ...] = get_args(Language)
KEYS: tuple[ReasonKey, ...] = get_args(ReasonKey)
VALUES = {"what": "1", "other": "2", "numbers": "[3]"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_reason_is_a_sentence_of_its_language(key: ReasonKey, language: Language) -> None:
    told = reason(key, language, **VALUES)
    assert detect_language(told) == language
    assert told.endswith((".", ": 1"))
    assert not [name for _, name, _, _ in Formatter().parse(told) if name]


@pytest.mark.parametrize("key", ["missing", "swapped", "dangling"])
def test_a_value_that_a_reason_needs_must_be_given(key: ReasonKey) -> None:
    with pytest.raises(KeyError):
        reason(key, "en")


def test_values_are_shown_as_they_are() -> None:
    finding = Finding("contradicted", "missing_instead", {"what": "{٨٧٪}", "other": "٨٥٪"})
    assert finding.in_language("en") == "{٨٧٪} is not in the cited passage; it says ٨٥٪."
