"""Tells how two figures of the same thing stand to each other: alike, an update, a disagreement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from rag.briefs.figures.counted_figure import CHANGES, CountedFigure
from rag.briefs.figures.disasters import same_kind
from rag.briefs.figures.figure_days import Days, day_of, event_days
from rag.briefs.figures.local_places import local_words
from rag.briefs.figures.speakers import says
from rag.briefs.tuning import ABOUT, LOOSE_BOUND, MOST_APART, MOST_GROWTH, MOST_TIMES, ROUNDED
from rag.text.analysis.tokenizer import words

Relation = Literal["update", "disagreement"]

_RATES = frozenset(["day", "week", "month", "year"])
_LOWEST = Decimal(100)  # below it a figure is hardly ever rounded unless it is called so


def speaker(figure: CountedFigure) -> str | None:
    """Return who says a figure, in the words of its sentence."""
    return says(figure.line.text, figure.clause, figure.start)


def outlet(figure: CountedFigure) -> str:
    """Return the outlet of a figure, or its article where no outlet is known."""
    return figure.line.article.outlet or figure.line.article.id


def alike(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures are the same, one rounded or within the range of the other.

    Two ranges are the same only if both ends are.
    """
    low, high = min(one.values), one.value
    if one.bound == other.bound == "range":
        return _within(low, min(other.values)) and _within(high, other.value)
    if low <= other.value and min(other.values) <= high:
        return True
    if one.bound == "about" or other.bound == "about" or "almost" in (one.bound, other.bound):
        return _within(one.value, other.value, ABOUT)
    return _rounds_to(one, other) or _rounds_to(other, one)


