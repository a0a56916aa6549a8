"""Reads the words for units, from units.tsv and CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import plain
from rag.text.cldr import Lexicon, unit_names

_CLASSES = ("time", "measure", "loose", "ratio", "money", "count")


@dataclass(frozen=True, slots=True)
class Named:
    """A unit at `text[start:end]` of a folded text; `dual` where its form says that there are two.

    `keys` are what it may be, and `kind` is its class: units of a class stand for one another.
    """

    start: int
    end: int
    keys: frozenset[str]
    kind: str
    dual: bool = False


class UnitWords:
    """The words for units, their countries and rates, in both languages."""

    def __init__(self) -> None:
        self._units: dict[str, Named] = {}
        lexicon = dict[tuple[str, ...], str]()
        for kind, keys, cldr, forms in _rows():
            if kind not in _CLASSES:
                continue
            name = f"{kind} {keys}"
            self._units[name] = Named(0, 0, frozenset(keys.split()), kind)
            self._units[f"2 {name}"] = Named(0, 0, frozenset(keys.split()), kind, dual=True)
            for form in (*forms, *(unit_names(cldr) if cldr != "-" else ())):
                for phrase, dual in _inflected(plain(form).text.split()):
                    lexicon.setdefault(phrase, f"2 {name}" if dual else name)
        self._lexicon = Lexicon(lexicon.items())
        self.countries = _words("of", inflect=True)
        self.kinds = {code: units.split() for kind, code, units, _ in _rows() if kind == "of"}
        self.powers = dict.fromkeys(_words("square", inflect=True), "2")
        self.powers |= dict.fromkeys(_words("cubic", inflect=True), "3")
        self.rates = _words("rate")
        self.skipped = {*_words("skip"), *self.countries, *self.powers}
        self.times = dict(_times())
        times = "|".join(sorted(map(re.escape, self.times), key=len, reverse=True))
        # "a day", "per week", "كل يوم", "في اليوم", "باليوم"; not "a year ago", "a second plane",
        # "في اليوم الأول" or "في عام 2024".
        self.per = re.compile(
            rf"(?<![^\W_])(?:(?:an?(?!\ssecond)|per|each|every|/|[وف]?كل|لكل|في\sال(?=\w)|بال(?=\w))"
            rf"\s?(?P<unit>{times})(?![^\W_])"
            rf"(?!\s(?:ago|later|earlier|old|ال\w|\d)|-old)(?P<then>\s(?:after|before|on|of)\b)?"
            rf"|(?P<year>year|month|week)[\s-](?:on|over)[\s-](?P=year))"
        )

    def named(self, spoken: Sequence[str]) -> Iterator[tuple[int, int, Named]]:
        """Yield the units among the words of a folded text: first word, last word and unit."""
        for start, end, key in self._lexicon.matches(spoken):
            yield start, end, self._units[key]


@cache
def unit_words() -> UnitWords:
    """Return the words for units; they are read at the first call."""
    return UnitWords()


@cache
def _rows() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return the rows of units.tsv."""
    text = files("rag.text.facts").joinpath("units.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(
        (kind, keys, cldr, tuple(form.strip() for form in forms.split(" | ")))
        for kind, keys, cldr, forms in rows
    )


def _words(kind: str, *, inflect: bool = False) -> Mapping[str, str]:
    """Return the folded words of a kind of rows with their key; Arabic adjectives in all forms."""
    found: dict[str, str] = {}
    for name, key, _, forms in _rows():
        for form in forms if name == kind else ():
            word = plain(form).text
            endings = (
                ("", "ا", "ه", "ين", "ات", "ان", "تين") if inflect and not word.isascii() else ("",)
            )
            for ending in endings:
                base = word.removesuffix("ه") if ending else word
                found.setdefault(base + ending, key)
                found.setdefault(f"ال{base}{ending}", key)
    return found


def _inflected(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield a phrase and, of an Arabic one, its other forms; each with whether it is the dual."""
    first, *rest = words
    yield (first, *rest), _is_dual(first)
    # Abbreviations (كم, سم) have no other forms.
    if first.isascii() or len(first) < 3 or first.endswith(("ات", "ان")):
        return
    stem = first.removesuffix("ه")
    joined = "ت" if first.endswith("ه") else ""
    for ending, dual in (
        ("ات", False),
        (f"{joined}ين", True),
        (f"{joined}ان", True),
        (f"{joined}ي", True),
    ):
        yield (stem + ending, *rest), dual
    if not joined:
        yield (f"{first}ا", *rest), False


def _is_dual(word: str) -> bool:
    """Tell whether a form of CLDR is an Arabic dual."""
    return not word.isascii() and len(word) > 4 and word.endswith(("ان", "ين"))


def _times() -> Iterator[tuple[str, str]]:
    """Yield the words for units of time in the singular with their keys, for a rate."""
    for kind, key, _, forms in _rows():
        if kind == "time":
            for form in forms:
                yield plain(form).text, key
    for key in ("second", "minute", "hour", "day", "week", "month", "year"):
        yield key, key
    yield from {"ساعه": "hour", "دقيقه": "minute", "ثانيه": "second", "h": "hour"}.items()
