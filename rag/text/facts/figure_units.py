"""Finds the units that the figures of a text carry: 40,000 barrels a day, 300 مليون دولار."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.text.analysis.folding import Plain, plain
from rag.text.facts.fact import Fact, Facts
from rag.text.facts.unit_words import Named, UnitWords, unit_words

# Letters before a sign: US$, C$.
_SIGN_BEFORE = re.compile(r"(us|ca|hk|a|c)\Z")
_SIGN_OF = {"us": "US", "a": "AU", "c": "CA", "ca": "CA", "hk": "HK"}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen yuan"}
_CALLED = {"$": "dollar دولار", "€": "euro يورو", "£": "pound جنيه", "¥": "yen ين"}
# Between figures that share the unit of the last one: 3 to 5 million barrels, 10 و15 كيلومترا.
_SHARED = re.compile(r"\s?(?:-|,|/|to|and|or|الي|و|او|حتي|x|by|في)\s?(?:و\s?)?")
_GAP = re.compile(r"[\s\-]{0,2}")
_BEGINS_DATE = frozenset(["يوم", "عام", "سنه", "شهر"])
_DATE = re.compile(r"\s(?:ال|\d)")
# Between a unit and its rate: barrels of oil a day, برميل نفط يوميا.
_TO_RATE = re.compile(r"[^\d.,;:()\n]{0,24}")
_RAISED = re.compile("[²³]")
_POWERS = {"²": "2", "³": "3"}
_LENGTHS = frozenset(["km", "metre", "cm", "mm", "mile", "foot", "inch", "yard"])
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\.)?|[$€£¥]")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a text at `text[start:end]`, its unit included.

    `units` are the keys of the unit, several where the word is ambiguous and none where the text
    gives none. `kind` is the class of the unit, and `rate` the time that it is counted by.
    """

    fact: Fact
    start: int
    end: int
    units: frozenset[str] = frozenset()
    kind: str = ""
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a text with their units, and all `units` and `rates` that it names."""

    figures: tuple[Measure, ...]
    units: frozenset[str]
    rates: frozenset[str]


@lru_cache(maxsize=1 << 12)
def measures(stated: Facts) -> Measures:
    """Return the figures of a text with their units; those of dates are left out."""
    folded = plain(stated.text)
    reader = _Reader(folded)
    dates = [fact for fact in stated.facts if fact.kind == "date"]
    figures = [
        fact
        for fact in stated.facts
        if fact.kind in ("number", "percent")
        and not any(date.start <= fact.start and fact.end < date.end for date in dates)
    ]
    ends = {date.end for date in dates}
    # At the end of a date only what has a unit is a figure: بدأت في يناير ستة أشهر.
    found = [one for one in reader.figures(figures) if one.units or one.fact.end not in ends]
    return Measures(
        figures=tuple(_sharing(found, folded)),
        units=frozenset(key for named in reader.named for key in named.keys),
        rates=frozenset(rate.rstrip("?") for _, _, rate in reader.rates),
    )


class _Reader:
    """Reads the units of one folded text."""

    def __init__(self, folded: Plain) -> None:
        self._folded = folded
        self._words = [(match[0], *match.span()) for match in _WORD.finditer(folded.text)]
        known = unit_words()
        spoken = [word for word, _, _ in self._words]
        self.named = [self._placed(known, one) for one in known.named(spoken)]
        self._starting = {named.start: named for named in self.named}
        self.rates = list(self._rates(known, spoken))

    def figures(self, facts: Sequence[Fact]) -> Iterator[Measure]:
        """Yield the figures with their units; an Arabic dual is a figure with its unit."""
        offsets = self._folded.offsets
        for fact in facts:
            yield self._measure(
                fact, bisect_left(offsets, fact.start), bisect_left(offsets, fact.end)
            )

    def _measure(self, fact: Fact, start: int, end: int) -> Measure:
        """Return a figure with the unit behind it, before it or in it."""
        own = next(
            (one for one in self.named if one.dual and start <= one.start and one.end <= end), None
        )
        named = own or self._behind(end) or self._before(start)
        if fact.kind == "percent":
            named = Named(start, end, frozenset(["percent"]), "ratio")
        if named is None:
            return Measure(fact, fact.start, fact.end, rate=_surely(self._rate(end)))
        first, last = self._folded.span(min(start, named.start), max(end, named.end))
        # An abbreviation is both: bpd, mph.
        both = [rate for start, _, rate in self.rates if start == named.start]
        rate = both[0] if both else self._rate(max(end, named.end))
        rate = rate.rstrip("?") if named.kind == "measure" else rate
        return Measure(fact, first, last, named.keys, named.kind, _surely(rate))

    def _behind(self, end: int) -> Named | None:
        """Return the unit behind a figure, if only words that mean little are between them."""
        known = unit_words()
        for word, start, stop in self._words:
            if start < end:
                continue
            if not _GAP.fullmatch(self._folded.text, end, start):
                return None
            if start in self._starting:
                return None if self._dated(word, stop) else self._starting[start]
            if word not in known.skipped:
                return None
            end = stop
        return None

    def _dated(self, word: str, end: int) -> bool:
        """Tell whether a word begins a date: at 10 يوم الثلاثاء, 7 عام 2024."""
        return word in _BEGINS_DATE and _DATE.match(self._folded.text, end) is not None

    def _before(self, start: int) -> Named | None:
        """Return the currency before a figure: $40, US$40, USD 40."""
        text = self._folded.text
        sign = next((at for at in (start, start - 1, start - 2) if text[at : at + 1] in _SIGNS), -1)
        if sign >= 0 and not text[sign + 1 : start].strip():
            keys = frozenset(_SIGNS[text[sign]].split())
            letters = _SIGN_BEFORE.search(text, max(sign - 2, 0), sign)
            if letters:
                keys = frozenset([f"dollar:{_SIGN_OF[letters[1]]}"])
            return Named(letters.start() if letters else sign, start, keys, "money")
        codes = (one for one in self.named if one.end in (start - 1, start) and one.kind == "money")
        return next((one for one in codes if one.end - one.start == 3), None)

    def _placed(self, known: UnitWords, found: tuple[int, int, Named]) -> Named:
        """Return a unit at its place in the text, with the word beside it that makes it another."""
        first, last, named = found
        start, end = self._words[first][1], self._words[last - 1][2]
        keys = named.keys
        for at in (first - 1, last, first - 2):
            word, begin, stop = self._words[at] if 0 <= at < len(self._words) else ("", 0, 0)
            other = _qualified(keys, word, known) if word else keys
            if other != keys and self._adjacent(start, end, begin, stop):
                keys, start, end = other, min(start, begin), max(end, stop)
                break
        power = _RAISED.match(self._folded.source, self._folded.offsets[end - 1] + 1)
        if power:
            keys = frozenset(key + _POWERS[power[0]] for key in keys)
        return Named(start, end, keys, named.kind, named.dual)

    def _adjacent(self, start: int, end: int, begin: int, stop: int) -> bool:
        """Tell whether two words of the text have nothing but a space or a hyphen between them."""
        first, second = (stop, start) if stop <= start else (end, begin)
        return _GAP.fullmatch(self._folded.text, first, second) is not None

    def _rates(self, known: UnitWords, spoken: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield the rates of the text: a day, في اليوم, daily, يوميا."""
        for at, word in enumerate(spoken):
            if word in known.rates:
                yield self._words[at][1], self._words[at][2], known.rates[word]
        for match in known.per.finditer(self._folded.text):
            rate = known.times[match["unit"] or match["year"]]
            # "a day after" is a rate only behind what is measured: 900 barrels a day after.
            yield match.start(), match.end(), f"{rate}?" if match["then"] else rate

    def _rate(self, end: int) -> str:
        """Return the rate directly behind a unit; empty for none."""
        following = [(start, rate) for start, _, rate in self.rates if start >= end]
        start, rate = min(following, default=(end, ""))
        return rate if _TO_RATE.fullmatch(self._folded.text, end, start) else ""


