"""Finds orders of magnitude (dozens, hundreds, آلاف) that no number tells, as facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from rag.text.analysis.folding import Plain
from rag.text.facts.fact import Fact

# From the first number that may be called so to the last: hundreds may be 150 or 2,500.
_SPANS = {
    "tens": (12, 200),
    "hundreds": (120, 3000),
    "thousands": (1000, 1_000_000),
    "tens of thousands": (10_000, 300_000),
    "hundreds of thousands": (100_000, 3_000_000),
    "millions": (1_000_000, 300_000_000),
    "billions": (1_000_000_000, 10**15),
}
_WORDS = {
    **dict.fromkeys(("dozens", "tens", "scores", "عشرات"), "tens"),
    **dict.fromkeys(("hundreds", "ميات", "مءات"), "hundreds"),
    **dict.fromkeys(("thousands", "الاف", "الوف"), "thousands"),
    **dict.fromkeys(("millions", "ملايين"), "millions"),
    **dict.fromkeys(("billions", "مليارات", "بلايين"), "billions"),
}
_OF_THOUSANDS = {"tens": "tens of thousands", "hundreds": "hundreds of thousands"}
_MAGNITUDE = re.compile(
    r"\b(?P<first>dozens|tens(?=\sof\b)|(?<=in the )tens|scores(?=\sof\b)|hundreds|thousands"
    r"|millions|billions)\b"
    r"(?P<english>\sof\sthousands\b)?"
    r"|\b(?:several|a few)\s(?P<few>hundred|thousand|million|billion)\b"
    r"|(?<![ء-ي\d.,])(?<!\d\s)[وف]?(?:[بل]?(?:ال)?|لل)"
    r"(?P<word>عشرات|ميات|الاف|الوف|ملايين|مليارات|بلايين)"
    r"(?![ء-ي])(?P<arabic>\sال(?:اف|الاف|وف|الوف)(?![ء-ي]))?"
)


def magnitudes(folded: Plain, numbered: Collection[range]) -> Iterator[Fact]:
    """Yield the orders of magnitude of a folded text: `thousands`.

    A word in one of the spans `numbered` is part of a number and no order of magnitude.
    """
    if not any(word in folded.text for word in (*_WORDS, "several", "a few")):
        return
    spent = {at for span in numbered for at in span}
    for match in _MAGNITUDE.finditer(folded.text):
        group = next(name for name in ("first", "word", "few") if match[name])
        if match.start(group) in spent:
            continue
        key = _WORDS.get(match[group], f"{match[group]}s")
        if match["english"] or match["arabic"]:
            key = _OF_THOUSANDS.get(key, key)
        yield Fact("magnitude", *folded.span(*match.span()), key, frozenset([key]))


def holds(magnitude: str, value: Decimal) -> bool:
    """Tell whether a number may be called by an order of magnitude."""
    least, most = _SPANS[magnitude]
    return least <= value < most


def is_part(magnitude: str, larger: str) -> bool:
    """Tell whether an order of magnitude is true of a larger one, as thousands is."""
    return magnitude != larger and larger.endswith(f"of {magnitude}")
