"""How well a sentence holds a quantity: a count, an amount, how long it took."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from rag.retrieval.answer_words import bare, shown
from rag.retrieval.question_kinds import Asked
from rag.retrieval.sentence_traits import NumberSeen, Seen
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import content_stem
from rag.text.crosslingual.glossary import Glossary
from rag.text.facts import Fact

NEUTRAL = 0.5
"""Where nothing can be told from the sentence: a kind that no word shows."""
SURE, GOOD, LIKELY, WEAK, NONE = 1.0, 0.85, 0.7, 0.3, 0.0
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")


def count(asked: Asked, seen: Seen) -> float:
    """Judge a number with what is counted behind it; else one that is no year, percentage or
    measure."""
    best = NONE
    for number in seen.numbers:
        if number.fact.kind == "percent":
            best = max(best, WEAK / 2)
        elif asked.unit and _counts(number, asked.unit, seen.glossary):
            return SURE
        elif not number.fact.strict or _is_year(number.fact):
            best = max(best, WEAK / 2)
        elif _is_measured(number, seen):
            best = max(best, WEAK)
        elif asked.unit and _is_bare(number, seen):
            best = max(best, GOOD)
        else:
            best = max(best, NEUTRAL if asked.unit else LIKELY)
    return best


def amount(asked: Asked, seen: Seen) -> float:
    """Judge a number in the unit that is asked for; else another number."""
    told = shown(asked.unit) if asked.unit else _any_unit()
    best = NONE
    for number in seen.numbers:
        if asked.unit == "percent" and number.fact.kind == "percent":
            return SURE
        if asked.unit in ("", "money") and seen.is_money(number.fact):
            return SURE
        if _is_beside(number, told):
            return SURE
        if number.fact.strict and not _is_year(number.fact):
            best = max(best, WEAK if asked.unit else NEUTRAL)
    return best


def duration(asked: Asked, seen: Seen) -> float:
    """Judge a number of hours, days, years…, best in the unit that is asked for. Times without a
    number (for decades) may be a duration too."""
    wanted = {one for kind in _TIMES for one in shown(kind) if asked.unit == content_stem(one)}
    best = NONE
    for number in seen.numbers:
        if wanted and _is_beside(number, wanted):
            return SURE
        if _is_beside(number, _any_time()):
            best = max(best, GOOD if wanted else SURE)
        best = max(best, WEAK / 2)
    return max(best, NEUTRAL if seen.has("times") else NONE, WEAK if seen.has("lasting") else best)


def is_when(number: NumberSeen) -> bool:
    """Tell whether a number is a year or a century: 1999, 753 ق.م, in the year 960."""
    if _is_year(number.fact):
        return True
    return number.fact.key.isdigit() and _is_beside(number, shown("era"))


def _counts(number: NumberSeen, unit: str, glossary: Glossary) -> bool:
    """Tell whether a number counts what is asked for, in either language."""
    stems = list(filter(None, map(content_stem, number.around)))
    if unit in stems or (number.of_a_people and unit in _stems("anybody")):
        return True
    if any(unit in _stems(units) and not _stems(told).isdisjoint(stems) for units, told in _ALIKE):
        return True
    wanted = glossary.of(unit)
    return bool(wanted) and any(not set(wanted).isdisjoint(glossary.of(one)) for one in stems)


# Units of a count, and what else is counted as one of them.
_ALIKE = (
    ("soldiers", "soldiers"),
    ("anybody", "people"),
    ("anybody", "audience"),
    ("anybody", "residents"),
    ("audience", "audience"),
)


def _is_bare(number: NumberSeen, seen: Seen) -> bool:
    """Tell whether a number with no noun behind it is the object of a verb of the question: Messi,
    who scored seven, was voted best."""
    if not number.before or content_stem(number.before) not in seen.known:
        return False
    return not number.behind or is_stopword(number.behind)


def _is_measured(number: NumberSeen, seen: Seen) -> bool:
    """Tell whether a number is told in a unit: money, metres, days."""
    if seen.is_money(number.fact):
        return True
    return _is_beside(number, _any_unit()) or _is_beside(number, _any_time())


def _is_beside(number: NumberSeen, told: Collection[str]) -> bool:
    return any(one in told for near in number.around for one in bare(near))


def _is_year(fact: Fact) -> bool:
    return fact.kind == "number" and fact.key.isdigit() and 1800 <= int(fact.key) <= 2100


@cache
def _stems(kind: str) -> frozenset[str]:
    return frozenset(filter(None, map(content_stem, shown(kind))))


@cache
def _any_unit() -> frozenset[str]:
    kinds = ("money", "length", "weight", "area", "volume", "temperature", "speed", "magnitude")
    return frozenset[str]().union(*map(shown, kinds))


@cache
def _any_time() -> frozenset[str]:
    return frozenset[str]().union(*map(shown, _TIMES))
