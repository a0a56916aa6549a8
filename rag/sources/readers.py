"""Reads a file of any supported format into drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from rag.errors import SourceError
from rag.records import Failure, FileNote, SourceArticle
from rag.sources.collected import CollectedItem
from rag.sources.dates.datelines import dateline
from rag.sources.dates.dates_in_names import date_in_name, day_in_link
from rag.sources.dates.days import ReadDay
from rag.sources.format_sniffing import FileKind, recognise
from rag.sources.furniture import without_furniture
from rag.sources.inference import infer_title
from rag.sources.large_documents import (
    DocumentLoader,
    load_message,
    load_rich_text,
    load_whole,
    open_document,
)
from rag.sources.lists.json_records import read_json
from rag.sources.lists.news_xml import read_xml
from rag.sources.lists.tables import read_table
from rag.sources.mail.mail_message import read_mail
from rag.sources.mail.mailbox_file import split_mailbox
from rag.sources.markdown.markdown_text import read_markdown
from rag.sources.office.open_document import read_open_document
from rag.sources.office.rich_text import read_rich_text
from rag.sources.office.word_document import read_word
from rag.sources.pages.saved_page import read_saved_page
from rag.sources.pages.web_page import read_html
from rag.sources.pdf.pdf_process import read_pdf
from rag.sources.plain_text import read_plain
from rag.sources.repair.garbled import restored, unreadable
from rag.sources.source_files import display_path, load
from rag.sources.stated_fields import StatedFields
from rag.text.analysis.languages import detect_language

_LONGEST_NAME = 200
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WORD_CHARACTER = re.compile(r"[^\W_]")


class _ArticleReader(Protocol):
    def __call__(self, data: bytes, *, source: str) -> StatedFields: ...


class _CollectionReader(Protocol):
    def __call__(self, path: Path, *, max_bytes: int) -> Iterator[CollectedItem | FileNote]: ...


class _DocumentReader(Protocol):
    def __call__(self, data: bytes, *, source: str, max_bytes: int) -> StatedFields: ...


class _PackageReader(Protocol):
    def __call__(self, data: BinaryIO, *, source: str, max_bytes: int) -> StatedFields: ...


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


def _one_document(
    reader: _DocumentReader, path: Path, *, max_bytes: int, loader: DocumentLoader = load_whole
) -> Iterator[SourceArticle | Failure]:
    """Read a file that holds one article among other things; `max_bytes` bounds its text."""
    source = display_path(path)
    data = loader(path, max_bytes=max_bytes)
    reading = reader(data, source=source, max_bytes=max_bytes)
    yield _article(reading, path, place=source, locator=None)


def _one_package(
    reader: _PackageReader, path: Path, *, max_bytes: int
) -> Iterator[SourceArticle | Failure]:
    """Read a document in a ZIP archive, whose pictures stay on the disk."""
    source = display_path(path)
    with open_document(path, max_bytes=max_bytes) as file:
        reading = reader(file, source=source, max_bytes=max_bytes)
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


def _messages(
    reader: _DocumentReader, path: Path, *, max_bytes: int
) -> Iterator[SourceArticle | Failure]:
    """Read a mailbox, which holds one article a message."""
    source = display_path(path)
    for number, data in enumerate(split_mailbox(path, max_bytes=max_bytes), start=1):
        locator = f"message {number}"
        place = f"{source}, {locator}"
        if isinstance(data, str):
            yield Failure(place, data)
            continue
        try:
            reading = reader(data, source=place, max_bytes=max_bytes)
            yield _article(reading, path, place=place, locator=locator)
        except SourceError as error:
            yield Failure(error.source, error.reason)


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format that can be read.

    `extensions` are in lower case; those of files may be in any case. `label` is what
    docs/sources.md says of the format. `signature` is what files of the format begin with; it is
    empty for text formats. What a file really is, `rag.sources.format_sniffing` tells.
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
        label="the text as a reader sees it, without the front matter if there is one",
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
    SourceFormat(
        name="a Word document",
        extensions=(".docx", ".docm", ".dotx", ".dotm"),
        label="the text with tracked changes accepted, one line for each row of a table, then the "
        "footnotes; no hidden text, comments, headers or footers",
        read=partial(_one_package, read_word),
        signature=b"PK\x03\x04",
    ),
    SourceFormat(
        name="an OpenDocument text",
        extensions=(".odt", ".ott", ".fodt"),
        label="as `.docx`",
        read=partial(_one_package, read_open_document),
        signature=b"PK\x03\x04",
    ),
    SourceFormat(
        name="a Rich Text file",
        extensions=(".rtf",),
        label="as `.docx`",
        read=partial(_one_document, read_rich_text, loader=load_rich_text),
        signature=b"{\\rtf",
    ),
    SourceFormat(
        name="an e-mail message",
        extensions=(".eml",),
        label="what the sender wrote, or the message that is passed on, without quotations, "
        "signatures and notices; subject, sender and day as title, outlet and date",
        read=partial(_one_document, read_mail, loader=load_message),
    ),
    SourceFormat(
        name="a web page saved in one file (MHTML)",
        extensions=(".mht", ".mhtml"),
        label="as `.html`",
        read=partial(_one_document, read_saved_page, loader=load_message),
    ),
    SourceFormat(
        name="a mailbox",
        extensions=(".mbox",),
        label="one article a message, as `.eml`",
        read=partial(_messages, read_mail),
    ),
    SourceFormat(
        name="a PDF",
        extensions=(".pdf",),
        label="the text of its pages in reading order, without headers, footers and page numbers; "
        "citations name the page",
        read=partial(_one_document, read_pdf),
        signature=b"%PDF-",
    ),
)
"""Every format that can be read. File discovery, the check of a file's first bytes and
docs/sources.md ask this table, so that a new format is one row here."""

EXTENSIONS: tuple[str, ...] = tuple(one for row in READERS for one in row.extensions)
"""The extensions that can be read, in lower case, in the order of `READERS`."""


def is_readable(path: Path) -> bool:
    """Tell whether a file's extension, in upper or lower case, is one that can be read."""
    return path.suffix.lower() in EXTENSIONS


