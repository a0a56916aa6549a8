"""The other end of a connection is the address that was checked."""

from __future__ import annotations

import time
from typing import Any

import httpcore
import pytest

from rag.errors import FetchError
from rag.web.connections import GuardedBackend, NetworkAccess, remaining
from tests.web.site import LOOPBACK


class _Elsewhere(httpcore.NetworkStream):
    """A connection that was answered by another machine than was asked."""

    closed = False

    def get_extra_info(self, info: str) -> Any:
        return ("10.0.0.1", 80) if info == "server_addr" else None

    def close(self) -> None:
        self.closed = True


class _Diverted(GuardedBackend):
    stream = _Elsewhere()

    def _connect(self, host: str, port: int) -> httpcore.NetworkStream:
        return self.stream


def test_another_peer_than_was_checked_is_hung_up_on() -> None:
    backend = _Diverted(
        [LOOPBACK],
        NetworkAccess(),
        url="http://news.example/",
        deadline=time.monotonic() + 5,
        connect_seconds=5,
        most_bytes=100,
    )
    with pytest.raises(FetchError, match="another address answered"):
        backend.connect_tcp("news.example", 80)
    assert backend.stream.closed


def test_time_that_is_up_is_a_timeout() -> None:
    assert remaining(time.monotonic() + 5) > 4
    with pytest.raises(httpcore.ReadTimeout):
        remaining(time.monotonic())
