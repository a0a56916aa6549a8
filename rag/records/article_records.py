"""The records of a library: articles, chunks, filters, and reports of indexing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from rag.errors import UsageError

Language = Literal["ar", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article that a program hands over from memory.

    Only `text` is needed. `id` names the article: adding another text under the same id replaces
    it. Without an id the article is recognised by its text. `published_at` is a `date` or ISO
    text. A title, date or language that is not given is taken from the text. `source` says
    where it comes from, for readers.
    """

    text: str
    id: str | None = None
    title: str | None = None
    language: Language | None = None
    published_at: date | str | None = None
    outlet: str | None = None
    url: str | None = None
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article as a source reader returns it, before the catalog gives it an id.

    `key` is the id that the source states (`id` in JSONL or front matter), or None. `source` is the
    absolute path of the file, and `locator` the place in it, for files of many articles. `name` is
    what the id is made from when there is no key. `text` is as it was read. `titled` is True when
    the source states the title; otherwise the title was taken from the text. `encoding` is the
    charset that the text was read in. `notes` say what whoever indexes it should know of the
    reading: what was repaired, left out or is doubtful. `pages` are as in `Article`.
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
    notes: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the library. Everything shown of it is an exact slice of `text`.

    `pages` are the offsets in `text` at which its pages begin, page 1 first; empty for a source
    without pages.
    """

    id: str
    text: str
    title: str
    language: Language
    source: str
    published_at: date | None = None
    outlet: str | None = None
    url: str | None = None
    titled: bool = False
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page, from 1, on which an offset of `text` lies; None for an
        article without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """An article as it is, or as it was before its text or title changed.

    `number` counts from 1. `replaced_at` is the moment (UTC) at which the next version took its
    place; None for the present one.
    """

    number: int
    article: Article
    replaced_at: datetime | None = None


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

    @classmethod
    def of(cls, chunk: Chunk, article: Article) -> StoredChunk:
        """Return a chunk of an article."""
        return cls(
            chunk=chunk,
            title=article.title if article.titled else "",
            language=article.language,
            published_at=article.published_at,
            outlet=article.outlet,
        )


@dataclass(frozen=True, slots=True, init=False)
class SearchFilter:
    """What a search is narrowed to.

    None means any, and so does an empty tuple. Days are inclusive, and an article without a date is
    left out once a day is asked for. A day is given as a `date` or as ISO text ("2024-07-28"), and
    kept as a `date`. An article is let through that is of one of the `outlets` and whose id is one
    of `articles`, of which there are at most `MOST_CHOSEN`. Both may be given as one text, and
    `outlet` is another name for one outlet.
    """

    language: Language | None = None
    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __init__(
        self,
        language: Language | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        outlet: str | None = None,
        *,
        outlets: str | Iterable[str] = (),
        articles: str | Iterable[str] = (),
    ) -> None:
        """Check every field. Raises `UsageError`, also where `since` is after `until`."""
        if language not in (None, *get_args(Language)):
            raise UsageError(f"the language {language!r} is none of: ar, en")
        if not isinstance(outlet, str | None):
            raise UsageError(f"the outlet must be text, not {type(outlet).__name__}")
        first, last = _as_day(since, "since"), _as_day(until, "until")
        if first and last and first > last:
            raise UsageError(f"since {first} is after until {last}; swap the two days")
        one = () if outlet is None else (outlet,)
        names = tuple(dict.fromkeys((*one, *_as_texts(outlets, "outlets"))))
        chosen = tuple(dict.fromkeys(_as_texts(articles, "articles")))
        if len(chosen) > MOST_CHOSEN:
            raise UsageError(
                f"{len(chosen):,} articles are chosen, and a search takes {MOST_CHOSEN:,} at most; "
                "narrow it to days or outlets instead"
            )
        for name, value in zip(_FILTER_FIELDS, (language, first, last, names, chosen), strict=True):
            object.__setattr__(self, name, value)

    @property
    def outlet(self) -> str | None:
        """Return the outlet where there is just one."""
        return self.outlets[0] if len(self.outlets) == 1 else None

    def lets_through(self, article: ArticleSummary) -> bool:
        """Tell whether an article is within the filter."""
        when = article.published_at
        return (
            self.language in (None, article.language)
            and (not self.outlets or article.outlet in self.outlets)
            and (not self.articles or article.id in self.articles)
            and (self.since is None or (when is not None and when >= self.since))
            and (self.until is None or (when is not None and when <= self.until))
        )


MOST_CHOSEN = 5000
"""Articles that a filter may name: each search looks up all their passages."""

_FILTER_FIELDS = ("language", "since", "until", "outlets", "articles")


def _as_texts(given: object, name: str) -> tuple[str, ...]:
    """Return one text or many as a tuple."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        raise UsageError(f"{name} must be texts, not {type(given).__name__}")
    texts = tuple(given)
    for text in texts:
        if not isinstance(text, str):
            raise UsageError(f"{name} must be texts, and one is {type(text).__name__}")
    return texts


def _as_day(given: object, name: str) -> date | None:
    """Return a day given as a date, as ISO text or not at all."""
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise UsageError(f"{name} is no day: {given!r}; write it as 2024-07-28") from None


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
class Totals:
    """How many articles there are, of a whole library or of what a filter lets through.

    `languages`, `outlets` and `months` count articles: `outlets` by name, the largest first, and
    `months` by the first day of each month that has articles, oldest first, then by language.
    Articles without an outlet or a day are in `articles` only. `first_day` and `last_day` are None
    where no article has a day.
    """

    articles: int
    languages: Mapping[Language, int]
    outlets: Mapping[str, int]
    months: Mapping[date, Mapping[Language, int]]
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that was refused, and the reason."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileNote:
    """A remark on a file of many articles as a whole, such as which fields were not read."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnreadFiles:
    """Files of one kind that is not read: how many there are, and the paths of the first."""

    extension: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far an `index` call is: of its `sources` (files and links) and of the `bytes` of its
    files. `done` sources are through; the bytes go on within a large file."""

    done: int
    sources: int
    bytes_done: int
    bytes: int


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article that a source has brought: what came of it, under which id and title.

    `is_twin` says that the text stood already in the library as this article, which came from
    elsewhere.
    """

    id: str
    title: str
    change: Literal["added", "updated", "unchanged"]
    is_twin: bool = False


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one `index` call did, counted in articles. `notes` are remarks by source. Of very many
    failures and notes only the first are kept; the others are counted in `…_left_off`. `unread` are
    the files, inside a folder that was named, of kinds that are not read.

    `vectors_owed` counts the passages of the library that have no vector yet: until then words
    alone find them. `articles` are the first articles that were read, a few dozen.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    notes: tuple[Failure, ...] = ()
    failures_left_off: int = 0
    notes_left_off: int = 0
    unread: tuple[UnreadFiles, ...] = ()
    vectors_owed: int = 0
    articles: tuple[IndexedArticle, ...] = ()

    @property
    def failed(self) -> int:
        """Return how much did not get in: the failures and the files of kinds that are not read."""
        unread = sum(kind.count for kind in self.unread)
        return len(self.failures) + self.failures_left_off + unread
