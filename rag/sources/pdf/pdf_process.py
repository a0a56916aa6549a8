"""Reads a PDF in a process of its own, which is ended when it takes too long or too much memory.

A file of a few hundred bytes can keep pdfium busy for years (forms that draw each other) or make it
unpack gigabytes, and nothing within a process can stop it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from rag.errors import SourceError
from rag.sources.pdf.pdf_document import MOST_SECONDS
from rag.sources.source_files import refuse_long
from rag.sources.stated_fields import Stated, StatedFields

MOST_MEMORY = 1_500_000_000
"""Bytes of address space; reading a book of 1,000 pages takes a tenth of it."""

PAGE_SECONDS = 20
"""Seconds for one page; the densest pages of newspapers take one."""

# -P keeps the working folder off the path, where a file may have the name of a module.
_ROOT = str(Path(__file__).parents[3])
_CODE = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from rag.sources.pdf.pdf_process import serve; serve()"
)


def read_pdf(
    data: bytes, *, source: str, max_bytes: int, seconds: float = MOST_SECONDS + 30
) -> StatedFields:
    """Return the text of a PDF, as `rag.sources.pdf.pdf_reader.parse_pdf` does.

    Raises `SourceError` as that does, for a text of more than `max_bytes`, and for a PDF that takes
    more than `seconds`, or more time for one page or more memory than any real one needs.
    """
    command = [sys.executable, "-P", "-c", _CODE, _ROOT, source]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise SourceError(source, _TOO_MUCH) from None
    except (OSError, ValueError):
        raise SourceError(source, "the process that reads PDFs could not be started") from None
    if done.returncode != 0:
        raise SourceError(source, _TOO_MUCH)
    read = _fields(json.loads(done.stdout), source)
    refuse_long(read.text, max_bytes=max_bytes, source=source)
    return read


_TOO_MUCH = (
    "reading it was given up: it takes more time or memory than a real article does; "
    "print it to a new PDF and index that"
)


def serve() -> None:
    """Read a PDF from standard input and write what was read, or why not, to standard output."""
    from rag.sources.pdf.pdf_reader import parse_pdf

    _limit()
    try:
        read = parse_pdf(sys.stdin.buffer.read(), source=sys.argv[2], on_page=_allow)
        found: dict[str, Any] = {
            "text": read.text,
            "title": read.stated.title,
            "notes": read.notes,
            "pages": read.pages,
        }
    except SourceError as error:
        found = {"reason": error.reason}
    sys.stdout.buffer.write(json.dumps(found).encode())


def _fields(found: dict[str, Any], source: str) -> StatedFields:
    """Return what the other process has read. Raises `SourceError` where it was refused."""
    if "reason" in found:
        raise SourceError(source, found["reason"])
    title, notes, pages = found["title"], tuple(found["notes"]), tuple(found["pages"])
    return StatedFields(found["text"], "utf-8", Stated(title=title), notes, pages)


def _limit() -> None:
    """Bound the memory of this process, where the system can."""
    _allow()
    with suppress(ImportError, ValueError, OSError):  # not on Windows, and not on every macOS
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _allow() -> None:
    """Let the system end this process in some seconds, unless this is called again before."""
    if hasattr(signal, "alarm"):  # not on Windows, where the whole document has its time
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PAGE_SECONDS)
