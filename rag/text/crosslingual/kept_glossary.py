"""Keeps the compiled glossary in a file, so that the next process need not stem all entries."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from rag.text.crosslingual.glossary import Glossary, GlossaryEntry, GlossaryTables, read_glossary

_SOURCES = (".py", ".tsv")


def open_glossary(own: Sequence[GlossaryEntry], kept: Path | None) -> Glossary:
    """Return the glossary that comes with Mujaz, with the entries `own` on top.

    It is read from the file `kept` where the same entries and the same code made it, a fifth of
    the time of making it. Otherwise it is made and written there; a file that cannot be written
    is no error.
    """
    if kept is None:
        return Glossary(read_glossary(), own=own)
    stamp = _stamp(own)
    tables = _read(kept, stamp)
    if tables is not None:
        return Glossary.of_tables(tables)
    glossary = Glossary(read_glossary(), own=own)
    _write(kept, stamp, glossary.tables)
    return glossary


def _stamp(own: Sequence[GlossaryEntry]) -> str:
    """Return a digest of all that a compiled glossary depends on: the user's entries, the entries
    and word lists of `rag.text`, and its code."""
    digest = blake2b(repr(own).encode(), digest_size=16)
    folder = Path(str(files("rag.text")))
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SOURCES:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(kept: Path, stamp: str) -> GlossaryTables | None:
    """Return what was kept; None for a file that is missing, damaged or of another stamp."""
    try:
        head, _, body = kept.read_bytes().partition(b"\n")
    except OSError:
        return None
    if head != _head(stamp, body):
        return None
    fields = json.loads(body)
    fields["keys"] = {phrase: tuple(keys.split()) for phrase, keys in fields["keys"].items()}
    for name in ("named", "names"):
        fields[name] = frozenset(fields[name])
    return GlossaryTables(**fields)


def _write(kept: Path, stamp: str, tables: GlossaryTables) -> None:
    fields = {
        "fingerprint": tables.fingerprint,
        "lines": list(tables.lines),
        "named": sorted(tables.named),
        "names": sorted(tables.names),
        "keys": {phrase: " ".join(keys) for phrase, keys in tables.keys.items()},
        "letters": {stem: sorted(letters) for stem, letters in tables.letters.items()},
    }
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    made = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        made.write_bytes(_head(stamp, body) + b"\n" + body)
        made.replace(kept)
    except OSError:  # a full disk, or one that is only read from
        with suppress(OSError):
            made.unlink()


def _head(stamp: str, body: bytes) -> bytes:
    """Return the first line of the file: the stamp, and a digest of what follows."""
    return f"{stamp} {blake2b(body, digest_size=16).hexdigest()}".encode()
