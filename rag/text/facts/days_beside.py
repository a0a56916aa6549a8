"""Puts the calendar day beside a day that is told from the day of publication."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from rag.records import Language
from rag.text.analysis.folding import Plain, plain
from rag.text.display import month_name
from rag.text.facts.calendar_days import named_days
from rag.text.facts.relative_days import ToldDay, may_tell_days, told_days
from rag.text.facts.relative_phrases import Span, told
from rag.text.facts.tense import tense

_SATURDAY = 5

_MARKS = re.compile(r"[\"“”„«»]")
_TOUCHED = re.compile(r"(?:\A|\W|[وف])لامس\Z")  # a verb, where لأمس is "of yesterday"
_BRACKET = re.compile(r"[\s,،]*[\[(]")
_JUST_DONE = re.compile(r"(?:\b\w+ed|said|told|met|won|lost|began|held|left|struck|rose|fell)\s\Z")
_MEANT_OTHERWISE = 3  # days ahead up to which "next Thursday" may be that of the week after
_QUOTE = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|„[^„“”]*[“”]|(?<!\w)[‘'][^‘’']*[’'](?!\w)")


def with_days_beside(text: str, published: date | None, language: Language) -> str:
    """Return a text with the day in brackets behind each day told from that of publication.

    Of "on Sunday", published on 29 July 2024, this is "on Sunday [28 July]", and of هذا العام it is
    هذا العام [2024]. The year is named where it is another than that of publication. Only what is
    sure is made absolute: nothing in quotations, no "today" that may mean these times, no day that
    may be one of two, none that the text gives itself. Without a day of publication the text is
    returned as it is.
    """
    if published is None or not may_tell_days(text):
        return text
    shown, at = [], 0
    for end, beside in _insertions(text, published, language):
        shown += [text[at:end], f" [{beside}]"]
        at = end
    return "".join([*shown, text[at:]])


def _insertions(text: str, published: date, language: Language) -> Iterator[tuple[int, str]]:
    """Yield where something is put into a text, in order, and what."""
    from rag.text.facts import facts

    stated, folded = facts(text), plain(text)
    quoted = [match.span() for match in _QUOTE.finditer(text)]
    told = [one for one in told_days(stated, published) if not one.named and len(one.spans) == 1]
    given = {span for one in named_days(stated, published) for span in one.spans}
    seen: set[Span] = set()
    for one in told:
        span = one.spans[0]
        inside = any(start < one.end and one.start < end for start, end in quoted)
        open_mark = len(_MARKS.findall(text[: one.start])) % 2
        if inside or open_mark or span in seen or _is_given(span, given):
            continue
        if _TOUCHED.search(text[max(one.start - 2, 0) : one.end]):
            continue
        if _BRACKET.match(text, one.end) or not _is_sure(one, told, folded, published):
            continue
        beside = in_words(_span_meant(one, published, language), published, language)
        if beside:
            seen.add(span)
            yield one.end, beside


def _span_meant(one: ToldDay, published: date, language: Language) -> Span | None:
    """Return the days of a phrase, those of one week for "last week"."""
    first, last = one.spans[0]
    month = first.day == 1 and last - first >= timedelta(days=27)
    if one.weekday is None and one.way and first != last and not month:
        return _week(one.way, published, language)
    return one.spans[0]


def _week(way: str, published: date, language: Language) -> Span | None:
    """Return the last, this or the next week, from Monday in English and from Sunday in Arabic.

    None for a day of publication on a weekend: countries differ in the week that it belongs to.
    """
    if published.weekday() >= _SATURDAY:
        return None
    step = {"last": -1, "this": 0, "next": 1}[way]
    first = published + timedelta(days=7 * step - published.weekday() - (language == "ar"))
    return first, first + timedelta(days=6)


def _is_given(span: Span, given: set[Span]) -> bool:
    """Tell whether a text has the day itself, or a day of the month or year that is meant."""
    return any(
        span[0] <= last and first <= span[1] and last - first <= span[1] - span[0]
        for first, last in given
    )


def _is_sure(one: ToldDay, others: list[ToldDay], folded: Plain, published: date) -> bool:
    """Tell whether a phrase can only mean the first of its days."""
    text = folded.source
    first, last = one.spans[0]
    before, behind = (
        plain(text[max(one.start - 24, 0) : one.start]).text,
        plain(text[one.end : one.end + 24]).text,
    )
    if _beside()[0].search(before) or _beside()[1].match(behind):
        return False
    if one.weekday is None:
        return not one.perhaps and _phrase_is_sure(one, others, folded, published)
    if one.bare:
        return _weekday_is_sure(one, folded, published)
    if one.way == "" and not one.perhaps:
        return True  # yesterday, Saturday: both agree
    english = text[one.start : one.end].isascii()
    # Of "next Thursday" on a Wednesday nobody knows which one is meant.
    near = one.way == "next" and (first - published).days <= _MEANT_OTHERWISE
    return first == last and not english and not near and _says_last(text[one.start : one.end])


def _says_last(phrase: str) -> bool:
    """Tell whether an Arabic weekday is called the last or the next one: السبت الماضي، المقبل."""
    return any(
        word in told("way")["last"] + told("way")["next"] for word in plain(phrase).text.split()
    )


def _weekday_is_sure(one: ToldDay, folded: Plain, published: date) -> bool:
    """Tell whether a weekday alone means the last one, or the next one of what lies ahead."""
    at = len(plain(folded.source[: one.start]).text)
    when = tense(folded.text, at)
    if when == "open":
        return False
    return one.spans[0][0] <= published if when == "past" else one.spans[0][0] >= published


def _phrase_is_sure(one: ToldDay, others: list[ToldDay], folded: Plain, published: date) -> bool:
    """Tell whether "yesterday", "last month" or "two days ago" is counted from publication."""
    first, last = one.spans[0]
    if first == last:
        elsewhere = any(
            other is not one
            and other.spans[0] != (published, published)
            and other.weekday is not None
            for other in others
        )
        if first == published:
            if folded.source[one.start : one.end].isascii():
                # "Looks after bases today" is nowadays.
                return _JUST_DONE.search(folded.source, 0, one.start) is not None
            at = len(plain(folded.source[: one.start]).text)
            return tense(folded.text, at) != "open"
        # "After 15 days" is counted from any event.
        counted = abs((first - published).days) > 2 and first > published
        return not elsewhere and not counted
    # Two months or years ago is seldom meant to the month or year.
    return bool(one.way)


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of the words before and behind a day that make it unsure."""
    text = files("rag.text.facts").joinpath("days_beside.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    phrases = {
        where: "|".join(re.escape(plain(phrase.strip()).text) for phrase in row.split(" | "))
        for where, row in rows
    }
    return (
        re.compile(rf"(?<![^\W_])(?:{phrases['before']})\s(?:يوم\s)?\Z"),
        re.compile(rf"\s?(?:-\s?)?(?:{phrases['behind']})(?![^\W_])"),
    )


def in_words(span: Span | None, published: date, language: Language) -> str:
    """Return days as they are written beside a phrase; empty for none and for no usual span.

    Examples: 28 July; 22–28 July; 29 July – 4 August; August; December 2023; 2023.
    """
    if span is None:
        return ""
    first, last = span
    if first == last:
        return _day(first, published, language)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1]):
        return f"{month_name(first.month, language)}{_year(first, published)}"
    if last - first > timedelta(days=6):
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last, published, language)}"
    return f"{_day(first, published, language)} – {_day(last, published, language)}"


def _day(when: date, published: date, language: Language) -> str:
    return f"{when.day} {month_name(when.month, language)}{_year(when, published)}"


def _year(when: date, published: date) -> str:
    return "" if when.year == published.year else f" {when.year}"
