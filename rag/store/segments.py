"""The files of the word index, read without tantivy: what they hold and whether they are whole."""

from __future__ import annotations

import json
import os
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

_FOOTER_MAGIC = 1337
_BLOCK = 1_000_000
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")


def held_words(folder: Path) -> int | None:
    """Return how many chunks the word index in `folder` holds, without opening it; None where
    that cannot be told. A folder that is not there holds none."""
    if not folder.exists():
        return 0
    try:
        return sum(
            int(segment["max_doc"]) - int((segment["deletes"] or {}).get("num_deleted_docs", 0))
            for segment in _segments(folder)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None if not folder.is_dir() or any(folder.iterdir()) else 0


def damaged_file(folder: Path) -> str | None:
    """Name a file of the word index that is missing or does not match its checksum.

    tantivy writes a checksum at the end of each file and never looks at it by itself; it then
    panics over what it reads. A file ends in JSON with the CRC-32 of all before it, the length of
    that JSON and 1337, both in 4 bytes.
    """
    try:
        names = {str(segment["segment_id"]).replace("-", "") for segment in _segments(folder)}
    except (OSError, ValueError, KeyError, TypeError):
        return "meta.json"
    wanted = {f"{name}.{part}" for name in names for part in _PARTS}
    files = {path.name: path for path in folder.iterdir() if path.stem.partition(".")[0] in names}
    if lacking := wanted - files.keys():
        return min(lacking)
    return next((name for name in sorted(files) if not _is_whole(files[name])), None)


def _segments(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "meta.json").read_bytes())["segments"]
    return found


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            end = file.seek(-8, os.SEEK_END)
            length, magic = struct.unpack("<II", file.read())
            body = file.seek(end - length)
            stated = int(json.loads(file.read(length))["crc"])
            file.seek(0)
            return bool(magic == _FOOTER_MAGIC) and _crc(file, body) == stated
    except (OSError, ValueError, KeyError, TypeError):  # seeking before the start is an OSError
        return False


def _crc(file: BinaryIO, length: int) -> int:
    found = 0
    for start in range(0, length, _BLOCK):
        found = zlib.crc32(file.read(min(_BLOCK, length - start)), found)
    return found
