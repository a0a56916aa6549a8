"""The briefs that can be downloaded: kept in memory, each under a name that cannot be guessed."""

from __future__ import annotations

import asyncio
import secrets
import threading
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from rag.exports import EXPORTERS
from rag.exports.file_names import brief_file_name, plain_file_name
from rag.records import Brief
from ui import words

ROOM = 32
"""Briefs kept; the oldest makes room for the next."""

DOWNLOADS = "/mujaz-brief"


@dataclass(frozen=True, slots=True)
class Kept:
    """A brief on the shelf, and the files that were made of it so far, by suffix."""

    brief: Brief
    files: dict[str, bytes] = field(default_factory=dict)


class Downloads:
    """The newest briefs by name; safe to use from many threads."""

    def __init__(self, *, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._briefs: dict[str, Kept] = {}

    def keep(self, brief: Brief) -> str:
        """Keep a brief, and return the name under which it can be had from now on."""
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._briefs[name] = Kept(brief)
            while len(self._briefs) > self._room:
                self._briefs.pop(next(iter(self._briefs)))
        return name

    def get(self, name: str) -> Kept | None:
        with self._lock:
            return self._briefs.get(name)


def links(name: str, brief: Brief) -> str:
    """Return links to the brief of that name in every format, as HTML."""
    files = "".join(
        f'<a class="download" href="{DOWNLOADS}/{name}/{row.suffix}" '
        f'download="{escape(brief_file_name(brief, row.suffix))}">{row.label}</a>'
        for row in EXPORTERS
    )
    return (
        '<div class="downloads"><span><bdi lang="ar" dir="rtl">تنزيل</bdi> · '
        f'<bdi lang="en" dir="ltr">Download</bdi></span>{files}</div>'
    )


def mount(app: FastAPI, shelf: Downloads) -> None:
    """Serve the briefs of the shelf as files.

    A file is made when it is first asked for, and kept with its brief. One is made at a time: a
    PDF takes half a second of the processor, and sixty at once kept answers waiting for more than
    15 s each.
    """
    making = asyncio.Lock()

    @app.get(DOWNLOADS + "/{name}/{format_}")
    async def download(name: str, format_: str) -> Response:
        kept = shelf.get(name)
        wanted = next((row for row in EXPORTERS if row.suffix == format_), None)
        if kept is None or wanted is None:
            gone = f"{words.say('brief_gone', 'ar')}\n{words.say('brief_gone', 'en')}\n"
            return PlainTextResponse(gone, status_code=404)
        async with making:
            if format_ not in kept.files:
                kept.files[format_] = await run_in_threadpool(wanted.write, kept.brief)
        headers = {
            "content-disposition": _disposition(brief_file_name(kept.brief, wanted.suffix)),
            "cache-control": "no-store",
        }
        return Response(kept.files[format_], media_type=wanted.media_type, headers=headers)


def _disposition(name: str) -> str:
    """Return the header that names a file, in UTF-8 as RFC 6266 and RFC 8187 have it, and in ASCII
    for programs that know only that."""
    return f"attachment; filename=\"{plain_file_name(name)}\"; filename*=UTF-8''{quote(name)}"
