from __future__ import annotations

import pytest

from rag.messages.labels import pages_label
from rag.records import Language


@pytest.mark.parametrize(
    ("pages", "language", "label"),
    [
        ([3], "en", "p. 3"),
        ([3], "ar", "ص 3"),
        ([3, 5, 3, None], "en", "pp. 3, 5"),
        ([3, 5], "ar", "ص 3، 5"),
        ([None], "en", ""),
        ([], "ar", ""),
    ],
)
def test_pages_are_named_once_each(pages: list[int | None], language: Language, label: str) -> None:
    assert pages_label(pages, language) == label
