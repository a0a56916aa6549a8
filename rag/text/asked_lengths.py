"""Reads the length of a brief that a reader asks for: a name or a number of words, in both
languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import plain

LONGEST_LENGTH = 60
"""Characters of a length in words at most; a longer text is none."""

_WORD = re.compile(r"[^\W\d_]+")


def asked_length(text: str) -> str | int | None:
    """Return short, medium or long for a name of a length, or a number of words; else None.

    Examples: medium, قصير, موجز, 200, 200 words, ٢٠٠ كلمة, about two hundred words.
    """
    from rag.text.analysis.number_words import number_words
    from rag.text.analysis.numbers import all_numbers

    folded = plain(" ".join(text.split())).text if len(text) <= LONGEST_LENGTH else ""
    if not folded or folded.isdecimal():
        return int(folded) if folded else None
    numbers = list(all_numbers(folded, number_words()))
    if not numbers:
        return next(
            (name for name in ("short", "medium", "long") if folded in _words()[name]), None
        )
    (number, *more) = numbers
    rest = _WORD.findall(f"{folded[: number.start]} {folded[number.end :]}")
    if (
        more
        or number.percent
        or number.value != number.value.to_integral_value()
        or not set(rest) <= _words()["around"]
    ):
        return None
    return None if "-" in folded[: number.start] else int(number.value)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = files(__package__).joinpath("asked_lengths.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {kind: frozenset(forms.split()) for kind, forms in rows}
