"""The truth: articles, chunks and the work still owed to the indexes, in one SQLite file.

Everything else in a library can be rebuilt from here. A change to the articles and the note of
what the indexes owe (the `outbox`) are written in one transaction, so a process killed at any
moment leaves either neither or both, and whoever opens the library next settles the outbox.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from rag.errors import LibraryError
from rag.records import (
    Article,
    ArticleSummary,
    Chunk,
    Scope,
    SearchFilter,
    SourceArticle,
    StoredChunk,
)

SCHEMA_VERSION = "1"
_SQL_VARIABLES = 900  # SQLite's smallest compiled-in limit is 999

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    titled INTEGER NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    published_at TEXT,
    outlet TEXT,
    url TEXT,
    text_hash BLOB NOT NULL UNIQUE,
    digest BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_by_source ON articles (source);
CREATE INDEX IF NOT EXISTS articles_by_date ON articles (published_at);
CREATE TABLE IF NOT EXISTS chunks (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS chunks_by_article ON chunks (article);
CREATE TABLE IF NOT EXISTS outbox (
    chunk_id TEXT PRIMARY KEY,
    operation TEXT NOT NULL CHECK (operation IN ('add', 'delete'))
) WITHOUT ROWID;
"""

_ARTICLE_COLUMNS = "id, text, title, language, source, published_at, outlet, url, titled"

Change = Literal["added", "updated", "unchanged"]
T = TypeVar("T", str, int)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the library already holds of a draft: `change` is what storing it would be, `id` the
    article's id (existing or new)."""

    change: Change
    id: str