def _qualified(keys: frozenset[str], word: str, known: UnitWords) -> frozenset[str]:
    """Return the keys of a unit beside a word: square metres, Kuwaiti dinars; mostly unchanged."""
    if word in known.powers and not keys.isdisjoint(_LENGTHS):
        return frozenset(key + known.powers[word] for key in keys)
    code = known.countries.get(word, "")
    if not code or keys.isdisjoint(known.kinds[code]):
        return keys
    # The Lebanese pound is the Lebanese lira.
    own = {"lira" if key == "pound" and "lira" in known.kinds[code] else key for key in keys}
    return frozenset(f"{key}:{code}" for key in own if key in known.kinds[code])


def _surely(rate: str) -> str:
    """Return a rate, or none where it may tell when something was."""
    return "" if rate.endswith("?") else rate


def currency_words(text: str) -> str:
    """Return how the currencies of a text's signs are called in both languages: "dollar دولار"."""
    return " ".join(_CALLED[sign] for sign in _CALLED if sign in text)


def _sharing(found: Sequence[Measure], folded: Plain) -> Iterator[Measure]:
    """Yield the figures, those of a range or a list with the unit that is said once for them."""
    before: Measure | None = None
    for at, one in enumerate(found):
        following = next((other for other in found[at + 1 :] if other.start >= one.end), None)
        if not one.units:
            for other in (following, before):
                if other and other.units and other.kind != "ratio" and _share(one, other, folded):
                    one = replace(one, units=other.units, kind=other.kind, rate=other.rate)
                    break
        before = one
        yield one


def _share(one: Measure, other: Measure, folded: Plain) -> bool:
    """Tell whether only "to", "and" or a dash is between two figures: 3 to 5 km, $3-5 million."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    if one is second and other.kind != "money":
        return False
    start, end = first.end if one is first else first.fact.end, second.fact.start
    gap = plain(folded.source[start:end]).text.rstrip("$€£ ") if start < end else ""
    return _SHARED.fullmatch(gap) is not None
