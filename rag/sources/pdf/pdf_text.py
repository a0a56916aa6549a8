"""Cleans the characters of a line, and tells whether a text layer can be read at all."""

from __future__ import annotations

import re
import unicodedata

from rag.sources.pdf.glyphs import KASHIDA, STROKE

# Signs for whole phrases (ﷺ, ﷻ, ﷼, ﷽ and their like) are characters that people type.
_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdc7\ufdf0-\ufdf9\ufe70-\ufefc]+")
_KASHIDA = re.compile("(?<=[\u0620-\u064a])[\u064b-\u0652]*\u0640+(?=[\u0620-\u063f\u0641-\u0652])")
_MARKS_ALONE = re.compile("\\s+(?=[\u064b-\u0652])")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff](?!$)")
_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_FIGURES, "0123456789")
# A superior figure that is no power or unit: behind a word, a year or a stop. "km²", "كلم²" and
# "10⁶" keep theirs.
_NOTE = re.compile(
    rf"(?:(?<=[^\W\d_]{{3}})(?<!كلم)(?<!متر)(?<!ميل)|(?<=[.,;:،؛!?؟\"'»”’)\]])|(?<=\d{{4}}))"
    rf"[{_FIGURES}]{{1,3}}\*?"
)
_FIRST = re.compile(rf"^([{_FIGURES}]+)\s*")
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "▪", "\uf076": "▪"}
_SYMBOLS = str.maketrans(_BULLETS)


def clean_line(text: str) -> str:
    """Return a line with letters for the shapes of letters, and without what is not text.

    Arabic presentation forms and Latin ligatures become their letters; a kashida between letters,
    direction marks and the figures of footnotes are left out.
    """
    text = _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _MARKS_ALONE.sub("", text.translate(_SYMBOLS))
    text = _INVISIBLE.sub("", _KASHIDA.sub(_marks_kept, text).replace(STROKE, KASHIDA))
    text = _FIRST.sub(lambda match: match[1].translate(_PLAIN) + ". ", text)
    return " ".join(_NOTE.sub("", text).split(" ")).strip()


def _marks_kept(match: re.Match[str]) -> str:
    return match[0].replace("\u0640", "")


def unreadable(text: str) -> int:
    """Return how many characters of a text are none: U+FFFD, private use, controls, unassigned."""
    return sum(
        character == "\ufffd"
        or (unicodedata.category(character) in ("Co", "Cc", "Cn") and character not in "\t\n")
        for character in text
    )


_WORD = re.compile(r"[^\W\d_]+")
_COMMON_WORDS = """
the of and to in a is for on that with as by at from was are he said has it an be his
في من على إلى أن عن مع التي الذي هذا هذه كان ما لا قال بعد بين كما وقال أو ان الى
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ENOUGH_WORDS = 80
_COMMON_SHARE = 0.03  # of running text in English .35 and in Arabic .15 of the words are among them


def is_foreign(text: str) -> bool:
    """Tell whether a long text has hardly a word that every English or Arabic text has."""
    words = _WORD.findall(text.lower())
    common = sum(word in _COMMON for word in words)
    return len(words) >= _ENOUGH_WORDS and common < _COMMON_SHARE * len(words)
