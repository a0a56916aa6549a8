"""Reads a file of any supported format into drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from rag.errors import SourceError
from rag.records import Failure, SourceArticle
from rag.sources.discovery import load, shown, unsupported
from rag.sources.inference import date_in_name, dateline, infer_title
from rag.sources.json_lines import read_lines
from rag.sources.markdown_text import read_markdown
from rag.sources.plain_text import read_plain
from rag.sources.stated_fields import StatedFields
from rag.sources.web_page import read_html
from rag.text.analysis.languages import detect_language

_LONGEST_NAME = 200
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WORD_CHARACTER = re.compile(r"[^\W_]")


class _OneArticleReader(Protocol):
    def __call__(self, data: bytes, *, source: str) -> StatedFields: ...


_ONE_ARTICLE_A_FILE: dict[str, _OneArticleReader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


def read_source(path: Path, *, max_bytes: int) -> Iterator[SourceArticle | Failure]:
    """The drafts of a file, one at a time, and a failure for each thing in it that is refused.

    Never raises for what a file holds. `max_bytes` bounds one article: the file, or the line of a
    `.jsonl`. A text is as it was read: decoded, without a byte order mark, line ends included. A
    title, date or language that is not stated is taken from the text or the file's name; the
    date is left open when neither has one. A failure's source is the file, or `file:line`.
    """
    try:
        suffix = path.suffix.lower()
        if suffix == ".jsonl":
            yield from _many(path, max_bytes=max_bytes)
        elif suffix in _ONE_ARTICLE_A_FILE:
            yield _one(path, _ONE_ARTICLE_A_FILE[suffix], max_bytes=max_bytes)
        else:
            yield Failure(shown(path), unsupported(path))
    except SourceError as error:
        yield Failure(error.source, error.reason)


def _one(path: Path, reader: _OneArticleReader, *, max_bytes: int) -> SourceArticle:
    source = shown(path)
    reading = reader(load(path, max_bytes=max_bytes), source=source)
    return _article(reading, path, place=source, locator=None)


def _many(path: Path, *, max_bytes: int) -> Iterator[SourceArticle | Failure]:
    source = shown(path)
    for line in read_lines(path, max_bytes=max_bytes):
        content, place = line.content, f"{source}:{line.number}"
        if isinstance(content, StatedFields):
            try:
                yield _article(content, path, place=place, locator=f"line {line.number}")
            except SourceError as error:
                yield Failure(error.source, error.reason)
        else:
            yield Failure(place, content)


def _article(
    reading: StatedFields, path: Path, *, place: str, locator: str | None
) -> SourceArticle:
    """Return the article of a file. Raises `SourceError`, naming `place`."""
    source = shown(path)
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
    text, stated = reading.text, reading.stated
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
        published_at=stated.published_at or dateline(text),
        outlet=stated.outlet,
        url=stated.url,
        encoding=reading.encoding,
    )
