"""Checks the fields that a source states of its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rag.records import Language
from rag.sources.days import ReadDay, read_day

_MOST_CHARACTERS = {"id": 200, "title": 1000, "outlet": 200, "url": 2000}
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """The fields that a source states; None for those that it does not.

    `notes` are remarks on them, as in `StatedFields`.
    """

    key: str | None = None
    title: str | None = None
    language: Language | None = None
    published_at: date | None = None
    outlet: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedFields:
    """What a reader took from a file: the text, its charset and the stated fields.

    `notes` are remarks for whoever indexes it: what was repaired, left out or is doubtful, each a
    clause in plain English without a full stop. `pages` are the offsets at which its pages begin.
    """

    text: str
    encoding: str
    stated: Stated = Stated()
    notes: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


def stated(record: Mapping[str, object]) -> Stated:
    """Return the known fields of `record`, checked; null and blank ones count as not stated.

    Other fields are ignored. Raises `ValueError` with a sentence that names the field. A date is
    the day as written, whatever its time zone; one that cannot be read is left out, with a note. An
    integer `id` is taken as its digits, and a number may be a date in seconds since 1970.
    """
    published = _date(record.get("published_at"))
    return Stated(
        key=_key(record.get("id")),
        title=_line("title", record.get("title")),
        language=_language(record.get("language")),
        published_at=published.day,
        outlet=_line("outlet", record.get("outlet")),
        url=_url(record.get("url")),
        notes=(published.note,) if published.note else (),
    )


def string(field: str, value: object) -> str:
    """Return `value` as text that can be stored; "" for None. Raises `ValueError`."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"field {field!r} must be a string, not {_kind(value)}")
    if _SURROGATE.search(value):
        raise ValueError(
            f"field {field!r} holds half of a character (a lone \\ud800…\\udfff); "
            "write the whole character or leave it out"
        )
    if len(value) > _MOST_CHARACTERS.get(field, len(value)):
        most = _MOST_CHARACTERS[field]
        raise ValueError(f"field {field!r} has {len(value)} characters; at most {most} are taken")
    return value


def is_web_address(value: str) -> bool:
    """Tell whether `value` is an http or https address that can be linked to."""
    return _WEB_ADDRESS.fullmatch(value) is not None and len(value) <= _MOST_CHARACTERS["url"]


def _key(value: object) -> str | None:
    """Return an id unchanged, because whoever gave it will look for it; None for a blank one."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    key = string("id", value)
    if _UNPRINTABLE.search(key):
        raise ValueError("field 'id' holds a control character or line break; take it out")
    return key if key.strip() else None


def _line(field: str, value: object) -> str | None:
    """Return one line of text, in which white space and line breaks become single spaces."""
    return " ".join(string(field, value).replace("\0", " ").split()) or None


def _language(value: object) -> Language | None:
    match string("language", value).strip():
        case "":
            return None
        case "ar":
            return "ar"
        case "en":
            return "en"
        case code:
            pass
    raise ValueError(f"field 'language' must be 'ar' or 'en', not {code[:40]!r}")


def _date(value: object) -> ReadDay:
    if isinstance(value, float) and 1e8 <= value < 1e17:  # time since 1970
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return read_day(string("published_at", value))


def _url(value: object) -> str | None:
    url = string("url", value).strip()
    if url and not is_web_address(url):
        raise ValueError(
            f"field 'url' must begin with http:// or https:// and hold no space, not {url[:40]!r}"
        )
    return url or None


def _kind(value: object) -> str:
    """Return what JSON calls the type of a value."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
