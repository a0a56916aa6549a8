"""The tables of the catalog, and the check that a file has them."""

from __future__ import annotations

import sqlite3

from rag.store.catalog.rows import hash_of_row
from rag.store.sql_database import TablePlan

SCHEMA_VERSION = "6"
READABLE = ("1", "2", "3", "4", "5", SCHEMA_VERSION)
"""The versions that can be opened; an older one is brought to the present one by `migrate`."""

WITHOUT_PAGES = ("1", "2")
"""The versions whose articles have no column `pages`, and that know no former version or feed."""

WITHOUT_REMOVED = ("1", "2", "3", "4")
"""The versions in which a removed article was gone at once."""

_OUTBOX = """
CREATE TABLE outbox (
    part TEXT NOT NULL CHECK (part IN ('words', 'vectors')),
    chunk_id TEXT NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('add', 'delete')),
    PRIMARY KEY (part, chunk_id)
) WITHOUT ROWID;
"""

# The texts that articles had before they were changed, counted from 1 for each article.
_FORMER = """
CREATE TABLE former (
    article_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    titled INTEGER NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    published_at TEXT,
    outlet TEXT,
    url TEXT,
    pages TEXT,
    text_hash BLOB NOT NULL,
    PRIMARY KEY (article_id, version)
) WITHOUT ROWID;
"""

# The feeds that are watched, and every link that one of them has named so far.
_WATCHED = """
CREATE TABLE feeds (
    url TEXT PRIMARY KEY,
    title TEXT,
    outlet TEXT,
    language TEXT,
    added_at TEXT NOT NULL,
    read_at TEXT,
    etag TEXT,
    last_modified TEXT,
    fault TEXT,
    failures INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE links (
    url TEXT PRIMARY KEY,
    address TEXT,
    feed TEXT NOT NULL,
    entry_id TEXT,
    article_id TEXT,
    entry BLOB NOT NULL,
    seen_at TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    fault TEXT,
    failures INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX links_by_feed ON links (feed, seen_at);
CREATE INDEX links_by_entry ON links (feed, entry_id);
CREATE INDEX links_by_article ON links (article_id, seen_at);
"""

# What tells each article from others (`rag.stories`), and its story; NULL until it is in one. An
# article without a row is new; the row of one that changes or goes away goes with it.
_STORIES = """
CREATE TABLE stories (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    story INTEGER,
    profile BLOB NOT NULL
);
CREATE INDEX stories_by_story ON stories (story);
"""

