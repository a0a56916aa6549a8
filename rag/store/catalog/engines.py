"""Opens the database of a catalog, whichever engine keeps it."""

from __future__ import annotations

from pathlib import Path

from rag.store.catalog.catalog_file import CatalogFile
from rag.store.catalog.database import Database


def open_database(place: Path | str) -> Database:
    """Open the file at a path, or the tables in the PostgreSQL database at an address.

    Raises `LibraryError`, `SettingsError`.
    """
    if isinstance(place, Path):
        return CatalogFile(place)
    from rag.store.catalog.catalog_tables import CatalogTables

    return CatalogTables(place)
