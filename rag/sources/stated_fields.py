"""Checks the fields that a source states of its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate
from urllib.parse import quote

from rag.records import Language
from rag.sources.inference import dateline

_MOST_CHARACTERS = {"id": 200, "title": 1000, "outlet": 200, "url": 2000}
_CUT = ("title", "outlet", "url")  # what is longer is cut or left out with a note
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]\d\d:?\d\d.*)?", re.ASCII)
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]+", re.IGNORECASE)

_LONGEST_DATE = 200
_YEARS = range(1900, 2101)
# Seconds since 1970 have 9 or 10 digits (from 1973 on), milliseconds 12 or 13.
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d*)?", re.ASCII)
_LAST_SECOND = 9_999_999_999
# For example: Wed Oct 10 20:19:24 +0000 2018; the year goes before the time.
_TWITTER = re.compile(
    r"^(\w{3} \w{3} \d{1,2}) (\d\d:\d\d:\d\d(?: [+-]\d{4}| UTC)?) (\d{4})$", re.ASCII
)
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


def parse_day(value: str) -> date | None:
    """Return the day of an ISO date or date and time, or None if `value` is neither."""
    match = _DAY.fullmatch(value.strip())
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def stated_day(value: object) -> tuple[date | None, str | None]:
    """Return the day that a date states, and a note if it states something else.

    Dates are ISO 8601, as in mail and RSS (RFC 822), with a month in letters, or the seconds or
    milliseconds since 1970. Raises `ValueError` for a value that is neither text nor a number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    text = string("published_at", value).strip()[:_LONGEST_DATE]
    if not text:
        return None, None
    found = parse_day(text) or _since_1970(text) or _in_mail(text) or dateline(text)
    if found is None:
        return None, f"its date {text[:40]!r} could not be read and was left out"
    if found.year not in _YEARS:
        return None, f"its date {text[:40]!r} is of no year of news and was left out"
    return found, None


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


def _since_1970(text: str) -> date | None:
    """Return the day of a number of seconds, milliseconds or microseconds since 1970, or None."""
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[1])
    while seconds > _LAST_SECOND:
        seconds //= 1000
    return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).date()


def _in_mail(text: str) -> date | None:
    """Return the day of a date as mail, RSS and Twitter write it, or None."""
    parts = _TWITTER.sub(r"\1 \3 \2", text)
    read = parsedate(parts)
    if read is None:
        return None
    try:
        return date(*read[:3])
    except ValueError:
        return None


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
