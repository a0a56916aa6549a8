"""The answers that readers have marked as bad, as cases of a suite."""

from __future__ import annotations

from collections.abc import Sequence

from eval.ask_case import Case
from eval.importing.ratings import as_jsonl, suite_of_ratings
from rag.records import Exchange

RATED = "ratings"
"""The name of the suite that is made of them."""


def rated_cases(exchanges: Sequence[Exchange]) -> Sequence[Case]:
    """Return the cases of marked answers."""
    return suite_of_ratings(exchanges)


def rated_file(exchanges: Sequence[Exchange]) -> bytes:
    """Return the cases of marked answers as a JSONL file in UTF-8."""
    return as_jsonl(suite_of_ratings(exchanges)).encode(errors="replace")
