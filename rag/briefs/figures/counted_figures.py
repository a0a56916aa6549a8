"""Finds the figures of a sentence with what they count, for comparing one article with another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.figure_words import MAGNITUDE, CountedKind, figure_words
from rag.briefs.figures.kind_of_figure import kind_of, magnitude, order
from rag.briefs.figures.speakers import without_speakers
from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import LEAST_COUNT, WORDS_BESIDE
from rag.text.analysis.numbers import numbers
from rag.text.analyzer import Analyzer
from rag.text.facts import Fact, facts
from rag.text.facts.figure_units import measures

_OTHERS = frozenset(["", "others"])  # "30 others" beside the dead are simply 30 injured
_BACK = 100  # characters before a figure that may say how it stands to another one
_FIRST_YEAR, _LAST_YEAR = 1500, 2100

_STOPS = re.compile(r"(?<!\b[A-Z])\.(?=\s|\Z)|[,;:!?()\[\]،؛؟«»\"“”\n]")
_CLAUSE = re.compile(r"[,;،؛]|\s[-—]\s|\sand\s|\sو")
# What ends right before a number that is part of a word: the "F-" of F-16, the "2" of 2-1.
# An Arabic particle does not count: و31.
_GLUED = re.compile(
    r"(?:[^\W\d_][-–'’]|(?!(?<!\w)[وفبلك]\Z)[^\W\d_])\Z|[^\W_][-–:/+]\Z|\d\s?[-–:]\s\Z"
)
# What follows a number that is part of a word: the "-year" of 12-year, "-1" of 2-1, "th" of 5th.
_GLUED_BEHIND = re.compile(r"\s?[-–:/+]\s?\d|[-–](?:year|day|hour|minute|month|week)|[^\W\d_]")
_SPELT = re.compile(r"\w(?:ties|ens|eds)\Z")  # twenties, dozens, hundreds
_RANGE = re.compile(r"\s?[-–]\s?|\s(?:to|and|or|إلى|الى|أو)\s|\sو")
# A year stands between no two figures: in 2024, عام 2024.
_YEAR = re.compile(r"(?<!\w)(?:in|since|year|عام|العام|سنة|منذ)\s((?:19|20)\d\d)(?![\w%]|[.,/]\d)")
_COUNT = re.compile(r"\b(?:number of|total of|toll of|عدد|حصيلة)\s")
# tonnes of grain, طن من الحبوب
_MEASURED = re.compile(r"(?:square |cubic )?[^\W\d_]+(?: (?:of|من)(?: the)? [^\W\d_]+)?")
_AND = re.compile(r"^و(?=ال)")


def figures(line: SourceSentence, analyzer: Analyzer) -> list[CountedFigure]:
    """Return the figures of a sentence that count something.

    Dates, years, ordinals, scores, times, ages, parts of names and small whole numbers are left
    out.
    """
    text = line.text
    if not numbers(text):  # most sentences: the analysis takes ten times as long
        return []
    groups = _ranges(text, _outside_dates(text, facts(text).facts))
    edges = [_edge(text, one[-1].end, two[0].start) for one, two in pairwise(groups)]
    told: list[CountedFigure] = []
    for group, clause in zip(groups, pairwise([0, *edges, len(text)]), strict=False):
        if _counts(text, group):
            told.append(_figure(line, group, clause, analyzer, told[-1] if told else None))
    return [one for one in told if one.sure or not _is_year_or_small(one)]


def _outside_dates(text: str, found: Sequence[Fact]) -> list[Fact]:
    """Return the certain numbers and shares that are no part of a date and no year."""
    dates = [fact for fact in found if fact.kind == "date"]
    numbers = [fact for fact in found if fact.strict and fact.kind in ("number", "percent")]
    years = {year.start(1) for year in _YEAR.finditer(text)}
    return [
        fact
        for fact in numbers
        if fact.start not in years
        and not any(date.start <= fact.start < date.end for date in dates)
    ]


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
    before, behind = text[: first.start], text[last.end :]
    if _GLUED_BEHIND.match(behind) or _SPELT.search(text[: last.end]):
        return False
    if last.kind == "number" and magnitude(_value(last), before, behind, text):
        return True
    if _GLUED.search(before):
        return False
    if last.kind == "percent":
        return True
    if not last.scaled and _value(first) > _value(last):  # a score
        return False
    return not is_time(until_stop(behind))


def _is_year_or_small(figure: CountedFigure) -> bool:
    """Tell whether a whole number is written like a year or as a word, or too small to compare."""
    value, digits = figure.value, figure.written.strip("$€£¥ ")
    if not any(character.isdigit() for character in digits):
        return True
    if figure.unit == "%" or value != value.to_integral_value():
        return False
    return value < LEAST_COUNT or (_FIRST_YEAR <= value <= _LAST_YEAR and digits.isdigit())


def _figure(
    line: SourceSentence,
    group: Sequence[Fact],
    clause: tuple[int, int],
    analyzer: Analyzer,
    previous: CountedFigure | None,
) -> CountedFigure:
    """Describe a number whose words stand between the offsets `clause` of the sentence.

    `previous` is the figure before it.
    """
    text, first, last = line.text, group[0], group[-1]
    start, end = clause
    written = text[first.start : last.end]
    ahead, rest = text[start : first.start], text[last.end : end]
    behind, before = until_stop(rest), _STOPS.split(ahead)[-1]
    count = _COUNT.search(text, start, first.start)
    counted = text[count.end() : first.start] if count else ""
    context = f"{ahead} {rest}".strip()
    near = keys_of(_beside(counted, before, behind), analyzer)
    unit, rate = _unit(text, group, behind)
    own_places = places_of(without_speakers(text, clause), analyzer)
    since = start if ahead.strip() else previous.end if previous else 0
    around = f"{text[since : first.start]} {rest}"
    about = figure_words(
        text[max(first.start - _BACK, 0) : first.start],
        rest,
        around,
        counted=counted,
        sentence=text,
    )
    kind = _kind(text, group, unit, clause, previous.kind if previous else None)
    beside = {rate} if rate else set()
    if kind is MAGNITUDE:
        beside.add(order(text[: first.start], rest))
    return CountedFigure(
        line=line,
        written=_with_unit(written, unit, behind),
        start=first.start,
        values=frozenset(map(_value, group)),
        unit=unit,
        thing=near if unit else keys_of(_thing(counted, before, behind), analyzer),
        near=near,
        about=_about(counted, before, behind, unit),
        context=context,
        places=own_places or places_of(without_speakers(text, (0, len(text))), analyzer),
        own_places=own_places,
        kind=kind,
        scope=frozenset(about.scope | beside) - ({""} if kind and kind.name == "dead" else _OTHERS),
        marks=frozenset(about.marks),
        bound="range" if len(group) > 1 else first.bound.kind if first.bound else "",
        clause=clause,
    )


def _kind(
    text: str,
    group: Sequence[Fact],
    unit: str,
    clause: tuple[int, int],
    previous: CountedKind | None,
) -> CountedKind | None:
    """Return the kind of what a number counts; None for an unknown one, a share or a measure."""
    first, last = group[0], group[-1]
    if not unit and magnitude(_value(last), text[: first.start], text[last.end :], text):
        return MAGNITUDE
    if unit == "%" or unit.startswith("m:"):
        return None
    ahead, behind = text[clause[0] : first.start], until_stop(text[last.end : clause[1]])
    ahead = ahead if ahead.strip() else _STOPS.split(text[: first.start])[-1]
    return kind_of(ahead, behind, money=bool(unit), beyond=text[last.end :], previous=previous)


def _unit(text: str, group: Sequence[Fact], behind: str) -> tuple[str, str]:
    """Return the unit of a number, and the time that it counts by.

    The unit of a measure has `m:` before it.
    """
    last = group[-1]
    if last.kind == "percent":
        return "%", ""
    found = [one for one in measures(facts(text)).figures if one.fact == last]
    rate = found[0].rate if found else ""
    money = currency(text[group[0].start : last.end], behind)
    if money:
        own = [key for one in found for key in one.units if ":" in key]
        return own[0] if len(own) == 1 else money, rate
    if found and found[0].kind == "measure":
        return f"m:{'|'.join(sorted(found[0].units))}", rate
    return "", rate


def _with_unit(written: str, unit: str, behind: str) -> str:
    """Return the figure with its currency or measure, where that is a word."""
    if unit in ("", "%") or any(sign in written for sign in "$€£¥"):
        return written
    return " ".join([written, *behind.split()[:1]])


def _thing(counted: str, before: str, behind: str) -> list[str]:
    """Return the words that name what is counted.

    This is the noun behind a figure. Where there is none, or where it is said before the figure
    (the number of dead is 12), the words before the figure are used too.
    """
    behind_it = naming_words(first_naming_words(behind))
    if counted or not _named(behind):
        return [*naming_words(counted)[:WORDS_BESIDE], *naming_words(before)[-1:], *behind_it]
    return behind_it


def _about(counted: str, before: str, behind: str, unit: str) -> str:
    """Return what is counted as words in a row, without an Arabic `and`."""
    if unit.startswith("m:"):
        measured = _MEASURED.match(behind.strip())
        return measured[0] if measured else last_naming_words(before)
    behind = "" if unit else behind
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


def until_stop(text: str) -> str:
    """Return the beginning of a text up to the first mark of punctuation."""
    return _STOPS.split(text.strip(), maxsplit=1)[0]
