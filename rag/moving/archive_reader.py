"""Reads the file of a library. Nothing in it is believed before it was read through once."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from rag.errors import ArchiveError
from rag.moving.archive_manifest import MANIFEST, ArchiveManifest, manifest_of
from rag.moving.moved_tables import TABLES, MovedTable
from rag.moving.row_lines import LONGEST_LINE, LineCount, row_of_line
from rag.moving.row_source import Placed, Step

_LONGEST_MANIFEST = 100_000
"""Bytes; that of a whole library has 3,000."""

_ROWS_A_STEP = 1_000
_BUFFER = 1 << 20  # bytes

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # packed in a way that zipfile does not know
    RuntimeError,  # encrypted
    ValueError,
    TypeError,
    KeyError,
    OverflowError,
)


class LibraryArchive:
    """An open file of a library, a source of rows."""

    def __init__(self, path: Path, *, people: bool = False) -> None:
        """Open the file and read its manifest. Its people are handed out with `people` only.

        Raises `ArchiveError`.
        """
        self._path = path
        self._with_people = people
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read ({error.strerror or error})") from None
        except _UNREADABLE:
            raise self._damaged("it is no zip, or was cut") from None
        try:
            with self._translated():
                self.manifest = self._read()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        self._zip.close()

    @property
    def name(self) -> str:
        """Return the path."""
        return str(self._path)

    @property
    def identity(self) -> str:
        """Return a hash of the manifest, in which the hashes of all tables stand."""
        return self._identity

    @property
    def tables(self) -> Sequence[MovedTable]:
        """Return the tables that are handed out."""
        return [
            table for table in self._all_tables() if self._with_people or table.database != "people"
        ]

    @property
    def people_left_out(self) -> int:
        """Return how many people the file has that are not handed out."""
        left_out = [table for table in self._all_tables() if table not in self.tables]
        return sum(self.count(table) for table in left_out if table.name == "people")

    @property
    def size(self) -> int:
        """Return how many bytes all rows have."""
        return sum(one.bytes for one in self.manifest.members.values())

    def count(self, table: MovedTable) -> int:
        """Return how many rows a table has by the manifest."""
        return self.manifest.members[table.member].rows

    @contextmanager
    def rows(self, table: MovedTable) -> Iterator[Iterator[Placed]]:
        """Hand out the rows of a table, each checked. Raises `ArchiveError`, also for a member that
        is longer than the manifest says."""
        with self._translated():
            member = self._zip.open(table.member)
        with member:
            yield self._rows(table, io.BufferedReader(cast(io.RawIOBase, member), _BUFFER))

    def verify(self, step: Step) -> None:
        """Read all of the file and hold it against its manifest. Raises `ArchiveError`."""
        for table in self._all_tables():
            count = LineCount()
            with self.rows(table) as rows:
                for _, line in rows:
                    count.add(line)
                    if count.rows % _ROWS_A_STEP == 0:
                        step(_ROWS_A_STEP)
            step(count.rows % _ROWS_A_STEP)
            if count.sum() != self.manifest.members[table.member]:
                raise self._damaged(f"{table.member} is not what was written there")

    def _all_tables(self) -> list[MovedTable]:
        return [table for table in TABLES if table.member in self.manifest.members]

    def _rows(self, table: MovedTable, member: io.BufferedReader) -> Iterator[Placed]:
        left, last = self.manifest.members[table.member].bytes, None
        with self._translated(table.member):
            while line := member.readline(min(left, LONGEST_LINE) + 1):
                left -= len(line)
                if left < 0 or len(line) > LONGEST_LINE:
                    raise ValueError("it is longer than it may be")
                row = row_of_line(table, line)
                key = table.key_of(row)
                if last is not None and not last < key:
                    raise ValueError("its rows are out of order")
                last = key
                yield row, line

    def _read(self) -> ArchiveManifest:
        """Return the manifest; all members must be those that it names."""
        names = [member.filename for member in self._zip.infolist()]
        with self._zip.open(MANIFEST) as member:
            text = member.read(_LONGEST_MANIFEST + 1)
        if len(text) > _LONGEST_MANIFEST:
            raise ValueError("its manifest is too long")
        self._identity = hashlib.sha256(text).hexdigest()
        manifest = manifest_of(text, self.name)
        if sorted(names) != sorted([*manifest.members, MANIFEST]):
            raise ValueError("its members are not those of its manifest")
        return manifest

    @contextmanager
    def _translated(self, member: str = MANIFEST) -> Iterator[None]:
        """Raise what a damaged or hostile file leads to as an `ArchiveError`."""
        try:
            yield
        except ArchiveError:
            raise
        except OSError as error:
            raise ArchiveError(f"{self._path} cannot be read ({error.strerror})") from None
        except _UNREADABLE:  # whose texts can hold text of an article
            raise self._damaged(f"{member} is not what was written there") from None

    def _damaged(self, what: str) -> ArchiveError:
        return ArchiveError(
            f"{self._path} is damaged or no file of a library ({what}); nothing of it was used"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
