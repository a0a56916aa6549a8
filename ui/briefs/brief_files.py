"""Kept briefs as files to download, made when they are first asked for."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from rag.exports import EXPORTERS, Exporter
from rag.exports.file_names import brief_file_name
from rag.records import Brief, KeptBrief
from ui.download import download

ROOM = 16
"""Files kept in memory; the oldest makes room for the next."""


class BriefFiles:
    """Makes the files of briefs. One is made at a time: a PDF takes half a second of the
    processor, and sixty at once kept answers waiting for more than 15 s each."""

    def __init__(self, *, room: int = ROOM) -> None:
        self._room = room
        self._making = asyncio.Lock()
        self._files: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def response(self, kept: KeptBrief, exporter: Exporter) -> Response:
        """Return a brief as a file of its own name."""
        name = brief_file_name(kept.brief, exporter.suffix)
        return download(await self._file(kept, exporter), name, exporter.media_type)

    async def made(self, brief: Brief, exporter: Exporter) -> Response:
        """Return a brief that is not kept as a file of its own name."""
        async with self._making:
            content = await run_in_threadpool(exporter.write, brief)
        name = brief_file_name(brief, exporter.suffix)
        return download(content, name, exporter.media_type)

    async def _file(self, kept: KeptBrief, exporter: Exporter) -> bytes:
        key = kept.id, exporter.suffix
        async with self._making:
            if key not in self._files:
                self._files[key] = await run_in_threadpool(exporter.write, kept.brief)
                while len(self._files) > self._room:
                    self._files.popitem(last=False)
            return self._files[key]


def file_links(kept: KeptBrief) -> str:
    """Return links to a brief in every format, as HTML."""
    return "".join(
        f'<a class="download" href="/desk/briefs/{kept.id}/file/{row.suffix}" '
        f'download="{escape(brief_file_name(kept.brief, row.suffix))}">{row.label}</a>'
        for row in EXPORTERS
    )
