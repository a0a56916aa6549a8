"""The manifest of the file of a library: what wrote it, and what each member must hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.errors import ArchiveError
from rag.moving.moved_tables import SCHEMAS, TABLES
from rag.moving.row_lines import TableSum

FORMAT = "mujaz-library"
FORMAT_VERSION = 1
"""It changes with the columns of a table, and with whatever else an older reader would
misunderstand."""

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class ArchiveManifest:
    """The version of Mujaz that wrote the file, when (UTC, as ISO text), from which library, and
    what each member holds, by its name."""

    product: str
    made_at: str
    library: str
    members: Mapping[str, TableSum]


def manifest_text(manifest: ArchiveManifest) -> str:
    """Return a manifest as JSON."""
    databases = dict.fromkeys(
        table.database for table in TABLES if table.member in manifest.members
    )
    return json.dumps(
        {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "product": manifest.product,
            "made_at": manifest.made_at,
            "library": manifest.library,
            "schemas": {name: SCHEMAS[name] for name in databases},
            "members": [
                {"name": name, "rows": one.rows, "bytes": one.bytes, "sha256": one.sha256}
                for name, one in manifest.members.items()
            ],
        },
        indent=1,
    )


def manifest_of(text: bytes, file: str) -> ArchiveManifest:
    """Return the manifest of a text. `file` names the file in messages.

    Raises `ArchiveError` for a file of a later Mujaz, `ValueError`, `TypeError` or `KeyError` for
    what is no manifest.
    """
    try:
        written = json.loads(text)
    except RecursionError:
        raise ValueError("its manifest is nested too deeply") from None
    if not isinstance(written, dict) or written["format"] != FORMAT:
        raise ValueError("it is the file of something else")
    _refuse_later(written, file)
    members = {one["name"]: _sum(one) for one in written["members"]}
    known = {table.member for table in TABLES}
    if not known.issuperset(members) or len(members) < len(written["members"]):
        raise ValueError("it names other tables")
    texts = (written["product"], written["made_at"], written["library"])
    if not all(isinstance(one, str) for one in texts):
        raise TypeError("its manifest does not say what wrote it")
    return ArchiveManifest(*texts, members)


def _refuse_later(written: Mapping[str, Any], file: str) -> None:
    schemas: dict[Any, Any] = {**SCHEMAS, **written["schemas"]}
    versions = (written["version"], *schemas.values())
    if not all(type(one) is int and one > 0 for one in versions):
        raise TypeError("its versions are no numbers")
    if written["version"] > FORMAT_VERSION or any(
        schemas[name] > mine for name, mine in SCHEMAS.items()
    ):
        raise ArchiveError(
            f"{file} was written by a later Mujaz ({written.get('product')!s:.40}) in a format "
            "that this one does not know; use that one, or a newer one"
        )


def _sum(one: Mapping[str, Any]) -> TableSum:
    rows, size, digest = one["rows"], one["bytes"], one["sha256"]
    if not (type(rows) is type(size) is int and 0 <= rows <= size and isinstance(digest, str)):
        raise TypeError("its manifest does not say what its members hold")
    return TableSum(rows, size, digest)
