"""Writes a library into one file: a zip with a table in each member, and a manifest at the end."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from rag.disk import disk_fault, sync
from rag.errors import LibraryError, UsageError
from rag.moving.archive_manifest import MANIFEST, ArchiveManifest, manifest_text
from rag.moving.moved_tables import MovedTable
from rag.moving.row_lines import LONGEST_LINE, LineCount, TableSum
from rag.moving.row_source import RowSource, Step

_LEVEL = 6  # measured on Arabic news: level 9 takes twice as long for 1 % fewer bytes
_AT_ONCE = 1 << 20  # bytes handed to zlib in one call


def write_archive(source: RowSource, path: Path, library: str, step: Step) -> dict[str, TableSum]:
    """Write all tables of a source, which is the library of this id; return what each member holds.

    The file appears under its name when it is whole and on the disk for good, readable to its owner
    only. Raises `UsageError` where the name is taken, `LibraryError`.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already; choose another name or remove it")
    try:
        with _named_when_whole(path) as file:
            return _write(source, file, library, step)
    except OSError as error:
        raise disk_fault(error, path.parent) or LibraryError(
            f"{path} cannot be written ({error.strerror}); choose another place"
        ) from None


@contextmanager
def _named_when_whole(path: Path) -> Iterator[IO[bytes]]:
    """Lend a file of which nobody else knows; it gets its name behind the block."""
    handle, made = tempfile.mkstemp(".part", f".{path.name}.", path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        sync(Path(made))
        Path(made).replace(path)
        sync(path.parent)
    except BaseException:
        with suppress(OSError):
            Path(made).unlink(missing_ok=True)
        raise


def _write(source: RowSource, file: IO[bytes], library: str, step: Step) -> dict[str, TableSum]:
    sums: dict[str, TableSum] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for table in source.tables:
            with archive.open(table.member, "w", force_zip64=True) as member:
                sums[table.member] = _write_table(source, table, member, step)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = ArchiveManifest(version("mujaz"), now, library, sums)
        archive.writestr(MANIFEST, manifest_text(manifest))
    return sums


def _write_table(source: RowSource, table: MovedTable, member: IO[bytes], step: Step) -> TableSum:
    count = LineCount()
    waiting: list[bytes] = []
    size = told = 0
    with source.rows(table) as rows:
        for _, line in rows:
            if len(line) > LONGEST_LINE:
                raise LibraryError(
                    f"a row of {table.name} in {source.name} is longer than {LONGEST_LINE:,} bytes "
                    "and cannot be moved; remove that article"
                )
            count.add(line)
            waiting.append(line)
            size += len(line)
            if size >= _AT_ONCE:
                member.write(b"".join(waiting))
                step(count.rows - told)
                waiting, size, told = [], 0, count.rows
    member.write(b"".join(waiting))
    step(count.rows - told)
    return count.sum()
