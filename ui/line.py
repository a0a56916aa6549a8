"""The line of questions: Gradio's queue, bounded, and without those that nobody reads."""

from __future__ import annotations

import asyncio
from typing import Any

import gradio as gr

from ui.refusal import RequestError
from ui.tabs import Tabs

WAITING = 192
"""Questions and briefs at work or waiting, of all tabs: twice the answers that are written at one
time, so that the last in the line waits about as long as two answers take."""

WAITING_IN_TAB = 4
"""The same of one tab. A reader can have an answer and a brief under way; a few more are keys
pressed twice, which end at once."""


class Line:
    """Guards the queue of a page that has been set up with `Blocks.queue`."""

    def __init__(self, page: gr.Blocks, tabs: Tabs) -> None:
        self._queue = _queue(page)
        self._tabs = tabs
        self._cleaning: set[asyncio.Task[None]] = set()
        self._process: Any = self._queue.process_events
        self._queue.process_events = self._process_read
        tabs.dropped.append(self._drop)

    def admit(self, tab: str) -> None:
        """Raise `RequestError` if there is no place left for a question of that tab."""
        if len(self._queue.pending_event_ids_session.get(tab, ())) >= WAITING_IN_TAB:
            raise RequestError(429, "the last questions of this page are not answered yet")
        if len(self._queue.event_ids_to_events) >= WAITING:
            raise RequestError(503, "too many questions are waiting; try again in a moment")

    def has_asked(self, tab: str) -> bool:
        """Tell whether there is anything to read for that tab."""
        return tab in self._queue.pending_messages_per_session

    async def _process_read(self, events: Any, *rest: Any, **named: Any) -> None:
        """Let Gradio work at an event once its tab reads; let it drop one that nobody reads."""
        if not await self._tabs.will_read(events[0].session_hash):
            for event in events:
                event.alive = False
        await self._process(events, *rest, **named)

    def _drop(self, tab: str) -> None:
        task = asyncio.get_running_loop().create_task(self._clean(tab))
        self._cleaning.add(task)
        task.add_done_callback(self._cleaning.discard)

    async def _clean(self, tab: str) -> None:
        await self._queue.clean_events(session_hash=tab)
        self._queue.pending_messages_per_session.pop(tab, None)
        self._queue.pending_event_ids_session.pop(tab, None)


def _queue(page: gr.Blocks) -> Any:
    """Return the queue, of which Gradio makes nothing public."""
    return page._queue
