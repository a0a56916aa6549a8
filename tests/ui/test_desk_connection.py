"""Connections on which nothing whole is asked, of a real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from tests.ui.conftest import served
from ui.desk_connection import DeskConnection

WHOLE = b"GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, int]]:
    """Where a server listens that waits 0.3 s for a request, and takes twice as long to answer."""
    import asyncio

    app = FastAPI()

    @app.get("/slow")
    async def slow() -> dict[str, str]:
        await asyncio.sleep(0.6)
        return {"said": "all"}

    patient = DeskConnection.head_seconds
    DeskConnection.head_seconds = 0.3
    try:
        with served(app) as address:
            parts = urlsplit(address)
            yield str(parts.hostname), int(parts.port or 0)
    finally:
        DeskConnection.head_seconds = patient


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: "])
@pytest.mark.parametrize("before", [b"", WHOLE])
def test_whoever_does_not_ask_is_hung_up_on(
    place: tuple[str, int], before: bytes, begun: bytes
) -> None:
    with socket.create_connection(place, timeout=5) as line:
        line.sendall(before + begun)
        got = b""
        while piece := line.recv(1_000):  # the end, and no timeout
            got += piece
        assert got.endswith(b'{"said":"all"}' if before else b"")
        assert got.count(b"HTTP/1.1") == (1 if before else 0)


def test_one_who_asks_in_time_is_answered_however_long_that_takes(place: tuple[str, int]) -> None:
    with socket.create_connection(place, timeout=5) as line:
        for _ in range(2):
            line.sendall(WHOLE)
            got = b""
            while not got.endswith(b"}"):
                piece = line.recv(1_000)
                assert piece
                got += piece
