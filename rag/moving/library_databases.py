"""The databases of a library, wherever it lies: in a folder, or on a PostgreSQL server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rag.conversations.kept_file import FILE as CONVERSATIONS
from rag.conversations.kept_file import KeptFile
from rag.conversations.kept_tables import PLAN as KEPT
from rag.disk import disk_fault
from rag.embedding.vector_cache import FILE as VECTORS
from rag.embedding.vector_cache import SCHEMA as VECTOR_SCHEMA
from rag.errors import LibraryError, LibraryLockedError
from rag.moving.moved_tables import DatabaseName
from rag.people.people_tables import FILE as PEOPLE
from rag.people.people_tables import PLAN as KNOWN
from rag.people.people_tables import PeopleFile
from rag.store.catalog import CATALOG, SCHEMA_VERSION, is_blank_file
from rag.store.catalog.catalog_file import CatalogFile
from rag.store.catalog.schema import PLAN as ARTICLES
from rag.store.health import make_folder, open_catalog
from rag.store.lock import LibraryLock
from rag.store.sql_database import SqlDatabase
from rag.store.sqlite_file import SqliteFile

Databases = Mapping[DatabaseName, SqlDatabase]


@dataclass(frozen=True, slots=True)
class LibraryPlace:
    """Where a library is: all of it in a folder, or with `database_url` all but the cache of
    vectors that were paid for on a PostgreSQL server."""

    folder: Path
    database_url: SecretStr | None = None

    @property
    def is_folder(self) -> bool:
        """Tell whether the folder holds the articles."""
        return self.database_url is None

    @property
    def name(self) -> str:
        """Return the folder, or the server with the name of the database, without a password.

        Raises `SettingsError` for what is no address.
        """
        if self.database_url is None:
            return str(self.folder)
        from rag.store.postgres_connections import PostgresConnections

        server = PostgresConnections(self.database_url.get_secret_value())
        server.close()
        return server.place


class PaidVectors(SqliteFile):
    """The open file of `rag.embedding.vector_cache`."""

    def _prepare(self) -> None:
        self._make_durable()
        self._db.execute(VECTOR_SCHEMA)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise disk_fault(error, self.path.parent) or LibraryError(
                f"the vectors in {self.path} cannot be read or written; delete the file, which "
                "costs only making them again"
            ) from None


@contextmanager
def databases_to_read(place: LibraryPlace, *, alone: bool = False) -> Iterator[Databases]:
    """Lend the databases that a library has, while its server may go on; with `alone` nobody else
    has it open.

    Raises `LibraryError` where there is no library.
    """
    with ExitStack() as open_here:
        if place.is_folder:
            _lock_to_read(place.folder, open_here, alone=alone)
        yield _opened(place, open_here, new=False, alone=alone)


@contextmanager
def databases_to_write(place: LibraryPlace, *, vectors: bool) -> Iterator[Databases]:
    """Lend all databases of a library, made where there are none; with `vectors` also the cache of
    those that were paid for. Nobody else has the library meanwhile: should rows not arrive as they
    were sent, all are deleted. Raises `LibraryError`."""
    with ExitStack() as open_here:
        if place.is_folder or vectors:
            make_folder(place.folder)
        if place.is_folder:
            _lock(place.folder, open_here)
        yield _opened(place, open_here, new=True, alone=True, vectors=vectors)


def _lock(folder: Path, open_here: ExitStack) -> None:
    lock = LibraryLock(folder)
    lock.acquire()
    open_here.callback(lock.release)


def _lock_to_read(folder: Path, open_here: ExitStack, *, alone: bool) -> None:
    """Take the library, or look that its owner keeps it in the tables that are known here.

    SQLite lets any number of processes read beside the one that writes.
    """
    catalog = folder / CATALOG
    if is_blank_file(catalog):
        raise LibraryError(f"there is no library in {folder}; choose another with MUJAZ_HOME")
    try:
        _lock(folder, open_here)
    except LibraryLockedError:
        if alone:
            raise
        if _schema(catalog) != SCHEMA_VERSION:
            raise LibraryError(
                f"the process that has the library in {folder} open is of another version of "
                "Mujaz; end it first"
            ) from None
        return
    open_catalog(folder).close()  # which brings an older one to the present tables


def _schema(catalog: Path) -> str | None:
    """Return the version that a catalog states; None where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{catalog.absolute().as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else str(row[0])


def _opened(
    place: LibraryPlace, open_here: ExitStack, *, new: bool, alone: bool, vectors: bool = True
) -> Databases:
    found: dict[DatabaseName, SqlDatabase] = {}

    def keep(name: DatabaseName, database: SqlDatabase) -> None:
        open_here.callback(database.close)
        found[name] = database

    folder = place.folder
    if place.is_folder:
        keep("catalog", CatalogFile(folder / CATALOG))
        if new or (folder / CONVERSATIONS).exists():
            keep("conversations", KeptFile(folder / CONVERSATIONS))
        if new or (folder / PEOPLE).exists():
            keep("people", PeopleFile(folder / PEOPLE))
    if place.database_url is not None:
        from rag.store.postgres_connections import PostgresConnections
        from rag.store.postgres_database import PostgresDatabase

        server = PostgresConnections(place.database_url.get_secret_value())
        open_here.callback(server.close)
        if alone:
            server.own(shared=False)
        keep("catalog", PostgresDatabase(server, ARTICLES))
        keep("conversations", PostgresDatabase(server, KEPT))
        keep("people", PostgresDatabase(server, KNOWN))
    if vectors and (new or (folder / VECTORS).exists()):
        keep("embeddings", PaidVectors(folder / VECTORS))
    return found
