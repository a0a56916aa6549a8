"""Reads the words that show whether a sentence can stand alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import plain

# «…», “…”, "…", ‘…’ and '…' that stand outside words.
_QUOTED = re.compile(
    r"«[^«»]{0,2000}»|“[^“”]{0,2000}”|\"[^\"]{0,2000}\"|„[^„“”]{0,2000}[“”]"
    r"|(?<!\w)‘[^‘]{1,2000}?’(?!\w)|(?<!\w)'(?=\S)[^'\n]{3,2000}?'(?!\w)"
)
_ADVERB = re.compile(r"[a-z]+ly,\s")  # Interestingly,
_MASK = "¤"
_STRAIGHT = str.maketrans("“”„«»‘’–—", '"""""\'\'--')


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Return the folded phrases of stand_alone.tsv by their kind."""
    text = files("rag.briefs.sentences").joinpath("stand_alone.tsv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        kind, _, phrases = line.partition("\t")
        if phrases and not kind.startswith("#"):
            found[kind] += [plain(phrase.strip()).text for phrase in phrases.split(" | ")]
    return {kind: tuple(dict.fromkeys(phrases)) for kind, phrases in found.items()}


@cache
def word_set(kind: str) -> frozenset[str]:
    """Return the folded phrases of a kind."""
    return frozenset(_table()[kind])


@cache
def any_of(kind: str, *, arabic: bool) -> str:
    """Return a pattern of the phrases of a kind in one script, the longest first."""
    chosen = [phrase for phrase in _table()[kind] if phrase.isascii() != arabic]
    longest = sorted(chosen, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest) + ")"


@cache
def opening(kind: str, *, arabic: bool) -> re.Pattern[str]:
    """Return a pattern of a phrase of a kind with the comma and the white space behind it."""
    return re.compile(rf"{any_of(kind, arabic=arabic)}(?![^\W_'-])(?!\sfor\b)[,\s]*")


def lowered(text: str) -> str:
    """Return a text in lower case with straight quotation marks, of the same length."""
    return "".join(
        low if len(low := character.lower()) == 1 else character
        for character in text.translate(_STRAIGHT)
    )


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the quotations of a text, with their marks, in order."""
    return [match.span() for match in _QUOTED.finditer(text)]


def without_quoted(text: str) -> str:
    """Return a text of the same length with signs in place of the words that are quoted."""
    return _QUOTED.sub(lambda match: _masked(match[0]), text)


def _masked(quoted: str) -> str:
    """Return a quotation with its marks and a sign for each character between them."""
    inner = re.sub(r"\S", _MASK, quoted[1:-1])
    return f"{quoted[0]}{inner}{quoted[-1]}"


def start_of_body(folded: str, *, arabic: bool) -> int:
    """Return where a sentence begins behind the words that open it and do no harm."""
    at = len(folded) - len(folded.lstrip(" \"'(-"))
    adverb = _ADVERB.match(folded, at)
    at = adverb.end() if adverb else at
    for kind in ("harmless", "contrast", "harmless"):
        match = opening(kind, arabic=arabic).match(folded, at)
        if match:
            at = match.end()
    return at
