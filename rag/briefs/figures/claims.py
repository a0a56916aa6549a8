"""Makes the claims of disagreements and updates, and names what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.figure_days import day_of, own_day
from rag.briefs.figures.figure_relations import speaker
from rag.briefs.figures.told_figures import Related
from rag.records import Claim, Language
from rag.text.analysis.folding import normalize
from rag.text.cldr import country_name

_MOST_PLACES = 2
# Of whom a toll of their own is told: the number of children.
_PEOPLE = frozenset(["children", "women", "troops", "police", "militants", "civilians", "crew"])
_QUAKES: dict[Language, tuple[str, str, str, str]] = {
    "en": (
        "magnitude of the quake",
        "magnitude of the first quake",
        "first",
        "magnitude of the second quake",
    ),
    "ar": ("قوة الزلزال", "قوة الزلزال الأول", "اول", "قوة الزلزال الثاني"),
}


def claim(figure: CountedFigure) -> Claim:
    """Return a figure as a claim."""
    return Claim(figure.written, figure.line.citation, speaker(figure), when(figure))


def when(figure: CountedFigure) -> date | None:
    """Return the day that a figure holds for.

    Of what a sentence tells as history that is only known where the sentence names it.
    """
    return own_day(figure) if "earlier" in figure.marks else day_of(figure)


def order(figure: CountedFigure) -> tuple[date, bool, Decimal]:
    """Return what figures of one thing are ordered by: their day, history first, their value."""
    day = when(figure) or day_of(figure) or date.min
    return day, "earlier" not in figure.marks, figure.value


def about(figure: CountedFigure) -> str:
    """Return a short phrase for what a figure counts, in the language of its article."""
    if figure.kind is None or (figure.about and not figure.scope.isdisjoint(_PEOPLE)):
        return figure.about
    language = figure.line.language
    if figure.kind.name == "magnitude":
        return _quake(figure)
    label = figure.kind.label(language)
    named = [country_name(key, language) for key in sorted(figure.own_places)]
    places = list(filter(None, named))
    if not 1 <= len(places) <= _MOST_PLACES or len(places) < len(named):
        return label
    return (
        f"{label} في {' و'.join(places)}"
        if language == "ar"
        else f"{label} in {' and '.join(places)}"
    )


def _quake(figure: CountedFigure) -> str:
    """Return how the magnitude of a first or second earthquake is called."""
    one, first, word, second = _QUAKES[figure.line.language]
    if "2nd" in figure.scope:
        return second
    return first if word in normalize(figure.line.text) else one


def groups(pairs: Sequence[Related]) -> list[list[CountedFigure]]:
    """Join the pairs that have a figure in common, and return each group without repetitions."""
    found: list[list[CountedFigure]] = []
    for pair in pairs:
        joined = [group for group in found if pair.earlier in group or pair.later in group]
        own = [*(figure for group in joined for figure in group), pair.earlier, pair.later]
        found = [group for group in found if group not in joined] + [list(dict.fromkeys(own))]
    return found
