"""Finds the quotations of a text and looks for them in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.facts.fact import Fact

SHORTEST = 3
_QUOTED = re.compile(
    r"«([^«»]{1,2000})»|“([^“”]{1,2000})[”“]|„([^„“”]{1,2000})[“”]|(?<!\w)‘([^‘]{1,2000}?)’(?!\w)"
    r'|"(?=\S)([^"\n]{1,2000})"'
)
# What the quoting text left out or put in.
_CUT = re.compile(r"\.{3,}|…|\[[^\]]{0,200}\]|\(\.+\)")


def quotations(text: str) -> Iterator[Fact]:
    """The quotations of at least three words, without their marks, in order. What stands on
    either side of an ellipsis or of brackets is quoted by itself."""
    for match in _QUOTED.finditer(text):
        for start, end in _parts(text, *match.span(match.lastindex or 0)):
            said = words(text[start:end])
            if len(said) >= SHORTEST:
                key = " ".join(said)
                yield Fact("quotation", start, end, key, frozenset([key]))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cut in _CUT.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def is_quoted(key: str, text: str) -> bool:
    """Whether the quotation's words stand in a text, or may stand there translated: the text is
    in the other script and has no three words together of the quotation's."""
    given = _words(text)
    if f" {key} " in f" {' '.join(given)} ":
        return True
    script = _script(key)
    scripts = [_script(word) for word in given]
    if 2 * scripts.count(script) > len(scripts) - scripts.count(""):
        return False
    return _longest_run(scripts, script) < SHORTEST


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _script(said: str) -> str:
    """`ar` for Arabic letters, `en` for others, empty where there are none."""
    letter = next((letter for letter in said if letter.isalpha()), "")
    return letter and ("ar" if is_arabic(letter) else "en")


def _longest_run(scripts: Sequence[str], script: str) -> int:
    return max((len(list(run)) for own, run in groupby(scripts) if own == script), default=0)
