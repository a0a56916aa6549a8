"""Finds the facts of a text that can be compared as values, in either language."""

from __future__ import annotations

from itertools import chain

from rag.text.analysis.folding import plain
from rag.text.facts.days import decades, month_facts, named_dates, numeric_dates
from rag.text.facts.fact import Fact, FactKind, Facts
from rag.text.facts.fact_comparison import instead, missing, sort_of
from rag.text.facts.figures import figures, places
from rag.text.facts.hints import hints, negations
from rag.text.facts.months import months
from rag.text.facts.quotations import quotations

__all__ = ["Fact", "FactKind", "Facts", "facts", "instead", "missing", "sort_of"]


def facts(text: str) -> Facts:
    """Return the facts of `text` in their order; none for an empty one."""
    folded = plain(text)
    named = list(months(folded))
    dated = dict(numeric_dates(folded))
    taken = [*((month.start, month.end) for month in named), *dated]
    counted = places(folded.text, taken)
    found = [
        *chain.from_iterable(dated.values()),
        *figures(folded, counted),
        *month_facts(folded, named),
        *named_dates(folded, named, [place.number for place in counted]),
        *decades(folded),
        *hints(folded),
        *quotations(text),
    ]
    found.sort(key=lambda fact: (fact.start, fact.end))
    return Facts(text, tuple(found), negations(folded.text))
