"""A call whose caller has left while nothing came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from rag.records import TextWritten
from ui.api.terminal.calls import Call, drawn
from ui.jobs.heartbeats import with_heartbeats


class Silent:
    """Events of which the second never comes. Notes how they were ended."""

    def __init__(self) -> None:
        self.ends: list[str] = []
        self.waits = asyncio.Event()

    async def events(self) -> AsyncGenerator[TextWritten]:
        try:
            yield TextWritten("one")
            self.waits.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.ends.append("cancelled")
            raise
        finally:
            self.ends.append("closed")


@pytest.mark.parametrize("how", ["leaves", "stops", "ends with the server"])
def test_nothing_is_drawn_on_and_the_work_is_ended(how: str) -> None:
    async def run() -> tuple[list[str], set[asyncio.Task[object]]]:
        silent, call = Silent(), Call("1", "sara")

        async def read() -> list[bytes | None]:
            lines = with_heartbeats(drawn(call, silent.events(), only_last=False))
            return [line async for line in lines]

        reading = asyncio.create_task(read())
        await silent.waits.wait()
        if how == "stops":
            call.end()
            assert len(await reading) == 2
        elif how == "ends with the server":
            call.leave()
            lines = await reading
            assert len(lines) == 1, "without a last line the caller knows that it was cut short"
        else:
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        return silent.ends, asyncio.all_tasks() - {asyncio.current_task()}

    ends, left = asyncio.run(run())
    assert ends == ["cancelled", "closed"]
    assert not left
