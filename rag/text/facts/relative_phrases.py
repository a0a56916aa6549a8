"""Finds the phrases of a text that tell days from the day of publication, weekdays aside."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import Plain, plain
from rag.text.analysis.number_words import number_words
from rag.text.facts.tense import is_future

Span = tuple[date, date]
# Dates beyond these cannot be reckoned with; no news is told of them.
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
# Weeks begin on a Monday, Sunday or Saturday, as the country has it: days behind Monday.
_WEEK_STARTS = (0, 6, 5)
# Without a number they mean some: قبل أيام.
_PLURALS = frozenset(["ايام", "اسابيع", "اشهر", "شهور", "اعوام", "سنوات", "سنين"])
_ROUND_YEARS = 5  # "ten years ago" may be nine or eleven


@dataclass(frozen=True, slots=True)
class RelativePhrase:
    """A phrase at `text[start:end]` of a folded text and the days that it stands for.

    `exact` is False where the phrase is used loosely: the days beside the span may be meant too.
    `way` is last, this or next of a week, month or year that is called so.
    """

    start: int
    end: int
    span: Span
    exact: bool = True
    way: str = ""


def relative_phrases(folded: Plain, published: date) -> Iterator[RelativePhrase]:
    """Yield the phrases of a folded text that tell days from `published`, the longest of each.

    Examples: أول من أمس, yesterday, last month, العام المقبل, three days ago, قبل يومين.
    """
    if not _FIRST_YEAR < published.year < _LAST_YEAR:
        return
    found = [*_days(folded, published), *_spans(folded, published), *_distances(folded, published)]
    found.sort(key=lambda one: (one.start, -one.end))
    free = 0
    for one in found:
        if one.start >= free:
            yield one
            free = one.end


def _days(folded: Plain, published: date) -> Iterator[RelativePhrase]:
    """Yield yesterday, today, بعد غد and their like."""
    pattern, before, after = _day_words()
    for match in pattern.finditer(folded.text):
        offset = _offsets()[" ".join(match["day"].split())]
        if offset == 0 and before.search(folded.text, max(match.start() - 12, 0), match.start()):
            continue
        if after.match(folded.text, match.end()):
            continue
        day = published + timedelta(days=offset)
        yield RelativePhrase(match.start("day"), match.end(), (day, day))


def _spans(folded: Plain, published: date) -> Iterator[RelativePhrase]:
    """Yield the weeks, months and years: last week, هذا الشهر, العام المقبل."""
    english, arabic = _span_words()
    for match in english.finditer(folded.text):
        way = _way(match["way"])
        span = span_of(way, _unit(match["unit"]), published)
        if match["the"] and way == "last":
            span = span[0], max(span[1], published)
        yield RelativePhrase(*match.span(), span, way=way)
    for match in arabic.finditer(folded.text):
        way = _way(match["way"] or "هذا")
        span = span_of(way, _unit(match["unit"] or match["named"]), published)
        yield RelativePhrase(*match.span(), span, way=way)


def span_of(way: str, unit: str, published: date) -> Span:
    """Return the first and the last day of the last, this or the next week, month or year.

    Weeks reach as far as they do in any country, and as the seven days beside `published`.
    """
    step = {"last": -1, "this": 0, "next": 1}[way]
    if unit == "year":
        return _year(published.year + step)
    if unit == "month":
        return _month(published, step)
    starts = [published - timedelta(days=(published.weekday() - day) % 7) for day in _WEEK_STARTS]
    first, last = min(starts) + timedelta(7 * step), max(starts) + timedelta(7 * step + 6)
    if step < 0:
        return first, max(last, published - timedelta(1))
    return (min(first, published + timedelta(1)), last) if step else (first, last)


def _distances(folded: Plain, published: date) -> Iterator[RelativePhrase]:
    """Yield two days ago, قبل ثلاثة أيام, and, of the future, in two days, خلال يومين."""
    past, future = _distance_words()
    for pattern in past:
        for match in pattern.finditer(folded.text):
            yield _distance(match, published, -1)
    for pattern in future:
        for match in pattern.finditer(folded.text):
            if is_future(folded.text, match.start()):
                yield _distance(match, published, 1)


def _distance(match: re.Match[str], published: date, way: int) -> RelativePhrase:
    """Return the phrase of a matched number of days, weeks, months or years."""
    pair = match.groupdict().get("pair")
    unit = _pairs()[pair] if pair else _unit(match["unit"])
    if match["few"] or (match["unit"] in _PLURALS and not match["n"]):
        return RelativePhrase(*match.span(), _some(unit, published, way), exact=False)
    count = 2 if pair else _count(match["n"])
    within = match[0].startswith(("within", "خلال", "في غضون"))
    first, last = _distant(unit, way * count, published)
    if within:
        first = min(published, first)
    exact = unit == "day" or (unit != "week" and count < _ROUND_YEARS)
    return RelativePhrase(*match.span(), (first, last), exact=exact)


def _some(unit: str, published: date, way: int) -> Span:
    """Return the days that "a few days ago" may mean: of any unit two to twelve."""
    ends = [_distant(unit, way * count, published) for count in (2, 12)]
    return min(first for first, _ in ends), max(last for _, last in ends)


def _distant(unit: str, count: int, published: date) -> Span:
    """Return the day, or the days about it, that many units from `published`.

    Two months ago is the whole month before the last, two years ago the whole year.
    """
    if unit == "year":
        return _year(min(max(published.year + count, _FIRST_YEAR), _LAST_YEAR))
    if unit == "month":
        return _month(published, count)
    days = timedelta(days=count * (7 if unit == "week" else 1))
    around = timedelta(days=3 if unit == "week" else 0)
    return published + days - around, published + days + around


def _month(published: date, step: int) -> Span:
    """Return the calendar month that many months from that of `published`."""
    year, month = divmod(published.year * 12 + published.month - 1 + step, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def _count(number: str | None) -> int:
    """Return the value of a number in digits or words; one for none and for an article."""
    if number is None or number in ("a", "an"):
        return 1
    return int(number) if number.isdigit() else int(number_words()[number].value)


def _unit(word: str) -> str:
    return next(unit for unit, forms in told("unit").items() if word in forms)


def _way(word: str) -> str:
    return next(way for way, forms in told("way").items() if word in forms)


@cache
def told(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the folded phrases of a kind in relative_days.tsv, by their value."""
    text = files("rag.text.facts").joinpath("relative_days.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {
        value: tuple(plain(phrase.strip()).text for phrase in phrases.split(" | "))
        for name, value, phrases in rows
        if name == kind
    }


