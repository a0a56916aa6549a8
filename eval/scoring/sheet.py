"""The metrics of one case while they are gathered."""

from __future__ import annotations

from collections.abc import Iterable


class Sheet:
    """Metrics by dotted name; those that are not defined are None, with the reason."""

    def __init__(self) -> None:
        self.metrics: dict[str, float | None] = {}
        self.why: dict[str, str] = {}
        self.reasons: list[str] = []

    def put(self, name: str, value: float, reason: str | None = None) -> None:
        """`reason` tells a reader what is amiss, if anything is."""
        self.metrics[name] = round(float(value), 6)
        if reason:
            self.reasons.append(reason)

    def undefined(self, names: Iterable[str], why: str) -> None:
        for name in names:
            self.metrics[name] = None
            self.why[name] = why
