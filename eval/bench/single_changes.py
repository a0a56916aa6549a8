"""Makes false claims of true ones by exchanging a name, unit, day, modality or verb.

The pairs of words lie in single_changes.tsv. They were chosen from the words of TICO-19, in which
all of them occur or nearly all.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.records import Language

_NEGATION = {"ar": r"(?<!لا )(?<!لم )(?<!لن )(?<!ما )", "en": ""}
_PREFIXES = {"ar": r"(?P<prefix>[وف]?[بكل]?)", "en": r"(?P<prefix>)"}


def change_kinds() -> tuple[str, ...]:
    """Return the kinds of single_changes.tsv in the order of the file."""
    return tuple(dict.fromkeys(kind for kind, *_ in _rows()))


def change_once(kind: str, claim: str, language: Language) -> str | None:
    """Exchange the first word of a kind that stands in the claim, wherever it stands.

    Returns None if there is none, or if the claim already has what would stand instead: the source
    could then support the changed claim.
    """
    for pattern, other in _patterns(kind, language):
        if pattern.search(claim) and not re.search(rf"(?<!\w){re.escape(other)}(?!\w)", claim):
            return pattern.sub(rf"\g<prefix>{other}", claim)
    return None


@cache
def _patterns(kind: str, language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what finds each word of a kind, and what stands instead."""
    before, prefix = _NEGATION[language], _PREFIXES[language]
    return tuple(
        (re.compile(rf"{before}(?<![\w-]){prefix}{re.escape(word)}(?!\w)(?! not\b)"), other)
        for of_kind, of_language, word, other in _rows()
        if (of_kind, of_language) == (kind, language)
    )


@cache
def _rows() -> tuple[tuple[str, str, str, str], ...]:
    """Return the rows of single_changes.tsv: kind, language, word, what stands instead."""
    text = files("eval.bench").joinpath("single_changes.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    rows = []
    for line in lines:
        kind, language, word, other = line.split("\t")
        rows.append((kind, language, word, other))
    return tuple(rows)
