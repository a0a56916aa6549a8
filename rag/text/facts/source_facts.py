"""Looks up the facts of a source: by reading, by kind, and by size."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from rag.text.facts.bounded import value_of
from rag.text.facts.fact import Fact, Facts

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# Between numbers that may be added up: "11 militants and six soldiers", "3 and 4", "خمسة و6".
_ADDED = re.compile(r"[^.!?؟\n\d]{0,50}(?:\band\b|,|،|\sو)[^.!?؟\n\d]{0,30}")
_MOST_ADDED = 4
_MOST_ALIKE = 50  # numbers of a size that are looked at: more only take time


def sort_of(fact: Fact) -> str:
    """Return what may replace a fact: its kind, `year` for a year, the key of a quotation.

    So a year never replaces an amount, and nothing replaces a quotation.
    """
    if fact.kind == "quotation":
        return fact.key
    is_year = (
        fact.kind == "number" and not fact.bound and _YEAR.fullmatch(fact.key) and not fact.scaled
    )
    return "year" if is_year else fact.kind


# A claim's facts are looked up in its passage and in the sentence that fits best, several times.
@lru_cache(maxsize=1 << 8)
def source_facts(stated: Facts) -> SourceFacts:
    """Return the facts of a source for looking up; recent ones are kept."""
    return SourceFacts(stated)


class SourceFacts:
    """The facts of a source. What only rare claims need is found when it is first asked for."""

    def __init__(self, stated: Facts) -> None:
        """Take the facts of the source."""
        self.stated = stated
        self._by_reading = defaultdict[str, list[Fact]](list)
        self._by_kind = defaultdict[str, list[Fact]](list)
        for fact in stated.facts:
            self._by_kind[fact.kind].append(fact)
            for reading in fact.readings:
                self._by_reading[reading].append(fact)

    @property
    def text(self) -> str:
        """Return the text of the source."""
        return self.stated.text

    def with_reading_of(self, fact: Fact) -> list[Fact]:
        """Return the facts that share a reading with a fact."""
        return [one for key in fact.readings for one in self._by_reading.get(key, ())]

    def has(self, reading: str) -> bool:
        """Tell whether a fact has a reading."""
        return reading in self._by_reading

    def of_kind(self, kind: str) -> Sequence[Fact]:
        """Return the facts of a kind."""
        return self._by_kind.get(kind, ())

    def of_size(self, sort: str, size: Decimal, times: int) -> list[Fact]:
        """Return strict facts of a sort whose values are at most so many times larger or smaller.

        Numbers in names are none.
        """
        sized = self._by_size.get(sort, [])
        first = bisect_left(sized, size / times, key=lambda pair: pair[0])
        last = bisect_right(sized, size * times, key=lambda pair: pair[0])
        return [fact for _, fact in islice(sized, first, min(last, first + _MOST_ALIKE))]

    @cached_property
    def _by_size(self) -> dict[str, list[tuple[Decimal, Fact]]]:
        sized = defaultdict[str, list[tuple[Decimal, Fact]]](list)
        for fact in (*self.of_kind("number"), *self.of_kind("percent")):
            value = value_of(fact)
            if value is not None and fact.strict and not fact.named:
                sized[sort_of(fact)].append((value, fact))
        for pairs in sized.values():
            pairs.sort(key=lambda pair: pair[0])
        return sized

    @cached_property
    def sums(self) -> frozenset[Decimal]:
        """Return the sums of two to four neighbouring numbers: 17 for eleven and six."""
        numbers = [
            one
            for one in self.of_kind("number")
            if not one.named and (one.strict or one.key == "2")
        ]
        values = [value_of(one) or Decimal(0) for one in numbers]
        joined = [
            _ADDED.fullmatch(self.text, one.end, two.start) is not None
            for one, two in pairwise(numbers)
        ]
        found = set[Decimal]()
        for first in range(len(values)):
            for last in range(first + 1, min(first + _MOST_ADDED, len(values))):
                if not joined[last - 1]:
                    break
                found.add(sum(values[first : last + 1], Decimal(0)))
        return frozenset(found)
