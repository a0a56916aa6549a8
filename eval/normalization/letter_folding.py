"""Folds the letters, digits and signs of a text so that two spellings of the same words are equal.

The rules are those that Arabic search engines and toolkits publish (Lucene's
`ArabicNormalizationFilter` and `PersianNormalizationFilter`, CAMeL Tools' `camel_tools.utils`),
on top of Unicode's compatibility decomposition and `DecimalDigitNumber` values.
"""

from __future__ import annotations

import re
import unicodedata

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
    **dict(zip("پچژٹڈڑں", "بجزتدرن", strict=True)),
    **dict(zip("٫٬،٪؛؟۔⁄", ".,,%;?./", strict=True)),
    **dict(zip("ıøØłŁđĐðÐ", "ioOlLdDdD", strict=True)),
    "þ": "th",
    "Þ": "Th",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "ـ": "",
}
# Accents, Arabic vowel signs, Quranic marks, variation selectors: é → e, مُ → م.
_MARKS = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
# 5½ → 5.5. Compatibility decomposition alone would make 51/2 of it.
_FRACTION = re.compile("([0-9٠-٩۰-۹]?)([¼½¾⅐-⅞])")
# 1,234,567 → 1234567
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])")
# U.S. → US, u.n.e.s.c.o → unesco
_ACRONYM = re.compile(r"\b[A-Za-z]\.[A-Za-z]\b(?:\.[A-Za-z]\b)*(?:\.(?!\w))?")


class _CharacterTable(dict[int, str]):
    """Maps a character to what it is folded to, computed at its first use."""

    def __missing__(self, code: int) -> str:
        """Compute and keep the folded form of a character."""
        folded = self[code] = _fold_character(chr(code))
        return folded


def fold_letters(text: str) -> str:
    """Return `text` folded for comparing; folding twice changes nothing.

    Compatibility forms, accents, vowel signs, tatweel, bidi and zero-width characters go. The
    forms of alef, ya, ha and Persian letters become one each. Digits of any script become ASCII
    without thousands separators. Quotation marks, dashes and Arabic punctuation become ASCII,
    white space single spaces. Case is folded; U.S. becomes us.
    """
    if not text.isascii():
        text = _FRACTION.sub(_as_decimal, text).translate(_table)
    text = " ".join(text.split())
    text = _THOUSANDS.sub(lambda number: number.group().replace(",", ""), text)
    return _ACRONYM.sub(lambda acronym: acronym.group().replace(".", ""), text).casefold()


def _fold_character(character: str) -> str:
    """Return what a single character becomes, by table, Unicode category or decomposition."""
    if character in _LETTERS:
        return _LETTERS[character]
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", character))
    folded = "".join(_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", bare))
    # km² and 10⁶ must not become one number with what precedes them.
    return f" {folded} " if folded != character and any(map(str.isdigit, folded)) else folded


def _as_decimal(fraction: re.Match[str]) -> str:
    """Write a fraction sign, and a digit before it, as a decimal number: 5½ as 5.5."""
    value = f"{unicodedata.numeric(fraction[2]):.3f}".rstrip("0")
    return fraction[1] + value[1:] if fraction[1] else value


_table = _CharacterTable()
