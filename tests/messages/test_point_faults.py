from __future__ import annotations

from typing import get_args

import pytest

from rag.messages.point_faults import PointFault, point_fault
from rag.records import Language
from rag.text.analysis.languages import detect_language

VALUES = {"what": "33", "other": "50", "where": "2023"}


@pytest.mark.parametrize("key", get_args(PointFault))
@pytest.mark.parametrize("language", get_args(Language))
def test_every_fault_is_told_in_both_languages(key: PointFault, language: Language) -> None:
    text = point_fault(key, language, **VALUES)
    assert detect_language(text) == language
    assert "{" not in text


def test_a_replaced_figure_is_told_with_the_newer_one() -> None:
    assert "50 (2023)" in point_fault("outdated", "en", **VALUES)
    with pytest.raises(KeyError):
        point_fault("outdated", "ar")
