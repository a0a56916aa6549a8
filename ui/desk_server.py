"""The server of the page. Importing this module imports uvicorn."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

from ui.guard.closing import closing_of


class DeskServer(uvicorn.Server):
    """Ends what is under way before it waits for its connections: an answer's stream ends with the
    answer, and otherwise never."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._closing = closing_of(app)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._closing.end()
        await super().shutdown(sockets)
