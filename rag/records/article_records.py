"""What is in a library, and what putting it there came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source reader hands it over, before the catalog gives it an id.

    `key` is the id that the source itself states (JSONL `id`, front matter `id`), else None.
    `source` names the file (absolute path); `locator` the place in it, for files of many
    articles. `name` is what the id is made from when there is no key. `text` is as it was read.
    `notes` are told in the report (a charset that had to be guessed, say).
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
    """A line of `mujaz list`: an article without its text. `length` counts characters."""

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

    The id names the content (article and text), so equal ids mean equal chunks.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with the facts of its article that an index needs.

    `title` is empty when the source states none: then it was taken from the text, which is
    searched anyway.
    """

    chunk: Chunk
    title: str
    language: Language
    published_at: date | None
    outlet: str | None


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a search is narrowed to. None means any; dates are inclusive, and an article without
    a date is left out once a date is asked for."""

    language: Language | None = None
    since: date | None = None
    until: date | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search went through: how many articles, and the days of the first and the last of
    them (None where none has a date)."""

    articles: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that was refused, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one `index` call did, counted in articles. `notes` are remarks by source."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    notes: tuple[Failure, ...] = ()

    @property
    def failed(self) -> int:
        return len(self.failures)
