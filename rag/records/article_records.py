"""The records of a library: articles, chunks, filters, and reports of indexing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source reader returns it, before the catalog gives it an id.

    `key` is the id that the source states (`id` in JSONL or front matter), or None. `source` is the
    absolute path of the file, and `locator` the place in it, for files of many articles. `name` is
    what the id is made from when there is no key. `text` is as it was read. `titled` is True when
    the source states the title; otherwise the title was taken from the text. `encoding` is the
    charset that the text was read in.
    """

    text: str
    source: str
    name: str
    title: str
    language: Language
    key: str | None = None
    locator: str | None = None
    titled: bool = False  # the source states the title; otherwise it was taken from the text
    published_at: date | None = None
    outlet: str | None = None
    url: str | None = None
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the library. Everything shown of it is an exact slice of `text`."""

    id: str
    text: str
    title: str
    language: Language
    source: str
    published_at: date | None = None
    outlet: str | None = None
    url: str | None = None
    titled: bool = False


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, as `mujaz list` shows it. `length` counts characters."""

    id: str
    title: str
    language: Language
    source: str
    published_at: date | None
    outlet: str | None
    url: str | None
    length: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """An exact slice of an article: `text == article.text[start:end]`.

    The id is derived from the content (article and text), so that equal ids mean equal chunks.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with what an index needs to know of its article.

    `title` is empty when the source states none: it was then taken from the text, which is searched
    anyway.
    """

    chunk: Chunk
    title: str
    language: Language
    published_at: date | None
    outlet: str | None


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a search is limited to. None means no limit.

    Dates are inclusive. Once a date is given, articles without a date are left out.
    """

    language: Language | None = None
    since: date | None = None
    until: date | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search went through.

    `articles` counts the searched articles; `since` and `until` are the earliest and latest days of
    publication among them, or None where no article has a date.
    """

    articles: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that was refused, and the reason."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one `index` call did, counted in articles. `notes` are remarks on single sources."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    notes: tuple[Failure, ...] = ()

    @property
    def failed(self) -> int:
        """Return the number of failures."""
        return len(self.failures)
