"""Finds the facts of a text that can be compared as values, in either language."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from rag.text.analysis.folding import Plain, plain
from rag.text.facts.bounds import without_days
from rag.text.facts.date_facts import decades, month_facts, named_dates, numeric_dates
from rag.text.facts.fact import Fact, FactKind, Facts
from rag.text.facts.fact_comparison import doubtful, instead, limited_otherwise, missing
from rag.text.facts.figures import figures, places
from rag.text.facts.hints import count_negations, hints
from rag.text.facts.magnitudes import magnitudes
from rag.text.facts.months import months
from rag.text.facts.ordinal_facts import ordinals
from rag.text.facts.quotations import quotations
from rag.text.facts.shares import shares, with_ratios
from rag.text.facts.source_facts import sort_of

__all__ = [
    "Fact",
    "FactKind",
    "Facts",
    "doubtful",
    "facts",
    "instead",
    "limited_otherwise",
    "missing",
    "negations",
    "read_facts",
    "sort_of",
]

# The letter that agencies print for the decimal sign: 77ر15.
_DECIMAL_LETTER = re.compile(r"(?<=\d)ر(?=\d)")


def negations(text: str) -> int:
    """Count the negating words of a text, as its `facts` do."""
    return count_negations(_folded(text).text)


def _folded(text: str) -> Plain:
    folded = plain(text)
    if _DECIMAL_LETTER.search(folded.text):
        return replace(folded, text=_DECIMAL_LETTER.sub(".", folded.text))
    return folded


# A sentence is read for several comparisons, with its passage, and for search. Its facts take 3 KB.
@lru_cache(maxsize=1 << 11)
def facts(text: str) -> Facts:
    """Return the facts of `text` in their order; none for an empty one. Recent ones are kept."""
    return read_facts(text)


def read_facts(text: str) -> Facts:
    """Return the facts of a text, without a place among those that `facts` keeps."""
    folded = _folded(text)
    named = list(months(folded))
    parts = shares(folded)
    apart = [(part.start, part.end) for part in parts]
    dated = {span: day for span, day in numeric_dates(folded) if span not in apart}
    taken = [*((month.start, month.end) for month in named), *dated, *apart]
    counted = places(folded.text, taken)
    numbers = [place.number for place in counted]
    told = with_ratios(folded, figures(folded, counted), numbers)
    told += [
        part.fact(folded)
        for part in parts
        if not any(one.start < part.start < one.end for one in numbers)
    ]
    days = list(named_dates(folded, named, numbers))
    spans = [range(one.start, one.end) for one in numbers if not one.vague]
    found = [
        *chain.from_iterable(dated.values()),
        *without_days(told, days),
        *month_facts(folded, named),
        *days,
        *decades(folded),
        *hints(folded, [*spans, *(range(*span) for span in apart)]),
        *ordinals(folded, numbers),
        *magnitudes(folded, spans),
        *quotations(text),
    ]
    found.sort(key=lambda fact: (fact.start, fact.end))
    return Facts(text, tuple(found), count_negations(folded.text))