@cache
def _offsets() -> Mapping[str, int]:
    """Return the days from the day of publication, by phrase."""
    return {phrase: int(days) for days, phrases in told("day").items() for phrase in phrases}


@cache
def _pairs() -> Mapping[str, str]:
    """Return the units of the Arabic duals."""
    return {phrase: unit for unit, phrases in told("pair").items() for phrase in phrases}


def either(phrases: Mapping[str, tuple[str, ...]], *, ascii_only: bool | None = None) -> str:
    """Return a pattern of the phrases, the longest first, in one or both scripts."""
    chosen = {
        phrase
        for some in phrases.values()
        for phrase in some
        if ascii_only is None or phrase.isascii() == ascii_only
    }
    longest = sorted(chosen, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in longest)


_START, _END = r"(?<![^\W_])", r"(?![^\W_])"


@cache
def _day_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return patterns for single days, and for what stands before or behind one that is none."""
    day = either(told("day"))
    none = told("none")
    before = "|".join(map(re.escape, sorted(none["before"], key=len, reverse=True)))
    after = "|".join(map(re.escape, sorted(none["after"], key=len, reverse=True)))
    return (
        re.compile(rf"{_START}[وف]?[بل]?(?P<day>{day}){_END}"),
        re.compile(rf"{_START}(?:{before})\s\Z"),
        re.compile(rf"\s(?:{after}){_END}"),
    )


@cache
def _span_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for the spans in English and in Arabic."""
    units = {unit: forms for unit, forms in told("unit").items() if unit != "day"}
    ways = told("way")
    one = either({unit: forms[:1] for unit, forms in units.items()}, ascii_only=True)
    english = (
        rf"{_START}(?P<the>the\s)?(?P<way>{either(ways, ascii_only=True)})\s(?P<unit>{one})"
        rf"{_END}(?!\sof\b)"
    )
    # One of a unit: not الأعوام الماضية.
    names = either({"": ("اسبوع", "شهر", "عام", "سنه")})
    arabic = (
        rf"{_START}(?:[وف]?[بلك]?ال(?P<unit>{names})\s(?P<way>{either(ways, ascii_only=False)})"
        rf"|[وف]?[بل]?هذ[اه]\sال(?P<named>{names})){_END}"
    )
    return re.compile(english), re.compile(arabic)


@cache
def _distance_words() -> tuple[Sequence[re.Pattern[str]], Sequence[re.Pattern[str]]]:
    """Return patterns for distances back, and for distances ahead, in English and in Arabic."""
    small = number_words().items()
    words = {word for word, atom in small if atom.kind == "small" and 1 < atom.value < 100}
    unit, few, count = told("unit"), told("ago"), {"": tuple(words)}
    english = (
        rf"(?:(?P<n>\d{{1,2}}|an?|{either(count, ascii_only=True)})"
        rf"|(?P<few>{either(few, ascii_only=True)}))[\s-](?P<unit>{either(unit, ascii_only=True)})"
    )
    # Not "two days before the vote".
    arabic = (
        rf"(?:(?P<pair>{either(told('pair'))})"
        rf"|(?:(?P<n>\d{{1,2}}|{either(count, ascii_only=False)})\s"
        rf"|(?P<few>{either(few, ascii_only=False)})\s)?"
        rf"(?P<unit>{either(unit, ascii_only=False)})){_END}(?!\s(?:من|علي){_END})"
        # Without a number: not "before the day of the vote", "before the month of Ramadan".
        rf"(?(pair)|(?(n)|(?!\s(?:ال\w{{3,}}|\d+|رمضان))))"
    )
    past = (rf"{_START}{english}\sago", rf"{_START}[وف]?(?:قبل|منذ)\s{arabic}")
    future = (
        rf"{_START}(?:in|within)\s(?!an?\sday){english}{_END}",
        rf"{_START}[وف]?(?:خلال|بعد|في\sغضون)\s{arabic}",
    )
    return tuple(map(re.compile, past)), tuple(map(re.compile, future))