# Articles that were removed a short while ago, with all their rows as JSON.
_REMOVED = """
CREATE TABLE removed (
    article_id TEXT PRIMARY KEY,
    removed_at TEXT NOT NULL,
    content TEXT NOT NULL
) WITHOUT ROWID;
"""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
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
    digest BLOB NOT NULL,
    pages TEXT
);
CREATE INDEX articles_by_source ON articles (source);
CREATE TABLE chunks (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX chunks_by_article ON chunks (article);
"""

# All that a filter asks of an article, so that counting reads no texts.
_BY_DAY = """
CREATE INDEX articles_by_day ON articles (published_at DESC, language, outlet);
"""

# Feeds that failed, and until when nobody who reads them in rounds asks for them again.
_RESTS = """
CREATE TABLE rests (
    feed TEXT PRIMARY KEY,
    until TEXT NOT NULL
) WITHOUT ROWID;
"""

PLAN = TablePlan(
    name="catalog",
    version=int(SCHEMA_VERSION),
    sql=f"{_SCHEMA}{_OUTBOX}{_FORMER}{_WATCHED}{_STORIES}{_REMOVED}{_BY_DAY}{_RESTS}",
    # Each step is written once, for both engines.
    steps={5: _RESTS},
    hashed=frozenset({"articles_by_source", "links_by_entry"}),
)
"""The tables as they are now. What is older than version 5 is an SQLite file (`migrate`)."""

_COLUMNS = {
    "meta": {"key", "value"},
    "articles": {
        "number", "id", "text", "title", "titled", "language", "source", "published_at", "outlet",
        "url", "text_hash", "digest", "pages",
    },
    "chunks": {"id", "article", "start", "end"},
    "outbox": {"part", "chunk_id", "operation"},
    "former": {
        "article_id", "version", "replaced_at", "text", "title", "titled", "language", "source",
        "published_at", "outlet", "url", "pages", "text_hash",
    },
    "feeds": {
        "url", "title", "outlet", "language", "added_at", "read_at", "etag", "last_modified",
        "fault", "failures",
    },
    "links": {
        "url", "address", "feed", "entry_id", "article_id", "entry", "seen_at", "asked_at",
        "etag", "last_modified", "fault", "failures",
    },
    "stories": {"article", "story", "profile"},
    "removed": {"article_id", "removed_at", "content"},
    "rests": {"feed", "until"},
}  # fmt: skip
_COLUMNS_OF_5 = {table: columns for table, columns in _COLUMNS.items() if table != "rests"}
_COLUMNS_OF_4 = {table: columns for table, columns in _COLUMNS_OF_5.items() if table != "removed"}
_COLUMNS_OF_3 = {table: columns for table, columns in _COLUMNS_OF_4.items() if table != "stories"}
_COLUMNS_OF_2 = {
    "meta": _COLUMNS["meta"],
    "articles": _COLUMNS["articles"] - {"pages"},
    "chunks": _COLUMNS["chunks"],
    "outbox": _COLUMNS["outbox"],
}
_COLUMNS_OF_1 = {**_COLUMNS_OF_2, "outbox": {"chunk_id", "operation"}}
_COLUMNS_OF = {
    "1": _COLUMNS_OF_1,
    "2": _COLUMNS_OF_2,
    "3": _COLUMNS_OF_3,
    "4": _COLUMNS_OF_4,
    "5": _COLUMNS_OF_5,
}

# Version 1 owed both indexes the same; one row stood for both.
_FROM_1 = f"""
ALTER TABLE outbox RENAME TO outbox_of_1;
{_OUTBOX}
INSERT INTO outbox SELECT 'words', chunk_id, operation FROM outbox_of_1;
INSERT INTO outbox SELECT 'vectors', chunk_id, operation FROM outbox_of_1;
DROP TABLE outbox_of_1;
"""

# Version 2 knew no pages and no feeds, forgot what an article had said before it was changed, and
# took the same short line for the same article.
_FROM_2 = f"""
ALTER TABLE articles ADD COLUMN pages TEXT;
UPDATE articles SET text_hash = hash_of_row(text, title, published_at, outlet, url);
{_FORMER}{_WATCHED}
"""

# Version 3 knew no stories; all articles are without one until they are next looked for.
_FROM_3 = _STORIES

# Version 4 forgot a removed article at once.
_FROM_4 = _REMOVED
_STEPS = {1: _FROM_1, 2: _FROM_2, 3: _FROM_3, 4: _FROM_4, **PLAN.steps}


def create_tables(db: sqlite3.Connection) -> None:
    """Make all tables and note the version, or nothing: a half-made catalog would look damaged."""
    db.executescript(
        f"BEGIN IMMEDIATE; {PLAN.sql}"
        f"INSERT INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}'); COMMIT;"
    )


def migrate(db: sqlite3.Connection) -> None:
    """Bring the tables of an older version to the present one, wholly or not at all."""
    steps = "".join(_STEPS[at] for at in range(int(version(db) or PLAN.version), PLAN.version))
    if steps:
        db.create_function("hash_of_row", 5, hash_of_row, deterministic=True)
        db.executescript(
            f"BEGIN IMMEDIATE; {steps}"
            f"UPDATE meta SET value = '{SCHEMA_VERSION}' WHERE key = 'schema_version'; COMMIT;"
        )
    by_day = "SELECT 1 FROM sqlite_schema WHERE name = 'articles_by_day'"
    if db.execute(by_day).fetchone() is None:
        # Catalogs of this version from before there was one have an index of the days alone.
        db.executescript(
            f"BEGIN IMMEDIATE; DROP INDEX IF EXISTS articles_by_date; {_BY_DAY} COMMIT;"
        )


def is_blank(db: sqlite3.Connection) -> bool:
    """Tell whether no table was made in the file yet."""
    return db.execute("SELECT 1 FROM sqlite_schema").fetchone() is None


def version(db: sqlite3.Connection) -> str | None:
    """Return the version that the file states; None if it states none."""
    if "value" not in _columns(db, "meta"):
        return None
    row = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    return None if row is None else str(row[0])


def missing(db: sqlite3.Connection) -> str | None:
    """Name the first table or column that the file should have and has not; None: all there.

    A file of an older version should have those of its version.
    """
    wanted = _COLUMNS_OF.get(version(db) or "", _COLUMNS)
    for table, columns in wanted.items():
        found = _columns(db, table)
        if not found:
            return f"the table {table!r} is missing"
        if lacking := sorted(columns - found):
            return f"the column {lacking[0]!r} of the table {table!r} is missing"
    return None


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
