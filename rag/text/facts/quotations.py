"""Finds the quotations of a text and looks for them in another text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.facts.fact import Fact

SHORTEST = 3  # words; not tuned: shorter ones are mostly names and terms
# «…», “…”, „…“, ‘…’ not inside a word, "…" on one line.
_QUOTED = re.compile(
    r"«([^«»]{1,2000})»|“([^“”]{1,2000})[”“]|„([^„“”]{1,2000})[“”]|(?<!\w)‘([^‘]{1,2000}?)’(?!\w)"
    r'|"(?=\S)([^"\n]{1,2000})"'
)
# What the quoting text left out or put in.
_CUT = re.compile(r"\.{3,}|…|\[[^\]]{0,200}\]|\(\.+\)")


def quotations(text: str) -> Iterator[Fact]:
    """Yield the quotations of at least three words, without their marks, in order.

    The text on either side of an ellipsis or of brackets is a quotation of its own.
    """
    for match in _QUOTED.finditer(text):
        for start, end in _parts(text, *match.span(match.lastindex or 0)):
            quoted = words(text[start:end])
            if len(quoted) >= SHORTEST:
                key = " ".join(quoted)
                yield Fact("quotation", start, end, key, frozenset([key]))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the ellipses and brackets of a quotation."""
    for cut in _CUT.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def is_quoted(key: str, text: str) -> bool:
    """Return whether a text contains the quotation's words, or may contain them translated.

    It may where most of it is in the other script, unless it has half of the quotation's words: a
    name or a link in the quotation's script does not tell how the quotation would be translated.
    """
    given = _words(text)
    if f" {key} " in f" {' '.join(given)} ":
        return True
    script = _script(key)
    scripts = [_script(word) for word in given]
    if 2 * scripts.count(script) > len(scripts) - scripts.count(""):
        return False
    quoted = key.split()
    return 2 * sum(word in given for word in quoted) < len(quoted)


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    """Return the normalised words of a text; recent results are kept."""
    return tuple(words(text))


def _script(word: str) -> str:
    """Return `ar` for Arabic letters, `en` for others, and an empty string where there are none."""
    letter = next((letter for letter in word if letter.isalpha()), "")
    return letter and ("ar" if is_arabic(letter) else "en")
