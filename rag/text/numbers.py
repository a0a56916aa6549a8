"""Finds the numbers of a text, in digits or words of either language, as values to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.text.number_words import Atom, number_words


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`, its currency sign, scale words and percent included.

    `scaled` tells that a scale word (thousand, مليون) stood in it, so that it may be rounded.
    """

    start: int
    end: int
    value: Decimal
    percent: bool = False
    scaled: bool = False

    @property
    def key(self) -> str:
        """The value in canonical form: `54000`, `3.5`, `85%`."""
        plain = f"{self.value:f}"
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        return plain + "%" * self.percent


_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12, "": 1}
_TOKEN = re.compile(
    r"(?P<sign>[$£€¥] ?)?"
    r"(?P<digits>[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?)"
    r"(?P<fraction> ?[¼½¾⅐-⅞])?(?P<short>(?:bn|tn|mn|[mk])\b)?"
    r"|[a-z]+|[ء-ي]+"
)
_PERCENT = re.compile(r"\s?(?:%|في (?:ال)?(?:ميه|مايه)\b|بال(?:ميه|مايه)\b|per ?cent\b)")

# Character for character, so that offsets stay.
_SAME_LENGTH = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬،٪أإآٱىیئةکگİ\u00a0\u202f\u2009‑",
    "01234567890123456789.,,%ااااييي" + "هككi   -",
)
# Tatweel, tashkeel, bidi and zero-width marks may stand inside a number or its words.
_UNSEEN = re.compile("[ـ\u061c\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def numbers(text: str) -> list[Number]:
    """The numbers of `text` in order, with offsets into `text`. Empty for none.

    Known: digits in three scripts with thousands and decimal signs, fractions (5½), scale words
    and their short forms (£30m), cardinal number words in both languages, percent. A lone `one`
    or واحد is left out: it seldom counts anything.
    """
    plain = text.translate(_SAME_LENGTH).lower()
    if _UNSEEN.search(plain) is None:
        return list(_parse(plain))
    offsets = _seen(plain)
    return [
        replace(number, start=offsets[number.start], end=offsets[number.end - 1] + 1)
        for number in _parse(_UNSEEN.sub("", plain))
    ]


def numbers_folded(folded: str) -> list[Number]:
    """`numbers` of a text that is folded already (rag.text.normalize), with offsets into it."""
    return list(_parse(folded.lower()))


def _seen(plain: str) -> list[int]:
    """The offsets of the characters that `_UNSEEN` leaves."""
    offsets: list[int] = []
    start = 0
    for match in _UNSEEN.finditer(plain):
        offsets += range(start, match.start())
        start = match.end()
    offsets += range(start, len(plain))
    return offsets


def _parse(plain: str) -> Iterator[Number]:
    """Packs neighbouring atoms into as few numbers as the grammar allows."""
    words = number_words()
    run: _Run | None = None
    free = 0
    for match in _TOKEN.finditer(plain):
        atom = words.get(match[0]) or (match["digits"] and _digits(match)) or None
        if atom is None or match.start() < free:
            continue
        if run is not None and not run.add(atom, match, plain):
            yield from run.finish(plain)
            free = run.end
            run = None
        if run is None and match.start() >= free:
            run = _Run(atom, match)
    if run is not None:
        yield from run.finish(plain)


def _digits(match: re.Match[str]) -> Atom:
    digits = match["digits"]
    thousands = "," in digits and len(digits.partition(",")[2].partition(".")[0]) >= 3
    value = Decimal(digits.replace(",", "" if thousands else "."))
    if match["fraction"]:
        value += Decimal(unicodedata.numeric(match["fraction"][-1])).quantize(Decimal("0.001"))
    short = match["short"] or ""
    # 30m is thirty metres, £30m thirty million pounds.
    if match["sign"] or short not in ("k", "m"):
        value *= _SHORT_SCALES[short]
    return Atom("digits", value)


class _Run:
    """A number being read: what its scales have closed (`total`) and the open `group`.

    A further word adds only what is smaller than `room`, the unit of what was read last: after
    two hundred (room 100) comes five, after five (room 1) nothing.
    """

    def __init__(self, atom: Atom, match: re.Match[str]) -> None:
        self.total = self.group = Decimal(0)
        self.limit = Decimal("Infinity")
        self.room = _unit(atom)
        self.scaled = bool(match["short"]) or (atom.kind == "small" and atom.value >= 1000)
        self.first = self.last = atom
        self.alone = True
        self.start = match.start() + atom.joined
        self.end = match.end()
        if atom.kind == "scale":
            self._close(Decimal(1), atom.value)
        else:
            self.group = atom.value

    def add(self, atom: Atom, match: re.Match[str], plain: str) -> bool:
        """Takes `atom` in if it continues the number; False leaves everything as it was."""
        gap = plain[self.end : match.start()]
        if gap not in ("", " ", "-", " and ", " و") or (atom.kind == "digits" and gap == " and "):
            return False
        joined = atom.joined or len(gap) > 1
        taken = self._add_joined(atom) if joined else self._add_next(atom)
        if taken:
            self.end, self.last, self.alone = match.end(), atom, False
        return taken

    def _add_joined(self, atom: Atom) -> bool:
        units_before_tens = atom.arabic and self._last_is_unit() and 20 <= atom.value < 100
        if not units_before_tens and atom.value >= self.room:
            return False
        if atom.kind == "scale":
            self._close(Decimal(1), atom.value)
            return True
        self.group += atom.value
        self.room = Decimal(1) if units_before_tens else _unit(atom)
        return True

    def _add_next(self, atom: Atom) -> bool:
        if atom.kind == "scale":
            if self.group <= 0 or atom.value >= self.limit:
                return False
            self._close(self.group, atom.value)
        elif atom.kind == "hundred" and (self._last_is_unit() or self.last.kind == "digits"):
            self.group += self.last.value * 99
            self.room = atom.value
        elif atom.arabic and atom.value == 10 and self._last_is_unit():
            self.group += 10
            self.room = Decimal(1)
        elif not atom.arabic and atom.kind == "small" and atom.value < self.room:
            self.group += atom.value
            self.room = _unit(atom)
        else:
            return False
        return True

    def _close(self, group: Decimal, scale: Decimal) -> None:
        self.total += group * scale
        self.group = Decimal(0)
        self.limit = self.room = scale
        self.scaled = True

    def _last_is_unit(self) -> bool:
        return self.last.kind == "small" and 0 < self.last.value < 10

    def finish(self, plain: str) -> Iterator[Number]:
        """The number, unless it is a lone word that counts nothing."""
        value = self.total + self.group
        percent = _PERCENT.match(plain, self.end)
        says_little = self.first.vague or (self.first.kind == "small" and value == 1)
        if self.alone and says_little and not percent:
            return
        self.end = percent.end() if percent else self.end
        yield Number(self.start, self.end, value, percent is not None, self.scaled)


def _unit(atom: Atom) -> Decimal:
    """The largest power of ten that divides what a word says; 1 for digits."""
    power = Decimal(1)
    while atom.kind != "digits" and atom.value and atom.value % (power * 10) == 0:
        power *= 10
    return power
