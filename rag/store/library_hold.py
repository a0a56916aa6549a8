"""What keeps a library for this process, from opening to closing."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from pydantic import SecretStr

from rag.store.lock import LibraryLock
from rag.store.postgres_connections import PostgresConnections


class LibraryHold:
    """The lock of the library's folder, and with a database the connections to that.

    A library of which both the catalog and the index are on servers is shared by any number of
    processes: none of them locks its folder, which holds only what is the process's own.
    """

    def __init__(
        self, folder: Path, database_url: SecretStr | None = None, *, is_shared: bool = False
    ) -> None:
        self._url = database_url or None  # an empty one is none
        self._is_shared = is_shared and self._url is not None
        self._lock = None if self._is_shared else LibraryLock(folder)
        self.server: PostgresConnections | None = None
        """The connections to the database, None where the library is in its folder."""

    def acquire(self) -> None:
        """Take the library. Raises `LibraryLockedError`, naming who has it, `LibraryError` and
        `SettingsError`."""
        if self._lock is not None:
            self._lock.acquire()
        if self._url is None:
            return
        try:
            self.server = PostgresConnections(self._url.get_secret_value())
            self.server.own(shared=self._is_shared)
        except BaseException:
            self.release()
            raise

    def alone(self) -> AbstractContextManager[None]:
        """Have the library to oneself for the block, also where processes share it. Raises
        `LibraryLockedError` where another one has it open."""
        if self.server is None or not self._is_shared:
            return nullcontext()
        return self.server.alone()

    def release(self) -> None:
        """Give the library back. Doing so twice is allowed."""
        if self.server is not None:
            self.server.close()
        if self._lock is not None:
            self._lock.release()
