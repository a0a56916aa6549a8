"""Finds the figures of a sentence with what they count, for comparing one article with another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rag.briefs.figures.counted import (
    currency,
    first_naming_words,
    is_time,
    keys_of,
    last_naming_words,
    naming_words,
    places_of,
)
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import LEAST_COUNT, MOST_TIMES, WORDS_BESIDE
from rag.grounding.analyzed_text import analyze_text
from rag.text.analyzer import Analyzer
from rag.text.facts import Fact

_FIRST_YEAR, _LAST_YEAR = 1500, 2100

_STOPS = re.compile(r"(?<!\b[A-Z])\.(?=\s|\Z)|[,;:!?()\[\]،؛؟«»\"“”\n]")
_CLAUSE = re.compile(r"[,;،؛]|\s[-—]\s|\sand\s|\sو")
# What ends right before a number that is part of a word: the "F-" of F-16, the "2" of 2-1.
_GLUED = re.compile(r"[^\W\d_][-–'’]?\Z|[^\W_][-–:/+]\Z|\d\s?[-–:]\s\Z")
# What follows a number that is part of a word: the "-year" of 12-year, "-1" of 2-1, "th" of 5th.
_GLUED_BEHIND = re.compile(r"\s?[-–:/+]\s?\d|[-–](?:year|day|hour|minute|month|week)|[^\W\d_]")
_RANGE = re.compile(r"\s?[-–]\s?|\s(?:to|and|or|إلى|الى|أو)\s|\sو")
_COUNT = re.compile(r"\b(?:number of|total of|toll of|عدد|حصيلة)\s")
_AND = re.compile(r"^و(?=ال)")
# Ends like "about ", "more than ", "نحو ", or holds "exceeded", "تجاوز".
_ROUNDED = re.compile(
    r"(?:\b(?:about|around|some|roughly|nearly|almost|over|above|close to|(?:more|less) than"
    r"|at least|estimated)|نحو|حوال[يى]|قرابة|زهاء|يقارب|يقرب من|ما يزيد على|[أا](?:كثر|قل) من"
    r"|يفوق)\s\S{0,3}\Z|تجاوز|passed|exceeded",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A number in a sentence, with what it counts.

    `written` is as the sentence has it, with both ends of a range and the currency of a sum of
    money; `start` is its offset in the text of the sentence. `unit` is a currency, `%` or empty.
    `thing` is what it counts, as keys to compare; `near` holds these keys and those of the words
    beside it. `about` is what it counts, in words of the sentence. `context` is the part of the
    sentence that is about the figure, without the number. `places` are the countries named there,
    or else those of the whole sentence. `rounded` says that the sentence calls it a round figure or
    a bound.
    """

    line: SourceSentence
    written: str
    start: int
    values: frozenset[Decimal]
    unit: str
    thing: frozenset[str]
    near: frozenset[str]
    about: str
    context: str
    places: frozenset[str]
    rounded: bool

    @property
    def value(self) -> Decimal:
        """Return the value; the upper end of a range."""
        return max(self.values)


def figures(line: SourceSentence, analyzer: Analyzer) -> list[CountedFigure]:
    """Return the figures of a sentence that count something.

    Dates, years, ordinals, scores, times, ages, parts of names and small whole numbers are left
    out.
    """
    text = line.text
    groups = _ranges(text, _outside_dates(analyze_text(text, analyzer).facts.facts))
    edges = [_edge(text, one[-1].end, two[0].start) for one, two in pairwise(groups)]
    return [
        _figure(line, group, (start, end), analyzer)
        for group, (start, end) in zip(groups, pairwise([0, *edges, len(text)]), strict=False)
        if _counts(text, group)
    ]


def _outside_dates(found: Sequence[Fact]) -> list[Fact]:
    """Return the certain numbers and shares that are no part of a date."""
    dates = [fact for fact in found if fact.kind == "date"]
    numbers = [fact for fact in found if fact.strict and fact.kind in ("number", "percent")]
    return [
        fact for fact in numbers if not any(date.start <= fact.start < date.end for date in dates)
    ]


def without_rivals(told: Sequence[CountedFigure]) -> list[CountedFigure]:
    """Return the figures of a sentence that have no rival in it.

    In "it fell to 4 from 10" nobody can tell which of the two another article means.
    """
    return [one for one in told if not any(_rivals(one, other) for other in told)]


