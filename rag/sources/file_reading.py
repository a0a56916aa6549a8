"""Reads a file of any supported format into drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.errors import SourceError
from rag.records import Failure, FileNote, SourceArticle
from rag.sources.collected import CollectedItem
from rag.sources.completing import complete
from rag.sources.dates.dates_in_names import date_in_name
from rag.sources.refusing import refuse_other_format, unsupported
from rag.sources.source_files import display_path
from rag.sources.source_formats import READERS

_LONGEST_NAME = 200  # characters
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


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
        for item in row.read(path, max_bytes=max_bytes):
            yield item if isinstance(item, FileNote) else _article(item, path)
    except SourceError as error:
        yield Failure(error.source, error.reason)


def _article(item: CollectedItem, path: Path) -> SourceArticle | Failure:
    """Return the article of an item in a file, or a failure that names its place."""
    source, locator = display_path(path), item.locator
    place = _place(source, locator)
    if isinstance(item.content, str):
        return Failure(place, item.content)
    name = _UNPRINTABLE.sub(" ", Path(source).stem).strip()[:_LONGEST_NAME] or "article"
    try:
        article = complete(item.content, source=source, name=name, place=place, locator=locator)
    except SourceError as error:
        return Failure(error.source, error.reason)
    if article.published_at is None and locator is None:
        # The name of a collection dates the collection, not its articles.
        return replace(article, published_at=date_in_name(path.stem))
    return article


def _place(source: str, locator: str | None) -> str:
    """Return the place of an article for a message: "news.jsonl:3", "news.json, article 3"."""
    if locator is None:
        return source
    line = locator.removeprefix("line ")
    return f"{source}, {locator}" if line == locator else f"{source}:{line}"
