"""Who may call the tools, and for whom they work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import httpx2
import pytest
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.ui.api.mcp.calls import MODES, text_of
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from ui.api.mcp import mcp_door
from ui.guard.authentication import Authentication
from ui.guard.places import Places

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


class NotedPlaces(Places):
    """Notes whose places they were."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    @asynccontextmanager
    async def of(self, person: str) -> AsyncIterator[None]:
        self.given.append(person)
        async with super().of(person):
            yield


@pytest.fixture(scope="module")
def desk() -> CannedDesk:
    desk = CannedDesk()
    desk.people.add("layla", "read", None)
    desk.people.add("sami", "admin", None)
    return desk


@pytest.fixture(scope="module")
def places() -> NotedPlaces:
    return NotedPlaces()


@pytest.fixture(scope="module")
def url(desk: CannedDesk, places: NotedPlaces) -> Iterator[str]:
    app = FastAPI()
    app.add_middleware(Authentication, people=lambda: desk.people)
    mcp_door.mount(app, desk, places)
    with served(app) as address:
        yield f"{address}/mcp"


def test_a_stranger_is_refused_before_any_tool(url: str) -> None:
    for headers in ({}, {"authorization": "Bearer mujaz_wrong"}, {"authorization": "Basic x"}):
        refused = httpx.post(url, json=LIST, headers={**ACCEPT, **headers})
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert refused.json()["status"] == 401


@pytest.mark.parametrize("mode", MODES)
def test_each_works_for_themselves_with_their_tokens(
    url: str, desk: CannedDesk, places: NotedPlaces, mode: str
) -> None:
    async def ask_as(name: str) -> str:
        token = desk.people.new_token(name, "assistant")
        async with httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
            transport = streamable_http_client(url, http_client=http)
            async with Client(transport, mode=mode) as client:
                return text_of(await client.call_tool("ask", {"question": "How many troops?"}))

    async def run() -> list[str]:
        return list(await asyncio.gather(ask_as("layla"), ask_as("sami")))

    places.given.clear()
    assert all("About 54,000 troops" in text for text in asyncio.run(run()))
    assert sorted(places.given) == ["layla", "sami"]


def test_a_token_that_was_taken_back_is_good_for_nothing(url: str, desk: CannedDesk) -> None:
    secret = desk.people.new_token("layla", "old laptop")
    headers = {**ACCEPT, "authorization": f"Bearer {secret}"}
    assert httpx.post(url, json=LIST, headers=headers).status_code == 200
    (token,) = (one for one in desk.people.tokens("layla") if one.label == "old laptop")
    assert desk.people.revoke(token.id)
    assert httpx.post(url, json=LIST, headers=headers).status_code == 401