def same_thing(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether the thing that each figure counts is named beside the other figure."""
    return not (one.thing.isdisjoint(other.near) or other.thing.isdisjoint(one.near))


def _rivals(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures of one sentence could be mistaken for each other."""
    return (
        one is not other
        and one.unit == other.unit
        and one.places == other.places
        and (bool(one.unit) or same_thing(one, other))
        and one.value <= other.value * MOST_TIMES
        and other.value <= one.value * MOST_TIMES
    )


def _ranges(text: str, counted: Sequence[Fact]) -> list[list[Fact]]:
    """Group the facts, so that the two ends of a range (between 12 and 14 million) are together."""
    groups: list[list[Fact]] = []
    for fact in counted:
        last = groups[-1] if groups else []
        between = text[last[-1].end : fact.start] if last else ""
        if len(last) == 1 and last[0].kind == fact.kind and _RANGE.fullmatch(between):
            last.append(fact)
        else:
            groups.append([fact])
    return groups


def _edge(text: str, end: int, start: int) -> int:
    """Return the offset where the words about one figure end and those about the next begin."""
    clause = _CLAUSE.search(text, end, start)
    return clause.start() if clause else start


def _counts(text: str, group: Sequence[Fact]) -> bool:
    """Tell whether a number, or a range, counts something."""
    first, last = group[0], group[-1]
    behind = text[last.end :]
    digits = text[last.start : last.end].strip("$€£¥ ")
    if not any(character.isdigit() for character in digits):
        return False
    if _GLUED.search(text[: first.start]) or _GLUED_BEHIND.match(behind):
        return False
    if last.kind == "percent":
        return True
    if not last.scaled and _value(first) > _value(last):  # a score
        return False
    return not (_is_year_or_small(_value(last), digits) or is_time(_until_stop(behind)))


def _is_year_or_small(value: Decimal, digits: str) -> bool:
    """Tell whether a whole number is written like a year, or too small to be compared."""
    if value != value.to_integral_value():
        return False
    return value < LEAST_COUNT or (_FIRST_YEAR <= value <= _LAST_YEAR and digits.isdigit())


def _figure(
    line: SourceSentence, group: Sequence[Fact], about: tuple[int, int], analyzer: Analyzer
) -> CountedFigure:
    """Describe a number whose words stand between the offsets `about` of the sentence."""
    text, first, last = line.text, group[0], group[-1]
    start, end = about
    written = text[first.start : last.end]
    behind = _until_stop(text[last.end : end])
    before = _STOPS.split(text[start : first.start])[-1]
    count = _COUNT.search(text, start, first.start)
    counted = text[count.end() : first.start] if count else ""
    context = f"{text[start : first.start]} {text[last.end : end]}".strip()
    near = keys_of(_beside(counted, before, behind), analyzer)
    unit = "%" if last.kind == "percent" else currency(written, behind)
    return CountedFigure(
        line=line,
        written=_with_unit(written, unit, behind),
        start=first.start,
        values=frozenset(map(_value, group)),
        unit=unit,
        thing=near if unit else keys_of(_thing(counted, before, behind), analyzer),
        near=near,
        about=_about(counted, before, "" if unit else behind),
        context=context,
        places=places_of(context, analyzer) or places_of(text, analyzer),
        rounded=_ROUNDED.search(text, start, first.start) is not None,
    )


def _with_unit(written: str, unit: str, behind: str) -> str:
    """Return the figure with its currency, where that is a word."""
    sign = any(sign in written for sign in "$€£¥")
    return written if unit in ("", "%") or sign else f"{written} {behind.split()[0]}"


def _thing(counted: str, before: str, behind: str) -> list[str]:
    """Return the words that name what is counted.

    This is the noun behind a figure. Where there is none, or where it is said before the figure
    (the number of dead is 12), the words before the figure are used too.
    """
    behind_it = naming_words(first_naming_words(behind))
    if counted or not _named(behind):
        return [*naming_words(counted)[:WORDS_BESIDE], *naming_words(before)[-1:], *behind_it]
    return behind_it


def _about(counted: str, before: str, behind: str) -> str:
    """Return what is counted as words in a row, without an Arabic `and`."""
    noun = first_naming_words(behind)
    told = (
        (noun if _named(behind) else "") or first_naming_words(counted) or last_naming_words(before)
    )
    return _AND.sub("", told or noun)


def _named(behind: str) -> bool:
    """Tell whether the word right behind a figure names what is counted."""
    return naming_words(" ".join(behind.split()[:1])) != []


def _beside(counted: str, before: str, behind: str) -> Iterator[str]:
    yield from naming_words(counted)[:WORDS_BESIDE]
    yield from naming_words(before)[-WORDS_BESIDE:]
    yield from naming_words(behind)[:WORDS_BESIDE]


def _value(fact: Fact) -> Decimal:
    return Decimal(fact.key.removesuffix("%"))


def _until_stop(text: str) -> str:
    return _STOPS.split(text.strip(), maxsplit=1)[0]
