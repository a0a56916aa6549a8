"""Rows of the catalog as records, and records as rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rag.records import Article, ArticleSummary, SearchFilter, SourceArticle
from rag.store.sql_database import TEXTS, as_list

ARTICLE_COLUMNS = "id, text, title, language, source, published_at, outlet, url, titled, pages"

SUMMARY_COLUMNS = (
    "id, title, language, source, published_at, outlet, url, length(text),"
    " (SELECT count(*) FROM chunks WHERE article = number)"
)

Change = Literal["added", "updated", "unchanged"]

Part = Literal["words", "vectors"]
"""A part of the index that owes something to the catalog by itself."""

PARTS: tuple[Part, ...] = ("words", "vectors")

Operation = Literal["add", "delete"]


_SHORT = 200
"""Characters of a line that may stand under many articles: "Watch the video", "معرض الصور". A
news flash is as short, but two flashes of the same words differ in title, day, outlet or link."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another article with the same text."""

    id: str
    title: str
    outlet: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the library already holds of a draft: `change` is what storing it would be, `id` the
    article's id (existing or new). `twin` is the article whose text it has, where that is stored
    under another id, title or outlet, or from another file. `digest` is that of the draft."""

    change: Change
    id: str
    twin: Twin | None = None
    digest: bytes = b""


def text_hash(article: Article | SourceArticle) -> bytes:
    """Return 16 bytes that name an article by its text; blank space at its ends does not count.

    One short line is no identity: its title, day, outlet and link are named with it.
    """
    published = article.published_at.isoformat() if article.published_at else None
    return hash_of_row(article.text, article.title, published, article.outlet, article.url)


def hash_of_row(text: str, *others: str | None) -> bytes:
    """Return the `text_hash` of an article by its text, title, day in ISO text, outlet and link."""
    text = text.strip()
    if len(text) > _SHORT or len(text.splitlines()) > 1:
        return _hash(text)
    return _hash(json.dumps([text, *others]))


def hash_in_schema_2(text: str) -> bytes:
    """Return what the catalogs of schemas 1 and 2 hold for `text_hash`."""
    return _hash(text.strip())


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def digest_of(draft: SourceArticle) -> bytes:
    """Return 16 bytes that change when anything of the article that is stored changes."""
    published = draft.published_at.isoformat() if draft.published_at else None
    parts: list[object] = [draft.text, draft.title, draft.titled, draft.language, published]
    parts += [draft.outlet, draft.url]
    if draft.pages:  # an article without pages keeps the digest that it had in schema 2
        parts.append(list(draft.pages))
    return _hash(json.dumps(parts))


def row_of(article: Article) -> tuple[Any, ...]:
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
        json.dumps(article.pages) if article.pages else None,
    )


def article_of(row: Sequence[Any]) -> Article:
    """Return the article of a row.

    Raises `ValueError` or `TypeError` for what `row_of` cannot have written.
    """
    _expect_text(*row[:5])
    return Article(
        id=row[0],
        text=row[1],
        title=row[2],
        language=row[3],
        source=row[4],
        published_at=date_of(row[5]),
        outlet=row[6],
        url=row[7],
        titled=bool(row[8]),
        pages=tuple(int(start) for start in json.loads(row[9])) if row[9] else (),
    )


def summary_of(row: Sequence[Any]) -> ArticleSummary:
    """Return the summary of a row.

    Raises `ValueError` or `TypeError` for what cannot have been written.
    """
    _expect_text(*row[:4])
    return ArticleSummary(
        id=row[0],
        title=row[1],
        language=row[2],
        source=row[3],
        published_at=date_of(row[4]),
        outlet=row[5],
        url=row[6],
        length=row[7],
        chunks=row[8],
    )


def date_of(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _expect_text(*values: object) -> None:
    if not all(isinstance(value, str) for value in values):
        raise TypeError("a text column does not hold text")


def condition(where: SearchFilter) -> tuple[str, list[str]]:
    """Return the filter as SQL over `articles a`."""
    parts: list[str] = []
    values: list[str] = []
    wanted = (
        ("a.language = ?", where.language),
        ("a.published_at >= ?", where.since.isoformat() if where.since else None),
        ("a.published_at <= ?", where.until.isoformat() if where.until else None),
        (f"a.outlet IN {TEXTS}", as_list(where.outlets) if where.outlets else None),
        (f"a.id IN {TEXTS}", as_list(where.articles) if where.articles else None),
    )
    for part, value in wanted:
        if value is not None:
            parts.append(part)
            values.append(value)
    return " AND ".join(parts) or "true", values
