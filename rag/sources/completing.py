"""Completes what was read of an article with what its text says: title, language, day."""

from __future__ import annotations

import re

from rag.errors import SourceError
from rag.records import SourceArticle
from rag.sources.dates.datelines import dateline
from rag.sources.dates.dates_in_names import day_in_link
from rag.sources.dates.days import ReadDay
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
    text, stated, published = reading.text, reading.stated, _published(reading)
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
        notes=_distinct(*reading.notes, *stated.notes, published.note),
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


def _distinct(*notes: str) -> tuple[str, ...]:
    """Return the notes that are not blank, each once; a page and its text may hold one date."""
    return tuple(dict.fromkeys(filter(None, notes)))
