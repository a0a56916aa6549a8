"""Splits a line into its dates, times and weekdays, and the words beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from rag.sources.dates.written_dates import WrittenDate, date_pattern, fold_line, written_date
from rag.text.calendar_names import weekday_numbers

TokenKind = Literal[
    "date",
    "time",
    "weekday",
    "zone",
    "published",
    "updated",
    "byline",
    "agency",
    "beside",
    "sign",
    "word",
    "number",
]


@dataclass(frozen=True, slots=True)
class LineToken:
    """A piece of a folded line: `text`, what it is, its date or its weekday (0 for Monday)."""

    kind: TokenKind
    text: str
    date: WrittenDate | None = None
    weekday: int | None = None


def line_tokens(folded: str, *, short_years: bool = False) -> list[LineToken]:
    """Return the pieces of a folded line in order; white space is left out.

    Years of two digits are read on request only: in a text, "26 May 18" may be the 26th at 18.
    """
    return list(_tokens(folded, short_years=short_years))


def _tokens(folded: str, *, short_years: bool) -> Iterator[LineToken]:
    dates, others = date_pattern(short_years=short_years), _pattern()
    at = 0
    while at < len(folded):
        dated = dates.match(folded, at)
        if dated is not None and not _STICKS.match(folded, dated.end()):
            yield LineToken("date", dated[0], date=written_date(dated))
            at = dated.end()
            continue
        match = others.match(folded, at)
        if match is None:  # white space
            at += 1
            continue
        yield _token(match)
        at = match.end()


def _token(match: re.Match[str]) -> LineToken:
    group, text = match.lastgroup, match[0]
    if group == "phrase":
        kind, weekday = _phrases()[text.rstrip(".")]
        return LineToken(kind, text, weekday=weekday)
    kinds: Mapping[str | None, TokenKind] = {
        "time": "time",
        "zone": "zone",
        "issue": "beside",
        "ago": "beside",
        "number": "number",
        "word": "word",
    }
    return LineToken(kinds.get(group, "sign"), text)


# What shows that the digits before it are no date: 1.2.2018.5, 5/6/2018/7.
_STICKS = re.compile(r"[./]\d")
_HALF = (
    r"(?:[ap]\.?\s?m(?![^\W_])\.?|[صم](?![^\W_])|صباحا|مساء|ظهرا|فجرا|ليلا|عصرا"
    r"|hrs?(?![^\W_])|h(?![^\W_]))"
)


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of everything in a line but its dates."""
    # 10:45, 10.45 pm, t10:45:00.000z, 10:45 +0300, 12h30, 5 p.m.
    time = (
        r"t?(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d(?!\d)(?:[:.][0-5]\d(?!\d))?(?:[.,]\d{1,9})?"
        rf"(?:\s?{_HALF})?|\s?{_HALF}|(?<=t\d\d)(?!\d))(?:\s?(?:z(?![^\W_])|[+\-]\d\d:?\d\d(?!\d)|[+\-]\d\d$|\+\d\d?(?!\d)))?"
    )
    # gmt+3, (gmt +0400), بتوقيت دمشق
    zone = (
        r"[+\-]\s?\d\d?\s(?:gmt|utc|غرينتش)|(?:gmt|utc)\s?[+\-]\s?\d\d?(?::?\d\d)?(?!\d)"
        r"|[+\-]\d\d:?\d\d(?!\d)"
    )
    # السنه 142 العدد 48018, رقم العدد [14424], issue 5
    issue = (
        r"(?:السنه|رقم\sالعدد|العدد|issue|vol(?:ume)?|no)(?![^\W_])\.?\s?:?\s?\[?\d{1,6}(?!\d)\]?"
    )
    # 5 years ago, 6 min read, منذ 5 سنوات
    ago = (
        r"\d{1,3}\s(?:year|month|week|day|hour|minute|min)s?\s(?:ago|read)(?![^\W_])"
        r"|منذ\s(?:\d{1,3}\s)?(?:سن|عام|اعوام|شهر|اشهر|اسبوع|اسابيع|يوم|ايام|ساع|دق)\w{0,4}"
    )
    phrases = "|".join(map(re.escape, sorted(_phrases(), key=len, reverse=True)))
    return re.compile(
        rf"(?P<time>{time})|(?P<zone>{zone})|(?P<issue>{issue})|(?P<ago>{ago})"
        rf"|(?P<phrase>(?:{phrases})(?![^\W\d_])\.?)|(?P<place>بتوقيت\s\w+)"
        r"|(?P<number>\d+(?:[\-/.:,]\d+)*[^\W_]*)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<sign>[^\w\s]+|_)"
    )


@cache
def _phrases() -> dict[str, tuple[TokenKind, int | None]]:
    """Return what the known words and phrases are, and the number of each weekday."""
    found: dict[str, tuple[TokenKind, int | None]] = {}
    for kind in ("beside", "agency", "byline", "zone", "updated", "published"):
        for phrase in dateline_words()[kind]:
            found[phrase] = (kind, None)
    for name, number in weekday_numbers().items():
        found[name] = ("weekday", number)
        if name.startswith("ال"):
            found[name[2:]] = ("weekday", number)
        elif name.isascii():
            found[name[:3]] = ("weekday", number)
    return found


@cache
def dateline_words() -> Mapping[str, frozenset[str]]:
    """Return the words of `dateline_words.tsv`, folded, by their kind."""
    found: dict[str, set[str]] = defaultdict(set)
    table = files("rag.sources.dates").joinpath("dateline_words.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        kind, _, phrases = line.partition("\t")
        if not kind.startswith("#"):
            found[kind] |= {fold_line(phrase) for phrase in phrases.split(", ")}
    return {kind: frozenset(phrases) for kind, phrases in found.items()}
