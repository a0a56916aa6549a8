"""Bodies that are refused, sent by clients that send all before they read."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Iterator

import pytest

from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from ui.guard.body import MAX_BODY

JSON = {"content-type": "application/json"}
LONG = b" " * (8 * MAX_BODY)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    from ui.app import build_routes

    with served(build_routes(CannedDesk())) as url:
        yield url.removeprefix("http://")


def status_of(host: str, body: bytes | Iterable[bytes], headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request("POST", "/v1/ask", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (JSON, 413),
        ({"content-type": "text/plain"}, 415),
        ({**JSON, "origin": "https://other.example"}, 403),
    ],
)
def test_a_long_body_does_not_hide_why_it_is_refused(
    host: str, headers: dict[str, str], status: int
) -> None:
    assert status_of(host, LONG, headers) == status


def test_one_sent_in_pieces_neither(host: str) -> None:
    assert status_of(host, (LONG[:100_000] for _ in range(80)), JSON) == 413


def test_who_asks_first_is_refused_at_once(host: str) -> None:
    connection = http.client.HTTPConnection(host, timeout=3)
    connection.putrequest("POST", "/v1/ask")
    for name, value in {**JSON, "expect": "100-continue", "content-length": len(LONG)}.items():
        connection.putheader(name, str(value))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