def unsupported(path: Path) -> str:
    """Return the reason for refusing a file by its extension, and what to do with such a file."""
    try:
        kind = recognise(path)
    except SourceError:
        kind = None
    if kind is not None:
        return _is_another(kind, path)
    named = f"{path.suffix} files are" if path.suffix else "a file without extension is"
    return f"{named} not supported; convert it to one of {', '.join(EXTENSIONS)}"


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
        refuse_other_format(path, row)
        yield from row.read(path, max_bytes=max_bytes)
    except SourceError as error:
        yield Failure(error.source, error.reason)


def refuse_other_format(path: Path, expected: SourceFormat) -> None:
    """Raise `SourceError` if the content of a file is of another format than expected."""
    kind = recognise(path)
    if kind is None and expected.signature:
        raise SourceError(
            display_path(path),
            f"it is not {expected.name}, whatever its name says; if it is plain text, rename it to "
            "end in .txt",
        )
    if kind is not None and not set(kind.endings) & set(expected.extensions):
        raise SourceError(display_path(path), _is_another(kind, path))


def _is_another(kind: FileKind, path: Path) -> str:
    """Return the reason for refusing a file of a kind that is not read under its name."""
    is_honest = not kind.endings or path.suffix.lower() in kind.endings
    ending = next((one for one in kind.endings if one in EXTENSIONS), None)
    what = f"it is {kind.name}" + ("" if is_honest else ", whatever its name says")
    return f"{what}; " + (f"rename it to end in {ending}" if ending else kind.advice)


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
    if "\0" in reading.text:
        raise SourceError(place, "its text holds NUL characters; take them out")
    reading = restored(reading)
    stated, published = reading.stated, _published(reading)
    text, beside = _own_text(reading)
    if reason := unreadable(text):
        raise SourceError(place, reason)
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
        notes=_distinct(
            *reading.notes, *stated.notes, published.note, *_on_furniture(beside, locator)
        ),
        pages=reading.pages,
    )


def _own_text(reading: StatedFields) -> tuple[str, tuple[str, ...]]:
    """Return the text without lines that are not of the article, and those lines.

    A text of nothing else stays as it is, and so does one with pages, whose offsets are known.
    """
    if reading.pages:
        return reading.text, ()
    text, beside = without_furniture(reading.text)
    return (text, beside) if _WORD_CHARACTER.search(text) else (reading.text, ())


def _on_furniture(lines: Sequence[str], locator: str | None) -> list[str]:
    """Return the note on lines that were left out; none for one article of many in a file."""
    if not lines or locator is not None:
        return []
    lines_are = "a line is" if len(lines) == 1 else f"{len(lines)} lines are"
    more = " …" if len(lines) > 1 else ""
    return [f"{lines_are} not of the article and went out: {lines[0][:60]!r}{more}"]


def _published(reading: StatedFields) -> ReadDay:
    """Return the day that an article's source states, or else its dateline or its link."""
    stated = reading.stated
    if stated.published_at is not None:
        return ReadDay(stated.published_at)
    found = dateline(reading.text)
    in_link = day_in_link(stated.url) if stated.url and found.day is None else None
    return ReadDay(in_link) if in_link else found


def _distinct(*notes: str) -> tuple[str, ...]:
    """Return the notes that are not blank, each once; a page and its text may hold one date."""
    return tuple(dict.fromkeys(filter(None, notes)))
