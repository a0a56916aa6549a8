"""The server of the page. Importing this module imports uvicorn."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from ui.guard.closing import closing_of


class DeskServer(uvicorn.Server):
    """Ends what is under way before it waits for its connections: an answer's stream ends with the
    answer, and otherwise never.

    Answers get `grace` seconds to come to their end, unless a second signal says otherwise.
    """

    def __init__(
        self,
        app: FastAPI,
        config: uvicorn.Config,
        *,
        grace: float = 0.0,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """`ready` is called when connections are taken."""
        super().__init__(config)
        self._closing = closing_of(app)
        self._grace = grace
        self._ready = ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to end; the second one waits for no answer, the third for nothing."""
        if not self.should_exit:
            super().handle_exit(sig, frame)
        elif not self._closing.is_hurried:
            self._closing.hurry()
        else:
            self.force_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._grace and self._closing.is_busy:
            text = f"mujaz: what is being answered gets {self._grace:g} s to end (again: at once)"
            print(text, file=sys.stderr, flush=True)
        await self._closing.drain(self._grace)
        await self._closing.end()
        await super().shutdown(sockets)
