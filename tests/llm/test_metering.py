from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk

from rag.llm.metering import REPORTED, Meter, Price
from rag.records import Usage

PRICE = Price.parse("0.25/2.00")


def _read(*chunks: AIMessageChunk, price: Price | None = None, spent: Usage | None = None) -> Usage:
    meter = Meter(price, spent=spent or Usage())
    for chunk in chunks:
        meter.read(chunk)
    return meter.usage


def _told(read: int, written: int) -> AIMessageChunk:
    used: Any = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    return AIMessageChunk(content="", usage_metadata=used)


def _reported(**usage: Any) -> AIMessageChunk:
    chunk = _told(7, 7)
    chunk.response_metadata[REPORTED] = [usage]
    return chunk


def test_a_price_is_for_a_million_tokens_each_way() -> None:
    assert PRICE.of(Usage(1_000_000, 500_000, 1)) == Decimal("1.25")
    assert Price.parse("0/0.5").of(Usage(10, 2, 1)) == Decimal("0.000001")


def test_a_call_that_reports_nothing_is_a_call_without_tokens_or_cost() -> None:
    assert _read() == Usage(calls=1)
    assert _read(AIMessageChunk(content="a"), price=PRICE) == Usage(calls=1)


def test_what_langchain_counts_is_added_up() -> None:
    assert _read(_told(9, 0), _told(0, 4)) == Usage(9, 4, 1)
    assert _read(_told(4, 1), price=PRICE).cost == Decimal("0.000003")


def test_of_a_servers_running_totals_the_last_one_holds() -> None:
    first = _reported(prompt_tokens=9, completion_tokens=1, cost=0.1)
    last = _reported(prompt_tokens=9, completion_tokens=4, cost=0.2)
    assert _read(first, last, price=PRICE) == Usage(9, 4, 1, Decimal("0.2"))
    assert _read(first, _reported(prompt_tokens=None)) == Usage(calls=1)


@pytest.mark.parametrize(
    ("cost", "dollars"),
    [
        (0, "0"),
        (0.00012, "0.00012"),
        ("0.5", "0.5"),
        (-1, None),
        (True, None),
        ("free", None),
        (float("nan"), None),
        ("Infinity", None),
        ({}, None),
        (None, None),
    ],
)
def test_only_an_amount_of_money_is_a_cost(cost: object, dollars: str | None) -> None:
    used = _read(_reported(prompt_tokens=1, completion_tokens=1, cost=cost))
    assert used.cost == (None if dollars is None else Decimal(dollars))


def test_what_was_spent_before_is_counted_in() -> None:
    spent = Usage(5, 0, 1, Decimal("0.1"))
    assert _read(spent=spent) == Usage(5, 0, 2, Decimal("0.1"))
    assert _read(_reported(prompt_tokens=3, cost=0.2), spent=spent).cost == Decimal("0.3")
