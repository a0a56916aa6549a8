"""Finds the numbers of a text, in digits or words of either language, as values to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.text.analysis.folding import SPACED, plain
from rag.text.analysis.number_words import Atom, number_words
from rag.text.analysis.pieces import NUMERIC, Memo, TextPiece


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`, its currency sign, scale words and percent included.

    `scaled` is True where a scale word (thousand, مليون) is part of it, so that it may be rounded;
    `vague` where it is a lone word that seldom counts anything (one, millions); `ordinal` where it
    is a place in an order.
    """

    start: int
    end: int
    value: Decimal
    percent: bool = False
    scaled: bool = False
    vague: bool = False
    ordinal: bool = False

    @property
    def key(self) -> str:
        """Return the value in canonical form: `54000`, `3.5`, `85%`."""
        return key(self.value) + "%" * self.percent


def key(value: Decimal) -> str:
    """Return a value in canonical form: `54000`, `3.5`."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


_MOST_DIGITS = 1000  # of a number: no text means a longer one
# A comma before one or two digits is a decimal one, whatever groups the thousands: 1.500,25.
_POINTS = re.compile(r"[\d.]+,\d{1,2}")
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12, "": 1}
_TOKEN = re.compile(
    r"(?P<sign>[$£€¥] ?)?"
    # 25 000 and 25 000,5; 1,500.25, 1.500.000, 1.500,25 and 1'500; lakhs: 12,50,000.
    rf"(?P<digits>{SPACED}(?:[.,]\d{{1,2}}(?![\d,]))?"
    r"|[1-9]\d{0,2}(?:(?:,\d{3})+(?!\d)(?:\.\d+)?|(?:\.\d{3})+,\d{1,2}(?![\d,])"
    r"|(?:\.\d{3}){2,}(?![\d.])|(?:'\d{3})+(?![\d']))"
    r"|[1-9]\d?(?:,\d{2})+,\d{3}(?![\d,])(?:\.\d+)?"
    r"|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?)"
    r"(?P<fraction> ?[¼½¾⅐-⅞])?(?P<short>(?:bn|tn|mn|[mk])\b)?"
    r"|[a-z]+|[ء-ي]+"
)
# Arabic puts the sign on either side: %85. One right behind a number (50%, 5½%) is that number's.
_LEADING_PERCENT = re.compile(r"(?<![\d%¼½¾⅐-⅞])(?<![\d¼½¾⅐-⅞] )%\Z")
# %, " per cent", "percent", " في الميه", " بالمايه".
_PERCENT = re.compile(r"\s?(?:%|في (?:ال)?(?:ميه|مايه)\b|بال(?:ميه|مايه)\b|per ?cent\b)")

# Pieces around a number that say what it is: a sign or a year before it, "per cent" or "في المئة"
# behind it; and what goes on with it behind "and" has a number word itself.
_BEFORE, _BEHIND = 2, 4
# What "percent" begins with, and what a piece ends in that may be the sign of the number behind it.
_BEGIN_PERCENT = ("%", "في", "بال", "per")
_SIGNS = ("$", "£", "€", "¥")

# What may stand between the atoms of one number.
_GAPS = frozenset(["", " ", "-", " and ", " و"])


def numbers(text: str) -> list[Number]:
    """Return the numbers of `text` in order, with offsets into `text`.

    Known are digits in three scripts with thousands and decimal signs, fractions (5½), scale words
    and their short forms (£30m), cardinal number words in both languages, and percent. A lone `one`
    or واحد is left out, because it seldom counts anything.
    """
    folded = plain(text)
    found = []
    for number in numbers_folded(folded.text):
        start, end = folded.span(number.start, number.end)
        found.append(replace(number, start=start, end=end))
    return found


def numbers_folded(folded: str) -> list[Number]:
    """Return the `numbers` of a text that is folded already, with offsets into it."""
    return [number for number in all_numbers(folded.lower(), number_words()) if not number.vague]


def number_keys(pieces: Sequence[TextPiece]) -> Iterator[str]:
    """Yield the keys of the `numbers_folded` of a text that was taken apart.

    Most of a text is words, which are not looked at again: what a number may consist of lies within
    a few pieces, and mostly in one that has been seen before.
    """
    spots = [at for at, piece in enumerate(pieces) if piece.kind == NUMERIC]
    if not spots:
        return
    first = last = spots[0]
    for spot in [*spots[1:], len(pieces) + _BEFORE + _BEHIND]:
        if spot - _BEFORE > last + _BEHIND:
            yield from _keys_within(pieces, first, last)
            first = spot
        last = spot


def _keys_within(pieces: Sequence[TextPiece], first: int, last: int) -> Iterable[str]:
    """Return the keys of the numbers in the pieces from `first` to `last`, far from others."""
    if (
        first == last
        and not _says_percent(pieces[last + 1 : last + 3])
        and not (first and pieces[first - 1].folded.endswith(_SIGNS))
    ):
        return _alone[pieces[first].folded]
    around = pieces[max(first - _BEFORE, 0) : last + _BEHIND]
    return [number.key for number in numbers_folded(" ".join([one.folded for one in around]))]


def _says_percent(pieces: Sequence[TextPiece]) -> bool:
    """Tell whether two pieces may make percent of the number before them."""
    if not pieces or not pieces[0].folded.lower().startswith(_BEGIN_PERCENT):
        return False
    return _PERCENT.match(" ".join([piece.folded for piece in pieces]).lower()) is not None


def _keys_alone(folded: str) -> tuple[str, ...]:
    return tuple([number.key for number in numbers_folded(folded)])


_alone = Memo(_keys_alone, kept=1 << 14)


def all_numbers(
    plain: str, words: Mapping[str, Atom], *, spaced_and: bool = False
) -> Iterator[Number]:
    """Yield the numbers of a folded text in lower case, the vague ones included.

    Neighbouring atoms are combined into as few numbers as the grammar allows. With `spaced_and`, و
    may stand apart: خمسة و عشرون. It is off for the index, whose numbers must not change.
    """
    gaps = _GAPS | {" و "} if spaced_and else _GAPS
    run: _NumberRun | None = None
    free = 0
    for atom, match in _atoms(plain, words):
        if match.start() < free:
            continue
        if run is not None and not run.add(atom, match, plain, gaps):
            yield run.finish(plain, free)
            free = run.end
            run = None
        if run is None and match.start() >= free:
            run = _NumberRun(atom, match)
    if run is not None:
        yield run.finish(plain, free)


def _atoms(plain: str, words: Mapping[str, Atom]) -> Iterator[tuple[Atom, re.Match[str]]]:
    """Yield the number words and numbers in digits of a folded text, with their matches."""
    for match in _TOKEN.finditer(plain):
        atom = words.get(match[0]) or (match["digits"] and _digits(match)) or None
        if atom is not None:
            yield atom, match


def _digits(match: re.Match[str]) -> Atom:
    """Return the atom of a number in digits, its fraction and short scale included."""
    value = _value(match["digits"])
    if match["fraction"]:
        value += Decimal(unicodedata.numeric(match["fraction"][-1])).quantize(Decimal("0.001"))
    short = match["short"] or ""
    # 30m is thirty metres, £30m thirty million pounds.
    if match["sign"] or short not in ("k", "m"):
        value *= _SHORT_SCALES[short]
    return Atom("digits", value)


def _value(digits: str) -> Decimal:
    """Return the value of a number in digits, however its thousands are grouped."""
    bare = re.sub("[ ']", "", digits)
    if _POINTS.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    bare = bare.replace(",", "")
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    # Arithmetic overflows beyond a million digits.
    return Decimal(bare[:_MOST_DIGITS])


class _NumberRun:
    """A number that is being read: `total` of its closed scales, and the open `group`.

    A further word adds only what is smaller than `room`, the unit of the last word: after two
    hundred (room 100) five may follow, after five (room 1) nothing.
    """

    def __init__(self, atom: Atom, match: re.Match[str]) -> None:
        self.total = self.group = Decimal(0)
        self.limit = Decimal("Infinity")
        self.room = _unit(atom)
        self.scaled = bool(match["short"]) or (atom.kind == "small" and atom.value >= 1000)
        self.first = self.last = atom
        self.alone = True
        self.ordinal = atom.ordinal
        self.start = match.start() + atom.joined
        self.end = match.end()
        if atom.kind == "scale":
            self._close(Decimal(2 if atom.dual else 1), atom.value)
        else:
            self.group = atom.value

    def add(
        self, atom: Atom, match: re.Match[str], plain: str, gaps: Collection[str] = _GAPS
    ) -> bool:
        """Add `atom` if it continues the number; otherwise return False and change nothing."""
        gap = plain[self.end : match.start()]
        if gap not in gaps or (atom.kind == "digits" and gap == " and "):
            return False
        joined = atom.joined or len(gap) > 1
        taken = self._add_joined(atom) if joined else self._add_next(atom)
        if taken and self.first.dual and self.alone:
            # With more behind it, it is seldom a dual: مليارا و200 مليون.
            self.total -= self.first.value
        if taken:
            self.end, self.last, self.alone = match.end(), atom, False
            self.ordinal = self.ordinal or atom.ordinal
        return taken

    def _add_joined(self, atom: Atom) -> bool:
        """Add an atom behind `and` or و, if the grammar allows."""
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
        """Add an atom that follows directly, if the grammar allows."""
        if atom.kind == "scale":
            return self._add_scale(atom)
        if atom.kind == "hundred" and (self._last_is_unit() or self.last.kind == "digits"):
            self.group += self.last.value * 99
            self.room = atom.value
        elif atom.arabic and atom.value == 10 and self._last_is_unit():
            self.group += 10
            self.room = Decimal(1)
        elif self._small_english(atom):
            self.group += atom.value
            self.room = _unit(atom)
        else:
            return False
        return True

    def _add_scale(self, atom: Atom) -> bool:
        """Multiply the open group by a scale word, unless it is out of order."""
        if self.group <= 0 or atom.value >= self.limit:
            return False
        self._close(self.group, atom.value)
        return True

    def _small_english(self, atom: Atom) -> bool:
        """Return whether an English word continues the number before it.

        It does in twenty five and two thousand ten, but not in: 1.7 million, eight of them.
        """
        in_words = self.first.kind != "digits"
        return in_words and not atom.arabic and atom.kind == "small" and atom.value < self.room

    def _close(self, group: Decimal, scale: Decimal) -> None:
        """Multiply a group by its scale and add it to the total."""
        self.total += group * scale
        self.group = Decimal(0)
        self.limit = self.room = scale
        self.scaled = True

    def _last_is_unit(self) -> bool:
        """Return whether the last word was one to nine."""
        return self.last.kind == "small" and 0 < self.last.value < 10

    def finish(self, plain: str, free: int) -> Number:
        """Return the number, its percent sign or words included.

        What stands before `free` belongs to the number before it: 5k %3.
        """
        value = self.total + self.group
        percent = _PERCENT.match(plain, self.end)
        leading = _LEADING_PERCENT.match(plain, max(self.start - 1, free), self.start)
        says_little = self.first.vague or (self.first.kind == "small" and value == 1)
        self.end = percent.end() if percent else self.end
        return Number(
            self.start - (leading is not None),
            self.end,
            value,
            bool(percent or leading),
            self.scaled,
            vague=self.alone and says_little and not percent,
            ordinal=self.ordinal,
        )


def _unit(atom: Atom) -> Decimal:
    """Return the largest power of ten that divides a word's value; 1 for digits."""
    power = Decimal(1)
    while atom.kind != "digits" and atom.value and atom.value % (power * 10) == 0:
        power *= 10
    return power
