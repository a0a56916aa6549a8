"""SQLite's errors about a catalog as ours, each with the way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import DamagedLibraryError, LibraryError
from rag.store.catalog.files import has_backup
from rag.store.sqlite_file import fault_of


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
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB:
        return DamagedLibraryError(
            f"{path} cannot be used as a catalog (it is no SQLite file); {way_out(path.parent)}"
        )
    return fault_of(error, path, lambda what: damaged(path, what))
