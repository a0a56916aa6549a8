"""Folds text so that two spellings of the same words compare equal; never for showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ىئیېےۍێۑ", "ي"),
    **dict.fromkeys("ؤۆۇۈۋۄ", "و"),
    **dict.fromkeys("ةۀہەھۃ", "ه"),
    **dict.fromkeys("کگڭڪ", "ك"),
    **dict.fromkeys("ڤڥ", "ف"),
    **dict.fromkeys("’‘‛ʼʻʿʾʹ′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
    "ٹ": "ت",
    "ڈ": "د",
    "ڑ": "ر",
    "ں": "ن",
    "ـ": "",
    "٫": ".",
    "٬": ",",
    "،": ",",
    "٪": "%",
    "؛": ";",
    "؟": "?",
    "۔": ".",
    "⁄": "/",
    "ı": "i",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
}
# Combining accents, tashkeel and Quranic marks, variation selectors.
_MARKS = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
_FRACTION_SIGN = re.compile("[¼½¾⅐-⅞]")
_FRACTION = re.compile("([0-9٠-٩۰-۹]?)([¼½¾⅐-⅞])")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])")
SPACED = (
    # Behind a Latin letter, a name with a hyphen or a plus stand models, diseases and telephones;
    # behind another number the groups are not its own, unless that number is a year. The digit
    # comes first, for the search skips what begins otherwise.
    r"[1-9](?<![A-Za-z0-9.,+].)(?<![A-Za-zء-ي]-.)"
    r"(?:(?<![0-9+] .)|(?<=\b(?:19|20)[0-9][0-9] .))"
    r"[0-9]{0,2}(?: [0-9]{3})+(?! ?[0-9])(?![.,][0-9]{3})"
)
"""A pattern of whole numbers in a folded text whose thousands are set apart by spaces: 25 000,
1 500 000; neither 2018 300 nor 300 25, A320 200, +962 795 123 456 or 300 4567."""

_SPACED = re.compile(SPACED)
# U.S., U.N, i.e.; not the end of "in Gaza. A man".
_ACRONYM = re.compile(r"\b[A-Za-z]\.[A-Za-z]\b(?:\.[A-Za-z]\b)*(?:\.(?!\w))?")
_IN_ACRONYM = re.compile(r"\.[A-Za-z]\b")  # begins with its stop, for which a search is fast


class _Table(dict[int, str]):
    """Caches what each character folds to, computed when it first occurs."""

    def __missing__(self, code: int) -> str:
        """Fold a character that has not occurred before."""
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    """Return the folded form of one character."""
    if character in _LETTERS:
        return _LETTERS[character]
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", character))
    folded = "".join(_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", bare))
    # km² and 10⁶ must not become one number with what stands before them.
    return f" {folded} " if folded != character and any(map(str.isdigit, folded)) else folded


_table = _Table()


def fold(text: str) -> str:
    """Return `text` as `normalize` does, but with the case of Latin letters kept."""
    if not text.isascii():
        if _FRACTION_SIGN.search(text):  # NFKC alone would turn 5½ into 51/2
            text = _FRACTION.sub(_decimal, text)
        text = text.translate(_table)
    text = " ".join(text.split())
    if "," in text:
        text = _THOUSANDS.sub(lambda number: number.group().replace(",", ""), text)
    if " " in text:
        text = _SPACED.sub(lambda number: number.group().replace(" ", ""), text)
    if "." in text and _IN_ACRONYM.search(text):
        text = _ACRONYM.sub(lambda acronym: acronym.group().replace(".", ""), text)
    return text


def normalize(text: str) -> str:
    """Return `text` folded for comparing.

    Compatibility forms, accents, tashkeel, tatweel, bidi and zero-width characters are removed; the
    variants of alef, ya, ta marbuta, hamza seats and Persian letters become one letter each; digits
    of any script become ASCII without thousands separators; quotation marks, dashes and Arabic
    punctuation become ASCII; white space becomes single spaces; case is folded; U.S. becomes us.
    Normalising twice changes nothing.
    """
    return fold(text).casefold()


def _decimal(fraction: re.Match[str]) -> str:
    """Return a vulgar fraction as decimals, behind its whole number if there is one: 5½ is 5.5."""
    value = f"{unicodedata.numeric(fraction[2]):.3f}".rstrip("0")
    return fraction[1] + value[1:] if fraction[1] else value


_LONGEST_KEPT = 2000  # characters; with its offsets such a text takes 70 KB at most
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in lower case, with letters, digits and signs folded.

    Its character `i` comes from `source[offsets[i]]`. White space and separators are unchanged.
    """

    source: str
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, which must not be empty, is in the source."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def capital(self, at: int) -> bool:
        """Return whether the character of `text` at `at` is a capital in the source."""
        return self.source[self.offsets[at]].isupper()


def plain(text: str) -> Plain:
    """Return `text` folded, with offsets; takes time linear in its length."""
    return _kept_plain(text) if len(text) <= _LONGEST_KEPT else _plain(text)


# The readers of a sentence's facts, days and units each fold it.
@lru_cache(maxsize=1 << 9)
def _kept_plain(text: str) -> Plain:
    return _plain(text)


def _plain(text: str) -> Plain:
    if text.isascii():
        return Plain(text, text.lower(), range(len(text)))
    pieces = list(map(_folded, text))
    if all(len(_folded(letter)) == 1 for letter in set(text)):
        return Plain(text, "".join(pieces), range(len(text)))
    offsets = [at for at, piece in enumerate(pieces) for _ in piece]
    return Plain(text, "".join(pieces), offsets)


@lru_cache(maxsize=1 << 14)
def _folded(character: str) -> str:
    """Return the folded form of one character, with separators and fractions unchanged."""
    if character in _FRACTIONS:
        return character
    if character.isspace():
        return "\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    folded = fold(character).lower()
    # km² and 10⁶: a digit that is set high or low counts nothing.
    return " " if character.isdigit() and not character.isdecimal() else folded
