"""Reads the numbers of a folded text, in digits and in the words of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from eval.normalization.number_vocabulary import NumberWord, number_vocabulary

_MOST_DIGITS = 40  # longer runs of digits are codes, not numbers

# $2.3, 1 500 000, 30m, 12, nineteen, ألفا
_ITEM = re.compile(
    r"(?P<sign>[$£€¥] ?)?(?P<digits>[1-9]\d{0,2}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?)"
    r"(?P<short>(?:bn|tn|mn|[mk])\b)?|[a-z]+|[ء-ي]+"
)
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
# What may separate the parts of one number: fifty-four thousand and ten, ٨٨ ألفاً و٩٦٦.
_GAPS = ("", " ", "-", " and ", " و")


@dataclass
class ReadNumber:
    """A number at `text[start:end]`: closed scales in `total`, the open part in `group`.

    `room` is the unit of the last word. Only a smaller word can follow: after two hundred (room
    100) comes five, after five (room 1) nothing. `scale` is the last scale word's value, `words`
    counts the number words.
    """

    start: int
    end: int
    total: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    room: Decimal = Decimal("Infinity")
    scale: Decimal | None = None
    digits: bool = False
    words: int = 0

    @property
    def value(self) -> Decimal:
        """Return what has been read so far."""
        return self.total + self.group

    def take(self, word: NumberWord, *, joined: bool) -> bool:
        """Add `word` if it continues the number; return whether it does."""
        if joined:
            return self._take_joined(word)
        if word.scale:
            return self._take_scale(word.value)
        if word.hundred:
            return self._take_hundred()
        return self._take_smaller(word)

    def _take_smaller(self, word: NumberWord) -> bool:
        """Add a word right behind the last: two hundred five, خمسة عشر."""
        if word.arabic:
            teen = word.value == 10 and self._ends_in_unit()
            return teen and self.add(word.value, room=Decimal(1))
        fits = not self.digits and word.value < self.room
        return fits and self.add(word.value, room=unit_of(word.value))

    def _take_scale(self, scale: Decimal) -> bool:
        """Multiply the open part by a scale smaller than the last: two million three thousand."""
        fits = self.group > 0 and (self.scale is None or scale < self.scale)
        return fits and self._close(self.group, scale)

    def _take_joined(self, word: NumberWord) -> bool:
        """Add a word behind "and": thousands and ten, خمسة وعشرون."""
        if word.arabic and 20 <= word.value < 100 and self._ends_in_unit():
            return self.add(word.value, room=Decimal(1))
        if word.value >= self.room:
            return False
        if word.scale:
            return self._close(Decimal(1), word.value)
        return self.add(word.value, room=unit_of(word.value))

    def _take_hundred(self) -> bool:
        """Multiply the one or two digits before "hundred": three hundred, fifteen hundred."""
        if self.room >= 100 or not 0 < self.group < 100:
            return False
        self.group, self.room = self.group * 100, Decimal(100)
        return True

    def _ends_in_unit(self) -> bool:
        """Return whether the last word was one of one to nine."""
        return self.room == 1 and 0 < self.group % 100 < 10

    def add(self, value: Decimal, *, room: Decimal) -> bool:
        """Add to the open part; a dual (مليونان) is two of its scale."""
        if value >= 1000:
            return self._close(Decimal(2), value / 2)
        self.group, self.room = self.group + value, room
        return True

    def _close(self, count: Decimal, scale: Decimal) -> bool:
        """Count `count` times the scale, after which a new part begins."""
        self.total, self.group = self.total + count * scale, Decimal(0)
        self.room = self.scale = scale
        return True


def read_numbers(folded: str) -> Iterator[ReadNumber]:
    """Yield the numbers of a folded text in order, neighbouring words joined as far as they fit."""
    number: ReadNumber | None = None
    for match, part in _parts(folded):
        if number is not None and part is not None and _continues(folded, number, match, part):
            number.end, number.words = match.end(), number.words + 1
            continue
        if number is not None:
            yield number
        number = None if part is None else _begin(match, part)
    if number is not None:
        yield number


def _parts(folded: str) -> Iterator[tuple[re.Match[str], NumberWord | None]]:
    """Yield each word and run of digits but "and", with what it counts; None for other words."""
    vocabulary = number_vocabulary()
    for match in _ITEM.finditer(folded):
        part = _digits(match) if match["digits"] else vocabulary.get(match[0])
        if part is not None or match[0] not in ("and", "و"):
            yield match, part


def _continues(folded: str, number: ReadNumber, match: re.Match[str], part: NumberWord) -> bool:
    """Add a part to a number if the gap between them and the grammar allow it.

    Digits continue a number only behind the Arabic "and" and a scale: ٨٨ ألفاً و٩٦٦.
    """
    gap = folded[number.end : match.start()]
    if gap not in _GAPS or (match["digits"] and gap != " و"):
        return False
    return number.take(part, joined=part.joined or gap in (" and ", " و"))


def _digits(match: re.Match[str]) -> NumberWord | None:
    """Return the value of a number in digits; None for a code.

    The short scales k and m count behind a currency sign only: 30m is thirty metres.
    """
    digits = match["digits"].replace(" ", "")
    if len(digits) > _MOST_DIGITS:
        return None
    short = match["short"] or ""
    counts = short and (match["sign"] or short not in ("k", "m"))
    return NumberWord(Decimal(digits) * (_SHORT_SCALES[short] if counts else 1))


def _begin(match: re.Match[str], part: NumberWord) -> ReadNumber:
    """Return a number that begins with this part."""
    number = ReadNumber(match.start() + part.joined, match.end(), words=1)
    if match["digits"]:
        number.digits, number.group, number.room = True, part.value, Decimal(1)
    elif part.scale:
        number.total, number.room, number.scale = part.value, part.value, part.value
    else:
        number.add(part.value, room=unit_of(part.value))
    return number


def unit_of(value: Decimal) -> Decimal:
    """Return the largest power of ten that divides a value: 100 of 300, 1 of 0."""
    power = Decimal(1)
    while value and value % (power * 10) == 0:
        power *= 10
    return power
