"""The names of the files that make up a catalog and its backups."""

from __future__ import annotations

from pathlib import Path

CATALOG = "catalog.sqlite"
BACKUPS = ("catalog.backup-1.sqlite", "catalog.backup-2.sqlite")
"""The newest, then the one before it."""

BACKUP_IN_WORK = "catalog.backup-new.sqlite"
RESTORE_IN_WORK = "catalog.restoring.sqlite"
RESTORED = "catalog.restored.sqlite"
"""A whole copy of a backup that only waits to be moved into the catalog's place."""

WAL_SUFFIXES = ("-wal", "-shm")


def has_backup(folder: Path) -> bool:
    """Tell whether there is any backup, sound or not."""
    return any((folder / name).is_file() for name in BACKUPS)


def beside(path: Path, suffix: str) -> Path:
    """Return the file that SQLite keeps beside a database."""
    return path.with_name(path.name + suffix)


def is_blank_file(path: Path) -> bool:
    """Tell whether the catalog is missing, or a file without a single byte."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def has_log(path: Path) -> bool:
    """Tell whether SQLite has left a write-ahead log with something in it."""
    log = beside(path, "-wal")
    return log.is_file() and log.stat().st_size > 0
