"""What is wrong with the disk itself, whichever part of a library was being read or written."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
from pathlib import Path

from rag.errors import DiskError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
_SQLITE_FULL = {sqlite3.SQLITE_FULL}
_SQLITE_FORBIDDEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_SQLITE_UNCLEAR = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
# tantivy and Chroma raise one class for all that befalls a file. Only their words tell a full disk
# ("No space left on device (os error 28)", "database or disk is full") from a damaged file.
_SAYS_FULL = re.compile(
    r"no space left|disk is full|quota exceeded|file too large|os error (?:27|28|122)\b", re.I
)
_SAYS_FORBIDDEN = re.compile(
    r"read-?only|permission denied|not permitted|os error (?:1|13|30)\b", re.I
)
# SQLite calls a full disk an I/O error when it was its shared memory (32 kB) that did not fit, and
# Chroma gives no reason at all. All of them give back what they had just written.
_TOO_LITTLE = 200_000  # bytes


def disk_fault(error: BaseException, folder: Path) -> DiskError | None:
    """Return what is wrong with the disk under `folder` if `error` comes from that, else None."""
    full, forbidden, unclear = _signs(error)
    if full or (unclear and free_bytes(folder) < _TOO_LITTLE):
        return DiskError(
            f"the disk is full: nothing more can be written in {folder}; make room and run the "
            "command again"
        )
    if forbidden:
        return DiskError(
            f"{folder} may not be written (read-only, or another user's); make it writable, or "
            "choose another folder with MUJAZ_HOME"
        )
    return None


def _signs(error: BaseException) -> tuple[bool, bool, bool]:
    """Tell whether the error says that the disk is full, that it may not be written, or does not
    say."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in _SQLITE_FULL, code in _SQLITE_FORBIDDEN, code in _SQLITE_UNCLEAR
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL, error.errno in _FORBIDDEN, False
    text = str(error)
    return _SAYS_FULL.search(text) is not None, _SAYS_FORBIDDEN.search(text) is not None, True


def free_bytes(folder: Path) -> int:
    """Return the bytes that may still be written where `folder` is or would be."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return _TOO_LITTLE


def is_panic(error: BaseException) -> bool:
    """Tell whether an error is a panic of a Rust library, which is no `Exception` to Python."""
    return type(error).__name__ == "PanicException"


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk for good."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
