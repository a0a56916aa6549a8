"""A stream of the desk, drawn in steps that can be left at any moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Generic, TypeVar

from rag.errors import MujazError
from rag.records import Language
from ui import words
from ui.jobs.job import EVERY

Event = TypeVar("Event")

_log = logging.getLogger(__name__)


class StreamRun(Generic[Event]):
    """A stream of events drawn by one task of its own, so that it can be left at any moment.

    `failure` is what ended it, if it was not its own end or a stop. `pace` returns the seconds
    between two lists of events; left out, they are `EVERY`.
    """

    def __init__(
        self,
        start: Callable[[], AsyncIterator[Event]],
        stop: asyncio.Event,
        *,
        pace: Callable[[], float] = lambda: EVERY,
    ) -> None:
        self._start = start
        self._stop = stop
        self._pace = pace
        self._inbox: asyncio.Queue[Event | None] = asyncio.Queue()
        self.failure: BaseException | None = None

    async def batches(self) -> AsyncGenerator[list[Event]]:
        """Yield the events in lists, with a pause between two lists."""
        drawing = asyncio.create_task(self._draw())
        stopping = asyncio.create_task(self._stop.wait())
        for task in (drawing, stopping):
            task.add_done_callback(lambda _: self._inbox.put_nowait(None))
        try:
            ended = False
            while not ended and not self._stop.is_set():
                batch = await self._take()
                ended = None in batch
                yield [event for event in batch if event is not None]
                await asyncio.wait(
                    {drawing, stopping},
                    timeout=self._pace(),
                    return_when=asyncio.FIRST_COMPLETED,
                )
        finally:
            drawing.cancel()
            stopping.cancel()
            await asyncio.wait({drawing, stopping})
            if not drawing.cancelled():
                self.failure = drawing.exception()

    async def _draw(self) -> None:
        async for event in self._start():
            self._inbox.put_nowait(event)

    async def _take(self) -> list[Event | None]:
        """Wait for an item, and return it with whatever else is there already."""
        batch = [await self._inbox.get()]
        while not self._inbox.empty():
            batch.append(self._inbox.get_nowait())
        return batch


def explained(failure: BaseException, language: Language) -> str:
    """Return the text that explains a failure to a reader.

    A failure that was not raised on purpose goes to the log.
    """
    if isinstance(failure, MujazError):
        return str(failure)
    _log.error("a stream failed unexpectedly", exc_info=failure)
    return words.say("fault", language)
