"""Reads a file of any supported format into drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from rag.errors import SourceError
from rag.records import Failure, FileNote, SourceArticle
from rag.sources.collected import CollectedItem
from rag.sources.datelines import dateline
from rag.sources.dates_in_names import date_in_name, day_in_link
from rag.sources.days import ReadDay
from rag.sources.inference import infer_title
from rag.sources.json_records import read_json
from rag.sources.markdown_text import read_markdown
from rag.sources.news_xml import read_xml
from rag.sources.plain_text import read_plain
from rag.sources.source_files import display_path, load, read_head
from rag.sources.stated_fields import StatedFields
from rag.sources.tables import read_table
from rag.sources.web_page import read_html
from rag.text.analysis.languages import detect_language

_LONGEST_NAME = 200
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_SIGNATURE_BYTES = 32  # more than the longest signature below


class _ArticleReader(Protocol):
    def __call__(self, data: bytes, *, source: str) -> StatedFields: ...


class _CollectionReader(Protocol):
    def __call__(self, path: Path, *, max_bytes: int) -> Iterator[CollectedItem | FileNote]: ...


class _FileReader(Protocol):
    def __call__(
        self, path: Path, *, max_bytes: int
    ) -> Iterator[SourceArticle | Failure | FileNote]: ...


def _one_article(
    reader: _ArticleReader, path: Path, *, max_bytes: int
) -> Iterator[SourceArticle | Failure]:
    """Read a file that holds one article."""
    source = display_path(path)
    reading = reader(load(path, max_bytes=max_bytes), source=source)
    yield _article(reading, path, place=source, locator=None)


def _many_articles(
    reader: _CollectionReader, path: Path, *, max_bytes: int
) -> Iterator[SourceArticle | Failure | FileNote]:
    """Read a file that may hold many articles."""
    source = display_path(path)
    for item in reader(path, max_bytes=max_bytes):
        if isinstance(item, FileNote):
            yield item
            continue
        place = _place(source, item.locator)
        if isinstance(item.content, str):
            yield Failure(place, item.content)
            continue
        try:
            yield _article(item.content, path, place=place, locator=item.locator)
        except SourceError as error:
            yield Failure(error.source, error.reason)


def _place(source: str, locator: str | None) -> str:
    """Return the place of an article for a message: "news.jsonl:3", "news.json, article 3"."""
    if locator is None:
        return source
    line = locator.removeprefix("line ")
    return f"{source}, {locator}" if line == locator else f"{source}:{line}"


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format that can be read.

    `extensions` are in lower case; those of files may be in any case. `label` is what
    docs/sources.md says of the format. `signature` is what every file of the format begins with;
    it is empty for text formats, whose files must not begin with the signature of another format.
    """

    name: str
    extensions: tuple[str, ...]
    label: str
    read: _FileReader
    signature: bytes = b""


READERS: tuple[SourceFormat, ...] = (
    SourceFormat(
        name="a text file",
        extensions=(".txt",),
        label="the whole file",
        read=partial(_one_article, read_plain),
    ),
    SourceFormat(
        name="a Markdown file",
        extensions=(".md", ".markdown"),
        label="the text below the front matter, if there is one",
        read=partial(_one_article, read_markdown),
    ),
    SourceFormat(
        name="a web page",
        extensions=(".html", ".htm"),
        label="the article's text, without menus, comments and hidden parts; "
        "title, date, outlet and address as the page states them",
        read=partial(_one_article, read_html),
    ),
    SourceFormat(
        name="a JSON file",
        extensions=(".json", ".jsonl", ".ndjson"),
        label="one article a line, a list of articles, an object that holds the list, or one "
        "article",
        read=partial(_many_articles, read_json),
    ),
    SourceFormat(
        name="a table",
        extensions=(".csv", ".tsv"),
        label="one article a row, below a line that names the columns",
        read=partial(_many_articles, read_table),
    ),
    SourceFormat(
        name="an XML file",
        extensions=(".xml", ".rss", ".atom"),
        label="the items of a feed (RSS, Atom), of NewsML or NITF, or of a list of articles",
        read=partial(_many_articles, read_xml),
    ),
)
"""Every format that can be read. File discovery, the check of a file's first bytes and
docs/sources.md ask this table, so that a new format is one row here."""

