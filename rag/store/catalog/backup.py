"""Two generations of copies of the catalog, and the way back from them.

A copy is made in a file of its own, read through, brought to the disk for good and only then
renamed: a process killed at any moment leaves the old copies or the new ones. A damaged catalog is
never copied over a sound backup. Nothing is ever deleted but our own half-made copies.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.disk import disk_fault, sync
from rag.errors import DamagedLibraryError, LibraryError
from rag.store.catalog.checking import damage_of_file
from rag.store.catalog.faults import damaged, translated
from rag.store.catalog.files import (
    BACKUP_IN_WORK,
    BACKUPS,
    CATALOG,
    RESTORE_IN_WORK,
    RESTORED,
    WAL_SUFFIXES,
    beside,
)
from rag.store.sqlite_file import SqliteFile

REVISION = "revision"
"""The key under which a catalog names the state of its articles."""

SAVED_AT = "saved_at"
"""The key under which a backup states when it was made."""

UNSURE = "unsure"
"""The key that says: what the indexes hold must be compared chunk by chunk, not only counted."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the catalog: its file's name, when it was made (UTC), how many articles it holds
    and what is wrong with it, if anything is."""

    name: str
    saved_at: str
    articles: int
    damage: str | None = None


def back_up(db: SqliteFile) -> bool:
    """Keep a copy of an open catalog beside it, unless the newest copy holds the same articles.

    Raises `DamagedLibraryError` for a catalog that is not sound, `DiskError` for a full disk; then
    the older copies stay as they are. An empty catalog of which there is no copy needs none.
    """
    folder = db.path.parent
    newest, older = (folder / name for name in BACKUPS)
    if not _is_owed(db, newest):
        return False
    made = folder / BACKUP_IN_WORK
    try:
        with translated(db.path):
            _copy(db, made)
        if (what := damage_of_file(made, texts=True)) is not None:
            raise damaged(db.path, what)
        sync(made)
        if damage_of_file(newest, texts=False) is None:
            newest.replace(older)
        made.replace(newest)
        sync(folder)
    except OSError as error:
        raise _not_saved(error, folder) from None
    finally:
        _drop(made)
    return True


def _is_owed(db: SqliteFile, newest: Path) -> bool:
    if newest.exists():
        row = db.one("SELECT value FROM meta WHERE key = ?", (REVISION,))
        return _meta(newest, REVISION) != (None if row is None else row[0])
    return db.one("SELECT 1 FROM articles LIMIT 1") is not None


def _copy(db: SqliteFile, made: Path) -> None:
    """Copy with SQLite's own means, which see what is still in the write-ahead log."""
    _drop(made)
    with db.held() as source, closing(sqlite3.connect(made, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # it is synced once, as a whole
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # a copy is one file, not three
        now = datetime.now(UTC).isoformat(timespec="seconds")
        copy.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (SAVED_AT, now))


def _not_saved(error: OSError, folder: Path) -> LibraryError:
    fault = disk_fault(error, folder)
    return fault or LibraryError(f"the catalog in {folder} was not backed up ({error.strerror})")


def backups(folder: Path) -> list[Backup]:
    """Return the copies that there are, newest first, each read through."""
    return [
        Backup(
            name,
            _meta(path, SAVED_AT) or "at an unknown time",
            _articles(path),
            damage_of_file(path, texts=True),
        )
        for name in BACKUPS
        if (path := folder / name).exists()
    ]


def restore(folder: Path) -> tuple[Backup, str | None]:
    """Put the newest sound copy in the catalog's place; hand back which one it was, and the name
    under which the former catalog is kept (None if there was none).

    The indexes are then compared with it chunk by chunk when they are next opened. Raises
    `LibraryError` when no copy is sound; then nothing was changed.
    """
    found = backups(folder)
    chosen = next((copy for copy in found if copy.damage is None), None)
    if chosen is None:
        tried = "; ".join(f"{copy.name}: {copy.damage}" for copy in found) or "there is none"
        raise DamagedLibraryError(
            f"no sound backup lies in {folder} ({tried}); move the folder away, or choose another "
            "with MUJAZ_HOME, and index the sources again"
        )
    in_work = folder / RESTORE_IN_WORK
    try:
        shutil.copyfile(folder / chosen.name, in_work)
        with translated(folder / CATALOG), closing(sqlite3.connect(in_work)) as db, db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (UNSURE,))
        sync(in_work)
        in_work.replace(folder / RESTORED)  # from here on it will be finished
        sync(folder)
        return chosen, finish_restore(folder)
    except OSError as error:
        raise _not_restored(error, folder) from None
    finally:
        _drop(in_work)


def finish_restore(folder: Path) -> str | None:
    """Move a restored copy that waits into the catalog's place, if there is one; the former
    catalog and its log go aside under another name, which is handed back."""
    waiting, catalog = folder / RESTORED, folder / CATALOG
    if not waiting.exists():
        return None
    stamp = datetime.fromtimestamp(waiting.stat().st_mtime, UTC).strftime("%Y%m%d-%H%M%S")
    aside = _free_name(folder, f"catalog.damaged-{stamp}")
    former = catalog.exists()
    # The log goes first: SQLite would apply it to the copy.
    for suffix in (*WAL_SUFFIXES, ""):
        part = beside(catalog, suffix)
        if part.exists():
            part.rename(beside(aside, suffix))
    waiting.replace(catalog)
    sync(folder)
    return aside.name if former else None


def _free_name(folder: Path, stem: str) -> Path:
    names = (f"{stem}{more}.sqlite" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())


def _not_restored(error: OSError, folder: Path) -> LibraryError:
    fault = disk_fault(error, folder)
    return fault or LibraryError(f"the catalog in {folder} was not restored ({error.strerror})")


def _meta(path: Path, key: str) -> str | None:
    row = _one(path, "SELECT value FROM meta WHERE key = ?", key)
    return None if row is None else str(row)


def _articles(path: Path) -> int:
    count = _one(path, "SELECT count(*) FROM articles")
    return count if isinstance(count, int) else 0


def _one(path: Path, sql: str, *values: str) -> object:
    """Return the one value of a query on a file that may be damaged; None if it cannot be read."""
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        with closing(db):
            row = db.execute(sql, values).fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else row[0]


def _drop(path: Path) -> None:
    """Remove a half-made copy of ours with its journal."""
    for suffix in ("", "-journal", *WAL_SUFFIXES):
        beside(path, suffix).unlink(missing_ok=True)