def may_agree(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures can both be right at the same time."""
    return alike(one, other) or _satisfies(one, other) or _satisfies(other, one)


def relation(earlier: CountedFigure, later: CountedFigure) -> Relation | None:
    """Return how two figures of the same thing stand to each other; None where they may agree.

    `earlier` is of the same day as `later` or of an earlier one. Precision comes before
    completeness: without surely different values there is neither.
    """
    if alike(earlier, later) or min(earlier.value, later.value) <= 0:
        return None
    if earlier.kind is not None and (earlier.kind.way == "fixed" or _estimated(earlier, later)):
        return "disagreement"
    days = _between(earlier, later)
    if days is None:
        return None
    if days == 0:
        return _on_one_day(earlier, later)
    return _on_two_days(earlier, later, days)


def _on_one_day(one: CountedFigure, other: CountedFigure) -> Relation | None:
    """Return how two figures of one day stand to each other."""
    low, high = sorted((one, other), key=lambda figure: figure.value)
    risen = "rise" in high.marks and "rise" not in low.marks
    if _grows(high) and (risen or _same_speaker(one, other)):
        return "update" if high.value <= low.value * MOST_TIMES else None
    if _same_speaker(one, other):
        return None
    if outlet(one) == outlet(other) or may_agree(one, other) or _may_have_grown(one, other):
        return None
    return "disagreement" if high.value <= low.value * MOST_APART else None


def _may_have_grown(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether one of two tolls of a day may only be the older one; hours are not known.

    Not where two are named who give them, or a sentence sets one against the other. What is "at
    least" so much is not yet all.
    """
    if not (_grows(one) and one.sure) or (one.marks | other.marks) & {"against", "strong"}:
        return False
    return None in (speaker(one), speaker(other)) or "least" in (one.bound, other.bound)


def _same_speaker(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether one and the same says both figures: the higher count is then the later one."""
    first, second = words(speaker(one) or ""), words(speaker(other) or "")
    short, long = sorted((first, second), key=len)
    return bool(short) and set(short) <= set(long)


def _on_two_days(earlier: CountedFigure, later: CountedFigure, days: int) -> Relation | None:
    """Return how two figures of different days stand to each other."""
    if later.value > earlier.value and (later.kind or _changed(later)):
        if later.sure and not (_changed(later) or _of_one_event(earlier, later)):
            return None
        most = MOST_GROWTH if _grows(later) else MOST_TIMES
        return "update" if later.value <= earlier.value * most else None
    if earlier.value > later.value * MOST_TIMES or later.value > earlier.value:
        return None
    if "corrected" in later.marks or (not _grows(later) and _falls(earlier, later)):
        return "update"
    if may_agree(earlier, later) or outlet(earlier) == outlet(later):
        return None
    said = {speaker(earlier), speaker(later)}
    return "disagreement" if days == 1 or (len(said) == 2 and None not in said) else None


def _of_one_event(earlier: CountedFigure, later: CountedFigure) -> bool:
    """Tell whether two tolls that no word joins are of one event.

    Raids on one town follow each other; what has the very same day, or is one natural disaster, is
    the same. Across languages the comparison of what is said is all there is.
    """
    if earlier.line.language != later.line.language or same_kind(earlier, later):
        return True
    ones, others = _days(earlier), _days(later)
    there, here = local_words(earlier), local_words(later)
    return (not (there and here) or not there.isdisjoint(here)) and any(
        first <= till and since <= last for first, last in ones for since, till in others
    )


def _days(figure: CountedFigure) -> Days:
    """Return the days of what a figure tells of, or else that of its article."""
    published = figure.line.article.published_at
    return event_days(figure) or (((published, published),) if published else ())


def _changed(figure: CountedFigure) -> bool:
    """Tell whether a sentence says that a figure has changed."""
    return not figure.marks.isdisjoint(CHANGES)


def _estimated(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures are what a day or a month costs: that is estimated, not counted."""
    money = one.kind is not None and one.kind.money and one.kind.way == "grows"
    return money and not one.scope.isdisjoint(_RATES) and not (_changed(one) or _changed(other))


def _grows(figure: CountedFigure) -> bool:
    return figure.kind is not None and figure.kind.way == "grows"


def _falls(earlier: CountedFigure, later: CountedFigure) -> bool:
    """Tell whether a count that may rise and fall has surely fallen."""
    same = later.kind is not None and outlet(earlier) == outlet(later)
    return "fall" in later.marks or same


def _between(one: CountedFigure, other: CountedFigure) -> int | None:
    """Return the days between two figures; None where a day is not known."""
    first, second = day_of(one), day_of(other)
    return None if first is None or second is None else abs((second - first).days)


def in_order(one: CountedFigure, other: CountedFigure) -> tuple[CountedFigure, CountedFigure]:
    """Return two figures in the order of their days, and of one day the lower one first."""
    ordered = sorted((one, other), key=_when)
    return ordered[0], ordered[1]


def _when(figure: CountedFigure) -> tuple[date, Decimal]:
    return day_of(figure) or date.min, figure.value


def _satisfies(bounded: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether a figure lies within the bound that another one is."""
    value = bounded.value
    if bounded.bound == "least":
        return other.value >= value
    if bounded.bound in ("more", "over"):
        most = value * LOOSE_BOUND if bounded.unit and bounded.unit != "%" else None
        return other.value >= value and (most is None or other.value <= most)
    return bounded.bound in ("less", "most", "until", "almost") and other.value <= value


def _within(one: Decimal, other: Decimal, share: Decimal = ROUNDED) -> bool:
    return abs(one - other) <= max(one, other) * share


def _rounds_to(exact: CountedFigure, rounded: CountedFigure) -> bool:
    """Tell whether the second figure may be the first one, rounded to fewer digits."""
    step = _step(rounded.value)
    if step <= _step(exact.value) or (rounded.value < _LOWEST and step >= 1 and step > 1):
        return False
    if not _within(exact.value, rounded.value):
        return False
    return abs(exact.value - rounded.value) * 2 <= step


def _step(value: Decimal) -> Decimal:
    """Return the value of the last digit that is not a zero: 100 for 5,300, 0.1 for 7.8."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(10) ** int(exponent)
