from __future__ import annotations

from datetime import date

import pytest

from rag.messages import export_labels
from rag.records import Language

SIXTH, LAST, NEXT_YEAR = date(2023, 2, 6), date(2023, 2, 25), date(2024, 1, 2)


@pytest.mark.parametrize(
    ("first", "last", "language", "told"),
    [
        (SIXTH, SIXTH, "en", "6 February 2023"),
        (SIXTH, LAST, "en", "6 to 25 February 2023"),
        (SIXTH, date(2023, 3, 1), "en", "6 February to 1 March 2023"),
        (SIXTH, NEXT_YEAR, "en", "6 February 2023 to 2 January 2024"),
        (SIXTH, LAST, "ar", "من 6 إلى 25 فبراير 2023"),
        (SIXTH, NEXT_YEAR, "ar", "من 6 فبراير 2023 إلى 2 يناير 2024"),
        (None, LAST, "en", "25 February 2023"),
        (SIXTH, None, "ar", "6 فبراير 2023"),
        (None, None, "en", ""),
    ],
)
def test_days_of_a_story_are_told_in_words(
    first: date | None, last: date | None, language: Language, told: str
) -> None:
    assert export_labels.days(first, last, language) == told
