"""Files that are sent before a call: how many, of whom, and how large."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.ui.desk import CannedDesk
from tests.ui.people import visiting
from ui.api.terminal.received_files import READERS_BYTES, READERS_EACH
from ui.app import build_routes
from ui.guard.refusal import PageError
from ui.library.intake_uploads import AT_ONCE, EACH_AT_ONCE, Uploads
from ui.person import ANYBODY


@pytest.fixture(scope="module")
def desk() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0) as opened:
        for name, permission in (("reading", "read"), ("writing", "write")):
            opened.people.add(name, permission, None)  # type: ignore[arg-type]
        yield opened


@pytest.fixture(scope="module")
def client(desk: CannedDesk) -> Iterator[TestClient]:
    with visiting(build_routes(desk)) as opened:
        yield opened


def statuses(client: TestClient, desk: CannedDesk, name: str, bodies: list[bytes]) -> list[int]:
    headers = {
        "authorization": f"Bearer {desk.people.new_token(name, 'test')}",
        "content-type": "application/octet-stream",
    }
    path = "/library/files?name=a.txt"
    return [client.post(path, content=one, headers=headers).status_code for one in bodies]


def test_a_reader_fills_no_disk(client: TestClient, desk: CannedDesk) -> None:
    large = b"x" * (READERS_BYTES + 1)
    assert statuses(client, desk, "reading", [large]) == [413]
    small = [b"x"] * (READERS_EACH + 1)
    assert statuses(client, desk, "reading", small) == [200] * READERS_EACH + [429]
    assert statuses(client, desk, "writing", [large, *small]) == [200] * (len(small) + 1)


def test_nobody_s_slow_files_keep_those_of_others_out(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)

    async def send(person: str, end: asyncio.Event) -> Path:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"a"
            await end.wait()

        return await uploads.receive(pieces(), "a.txt", length=1, person=person)

    async def crowd(person: str, count: int) -> list[Path | BaseException]:
        end = asyncio.Event()
        sent = [asyncio.create_task(send(person, end)) for _ in range(count)]
        await asyncio.sleep(0)
        end.set()
        return await asyncio.gather(*sent, return_exceptions=True)

    async def run() -> None:
        for person, most, status in (("sara", EACH_AT_ONCE, 429), (ANYBODY.name, AT_ONCE, 503)):
            for _ in range(2):
                *taken, refused = await crowd(person, most + 1)
                assert all(isinstance(one, Path) for one in taken)
                assert isinstance(refused, PageError)
                assert refused.status == status

    asyncio.run(run())
