"""Signs of life between the items of a stream that may be silent for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")

QUIET = 15.0
"""Seconds of silence after which a sign is given, so that nobody takes the line for dead."""


async def with_heartbeats(
    items: AsyncGenerator[T], *, quiet: float = QUIET
) -> AsyncGenerator[T | None]:
    """Yield the items, and None after every so many seconds in which there was none."""
    async with aclosing(items):
        following = asyncio.ensure_future(anext(items, _END))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=quiet)
                if not done:
                    yield None
                    continue
                item = following.result()
                if isinstance(item, _LastOfAll):
                    return
                yield item
                following = asyncio.ensure_future(anext(items, _END))
        finally:
            following.cancel()
            await asyncio.wait({following})


class _LastOfAll:
    """What comes after the last item."""


_END = _LastOfAll()
