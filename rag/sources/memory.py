"""Reads articles that a program hands over as text, checked like the lines of a JSONL file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime

from rag.errors import SourceError, UsageError
from rag.records import Draft, Failure, SourceArticle
from rag.sources.completing import complete
from rag.sources.stated_fields import Stated, StatedFields, stated, string


def read_draft(given: object, *, number: int) -> SourceArticle | Failure:
    """Return the article of a `Draft`, of a mapping of its fields, or of its text alone.

    `number` is its place among those handed over, from 1; it names the article in a failure and
    where nothing else does. Raises `UsageError` for what is none of these.
    """
    draft = _as_draft(given, number)
    # A locator, for without one an article is recognised by its source, which all of them share.
    locator = f"article {number}"
    place = f"{draft.source}, {locator}"
    try:
        text = string("text", draft.text)
        record = asdict(draft) | {"published_at": _written(draft.published_at)}
        read = StatedFields(text, "utf-8", _strict(record))
        return complete(
            read, source=draft.source, name=f"article-{number}", place=place, locator=locator
        )
    except SourceError as error:
        return Failure(error.source, error.reason)
    except ValueError as error:
        return Failure(place, str(error))


# What a program must state where a file may go without, and what is said if it does not.
_STRICT = {
    "published_at": "a date such as '2024-07-28', in the Gregorian calendar and not before 1900 or "
    "after next year",
    "language": "'ar' or 'en'",
    "url": "an address that begins with http:// or https://",
}


def _strict(record: Mapping[str, object]) -> Stated:
    """Return the stated fields. Raises `ValueError` for one that of a file would be left out.

    Whoever writes a program can mend what it states; in a file it is what it is.
    """
    read = stated(record)
    for field, expected in _STRICT.items():
        given = record[field]
        if getattr(read, field) is None and given is not None and str(given).strip():
            raise ValueError(f"field {field!r} must be {expected}, not {str(given)[:40]!r}")
    return read


def _as_draft(given: object, number: int) -> Draft:
    if isinstance(given, Draft):
        return given
    if isinstance(given, str):
        return Draft(text=given)
    if not isinstance(given, Mapping):
        raise UsageError(
            f"article {number} must be a Draft, a mapping of its fields or text, "
            f"not {type(given).__name__}"
        )
    known = [field.name for field in fields(Draft)]
    unknown = [name for name in given if name not in known]
    if unknown or "text" not in given:
        what = f"unknown fields {', '.join(map(repr, unknown))}" if unknown else "no field 'text'"
        raise UsageError(f"article {number} has {what}; known: {', '.join(known)}")
    return Draft(**given)


def _written(day: object) -> object:
    """Return a day as ISO text, as a JSONL file would state it; anything else as it is."""
    if isinstance(day, datetime):
        return day.date().isoformat()
    return day.isoformat() if isinstance(day, date) else day