# Formats that cannot be read, recognised by their first bytes whatever the file's name says.
_UNREADABLE = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as Word and Excel files are"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3\0", "an SQLite database"),
)

EXTENSIONS: tuple[str, ...] = tuple(one for row in READERS for one in row.extensions)
"""The extensions that can be read, in lower case, in the order of `READERS`."""


def is_readable(path: Path) -> bool:
    """Tell whether a file's extension, in upper or lower case, is one that can be read."""
    return path.suffix.lower() in EXTENSIONS


def unsupported(path: Path) -> str:
    """Return the reason for refusing a file by its extension."""
    kind = f"{path.suffix} files are" if path.suffix else "a file without extension is"
    return f"{kind} not supported; convert it to one of {', '.join(EXTENSIONS)}"


def read_source(path: Path, *, max_bytes: int) -> Iterator[SourceArticle | Failure | FileNote]:
    """Yield the articles of a file as drafts, a failure for each thing in it that is refused, and
    notes on the file as a whole.

    Never raises for what a file holds. `max_bytes` bounds one article: the file, or an article in
    a file of many. A text is as it was read: decoded, without a byte order mark, line ends
    included. A title, date or language that is not stated is inferred from the text or the file's
    name; the date stays None when neither has one. A failure's source is the file, or its place in
    it.
    """
    suffix = path.suffix.lower()
    row = next((one for one in READERS if suffix in one.extensions), None)
    if row is None:
        yield Failure(display_path(path), unsupported(path))
        return
    try:
        refuse_other_format(read_head(path, _SIGNATURE_BYTES), row, source=display_path(path))
        yield from row.read(path, max_bytes=max_bytes)
    except SourceError as error:
        yield Failure(error.source, error.reason)


def refuse_other_format(head: bytes, expected: SourceFormat, *, source: str) -> None:
    """Raise `SourceError` if a file's first bytes are those of another format than expected."""
    if expected.signature:
        if not head.startswith(expected.signature):
            raise SourceError(source, f"it is not {expected.name}, whatever its name says")
        return
    for row in READERS:
        if row.signature and head.startswith(row.signature):
            raise SourceError(
                source,
                f"it is {row.name}, whatever its name says; rename it to end in "
                f"{row.extensions[0]}",
            )
    for signature, kind in _UNREADABLE:
        if head.startswith(signature):
            raise SourceError(
                source, f"it is {kind}, whatever its name says; save its text as .txt (UTF-8)"
            )


def _article(
    reading: StatedFields, path: Path, *, place: str, locator: str | None
) -> SourceArticle:
    """Return the article of a file. Raises `SourceError`, naming `place`."""
    source = display_path(path)
    name = _UNPRINTABLE.sub(" ", Path(source).stem).strip()[:_LONGEST_NAME] or "article"
    article = complete(reading, source=source, name=name, place=place, locator=locator)
    if article.published_at is None and locator is None:
        # The name of a collection dates the collection, not its articles.
        return replace(article, published_at=date_in_name(path.stem))
    return article


def complete(
    reading: StatedFields, *, source: str, name: str, place: str, locator: str | None = None
) -> SourceArticle:
    """Return an article with what its source does not state taken from its text.

    Raises `SourceError`, naming `place`, for a text without a letter or digit.
    """
    text, stated, published = reading.text, reading.stated, _published(reading)
    if "\0" in text:
        raise SourceError(place, "its text holds NUL characters; take them out")
    if not _WORD_CHARACTER.search(text):
        raise SourceError(place, "it is blank: its text has no letter or digit")
    return SourceArticle(
        text=text,
        source=source,
        name=name,
        title=stated.title or infer_title(text) or name,
        language=stated.language or detect_language(text),
        key=stated.key,
        locator=locator,
        titled=stated.title is not None,
        published_at=published.day,
        outlet=stated.outlet,
        url=stated.url,
        encoding=reading.encoding,
        notes=reading.notes + stated.notes + ((published.note,) if published.note else ()),
        pages=reading.pages,
    )


def _published(reading: StatedFields) -> ReadDay:
    """Return the day that an article's source states, or else its dateline or its link."""
    stated = reading.stated
    if stated.published_at is not None:
        return ReadDay(stated.published_at)
    found = dateline(reading.text)
    in_link = day_in_link(stated.url) if stated.url and found.day is None else None
    return ReadDay(in_link) if in_link else found
