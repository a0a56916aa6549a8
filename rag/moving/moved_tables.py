"""What is moved of a library: its tables, their columns, and what a row of each must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from rag.conversations.kept_tables import PLAN as KEPT
from rag.people.people_tables import PLAN as PEOPLE
from rag.records import ExchangeState, Permission, Rating
from rag.store.catalog import MADE_WITH, SCHEMA_VERSION
from rag.store.catalog.former import version_of
from rag.store.catalog.removed_articles import removed_of
from rag.store.catalog.rows import article_of, hash_of_row
from rag.store.catalog.watched import feed_of, link_of
from rag.store.sql_database import Row

DatabaseName = Literal["catalog", "conversations", "people", "embeddings"]

Kind = Literal["text", "number", "bytes"]

SCHEMAS: dict[DatabaseName, int] = {
    "catalog": int(SCHEMA_VERSION),
    "conversations": KEPT.version,
    "people": PEOPLE.version,
    "embeddings": 1,
}
"""The versions of the tables that are described here."""

_DIGEST = 16  # bytes of `text_hash` and `digest`
_SECRET_DIGEST = 32  # bytes of SHA-256
_FLOAT = 4


@dataclass(frozen=True, slots=True)
class MovedColumn:
    """One column; `optional` ones may be empty."""

    name: str
    kind: Kind
    optional: bool = False


@dataclass(frozen=True, slots=True)
class MovedTable:
    """One table, in the order of its primary key, `key`.

    `check` is given a row by the names of its columns, and raises `TypeError` or `ValueError` for
    one that Mujaz never wrote. `where` limits which rows are moved.
    """

    database: DatabaseName
    name: str
    columns: tuple[MovedColumn, ...]
    key: tuple[str, ...]
    check: Callable[[dict[str, Any]], object]
    where: str = "1 = 1"

    @property
    def member(self) -> str:
        """Return the name of the table in an archive."""
        return f"{self.database}/{self.name}.jsonl"

    def read(self) -> str:
        """Return the statement that reads all rows in their order."""
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        return f"SELECT {names} FROM {self.name} WHERE {self.where} ORDER BY {', '.join(self.key)}"

    def count(self) -> str:
        """Return the statement that counts the rows."""
        return f"SELECT count(*) FROM {self.name} WHERE {self.where}"

    def insert(self) -> str:
        """Return the statement that adds a row."""
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} ({names}) VALUES ({marks})"

    def clear(self) -> str:
        """Return the statement that deletes the rows."""
        return f"DELETE FROM {self.name} WHERE {self.where}"

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """Return the values by which the rows are in order."""
        return tuple(
            value
            for column, value in zip(self.columns, row, strict=True)
            if column.name in self.key
        )

    def checked(self, row: Row) -> Row:
        """Return the row. Raises `TypeError` or `ValueError` for one that Mujaz never wrote."""
        for column, value in zip(self.columns, row, strict=True):
            _expect(column, value)
        self.check(self._by_name(row))
        return row

    def without_nul(self, row: Row) -> Row:
        """Return the row with U+FFFD in the place of each NUL, which PostgreSQL keeps in no text;
        offsets stay right."""
        if not any(isinstance(value, str) and "\0" in value for value in row):
            return row
        named = {
            name: value.replace("\0", "\ufffd") if isinstance(value, str) else value
            for name, value in self._by_name(row).items()
        }
        if "text_hash" in named:
            named["text_hash"] = _text_hash(named)
        return tuple(named.values())

    def _by_name(self, row: Row) -> dict[str, Any]:
        return {column.name: value for column, value in zip(self.columns, row, strict=True)}


_TYPES: dict[Kind, type] = {"text": str, "number": int, "bytes": bytes}


def _expect(column: MovedColumn, value: object) -> None:
    if value is None and column.optional:
        return
    if type(value) is not _TYPES[column.kind]:
        raise TypeError(f"{column.name!r} is no {column.kind}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(f"{column.name!r} is too large")


def _columns(named: str) -> tuple[MovedColumn, ...]:
    """Return columns of a line such as `number:number id title:text?`: texts, unless a kind is
    named; with a question mark they may be empty."""
    found = []
    for word in named.split():
        name, _, kind = word.rstrip("?").partition(":")
        if kind not in ("", *get_args(Kind)):
            raise ValueError(kind)
        found.append(MovedColumn(name, kind or "text", optional=word.endswith("?")))  # type: ignore[arg-type]
    return tuple(found)


# --- what the rows must be ---


def _text_hash(row: dict[str, Any]) -> bytes:
    told = ("text", "title", "published_at", "outlet", "url")
    return hash_of_row(*(row[name] for name in told))


_ARTICLE = ("text", "title", "language", "source", "published_at", "outlet", "url", "titled")


def _article(row: dict[str, Any], id_: str) -> Sequence[Any]:
    if row["language"] not in ("ar", "en"):
        raise ValueError("a language is ar or en")
    if row["text_hash"] != _text_hash(row):
        raise ValueError("a text is not what was stored")
    return [row[id_], *(row[name] for name in (*_ARTICLE, "pages"))]


def _check_article(row: dict[str, Any]) -> None:
    article_of(_article(row, "id"))
    _measure(row["digest"], _DIGEST)


def _check_former(row: dict[str, Any]) -> None:
    version_of([row["version"], row["replaced_at"], *_article(row, "article_id")])


def _check_chunk(row: dict[str, Any]) -> None:
    if not 0 <= row["start"] < row["end"]:
        raise ValueError("a chunk has no place")


def _check_removed(row: dict[str, Any]) -> None:
    found = removed_of([row["article_id"], row["removed_at"], row["content"]])
    if found.row[0] != row["article_id"]:
        raise ValueError("a removed article has another id")


def _check_feed(row: dict[str, Any]) -> None:
    feed_of(list(row.values()))


def _check_link(row: dict[str, Any]) -> None:
    link_of(list(row.values()))


def _check_meta(row: dict[str, Any]) -> None:
    if row["key"] != MADE_WITH:
        raise ValueError("a fact of a library that is not moved")


def _check_exchange(row: dict[str, Any]) -> None:
    _moments(row, "asked_at", "rated_at")
    if row["state"] not in get_args(ExchangeState) or row["rating"] not in (
        None,
        *get_args(Rating),
    ):
        raise ValueError("a question is in no known state")


def _check_person(row: dict[str, Any]) -> None:
    _check_permission(row)
    _moments(row, "created_at")


def _check_token(row: dict[str, Any]) -> None:
    _measure(row["digest"], _SECRET_DIGEST)
    _check_permission(row)
    _moments(row, "created_at", "used_at")


def _check_permission(row: dict[str, Any]) -> None:
    if row["permission"] not in get_args(Permission):
        raise ValueError("a permission that is not known")


def _check_vector(row: dict[str, Any]) -> None:
    _measure(row["hash"], _SECRET_DIGEST)
    if not row["vector"] or len(row["vector"]) % _FLOAT:
        raise ValueError("a vector has numbers of 4 bytes")


def _measure(digest: bytes, length: int) -> None:
    if len(digest) != length:
        raise ValueError("a digest has another length")


def _moments(row: dict[str, Any], *names: str) -> None:
    for name in names:
        if row[name] is not None:
            datetime.fromisoformat(row[name])


def _with_moments(*names: str) -> Callable[[dict[str, Any]], None]:
    return lambda row: _moments(row, *names)


def _anything(row: dict[str, Any]) -> None:
    """Accept every row: the types of its columns say all."""


# --- the tables, each after those that it refers to ---

META = MovedTable(
    "catalog", "meta", _columns("key value"), ("key",), _check_meta, f"key = '{MADE_WITH}'"
)
"""Of the facts of a library only how its stories were made. The copy gets an id of its own, so that
on a server of vectors two libraries never share a collection; which embedder made the vectors is
of no use without them."""

_CATALOG = (
    META,
    MovedTable(
        "catalog",
        "feeds",
        _columns(
            "url title? outlet? language? added_at read_at? etag? last_modified? fault? "
            "failures:number"
        ),
        ("url",),
        _check_feed,
    ),
    MovedTable(
        "catalog",
        "links",
        _columns(
            "url feed article_id? entry:bytes seen_at asked_at etag? last_modified? fault? "
            "failures:number address? entry_id?"
        ),
        ("url",),
        _check_link,
    ),
    MovedTable(
        "catalog",
        "articles",
        _columns(
            "number:number id text title titled:number language source published_at? outlet? url? "
            "text_hash:bytes digest:bytes pages?"
        ),
        ("number",),
        _check_article,
    ),
    MovedTable(
        "catalog",
        "chunks",
        _columns("id article:number start:number end:number"),
        ("id",),
        _check_chunk,
    ),
    MovedTable(
        "catalog",
        "former",
        _columns(
            "article_id version:number replaced_at text title titled:number language source "
            "published_at? outlet? url? pages? text_hash:bytes"
        ),
        ("article_id", "version"),
        _check_former,
    ),
    MovedTable(
        "catalog",
        "removed",
        _columns("article_id removed_at content"),
        ("article_id",),
        _check_removed,
    ),
    MovedTable(
        "catalog",
        "stories",
        _columns("article:number story:number? profile:bytes"),
        ("article",),
        _anything,
    ),
)

_CONVERSATIONS = (
    MovedTable(
        "conversations",
        "conversations",
        _columns(
            "number:number id person title folded named:number created_at changed_at removed_at?"
        ),
        ("number",),
        _with_moments("created_at", "changed_at", "removed_at"),
    ),
    MovedTable(
        "conversations",
        "exchanges",
        _columns(
            "number:number id conversation:number question asked_at state answer? fault? scope? "
            "language? rating? comment rated_at? folded"
        ),
        ("number",),
        _check_exchange,
    ),
    MovedTable(
        "conversations",
        "drafts",
        _columns("person place text written_at"),
        ("person", "place"),
        _with_moments("written_at"),
    ),
    MovedTable(
        "conversations",
        "briefs",
        _columns("number:number id person made_at title story:number? brief request"),
        ("number",),
        _with_moments("made_at"),
    ),
)

_PEOPLE = (
    MovedTable(
        "people",
        "people",
        _columns("number:number folded name permission password? created_at"),
        ("number",),
        _check_person,
    ),
    MovedTable(
        "people",
        "tokens",
        _columns(
            "number:number id person:number label permission digest:bytes created_at used_at?"
        ),
        ("number",),
        _check_token,
    ),
    MovedTable(
        "people",
        "audit",
        _columns("number:number at person action subject"),
        ("number",),
        _with_moments("at"),
    ),
)
"""Without sessions: whoever is signed in signs in again."""

VECTORS = MovedTable(
    "embeddings",
    "vectors",
    _columns("fingerprint hash:bytes vector:bytes"),
    ("fingerprint", "hash"),
    _check_vector,
)
"""The vectors that were paid for."""

TABLES = (*_CATALOG, *_CONVERSATIONS, *_PEOPLE, VECTORS)
"""In this order they are moved."""
