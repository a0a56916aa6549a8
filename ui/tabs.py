"""The browser tabs that are open, which of them read what they asked for, and how many may be.

A tab is known by the session that its requests name. Nothing is done for a tab until it reads,
and nothing goes on for one that has stopped reading. Everything here runs in one event loop.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ui.refusal import RequestError

TABS = 256
"""Tabs known at one time. Each holds two of the server's connections while it is open, and up to
60 messages of conversation in memory."""

UNREAD = 32
"""Tabs whose question nobody reads yet. The page begins to read some milliseconds after it has
asked; when there are more than this, the oldest question is dropped."""

PATIENCE = 5.0
"""Seconds after which a question that nobody reads is dropped: long enough for a browser on the
slowest line, and nothing is done for the question meanwhile."""

TAKEOVER = 1.0
"""Seconds that a second reader of a tab waits for the first to end, as when a page reconnects."""


@dataclass(slots=True)
class _Tab:
    """`beats`: connections that say that it is open. `reads`: its answers are being read.
    `read`: settled once it is known whether the question that waits will be read."""

    beats: int = 0
    reads: bool = False
    read: asyncio.Future[bool] | None = None


class Tabs:
    """The registry of tabs.

    `left` is called with the name of a tab that has stopped reading or was closed: stop its work.
    `dropped` is called with one whose question nobody reads: take it out of the line.
    `forgotten` is called with one that is known no longer: drop all that is kept for it.
    """

    def __init__(
        self, *, room: int = TABS, unread: int = UNREAD, patience: float = PATIENCE
    ) -> None:
        self._room = room
        self._most_unread = unread
        self._patience = patience
        self._tabs: OrderedDict[str, _Tab] = OrderedDict()
        self._unread: OrderedDict[str, None] = OrderedDict()
        self.left: list[Callable[[str], None]] = []
        self.dropped: list[Callable[[str], None]] = []
        self.forgotten: list[Callable[[str], None]] = []

    def __len__(self) -> int:
        return len(self._tabs)

    def enter(self, name: str) -> None:
        """Note that a tab has asked for something.

        A new tab takes the place of that which has been idle longest, of those that are not open.
        Raises `RequestError` when all are open.
        """
        if name not in self._tabs:
            self._make_room()
            self._tabs[name] = _Tab()
        self._tabs.move_to_end(name)

    def asked(self, name: str) -> None:
        """Note that a tab, which has entered, has a question; it is to be read soon."""
        tab = self._tabs[name]
        if tab.reads or tab.read is not None:
            return
        loop = asyncio.get_running_loop()
        tab.read = loop.create_future()
        self._unread[name] = None
        loop.call_later(self._patience, self._give_up, name, tab.read)
        if len(self._unread) > self._most_unread:
            oldest = next(iter(self._unread))
            self._give_up(oldest, self._tabs[oldest].read)

    async def will_read(self, name: str) -> bool:
        """Return, once it is known, whether the tab reads what it asked for."""
        tab = self._tabs.get(name)
        if tab is None or tab.reads or tab.read is None:
            return tab is not None and tab.reads
        return await asyncio.shield(tab.read)

    async def wait_to_read(self, name: str) -> None:
        """Wait until nobody else reads for this tab.

        Raises `RequestError` when that takes too long.
        """
        pause = 0.02
        for _ in range(round(TAKEOVER / pause)):
            if name not in self._tabs or not self._tabs[name].reads:
                return
            await asyncio.sleep(pause)
        raise RequestError(409, "the answers of this session are being read already")

    @contextmanager
    def reading(self, name: str) -> Iterator[None]:
        """Hold this open for as long as the answers of a tab, which has entered, are read."""
        tab = self._tabs[name]
        tab.reads = True
        self._settle(name, tab, read=True)
        try:
            yield
        finally:
            tab.reads = False
            _call(self.left, name)

    @contextmanager
    def open(self, name: str) -> Iterator[None]:
        """Hold this open for as long as a tab, which has entered, says that it is there."""
        tab = self._tabs[name]
        tab.beats += 1
        try:
            yield
        finally:
            tab.beats -= 1
            if not tab.beats:
                _call(self.left, name)

    def _make_room(self) -> None:
        if len(self._tabs) < self._room:
            return
        idle = (name for name, tab in self._tabs.items() if not tab.beats and not tab.reads)
        oldest = next(idle, None)
        if oldest is None:
            raise RequestError(503, f"{self._room} pages are open; close one, or try again later")
        self._settle(oldest, self._tabs[oldest], read=False)
        del self._tabs[oldest]
        _call([*self.left, *self.dropped, *self.forgotten], oldest)

    def _give_up(self, name: str, waiting: asyncio.Future[bool] | None) -> None:
        """Drop the question that `waiting` belongs to, if it still waits."""
        tab = self._tabs.get(name)
        if tab is not None and waiting is not None and tab.read is waiting:
            self._settle(name, tab, read=False)
            _call([*self.left, *self.dropped], name)

    def _settle(self, name: str, tab: _Tab, *, read: bool) -> None:
        self._unread.pop(name, None)
        if tab.read is not None:
            tab.read.set_result(read)
            tab.read = None


def _call(calls: Sequence[Callable[[str], None]], name: str) -> None:
    for call in calls:
        call(name)
