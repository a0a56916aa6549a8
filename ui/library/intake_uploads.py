"""Files as they come in: named safely, and written to the disk piece by piece.

A file lies below the library's folder of uploads until it has been read, in a folder of its own
that is called by its number and whose it is, and holds the file under its own name. While it is
coming in, that folder ends in `.part`. So a server that was killed finds the whole files again, and
only these.
"""

from __future__ import annotations

import asyncio
import errno
import re
import secrets
import shutil
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from rag.text.display import whole
from ui.guard.refusal import PageError
from ui.person import ANYBODY, person_of

MOST_BYTES = 100_000_000
"""Bytes of a file: documents with pictures are read up to five times `MUJAZ_MAX_FILE_MB`."""

SPARE = 200_000_000
"""Bytes that are left free on the disk, for the indexes and the backups."""

PIECE_SECONDS = 30.0
"""Seconds without a byte after which a file is given up."""

AT_ONCE = 24
"""Files that come in at one time, of all pages."""

EACH_AT_ONCE = 8
"""Of one person who has signed in, so that nobody's slow files keep those of others out. A page
sends three at one time."""

_PART = ".part"
_FILE_BYTES = 200  # file systems take 255
_MOST_PARTS = 6  # of a path within a folder that was dropped
_BUFFER = 1_000_000
# Control characters, and those that change the direction or the order of what follows.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def safe_name(given: str) -> str:
    """Return the name of a file, or its path in a folder that was dropped, as it may be used below
    a folder.

    >>> safe_name("..\\\\..\\\\etc/passwd")
    'etc/passwd'
    """
    text = _HIDDEN.sub("", unicodedata.normalize("NFC", whole(given))).replace("\\", "/")
    parts = [part.strip() for part in text.split("/")]
    kept = [_short(part) for part in parts if part.strip(".")]
    return "/".join(kept[-_MOST_PARTS:]) or "file"


def _short(part: str) -> str:
    """Return a name of at most so many bytes in UTF-8, its ending kept."""
    suffix = PurePosixPath(part).suffix
    if len(suffix.encode()) > 20:
        suffix = ""
    stem = part.removesuffix(suffix).encode()[: _FILE_BYTES - len(suffix.encode())]
    return stem.decode("utf-8", "ignore") + suffix


class Uploads:
    """The folder of files that wait to be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: Counter[str] = Counter()

    @property
    def folder(self) -> Path:
        """Return the folder; it may not be there yet."""
        return self._folder

    def left_over(self) -> list[tuple[Path, str]]:
        """Return the files that were not read before the server ended, with their names.

        What had not come in wholly is removed.
        """
        found = []
        for folder in sorted(self._folder.glob("*")):
            if folder.suffix == _PART:
                self._drop(folder)
            else:
                files = [path for path in folder.rglob("*") if path.is_file()]
                found += [(path, path.relative_to(folder).as_posix()) for path in files]
        return found

    def is_of(self, path: Path, person: str) -> bool:
        """Tell whether a person has sent a file that is left over."""
        _, dash, mark = path.relative_to(self._folder).parts[0].partition("-")
        return dash + mark in ("", _mark(person))

    async def receive(
        self,
        pieces: AsyncIterator[bytes],
        name: str,
        *,
        length: int,
        person: str,
        most: int | None = None,
    ) -> Path:
        """Write a file as it comes in and return its path; `length` is what it is said to have, and
        `most` the bytes that it may have, `MOST_BYTES` unless given.

        Raises `PageError` for one that is too large, too slow, or finds no room on the disk.
        """
        most = MOST_BYTES if most is None else most
        if self._open[person] >= EACH_AT_ONCE and person != ANYBODY.name:
            raise PageError("page.too_much", status=429)
        if self._open.total() >= AT_ONCE:
            raise PageError("page.busy", status=503)
        self._open[person] += 1
        number = f"{secrets.token_hex(8)}{_mark(person)}"
        coming, whole_folder = self._folder / f"{number}{_PART}", self._folder / number
        try:
            if length > most:
                raise _too_large(most)
            await run_in_threadpool(self._make_room, (coming / name).parent, length)
            await _write(pieces, coming / name, most)
            coming.rename(whole_folder)
        except OSError as error:
            self._drop(coming)
            raise _fault(error) from error
        except BaseException:
            self._drop(coming)
            raise
        finally:
            self._open -= Counter((person,))
        return whole_folder / name

    async def take(self, request: Request, name: str, *, most: int | None = None) -> Path:
        """Write the body of a request as it comes in, and return its path; else as `receive`."""
        length = request.headers.get("content-length", "0")
        size = int(length[:20]) if length.isdecimal() else 0
        try:
            return await self.receive(
                request.stream(), name, length=size, person=person_of(request), most=most
            )
        except ClientDisconnect:  # or this server ends
            raise PageError("page.busy", status=503) from None

    def forget(self, path: Path) -> None:
        """Remove a file that has been read, with its folder."""
        self._drop(self._folder / path.relative_to(self._folder).parts[0])

    def _make_room(self, folder: Path, length: int) -> None:
        folder.mkdir(parents=True)
        if shutil.disk_usage(folder).free < length + SPARE:
            raise PageError("intake.disk_full", status=507)

    def _drop(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)


def _mark(person: str) -> str:
    """Return what stands for a person in the name of a folder, where not every name could; nothing
    for the one reader of a page without sign-in, whose files whoever comes next may take up."""
    return "" if person == ANYBODY.name else f"-{sha256(person.encode()).hexdigest()[:16]}"


async def _write(pieces: AsyncIterator[bytes], path: Path, most: int) -> None:
    size = 0
    with path.open("wb") as file:
        buffer = bytearray()
        while True:
            try:
                async with asyncio.timeout(PIECE_SECONDS):
                    piece = await anext(pieces, None)
            except TimeoutError:
                raise PageError("intake.too_slow", status=408) from None
            if piece is None:
                break
            size += len(piece)
            if size > most:
                raise _too_large(most)
            buffer += piece
            if len(buffer) >= _BUFFER:
                await run_in_threadpool(file.write, bytes(buffer))
                buffer.clear()
        await run_in_threadpool(file.write, bytes(buffer))


def _too_large(most: int) -> PageError:
    return PageError("intake.too_large", status=413, most=most // 1_000_000)


def _fault(error: OSError) -> PageError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return PageError("intake.disk_full" if full else "intake.not_kept", status=507)
