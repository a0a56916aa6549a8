"""What the tab of evaluation asks of the library behind it."""

from __future__ import annotations

from typing import Protocol


class EvaluationDesk(Protocol):
    """Answers the questions of a suite. Failures are `MujazError`."""
