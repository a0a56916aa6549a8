"""Opens the database of a catalog, whichever engine keeps it."""

from __future__ import annotations

from pathlib import Path

from rag.store.catalog.catalog_file import CatalogFile
from rag.store.catalog.database import Database
from rag.store.postgres_connections import PostgresConnections

CatalogPlace = Path | str | PostgresConnections
"""The path of a file, the address of a PostgreSQL database, or open connections to one."""


def open_database(place: CatalogPlace) -> Database:
    """Open the file at a path, or the tables in a PostgreSQL database.

    Raises `LibraryError`, `SettingsError`.
    """
    if isinstance(place, Path):
        return CatalogFile(place)
    from rag.store.catalog.catalog_tables import CatalogTables

    return CatalogTables(place)
