"""Rows of the catalog as records, and records as rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rag.records import Article, ArticleSummary, SearchFilter, SourceArticle

ARTICLE_COLUMNS = "id, text, title, language, source, published_at, outlet, url, titled, pages"

Change = Literal["added", "updated", "unchanged"]

Part = Literal["words", "vectors"]
"""A part of the index that owes something to the catalog by itself."""

PARTS: tuple[Part, ...] = ("words", "vectors")

Operation = Literal["add", "delete"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the library already holds of a draft: `change` is what storing it would be, `id` the
    article's id (existing or new)."""

    change: Change
    id: str


def text_hash(text: str) -> bytes:
    """Return 16 bytes that name a text; blank space at its ends does not count."""
    return hashlib.blake2b(text.strip().encode(), digest_size=16).digest()


def digest_of(draft: SourceArticle) -> bytes:
    """Return 16 bytes that change when anything of the article that is stored changes."""
    published = draft.published_at.isoformat() if draft.published_at else None
    parts: list[object] = [draft.text, draft.title, draft.titled, draft.language, published]
    parts += [draft.outlet, draft.url]
    if draft.pages:  # an article without pages keeps the digest that it had in schema 2
        parts.append(list(draft.pages))
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).digest()


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
        ("a.outlet = ?", where.outlet),
    )
    for part, value in wanted:
        if value is not None:
            parts.append(part)
            values.append(value)
    return " AND ".join(parts) or "1", values
