"""Files that programs send before the call that needs them."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from ui.guard.refusal import PageError
from ui.library.intake_uploads import Uploads, safe_name
from ui.person import asker, person_of

KEPT = 600.0
"""Seconds for which a file waits for its call."""

EACH = 200
"""Files of one person that wait at one time."""

READERS_EACH, READERS_BYTES = 4, 10_000_000
"""The same of whoever may only read, and the bytes of each: such files hold the arguments of a
question that are too long for a request, and no articles, and must not fill the disk."""


class ReceivedFiles:
    """The files that wait for a call, each of the person who sent it."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)  # of a server that was killed
        self._uploads = Uploads(folder)
        self._paths: dict[tuple[str, str], Path] = {}
        self._each: Counter[str] = Counter()

    async def receive(self, request: Request, name: str) -> str:
        """Write a file to the disk as it comes in, and return the id by which whoever sent it
        names it in a call. Raises `PageError`."""
        person, is_writer = person_of(request), asker(request).may("write")
        if self._each[person] >= (EACH if is_writer else READERS_EACH):
            raise PageError("page.too_much", status=429)
        self._each[person] += 1
        try:
            most = None if is_writer else READERS_BYTES
            path = await self._uploads.take(request, safe_name(name), most=most)
        except BaseException:
            self._each[person] -= 1
            raise
        number = path.relative_to(self._uploads.folder).parts[0]
        self._paths[person, number] = path
        asyncio.get_running_loop().call_later(KEPT, self._forget, number, person)
        return number

    def path(self, number: str, person: str) -> Path:
        """Return where a file of a person is. Raises `PageError` for one that is not there."""
        found = self._paths.get((person, number))
        if found is None:
            raise PageError("page.gone", status=404)
        return found

    async def forget(self, number: str, person: str) -> None:
        """Remove a file, if it is still there."""
        await run_in_threadpool(self._forget, number, person)

    def _forget(self, number: str, person: str) -> None:
        path = self._paths.pop((person, number), None)
        if path is not None:
            self._each[person] -= 1
            self._uploads.forget(path)
