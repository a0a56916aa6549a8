"""Connections to a PostgreSQL server, and its errors as ours, each with the way out."""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import DiskError, LibraryError, LibraryLockedError, SettingsError
from rag.store.sql_database import Row

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.adapt import AdaptersMap
    from psycopg_pool import ConnectionPool

SCHEMA = "mujaz"
"""Where all tables of ours are."""

_MOST_CONNECTIONS = 16
"""Of one process: as many threads as ask at a time, each a connection of some MB on the server."""

_PATIENCE = 10.0
"""Seconds that a thread waits for a connection."""

_AGAIN = 2.0
"""Seconds until the attempt to connect anew is given up: whoever asks next makes another."""

_OPTIONS = {
    "search_path": f"{SCHEMA},public",
    "client_encoding": "UTF8",
    # Whoever has waited for a lock reads what the other has written, whatever the server's default.
    "default_transaction_isolation": r"read\ committed",
    # Milliseconds. Whoever holds a lock for longer has been stopped, and is waited for no more.
    "lock_timeout": "60000",
    # A machine that is gone gives back what it has claimed after so many seconds.
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_UNFIT = re.compile("[\0\ud800-\udfff]")
# A password with such a letter in it would in part be read, and told, as the host or the database.
_UNESCAPED = re.compile("[^/?]*://(?:[^/?]*@[^/?]*@|[^?]*/[^?]*@)")

_OWNERS = (zlib.crc32(b"mujaz") >> 1, 1)
"""The number of the lock of those that have the library open; it has two parts of 31 bits."""

_A_MOMENT = "200ms"
"""How long a lock that someone holds is waited for: the server ends the connection of a process
that has just ended in its own time, some milliseconds later. Shorter than PostgreSQL's
`deadlock_timeout`, a second, so that two who wait for each other are refused alike."""

_WHO = """
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.classid = %s AND l.objid = %s AND l.granted
    AND a.pid <> pg_backend_pid()
    AND d.datname = current_database() LIMIT 1
"""


class PostgresConnections:
    """The connections of this process to a server, which the databases of several plans share.

    The password is in no text of it.
    """

    def __init__(self, url: str) -> None:
        """Take the address; connections are made when they are needed. Raises `SettingsError` for
        what is none, and where psycopg is not installed."""
        try:
            import psycopg
            from psycopg.conninfo import conninfo_to_dict
        except ImportError:
            raise SettingsError(
                'MUJAZ_DATABASE_URL needs psycopg; install it with: pip install "mujaz[cluster]"'
            ) from None
        try:
            parts = conninfo_to_dict(url)
        except psycopg.Error:
            parts = {}
        if not parts or _UNESCAPED.match(url):
            raise SettingsError(
                "MUJAZ_DATABASE_URL is no address; give it as "
                "postgresql://user:password@host/database, with %40, %2F and %25 for @, / and % in "
                "a password"
            )
        self._url = url
        host, port, name = (str(parts.get(key) or "") for key in ("host", "port", "dbname"))
        self.place = f"PostgreSQL at {_servers(host, port)}/{name}"
        options = [str(parts.get("options") or ""), *(f"-c {k}={v}" for k, v in _OPTIONS.items())]
        self._given: dict[str, Any] = {
            "application_name": _own_name(),
            "connect_timeout": 5,
            "keepalives_idle": 60,
            **{key: parts[key] for key in ("connect_timeout",) if key in parts},
            "options": " ".join(filter(None, options)),
            "autocommit": True,
            "context": _adapters(),
        }
        self.pool = self._pool()
        self.is_sole = False
        """Whether no other process may have the library (`own`)."""
        self._owner: Connection[Row] | None = None
        self._present: Connection[Row] | None = None
        self._confirming = threading.Lock()
        # What it warns of, whoever asks next is told by an error of ours.
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)

    def __repr__(self) -> str:
        """Return what it may be called by."""
        return f"<{self.place}>"

    def connect(self) -> Connection[Row]:
        """Return a new connection. Raises `LibraryError` where no server lets us in."""
        import psycopg

        try:
            return psycopg.connect(self._url, **self._given)
        except psycopg.Error:
            raise away(self.place) from None

    def own(self, *, shared: bool) -> None:
        """Have the library in this database until `close`: together with others that share it, or
        alone. Raises `LibraryLockedError` where others have it otherwise, and `LibraryError`."""
        self.is_sole = not shared
        with translated(self.place):
            connection = self.connect()
            if _taken(connection, "pg_advisory_lock_shared" if shared else "pg_advisory_lock"):
                self._owner = connection
                return
            who = _who_else(connection)
            connection.close()
        raise LibraryLockedError(
            f"the library in {self.place} is in use by {who}: wait for it, or end it. Many "
            "processes share a library whose index is on a server, too (MUJAZ_MILVUS_URL, the same "
            "for all of them)"
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else have the library for the block, which `own` has taken together with
        others. Raises `LibraryLockedError` where one of them has it open, and `LibraryError`."""
        assert self._owner is not None
        with translated(self.place):
            taken = _taken(self._owner, "pg_advisory_lock")
            who = "" if taken else _who_else(self._owner)
        if who:
            raise LibraryLockedError(
                f"the library in {self.place} is in use by {who}: end all of its processes first"
            )
        try:
            yield
        finally:
            with translated(self.place):
                self._owner.execute("SELECT pg_advisory_unlock(%s, %s)", _OWNERS)

    def confirm(self) -> None:
        """See that who has the library, alone or with others, has it still: a server that was
        started anew knows nothing of that. Raises as `own` does."""
        if self._owner is None:  # nobody has asked to `own` it
            return
        import psycopg

        with self._confirming:  # else the second thread would let go of what the first has taken
            try:
                self._owner.execute("SELECT 1")
            except psycopg.OperationalError:
                self.own(shared=not self.is_sole)

    def say_present(self, lock: tuple[int, int]) -> None:
        """Hold a lock, the same each time, until this process ends or closes its connections; again
        where the connection that held it was lost."""
        import psycopg

        with self._confirming:
            try:
                if self._present is not None:
                    self._present.execute("SELECT 1")
            except psycopg.OperationalError:
                self._present = None
            if self._present is None:
                self._present = self.connect()
                self._present.execute("SELECT pg_advisory_lock_shared(%s, %s)", lock)

    def close(self) -> None:
        """Close all connections. Closing twice is allowed."""
        self.pool.close()
        for connection in (self._owner, self._present):
            if connection is not None:
                connection.close()

    def _pool(self) -> ConnectionPool[Connection[Row]]:
        from psycopg_pool import ConnectionPool

        pool: ConnectionPool[Connection[Row]] = ConnectionPool(
            self._url,
            min_size=0,
            max_size=_MOST_CONNECTIONS,
            timeout=_PATIENCE,
            reconnect_timeout=_AGAIN,
            check=ConnectionPool.check_connection,  # the server may have been started anew
            kwargs=self._given,
            open=True,
        )
        return pool


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise psycopg's errors as a `LibraryError`.

    Their texts are left out: they can hold text of an article.
    """
    import psycopg
    from psycopg import errors
    from psycopg_pool import PoolClosed, PoolTimeout

    try:
        yield
    except PoolClosed:
        raise LibraryError(f"{place} was closed; open the library again") from None
    except PoolTimeout:
        raise away(place) from None
    except errors.InsufficientPrivilege:
        raise LibraryError(
            f"{place} does not let this user make or use the tables in its schema {SCHEMA!r}; "
            "grant what docs/scaling.md lists under PostgreSQL"
        ) from None
    except (errors.UndefinedTable, errors.UndefinedColumn):
        raise LibraryError(
            f"{place} lacks a table or a column of ours; restore the database from a dump"
        ) from None
    except (psycopg.ProgrammingError, psycopg.InterfaceError):
        raise  # a mistake of ours, not of the server
    except psycopg.Error as error:
        raise _fault(error, place) from None


def away(place: str) -> LibraryError:
    """Return the error for a server that cannot be reached or refuses us."""
    return LibraryError(
        f"{place} does not answer or lets nobody in; see that it runs, that "
        "MUJAZ_DATABASE_URL (of a move --to) has its address, a user and the password, and that it "
        "has connections left"
    )


def _fault(error: Exception, place: str) -> LibraryError:
    import psycopg
    from psycopg import errors

    busy = (
        errors.LockNotAvailable,
        errors.DeadlockDetected,
        errors.QueryCanceled,
        errors.SerializationFailure,
    )
    if isinstance(error, errors.DiskFull):
        return DiskError(f"the disk of {place} is full; free some of it and try again")
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return DiskError(
            f"{place} may not be written; see whether it is a replica of another server"
        )
    if isinstance(error, busy):
        return LibraryError(f"{place} is busy; try again")
    limits = (errors.ProgramLimitExceeded, errors.OutOfMemory)
    if isinstance(error, psycopg.OperationalError) and not isinstance(error, limits):
        return away(place)
    return LibraryError(
        f"{place} refused what was to be kept or read ({type(error).__name__}); see its log"
    )


def _taken(connection: Connection[Row], lock: str) -> bool:
    """Take the lock of those that have the library, until the connection ends; False where others
    hold it."""
    from psycopg import errors

    try:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = '{_A_MOMENT}'".encode())
            connection.execute(f"SELECT {lock}(%s, %s)".encode(), _OWNERS)
    except errors.LockNotAvailable:
        return False
    return True


def _who_else(connection: Connection[Row]) -> str:
    """Return which other process has the library of a database."""
    row = connection.execute(_WHO, _OWNERS).fetchone()
    return str(row[0]) if row is not None and row[0] else "another process"


def _servers(hosts: str, ports: str) -> str:
    """Return the servers of an address, each with its port: "db.example:5432". The folder of a
    socket is told without one, unless the address has it.

    libpq takes several hosts, with a port for each or one for all.
    """
    from psycopg import pq

    defaults = {one.keyword: one.val for one in pq.Conninfo.get_defaults()}
    usual = (defaults[b"port"] or b"5432").decode()
    names = (hosts or "this machine").split(",")
    given = (ports.split(",") * len(names))[: len(names)]
    told = []
    for name, port in zip(names, given, strict=True):
        is_name = bool(hosts) and not name.startswith("/")
        shown = port or (usual if is_name else "")
        told.append((f"[{name}]" if ":" in name else name) + (f":{shown}" if shown else ""))
    return ",".join(told)


def _own_name() -> str:
    """Return what this process is called on the server: its command, machine and number."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    return f"{command[:24]} on {socket.gethostname()[:24]}, {os.getpid()}"


def _adapters() -> AdaptersMap:
    """Return how values are sent: a text that PostgreSQL cannot hold gets U+FFFD for what is
    unfit. No article has such a text, and whoever looks for one finds nothing."""
    import psycopg
    from psycopg.adapt import AdaptersMap
    from psycopg.types.string import StrDumperUnknown

    class _FitText(StrDumperUnknown):
        def dump(self, obj: str) -> bytes:
            return _UNFIT.sub("\ufffd", obj).encode()

    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(str, _FitText)
    return adapters
