"""Finds the facts of a text that can be compared as values, in either language."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from rag.text.analysis.folding import plain
from rag.text.facts.bounds import without_days
from rag.text.facts.days import decades, month_facts, named_dates, numeric_dates
from rag.text.facts.fact import Fact, FactKind, Facts
from rag.text.facts.fact_comparison import doubtful, instead, limited_otherwise, missing
from rag.text.facts.figures import figures, places
from rag.text.facts.hints import hints, negations
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
    "sort_of",
]

# The letter that agencies print for the decimal sign: 77ر15.
_DECIMAL_LETTER = re.compile(r"(?<=\d)ر(?=\d)")


def facts(text: str) -> Facts:
    """Return the facts of `text` in their order; none for an empty one."""
    folded = plain(text)
    if _DECIMAL_LETTER.search(folded.text):
        folded = replace(folded, text=_DECIMAL_LETTER.sub(".", folded.text))
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
    return Facts(text, tuple(found), negations(folded.text))
