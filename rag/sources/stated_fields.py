"""Checks the fields that a source states of its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from rag.records import Language
from rag.sources.dates.days import read_day

_MOST_CHARACTERS = {"id": 200, "title": 1000, "outlet": 200, "url": 2000}
_CUT = ("title", "outlet", "url")  # what is longer is cut or left out with a note
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]+", re.IGNORECASE)

# For example: www.example.org/a, example.com.sa/a
_BARE_HOST = re.compile(r"(?:www\.|(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,20}(?:/|$))", re.IGNORECASE)
_AFTER_HOST = re.compile("[/?#]")
_SAFE = "/%:=&?~#+!$,;'@()*[]|"
_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("ar", "ara", "arb", "arabic", "العربية", "عربية", "عربي", "العربيه"), "ar"),
    **dict.fromkeys(
        ("en", "eng", "english", "الإنجليزية", "الانجليزية", "إنجليزي", "انجليزي"), "en"
    ),
}
_UNSTATED_LANGUAGES = ("und", "unknown", "none", "null", "mul")


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

    Other fields are ignored. A date, language or address that cannot be used is left out with a
    note. Raises `ValueError`, naming the field, for a value of the wrong type. A date is the day as
    written, whatever its time zone; an integer `id` is taken as its digits.
    """
    language, on_language = stated_language(record.get("language"))
    day, on_day = stated_day(record.get("published_at"))
    url, on_url = stated_address(record.get("url"))
    title, on_title = _line("title", record.get("title"))
    outlet, on_outlet = _line("outlet", record.get("outlet"))
    return Stated(
        key=_key(record.get("id")),
        title=title,
        language=language,
        published_at=day,
        outlet=outlet,
        url=url,
        notes=tuple(note for note in (on_title, on_language, on_day, on_outlet, on_url) if note),
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
    if field not in _CUT and len(value) > _MOST_CHARACTERS.get(field, len(value)):
        most = _MOST_CHARACTERS[field]
        raise ValueError(f"field {field!r} has {len(value)} characters; at most {most} are taken")
    return value


def is_web_address(value: str) -> bool:
    """Tell whether `value` is an http or https address that can be linked to."""
    return _WEB_ADDRESS.fullmatch(value) is not None and len(value) <= _MOST_CHARACTERS["url"]


def stated_day(value: object) -> tuple[date | None, str | None]:
    """Return the day that a date states, and a note if it is doubtful or states something else.

    A number is read as its digits: 20180526, or a time since 1970. Raises `ValueError` for a value
    that is neither text nor a number.
    """
    if isinstance(value, float) and value == value // 1:
        value = f"{value:.0f}"  # 20180526.0, as spreadsheets write the number
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    read = read_day(string("published_at", value))
    return read.day, read.note or None


def stated_language(value: object) -> tuple[Language | None, str | None]:
    """Return the language that a code or name states, and a note if it is another one."""
    text = string("language", value).strip()
    name = re.split("[-_]", text.casefold(), maxsplit=1)[0]
    if not text or name in _UNSTATED_LANGUAGES:
        return None, None
    found = _LANGUAGES.get(name)
    if found is None:
        return None, f"its language {text[:40]!r} is not one of ours; it was told from the text"
    return found, None


def stated_address(value: object) -> tuple[str | None, str | None]:
    """Return the web address that a field states, encoded, and a note if it states something else.

    An address without a scheme gets https; spaces and letters outside ASCII are encoded as browsers
    do.
    """
    written = "".join(string("url", value).split("\0")).strip()
    if not written:
        return None, None
    url = written
    if url.startswith("//") or _BARE_HOST.match(url):
        url = f"https://{url.lstrip('/')}"
    url = _encoded(url.replace("&amp;", "&"))
    if not is_web_address(url):
        return None, f"its address {written[:60]!r} is not a web address and was left out"
    return url, None


def _encoded(url: str) -> str:
    """Encode what may not stand in an address; what is encoded already stays."""
    scheme, mark, rest = url.partition("://")
    end = _AFTER_HOST.search(rest)
    host, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    path = quote(" ".join(path.split()), safe=_SAFE)
    return f"{scheme}{mark}{host}{path}"


def _key(value: object) -> str | None:
    """Return an id unchanged, because whoever gave it will look for it; None for a blank one."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    elif isinstance(value, float) and value == value // 1:
        value = f"{value:.0f}"  # 7.0, as spreadsheets write the number 7
    key = string("id", value)
    if _UNPRINTABLE.search(key):
        raise ValueError("field 'id' holds a control character or line break; take it out")
    return key if key.strip() else None


def _line(field: str, value: object) -> tuple[str | None, str | None]:
    """Return one line of text, in which white space and line breaks become single spaces, and a
    note if it had to be cut."""
    line = " ".join(string(field, value).replace("\0", " ").split())
    most = _MOST_CHARACTERS[field]
    note = f"its {field} has {len(line):,} characters; the first {most:,} were taken"
    return line[:most] or None, note if len(line) > most else None


def _kind(value: object) -> str:
    """Return what JSON calls the type of a value."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
