"""Completes what was read of an article with what its text says: title, language, day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.errors import SourceError
from rag.records import SourceArticle
from rag.sources.dates.datelines import dateline
from rag.sources.dates.dates_in_names import day_in_link
from rag.sources.dates.days import ReadDay
from rag.sources.furniture import without_furniture
from rag.sources.inference import infer_title
from rag.sources.repair.garbled import restored, unreadable
from rag.sources.stated_fields import StatedFields
from rag.text.analysis.languages import detect_language

_WORD_CHARACTER = re.compile(r"[^\W_]")


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
