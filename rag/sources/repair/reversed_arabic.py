"""Puts Arabic that stands in visual order, from left to right, in the order in which it is read.

Old programs, drawings and some PDF tools write الميناء as "ءانيملا". It is known by the letters: ة
and ى end words, and ال begins them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rag.sources.charset import arabic_word_log

# The likelihood of reversed words exceeds that of the words as they stand by about 2 a word in text
# that is reversed, and falls behind by as much in text that is not.
_LEAST_GAIN = 9.0  # of a text, in all: about five words
_LEAST_GAIN_A_WORD = 0.7
_CERTAIN_GAIN = 14.0  # of a line among others that are not reversed

_FORMS = "\ufb50-\ufdcf\ufdf2\ufe70-\ufefc"
# The forms of the Persian ی and ک within a word look like those of ي and ك, and are put for them.
_ARABIC_SHAPES = {0xFBFE: "ي", 0xFBFF: "ي", 0xFB90: "ك", 0xFB91: "ك"}
_PRESENTATION = re.compile(f"[{_FORMS}]+")
_WORD = re.compile(f"[\u0621-\u0652{_FORMS}]{{2,}}")
_ARABIC = re.compile(f"[\u0621-\u064a{_FORMS}]")
# How a reversed word begins or ends, and how one that is not does: ة and ى, and ال.
_IN_WORD = f"[\u0621-\u0652{_FORMS}]"
_ENDING = "[ةى\ufe93\ufe94\ufeef\ufef0]"
_ARTICLE = "ا\ufe8d\ufe8e", "ل\ufedd-\ufee0"
# The letter comes first, for the search skips what begins otherwise.
_BACKWARD = re.compile(
    f"[{_ENDING[1:-1]}{_ARTICLE[1]}]"
    f"(?:(?<={_ENDING})(?<!{_IN_WORD}.)(?={_IN_WORD})"
    f"|(?<=[{_ARTICLE[1]}])(?<={_IN_WORD}.)[{_ARTICLE[0]}](?!{_IN_WORD}))"
)
_FORWARD = re.compile(
    f"(?<={_IN_WORD}){_ENDING}(?!{_IN_WORD})"
    f"|(?<!{_IN_WORD})[{_ARTICLE[0]}][{_ARTICLE[1]}](?={_IN_WORD})"
)
# Sound Arabic has words in -لا (مثلا, أولا), but none that begins like these or is one of them.
_CLEARLY = re.compile(
    f"(?<!{_IN_WORD})(?:{_ENDING}{_IN_WORD}|(?:نم|يف|نع|نأ|نإ|هنأ|اذه|كلذ|يتلا|يذلا)(?!{_IN_WORD}))"
)
_LINES = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Latin words and numbers are read from left to right, and stand so in visual order, too.
_NUMBER = r"[\d\u0660-\u0669]+(?:[.,:/\u066b\u066c][\d\u0660-\u0669]+)*"
_LEFT_TO_RIGHT = re.compile(rf"[A-Za-z](?:[A-Za-z0-9 .,'’&/@_-]*[A-Za-z0-9])?|{_NUMBER}")
_BRACKETS = "()[]{}<>«»‹›"
_MIRRORED = str.maketrans(_BRACKETS, "".join(_BRACKETS[at ^ 1] for at in range(len(_BRACKETS))))
_PAIR = re.compile(r"([(\[«]).{1,200}?[)\]»]|([)\]»]).{1,200}?[(\[«]")
_NUMERAL = re.compile(r"(?<![\d.,])\d[\d.,]+\d|(?<!\d)\d\d(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"\b([A-Z][a-z]{2,})\b|\b([a-z]{2,}[A-Z])\b")
_STOP_FIRST = re.compile(r"\s*[.!؟?،]")
_STOP_LAST = re.compile(r"[.!؟?]\s*\Z")


def fold_forms(text: str) -> str:
    """Return the text with presentation forms (ﻣ, ﻻ) replaced by the letters that they show."""
    return text if text.isascii() else _PRESENTATION.sub(_letters, text)


def reading_order(text: str) -> str:
    """Return the text with its reversed lines put right; unchanged if none is.

    Numbers and Latin words keep their order, unless it shows that they were reversed, too. Line
    ends stay where they are. Lines that are put right have no presentation forms left.
    """
    if text.isascii() or not _BACKWARD.search(text):
        return text
    lines = _LINES.findall(text)
    if not any(map(_may_be_reversed, lines)):
        return text
    gains = [_gain(line) for line in lines]
    total = sum(gain for gain, _ in gains)
    is_clear = [_CLEARLY.search(line) is not None for line in lines]
    is_reversed = any(is_clear) and total >= max(
        _LEAST_GAIN, _LEAST_GAIN_A_WORD * sum(count for _, count in gains)
    )
    chosen = [
        is_reversed or (clear and gain >= max(_CERTAIN_GAIN, _LEAST_GAIN_A_WORD * count))
        for clear, (gain, count) in zip(is_clear, gains, strict=True)
    ]
    if not any(chosen):
        return text
    order = _Order([line for line, one in zip(lines, chosen, strict=True) if one])
    marks = iter(chosen)
    return _LINES.sub(lambda line: order.restored(line[0]) if next(marks) else line[0], text)


def _may_be_reversed(line: str) -> bool:
    """Tell at little cost whether more words of a line look reversed than not."""
    backward = len(_BACKWARD.findall(line))
    return backward > 0 and backward > len(_FORWARD.findall(line))


def _letters(forms: re.Match[str]) -> str:
    """Return the letters of presentation forms; the space that carries a vowel sign is left out."""
    return unicodedata.normalize("NFKC", forms[0].translate(_ARABIC_SHAPES)).replace(" ", "")


def _gain(line: str) -> tuple[float, int]:
    """Return by how much the reversed words of a line are more likely, and how many they are."""
    words = _WORD.findall(line)
    gain = sum(
        arabic_word_log(fold_forms(word[::-1])) - arabic_word_log(fold_forms(word))
        for word in words
    )
    return gain, len(words)


class _Order:
    """How the reversed lines of a text were reversed."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Look for what shows it: brackets, numbers, names, and where sentences end."""
        first = sum(1 for line in lines if _STOP_FIRST.match(line))
        last = sum(1 for line in lines if _STOP_LAST.search(line))
        self.by_word = last > first  # only the letters of each word were
        pairs = _balance(_PAIR, lines)
        self.mirrored = pairs > 0
        shown = sum(map(_numerals, lines)) + _balance(_NAME, lines)
        # Most programs that write visual order keep numbers as they are.
        self.keeps_numbers = (shown or pairs) >= 0

    def restored(self, line: str) -> str:
        """Return a line in the order in which it is read."""
        if not _ARABIC.search(line):
            return line
        if self.by_word:
            return fold_forms(_WORD.sub(lambda word: word[0][::-1], line))
        restored = line[::-1]
        if self.keeps_numbers:
            restored = _LEFT_TO_RIGHT.sub(lambda run: run[0][::-1], restored)
        return fold_forms(restored.translate(_MIRRORED) if self.mirrored else restored)


def _balance(pattern: re.Pattern[str], lines: Iterable[str]) -> int:
    """Return how many more matches of a pattern have its first group than its second."""
    return sum(1 if match[1] else -1 for line in lines for match in pattern.finditer(line))


def _numerals(line: str) -> int:
    """Return how many more numbers of a line stand as they are read than reversed."""
    balance = 0
    for numeral in _NUMERAL.findall(line):
        back = numeral[::-1]
        if len(numeral) == 4 and bool(_YEAR.fullmatch(numeral)) != bool(_YEAR.fullmatch(back)):
            balance += 1 if _YEAR.fullmatch(numeral) else -1
        elif (numeral[0] == "0") != (numeral[-1] == "0"):
            balance += 1 if numeral[-1] == "0" else -1
    return balance
