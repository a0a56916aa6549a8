"""Counts what calls of a chat model used and cost: as the server reports it, else estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from rag.protocols import TokenCounter
from rag.records import Usage

REPORTED = "reported_usage"
"""The key of a message's metadata under which the server's own usage report stands, in a list."""

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read, and for a million written."""

    read: Decimal
    written: Decimal

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the form of `MUJAZ_MODEL_PRICE`, `0.25/2.00`, which the settings have checked."""
        read, written = text.split("/")
        return cls(Decimal(read), Decimal(written))

    def of(self, usage: Usage) -> Decimal:
        """Return the cost of a call in US dollars."""
        cost = self.read * usage.prompt_tokens + self.written * usage.completion_tokens
        return cost / _MILLION


class Meter:
    """Counts one call on top of what was `spent` before it.

    What the server does not report of a reply that has begun is counted with `counter`, if there is
    one: the tokens of `sent` and of the text that has come. A call of which no tokens are known has
    no cost.
    """

    def __init__(
        self,
        price: Price | None,
        *,
        spent: Usage,
        counter: TokenCounter | None = None,
        sent: Sequence[str] = (),
    ) -> None:
        self._price = price
        self._spent = spent
        self._counter = counter
        self._sent = sent
        self._text: list[str] = []
        self._begun = False
        self._tokens = Usage(calls=1)
        self._cost: Decimal | None = None

    @property
    def usage(self) -> Usage:
        """Return everything that was used up to now."""
        return self._spent + self.own

    @property
    def own(self) -> Usage:
        """Return what this call used up to now."""
        used, cost = self._counted(), self._cost
        if cost is None and self._price and used != Usage(calls=1):
            cost = self._price.of(used)
        return used + Usage(cost=cost)

    def _counted(self) -> Usage:
        """Return the tokens of this call, with an estimate of those that were not reported."""
        told = self._tokens
        read, written = told.prompt_tokens, told.completion_tokens
        if self._counter is None or not self._begun or (read and written):
            return told
        read = read or sum(map(self._counter.count, self._sent))
        written = written or self._counter.count("".join(self._text))
        counted = Usage(read, written, calls=1)
        return counted if counted == told else replace(counted, estimated=True)

    def read(self, chunk: Any) -> None:
        """Add what a LangChain message chunk reports.

        The counts of LangChain's chunks are added up. A server's own reports are running totals, so
        that the last one replaces the others.
        """
        self._begun = True
        self._text.append(str(chunk.text))
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
    """Parse a cost as a server writes it; None for what is no amount of money."""
    if cost is None or isinstance(cost, bool):
        return None
    try:
        dollars = Decimal(str(cost))
    except InvalidOperation:
        return None
    return dollars if dollars.is_finite() and dollars >= 0 else None
