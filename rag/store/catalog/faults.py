"""SQLite's errors as ours, each with the way out. The one place where they are translated."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.disk import disk_fault
from rag.errors import DamagedLibraryError, LibraryError, LibraryLockedError
from rag.store.catalog.files import has_backup

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_FAILING = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors about the catalog at `path` as a `LibraryError`."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # a mistake of ours, not of the file
    except sqlite3.Error as error:
        raise _fault(error, path) from None


def damaged(path: Path, what: str) -> DamagedLibraryError:
    """Return the error for a catalog that does not hold what was written there."""
    return DamagedLibraryError(f"the catalog {path} is damaged ({what}); {way_out(path.parent)}")


def lost(path: Path, what: str) -> DamagedLibraryError:
    """Return the error for a catalog without articles where something beside it tells that it
    had some."""
    return DamagedLibraryError(
        f"the catalog {path} {what}, but the indexes or backups beside it are not empty: its "
        f"articles are lost. Nothing was changed; {way_out(path.parent)}"
    )


def way_out(folder: Path) -> str:
    """Say what can be done about a lost or damaged catalog in `folder`."""
    if has_backup(folder):
        return "put its newest sound backup in place with: mujaz doctor --restore"
    return (
        "there is no backup: move the folder away, or choose another with MUJAZ_HOME, and index "
        "the sources again"
    )


def _fault(error: sqlite3.Error, path: Path) -> LibraryError:
    """Return what the error means. Its own text is left out: it can hold text of an article."""
    if (fault := disk_fault(error, path.parent)) is not None:
        return fault
    # Without a code it was Python that could not read a value as UTF-8.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    name = getattr(error, "sqlite_errorname", "text that is not UTF-8")
    if code in _BUSY:
        return LibraryLockedError(
            f"another program has {path} open and holds it; close that (a database browser, a "
            "copying program) and try again"
        )
    if code == sqlite3.SQLITE_NOTADB:
        return DamagedLibraryError(
            f"{path} cannot be used as a catalog (it is no SQLite file); {way_out(path.parent)}"
        )
    if path.is_dir():
        return damaged(path, "a folder stands in its place")
    if code == sqlite3.SQLITE_CANTOPEN:
        return LibraryError(
            f"{path} cannot be opened as a file; see what stands there and who may read it, or "
            "choose another folder with MUJAZ_HOME"
        )
    if code in _FAILING:
        return LibraryError(
            f"{path} could not be read or written ({name}); see that the disk is sound, then: "
            "mujaz doctor"
        )
    return damaged(path, name)
