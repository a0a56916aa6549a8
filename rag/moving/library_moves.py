"""Writes a library into a file, reads it from one, and moves it to another place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.disk import free_bytes
from rag.errors import DiskError, UsageError
from rag.moving.archive_reader import LibraryArchive
from rag.moving.archive_writer import write_archive
from rag.moving.arriving import Arrival
from rag.moving.library_databases import LibraryPlace, databases_to_read, databases_to_write
from rag.moving.library_source import library_source
from rag.moving.moved_tables import VECTORS, DatabaseName
from rag.moving.row_lines import TableSum
from rag.moving.row_source import RowSource

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


@dataclass(frozen=True, slots=True)
class MovedRows:
    """How many rows of each table were moved, by the name of the table; and how many people the
    source has who were not."""

    rows: Mapping[str, int]
    people_left_out: int = 0

    @property
    def people(self) -> int:
        """Return how many people there are among them."""
        return self.rows.get("people", 0)


def export_library(
    place: LibraryPlace, path: Path, *, people: bool = False, progress: Progress | None = None
) -> MovedRows:
    """Write a library into one file, as it is at this moment; its server may go on meanwhile.

    With `people` also who may ask: hashes of passwords and of tokens, and the audit log. Raises
    `UsageError` where the file is there already, `LibraryError`.
    """
    with (
        databases_to_read(place) as databases,
        library_source(databases, _names(people=people)) as source,
    ):
        return _moved(
            source, write_archive(source, path, source.library, _steps(source, 1, progress))
        )


def import_library(
    path: Path, place: LibraryPlace, *, people: bool = False, progress: Progress | None = None
) -> MovedRows:
    """Read the file of a library into an empty or a new one, or go on where that was cut short.

    Words and vectors are owed then. People of the file, who could sign in, are taken with `people`
    only. Raises `ArchiveError` for a damaged file, of which nothing is
    used, `UsageError` where the library is not empty, `LibraryError`.
    """
    with LibraryArchive(path, people=people) as archive:
        step = _steps(archive, 3, progress)
        archive.verify(step)
        if place.is_folder and free_bytes(place.folder) < archive.size:
            raise DiskError(
                f"the library needs {archive.size / 1e6:,.0f} MB in {place.folder}, and there is "
                "less room; make some, or choose another folder with MUJAZ_HOME"
            )
        with databases_to_write(place, vectors=VECTORS in archive.tables) as databases:
            moved = _moved(archive, Arrival(archive, databases, "import", step).run())
            return replace(moved, people_left_out=archive.people_left_out)


def move_library(
    place: LibraryPlace,
    to: LibraryPlace,
    *,
    people: bool = False,
    progress: Progress | None = None,
) -> MovedRows:
    """Bring a library to an empty or a new place, or go on where that was cut short; the old one
    stays as it is.

    Words and vectors are owed there. Raises `UsageError` where the place is that of the library or
    is not empty, `LibraryError`.
    """
    if place == to:
        raise UsageError("the library is there already; name another place")
    names = [name for name in _names(people=people) if name != "embeddings" or to.is_folder]
    with (
        databases_to_read(place, alone=True) as databases,
        library_source(databases, names) as source,
        databases_to_write(to, vectors="embeddings" in databases and to.is_folder) as target,
    ):
        step = _steps(source, 2, progress)
        return _moved(source, Arrival(source, target, "move", step).run())


def _names(*, people: bool) -> Sequence[DatabaseName]:
    always: Sequence[DatabaseName] = ("catalog", "conversations", "embeddings")
    return [*always, "people"] if people else always


def _moved(source: RowSource, sums: Mapping[str, TableSum]) -> MovedRows:
    return MovedRows({table.name: sums[table.member].rows for table in source.tables})


def _steps(source: RowSource, times: int, progress: Progress | None) -> Callable[[int], None]:
    """Return what tells `progress` of rows that are each gone through so many times."""
    if progress is None:
        return lambda rows: None
    total = times * sum(map(source.count, source.tables))
    done = 0

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return step
