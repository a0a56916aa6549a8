"""Stores vectors in a file by the text they belong to, so that none is paid for twice."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from rag.disk import disk_fault
from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

FILE = "embeddings.sqlite"

_T = TypeVar("_T")
_FLOAT = np.dtype("<f4")
_PER_QUERY = 500  # SQLite allows 999 variables in its oldest builds
# SQLITE_ERROR is a table without the columns that it should have.
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    fingerprint TEXT NOT NULL,
    hash BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (fingerprint, hash)
)
"""


class VectorCache:
    """Vectors by (fingerprint, SHA-256 of the text) in one SQLite file, 4 bytes a number.

    A stored batch survives a crash of the process. The cache may be used from any thread. The file
    is created by the first `put_many`; a damaged one is renamed to `*.broken` and replaced by a new
    one. It never shrinks: deleting the file is safe and costs only the work of filling it again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    def get_many(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of those `texts` that are stored. Raises `EmbeddingError`,
        `DiskError`.
        """
        hashes = {_hash(text): text for text in texts}

        def read(db: sqlite3.Connection) -> dict[str, NDArray[np.float32]]:
            return {
                hashes[key]: np.frombuffer(vector, dtype=_FLOAT)
                for part in _parts(list(hashes))
                for key, vector in db.execute(
                    "SELECT hash, vector FROM vectors WHERE fingerprint = ?"
                    f" AND hash IN ({', '.join('?' * len(part))})",
                    (fingerprint, *part),
                )
                if isinstance(vector, bytes) and len(vector) % _FLOAT.itemsize == 0
            }

        return self._use(read) if self.path.exists() and hashes else {}

    def put_many(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Store vectors by text, all or none. Raises `EmbeddingError`, `DiskError`."""
        rows = [
            (fingerprint, _hash(text), vector.astype(_FLOAT).tobytes())
            for text, vector in vectors.items()
        ]

        def write(db: sqlite3.Connection) -> None:
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

        self._use(write)

    def dimension(self, fingerprint: str) -> int | None:
        """Return how many numbers the vectors under `fingerprint` have; None if none is stored."""

        def read(db: sqlite3.Connection) -> int | None:
            query = "SELECT length(vector) FROM vectors WHERE fingerprint = ? LIMIT 1"
            row = db.execute(query, (fingerprint,)).fetchone()
            return None if row is None else int(row[0]) // _FLOAT.itemsize

        return self._use(read) if self.path.exists() else None

    def _use(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run `work` in one transaction, and again with a new file if this one is damaged."""
        with self._lock:
            try:
                try:
                    return self._transact(work)
                except sqlite3.DatabaseError as error:
                    if error.sqlite_errorcode & 0xFF not in _BROKEN:
                        raise
                    self._set_aside()
                    return self._transact(work)
            except (sqlite3.Error, OSError) as error:
                if (fault := disk_fault(error, self.path.parent)) is not None:
                    raise fault from None
                name = getattr(error, "sqlite_errorname", type(error).__name__)
                raise EmbeddingError(
                    f"the vector cache {str(self.path)!r} cannot be used ({name}); "
                    "check that the disk has room and that the file may be written"
                ) from None

    def _transact(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with self._connect() as db, db:
            return work(db)

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """Open a connection for one use, so that none has to be closed later or shared by
        threads.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=30)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(SCHEMA)
            yield db

    def _set_aside(self) -> None:
        """Rename the damaged file to `*.broken` and delete the files that SQLite keeps beside
        it.
        """
        broken = self.path.with_name(f"{self.path.name}.broken")
        logger.warning("the vector cache %s is damaged; set aside as %s", self.path, broken.name)
        self.path.replace(broken)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _parts(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(keys), _PER_QUERY):
        yield keys[start : start + _PER_QUERY]
