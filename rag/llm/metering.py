"""What calls of a chat model used and what they cost, from what the server reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from rag.records import Usage

REPORTED = "reported_usage"
"""Where a message's metadata holds usage as the server wrote it, in a list of one."""

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read and a million written."""

    read: Decimal
    written: Decimal

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the form of `MUJAZ_MODEL_PRICE`, which the settings have checked: `0.25/2.00`."""
        read, written = text.split("/")
        return cls(Decimal(read), Decimal(written))

    def of(self, usage: Usage) -> Decimal:
        """The cost of a call in US dollars."""
        cost = self.read * usage.prompt_tokens + self.written * usage.completion_tokens
        return cost / _MILLION


class Meter:
    """Counts one call on top of what was `spent` before it.

    A call that reports no tokens counts as one of none; its cost is not known then.
    """

    def __init__(self, price: Price | None, *, spent: Usage) -> None:
        self._price = price
        self._spent = spent
        self._tokens = Usage(calls=1)
        self._cost: Decimal | None = None

    @property
    def usage(self) -> Usage:
        """Everything up to now."""
        used, cost = self._tokens, self._cost
        if cost is None and self._price and used != Usage(calls=1):
            cost = self._price.of(used)
        return self._spent + used + Usage(cost=cost)

    def read(self, chunk: Any) -> None:
        """Take what a LangChain message chunk tells.

        Chunks of LangChain's count what is new in each; a server's own reports are running
        totals, so that the last one holds.
        """
        reported = chunk.response_metadata.get(REPORTED)
        if reported:
            self._take(reported[-1])
        elif chunk.usage_metadata:
            told = chunk.usage_metadata
            self._tokens += Usage(told.get("input_tokens") or 0, told.get("output_tokens") or 0)

    def _take(self, report: Mapping[str, Any]) -> None:
        read, written = report.get("prompt_tokens"), report.get("completion_tokens")
        self._tokens = Usage(read or 0, written or 0, calls=1)
        self._cost = _dollars(report.get("cost"))


def _dollars(cost: object) -> Decimal | None:
    """A cost as a server writes it, None for what is no amount of money."""
    if cost is None or isinstance(cost, bool):
        return None
    try:
        dollars = Decimal(str(cost))
    except InvalidOperation:
        return None
    return dollars if dollars.is_finite() and dollars >= 0 else None
