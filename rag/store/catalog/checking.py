"""Reads a whole catalog and says what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.records import Article
from rag.store.catalog import schema
from rag.store.catalog.former import FORMER_COLUMNS, version_of
from rag.store.catalog.removed_articles import REMOVED_COLUMNS, removed_of
from rag.store.catalog.rows import ARTICLE_COLUMNS, article_of, hash_in_schema_2, text_hash
from rag.store.catalog.watched import FEED_COLUMNS, LINK_COLUMNS, feed_of, link_of

Query = Callable[[str], Iterable[Sequence[Any]]]
"""Returns the rows of a query, one after the other."""


def damage(db: sqlite3.Connection, *, texts: bool) -> str | None:
    """Say what in an open catalog is damaged; None if nothing is found.

    SQLite checks its pages and tables but knows nothing of what is in them: with `texts` each
    article is read as one and held against the hash that was stored with it, and each must have
    chunks that lie in its text, too.
    """
    try:
        found = _of_tables(db)
        if found is None and texts:
            found = damage_of_rows(db.execute, schema.version(db) or schema.SCHEMA_VERSION)
        return found
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorname", "text that is not UTF-8")


def damage_of_file(path: Path, *, texts: bool) -> str | None:
    """Say what is damaged in a catalog that nobody has open, without changing a byte of it."""
    if not path.is_file():
        return "there is no such file"
    try:
        # `immutable`: SQLite makes no files beside it and looks for none.
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname
    with closing(db):
        return damage(db, texts=texts)


def _of_tables(db: sqlite3.Connection) -> str | None:
    if (what := schema.missing(db)) is not None:
        return what
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return "its pages do not fit together"
    if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "chunks or stories without their article"
    return None


def damage_of_rows(query: Query, version: str = schema.SCHEMA_VERSION) -> str | None:
    """Say which row of a catalog of some schema is not what was written there; None: all are."""
    found = _of_texts(query, version) or _of_chunks(query)
    if found is None and version not in schema.WITHOUT_PAGES:  # which lack the tables
        found = _of_former(query) or _of_watched(query)
    if found is None and version not in schema.WITHOUT_REMOVED:
        found = _of_removed(query)
    return found


def _of_texts(query: Query, version: str) -> str | None:
    wrong, first = 0, ""
    columns = ARTICLE_COLUMNS
    is_old = version in schema.WITHOUT_PAGES  # a backup may be older than the library
    if is_old:
        columns = columns.replace("pages", "NULL")
    for *row, stored in query(f"SELECT {columns}, text_hash FROM articles"):
        name, text = row[:2]
        article = _article(row)
        if article is None:
            return f"the row of the article {str(name)!r} holds what was never written there"
        if stored != (hash_in_schema_2(text) if is_old else text_hash(article)):
            wrong += 1
            first = first or str(name)
    if not wrong:
        return None
    return f"the text of {wrong} articles is not what was stored, the first is {first!r}"


def _article(row: Sequence[object]) -> Article | None:
    try:
        return article_of(row)
    except (TypeError, ValueError):
        return None


def _is_record(make: Callable[[Sequence[object]], object], row: Sequence[object]) -> bool:
    try:
        make(row)
    except (TypeError, ValueError):
        return False
    return True


def _of_chunks(query: Query) -> str | None:
    """Name an article without chunks, which no search finds, or with one that is not in its text.
    SQLite's own `length` ends at a NUL, so the texts are measured here."""
    ranges = query(
        'SELECT a.id, a.text, min(c.start), max(c."end"), min(c."end" - c.start) '
        "FROM articles a LEFT JOIN chunks c ON c.article = a.number GROUP BY a.number"
    )
    for name, text, start, end, shortest in ranges:
        if start is None:
            return f"the article {name!r} has no chunks"
        if not (type(start) is type(end) is int and 0 <= start < end <= len(text) and shortest > 0):
            return f"a chunk has no place in the article {name!r}"
    return None


def _of_former(query: Query) -> str | None:
    """Name an article of which a former version is not what was stored, or that is gone itself."""
    rows = query(
        f"SELECT {FORMER_COLUMNS}, text_hash, article_id IN (SELECT id FROM articles) FROM former"
    )
    for *row, stored, known in rows:
        name, article = row[2], _article(row[2:])
        if not known:
            return f"there are former versions of {str(name)!r}, but no such article"
        if article is None or not _is_record(version_of, row) or text_hash(article) != stored:
            return f"a former version of the article {str(name)!r} is not what was stored"
    return None


def _of_watched(query: Query) -> str | None:
    """Name a feed or a link whose row holds what was never written there."""
    for table, columns, make in (
        ("feeds", FEED_COLUMNS, feed_of),
        ("links", LINK_COLUMNS, link_of),
    ):
        for row in query(f"SELECT {columns} FROM {table}"):
            if not _is_record(make, row):
                return f"the row of {str(row[0])!r} in {table!r} holds what was never written there"
    return None


def _of_removed(query: Query) -> str | None:
    """Name a removed article that could not be brought back."""
    for row in query(f"SELECT {REMOVED_COLUMNS} FROM removed"):
        if not _is_record(removed_of, row):
            return f"the removed article {str(row[0])!r} is not what was stored"
    return None
