"""Makes false claims of true ones: one change each, drawn from a seeded generator.

Each function returns None if the claim has nothing to change, or if the passage would still support
the changed claim.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from rag.records import Language
from rag.text.analysis.folding import normalize
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem, shipped_analyzer

_DIGITS = re.compile(r"(?<![\w.,٫٬])\d+(?![\w]|[.,٫٬]\d)")
_QUOTATION = re.compile(r'«([^«»"]+)»|“([^“”"]+)”|"([^"]+)"')
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\b")
_ARABIC_WORD = re.compile(r"(?<![\w])[ء-ي]{4,}(?![\w])")
_AUXILIARY = re.compile(
    r"\b(?:is|was|are|were|will|would|can|could|should|must|has been|have been|had been)\b"
    r"(?! not|n't)"
)
_ENGLISH_NOT = re.compile(r"(?:(?<=ca)n|(?<! ca)n)'t\b|n’t\b| not\b| never\b")
_ARABIC_VERB = re.compile(r"(?<![\w])(?=[يت][ء-ي]{3,}(?![\w]))")
_ARABIC_NOT = re.compile(r"(?<![\w])(?:لا|لم|لن|ليس|ليست) (?=[ء-ي])")
_LEAST_QUOTED = 4

Change = Callable[[str, str], str | None]
"""Makes a false claim of a claim and its passage."""


def kinds_of_change(
    rnd: random.Random, claims: Sequence[str], language: Language
) -> list[tuple[str, Change, float | None]]:
    """Return the name of each kind of change, its function and the share that must be caught.

    Words and names are borrowed from `claims`.
    """
    pool = [word for claim in claims for word in claim.split() if word.isalpha() and len(word) > 3]
    known = [name for claim in claims for name in names(claim, language)]

    def swap(claim: str, passage: str, *, pool: Sequence[str] | None = None) -> str | None:
        """Swap a name for one of `pool`, or of the passage."""
        return swap_name(rnd, claim, names(passage, language) if pool is None else pool, language)

    return [
        ("20 % of words left out", lambda claim, _: drop_words(rnd, claim, 0.2), None),
        ("number changed", partial(change_number, rnd), 0.95),
        ("number of the same passage", partial(borrow_number, rnd), 0.95),
        ("word of a quotation changed", lambda claim, _: misquote(rnd, claim, pool), 0.95),
        ("negation put in", lambda claim, _: negate(rnd, claim, language), 0.90),
        ("negation taken out", lambda claim, _: affirm(rnd, claim, language), 0.90),
        (
            "name of another article",
            partial(swap, pool=known),
            0.95 if language == "en" else None,
        ),
        ("name of the same passage", swap, None),
    ]


def change_number(rnd: random.Random, claim: str, passage: str) -> str | None:
    """Change one digit of a number, to a number that the passage does not have."""
    spots = list(_DIGITS.finditer(claim))
    if not spots:
        return None
    spot = rnd.choice(spots)
    at = rnd.randrange(len(spot[0]))
    zero = chr(ord(spot[0][at]) - int(spot[0][at]))
    others = [d for d in range(at == 0, 10) if d != int(spot[0][at])]
    changed = spot[0][:at] + chr(ord(zero) + rnd.choice(others)) + spot[0][at + 1 :]
    if int(changed) in _numbers(passage):
        return None
    return claim[: spot.start()] + changed + claim[spot.end() :]


def borrow_number(rnd: random.Random, claim: str, passage: str) -> str | None:
    """Replace a number by another of the passage, which the claim does not have."""
    spots = list(_DIGITS.finditer(claim))
    own = _numbers(claim)
    others = [spot[0] for spot in _DIGITS.finditer(passage) if int(spot[0]) not in own]
    if not spots or not others:
        return None
    spot = rnd.choice(spots)
    return claim[: spot.start()] + rnd.choice(others) + claim[spot.end() :]


def misquote(rnd: random.Random, claim: str, pool: Sequence[str]) -> str | None:
    """Replace one word of a quotation of four or more words by one of `pool`."""
    quotations = [
        spot
        for spot in _QUOTATION.finditer(claim)
        if len(words(spot[spot.lastindex or 0])) >= _LEAST_QUOTED
    ]
    if not quotations:
        return None
    spot = rnd.choice(quotations)
    start, end = spot.span(spot.lastindex or 0)
    word = rnd.choice(list(re.finditer(r"\w{3,}", claim[start:end])) or [None])
    other = rnd.choice(pool)
    if word is None or words(other) == words(word[0]):
        return None
    return claim[: start + word.start()] + other + claim[start + word.end() :]


def negate(rnd: random.Random, claim: str, language: Language) -> str | None:
    """Insert a negation before a verb, or behind an auxiliary, where there is none."""
    pattern = _ARABIC_VERB if language == "ar" else _AUXILIARY
    spots = list(pattern.finditer(claim))
    if not spots:
        return None
    at = rnd.choice(spots).end()
    return f"{claim[:at]}لا {claim[at:]}" if language == "ar" else f"{claim[:at]} not{claim[at:]}"


def affirm(rnd: random.Random, claim: str, language: Language) -> str | None:
    """Remove one negation."""
    spots = list((_ARABIC_NOT if language == "ar" else _ENGLISH_NOT).finditer(claim))
    if not spots:
        return None
    spot = rnd.choice(spots)
    return claim[: spot.start()] + claim[spot.end() :]


def swap_name(
    rnd: random.Random, claim: str, pool: Sequence[str], language: Language
) -> str | None:
    """Replace a name, as far as one can be recognised, by one of `pool`."""
    spots = _name_spots(claim, language)
    own = set(words(claim))
    others = [name for name in pool if own.isdisjoint(words(name))]
    if not spots or not others:
        return None
    spot = rnd.choice(spots)
    return claim[: spot.start()] + rnd.choice(others) + claim[spot.end() :]


def drop_words(rnd: random.Random, claim: str, share: float) -> str:
    """Remove each word with the probability `share`."""
    return " ".join(word for word in claim.split() if rnd.random() >= share)


def names(text: str, language: Language) -> list[str]:
    """Return the words that are taken for names.

    In English these are words with a capital within a sentence; in Arabic, words that neither a
    stopword list nor the glossary knows.
    """
    return [spot[0] for spot in _name_spots(text, language)]


def _name_spots(text: str, language: Language) -> list[re.Match[str]]:
    """Return where the names are."""
    if language == "en":
        return list(_CAPITAL.finditer(text))
    return [spot for spot in _ARABIC_WORD.finditer(text) if _is_rare(spot[0])]


def _is_rare(word: str) -> bool:
    """Return whether neither a stopword list nor the glossary knows a word."""
    stem = content_stem(normalize(word))
    return bool(stem) and not shipped_analyzer().glossary.knows(stem)


def _numbers(text: str) -> set[int]:
    """Return the whole numbers of a text."""
    return {int(spot) for spot in re.findall(r"\d+", text)}