class Catalog:
    """One open catalog. Safe to share among threads; every call holds the one connection's lock."""

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises `LibraryError` for one that cannot be used."""
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            # An acknowledged article survives a power cut too; commits are a batch each.
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise LibraryError(
                f"{path} cannot be used as a catalog ({error}); restore it from a backup, "
                "or choose another folder with MUJAZ_HOME"
            ) from None
        version = self.meta("schema_version")
        if version is None:
            self.set_meta("schema_version", SCHEMA_VERSION)
        elif version != SCHEMA_VERSION:
            self.close()
            raise LibraryError(
                f"{path} has schema {version!r}; this Mujaz reads {SCHEMA_VERSION!r}: "
                "use the Mujaz that wrote it"
            )

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # --- small facts about the library ---

    def meta(self, key: str) -> str | None:
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def article_count(self) -> int:
        return self._count("SELECT count(*) FROM articles")

    def chunk_count(self) -> int:
        return self._count("SELECT count(*) FROM chunks")

    # --- articles ---

    def standing(self, draft: SourceArticle) -> Standing:
        """What storing `draft` would be.

        An article is recognised by the id that its source states, else by its file, else by its
        text: the same text under another name is one article.
        """
        digest = _digest(draft)
        known = self._recognise(draft)
        if known is not None:
            unchanged = known[1] == digest
            return Standing("unchanged" if unchanged else "updated", str(known[0]))
        twin = self._one("SELECT id FROM articles WHERE text_hash = ?", (text_hash(draft.text),))
        if twin is not None:
            return Standing("unchanged", str(twin[0]))
        return Standing("added", self._free_id(draft))

    def _recognise(self, draft: SourceArticle) -> tuple[Any, ...] | None:
        if draft.key is not None:
            return self._one("SELECT id, digest FROM articles WHERE id = ?", (draft.key,))
        if draft.locator is None:
            return self._one("SELECT id, digest FROM articles WHERE source = ?", (draft.source,))
        return None

    def _free_id(self, draft: SourceArticle) -> str:
        """The draft's name, with a few digits of its source's hash if the name is taken."""
        if draft.key is not None:
            return draft.key
        taken = self._one("SELECT 1 FROM articles WHERE id = ?", (draft.name,))
        if taken is None:
            return draft.name
        place = f"{draft.source}\n{draft.locator or ''}\n{draft.text}"
        return f"{draft.name}-{hashlib.blake2b(place.encode(), digest_size=4).hexdigest()}"

    def put(self, article: Article, draft: SourceArticle, chunks: Sequence[Chunk]) -> None:
        """Store an article with its chunks, replacing those of the same id or the same text, and
        note in the outbox what the indexes owe."""
        with self.transaction():
            self._forget("id = ? OR text_hash = ?", (article.id, text_hash(article.text)))
            number = self._db.execute(
                f"INSERT INTO articles ({_ARTICLE_COLUMNS}, text_hash, digest)"
                f" VALUES ({', '.join('?' * 11)})",
                (*_row_of(article), text_hash(article.text), _digest(draft)),
            ).lastrowid
            self._db.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?)",
                [(chunk.id, number, chunk.start, chunk.end) for chunk in chunks],
            )
            self._owe("add", [chunk.id for chunk in chunks])

    def remove(self, article_id: str) -> bool:
        """Remove an article and its chunks; False if there is none of that id."""
        with self.transaction():
            return self._forget("id = ?", (article_id,)) > 0

    def _forget(self, condition: str, values: tuple[Any, ...]) -> int:
        numbers = [
            row[0]
            for row in self._db.execute(f"SELECT number FROM articles WHERE {condition}", values)
        ]
        for number in numbers:
            ids = self._db.execute("SELECT id FROM chunks WHERE article = ?", (number,)).fetchall()
            self._owe("delete", [row[0] for row in ids])
            self._db.execute("DELETE FROM articles WHERE number = ?", (number,))
        return len(numbers)

    def article(self, article_id: str) -> Article | None:
        row = self._one(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,))
        return None if row is None else _article(row)

    def article_ids(self, where: SearchFilter) -> list[str]:
        """The ids of the articles that a filter lets through, newest first."""
        condition, values = _condition(where)
        rows = self._all(
            f"SELECT a.id FROM articles a WHERE {condition}"
            " ORDER BY a.published_at IS NULL, a.published_at DESC, a.id",
            values,
        )
        return [row[0] for row in rows]

    def summaries(self) -> list[ArticleSummary]:
        """All articles, newest first, those without a date last."""
        rows = self._all(
            "SELECT id, title, language, source, published_at, outlet, url, length(text),"
            " (SELECT count(*) FROM chunks WHERE article = number)"
            " FROM articles ORDER BY published_at IS NULL, published_at DESC, id"
        )
        return [
            ArticleSummary(
                id=row[0],
                title=row[1],
                language=row[2],
                source=row[3],
                published_at=_date(row[4]),
                outlet=row[5],
                url=row[6],
                length=row[7],
                chunks=row[8],
            )
            for row in rows
        ]

    # --- chunks ---

    def passages(self, chunk_ids: Sequence[str]) -> dict[str, tuple[Chunk, Article]]:
        """Chunks with their articles by chunk id; unknown ids are left out."""
        found: dict[str, tuple[Chunk, Article]] = {}
        for some, marks in _portions(chunk_ids):
            with self._lock:
                places = self._all(
                    f'SELECT id, article, start, "end" FROM chunks WHERE id IN ({marks})', some
                )
                articles = self._articles(list({place[1] for place in places}))
            for chunk_id, number, start, end in places:
                article = articles[number]
                chunk = Chunk(chunk_id, article.id, start, end, article.text[start:end])
                found[chunk_id] = (chunk, article)
        return found

    def _articles(self, numbers: Sequence[int]) -> dict[int, Article]:
        """Each article once: one of thousands of chunks would else be read for each of them."""
        found: dict[int, Article] = {}
        for some, marks in _portions(numbers):
            rows = self._all(
                f"SELECT number, {_ARTICLE_COLUMNS} FROM articles WHERE number IN ({marks})", some
            )
            found.update((row[0], _article(row[1:])) for row in rows)
        return found

    def stored_chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        """What an index needs of the given chunks; unknown ids are left out."""
        return [
            StoredChunk(
                chunk=chunk,
                title=article.title if article.titled else "",
                language=article.language,
                published_at=article.published_at,
                outlet=article.outlet,
            )
            for chunk, article in self.passages(chunk_ids).values()
        ]

    def chunk_ids(self, where: SearchFilter | None = None, *, limit: int = -1) -> list[str]:
        """The ids of the chunks that a filter lets through, at most `limit` (-1: all)."""
        if where is None:
            rows = self._all("SELECT id FROM chunks LIMIT ?", (limit,))
        else:
            condition, values = _condition(where)
            rows = self._all(
                "SELECT c.id FROM articles a JOIN chunks c ON c.article = a.number"
                f" WHERE {condition} LIMIT ?",
                (*values, limit),
            )
        return [row[0] for row in rows]

    def scope(self, where: SearchFilter | None = None) -> Scope:
        """What a search with this filter goes through."""
        condition, values = _condition(where or SearchFilter())
        ((articles, first, last),) = self._all(
            "SELECT count(*), min(a.published_at), max(a.published_at) FROM articles a"
            f" WHERE {condition}",
            values,
        )
        return Scope(articles, _date(first), _date(last))

    def keep(self, chunk_ids: Sequence[str], where: SearchFilter) -> set[str]:
        """Those of `chunk_ids` that the filter lets through."""
        condition, values = _condition(where)
        kept: set[str] = set()
        for some, marks in _portions(chunk_ids):
            rows = self._all(
                "SELECT c.id FROM chunks c JOIN articles a ON a.number = c.article"
                f" WHERE c.id IN ({marks}) AND {condition}",
                (*some, *values),
            )
            kept.update(row[0] for row in rows)
        return kept

    # --- what the indexes owe ---

    def owe(self, *, add: Iterable[str] = (), delete: Iterable[str] = ()) -> None:
        """Note chunks that the indexes must add or delete."""
        with self.transaction():
            self._owe("delete", delete)
            self._owe("add", add)

    def _owe(self, operation: str, chunk_ids: Iterable[str]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO outbox VALUES (?, ?)",
            [(chunk_id, operation) for chunk_id in chunk_ids],
        )

    def owed(self, limit: int) -> tuple[list[str], list[str]]:
        """Up to `limit` chunk ids still to be added, and to be deleted."""
        rows = self._all("SELECT chunk_id, operation FROM outbox LIMIT ?", (limit,))
        adds = [row[0] for row in rows if row[1] == "add"]
        deletes = [row[0] for row in rows if row[1] == "delete"]
        return adds, deletes

    def owed_count(self) -> int:
        return self._count("SELECT count(*) FROM outbox")

    def settle(self, chunk_ids: Sequence[str]) -> None:
        """Strike chunks out of the outbox: both indexes have done what they owed."""
        with self.transaction():
            for some, marks in _portions(chunk_ids):
                self._db.execute(f"DELETE FROM outbox WHERE chunk_id IN ({marks})", some)

    # --- plumbing ---

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside becomes durable together, or not at all. May be nested."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, tuple(values)).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = self._all(sql, values)
        return rows[0] if rows else None

    def _count(self, sql: str) -> int:
        return int(self._all(sql)[0][0])


def text_hash(text: str) -> bytes:
    """16 bytes that name a text; blank space at its ends does not count."""
    return hashlib.blake2b(text.strip().encode(), digest_size=16).digest()


def _digest(draft: SourceArticle) -> bytes:
    """16 bytes that change when anything of the article that is stored changes."""
    published = draft.published_at.isoformat() if draft.published_at else None
    parts = [draft.text, draft.title, draft.titled, draft.language, published]
    parts += [draft.outlet, draft.url]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).digest()


def _row_of(article: Article) -> tuple[Any, ...]:
    published = article.published_at.isoformat() if article.published_at else None
    return (
        article.id,
        article.text,
        article.title,
        article.language,
        article.source,
        published,
        article.outlet,
        article.url,
        int(article.titled),
    )


def _article(row: Sequence[Any]) -> Article:
    return Article(
        id=row[0],
        text=row[1],
        title=row[2],
        language=row[3],
        source=row[4],
        published_at=_date(row[5]),
        outlet=row[6],
        url=row[7],
        titled=bool(row[8]),
    )


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _condition(where: SearchFilter) -> tuple[str, list[str]]:
    """The filter as SQL over `articles a`."""
    parts: list[str] = []
    values: list[str] = []
    wanted = (
        ("a.language = ?", where.language),
        ("a.published_at >= ?", where.since.isoformat() if where.since else None),
        ("a.published_at <= ?", where.until.isoformat() if where.until else None),
        ("a.outlet = ?", where.outlet),
    )
    for part, value in wanted:
        if value is not None:
            parts.append(part)
            values.append(value)
    return " AND ".join(parts) or "1", values


def _portions(values: Sequence[T]) -> Iterator[tuple[Sequence[T], str]]:
    """Cut a long list to what one SQL statement takes, each with its question marks."""
    for start in range(0, len(values), _SQL_VARIABLES):
        some = values[start : start + _SQL_VARIABLES]
        yield some, ", ".join("?" * len(some))
