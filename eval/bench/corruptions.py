"""Makes false claims of true ones: one change each, drawn from a seeded generator.

Each gives None where the claim has nothing to change, or the passage would still bear it out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

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


def change_number(rnd: random.Random, claim: str, passage: str) -> str | None:
    """One digit of one number is another; the passage has no such number."""
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
    """A number of the claim is another of the passage, which the claim does not have."""
    spots = list(_DIGITS.finditer(claim))
    own = _numbers(claim)
    others = [spot[0] for spot in _DIGITS.finditer(passage) if int(spot[0]) not in own]
    if not spots or not others:
        return None
    spot = rnd.choice(spots)
    return claim[: spot.start()] + rnd.choice(others) + claim[spot.end() :]


def misquote(rnd: random.Random, claim: str, pool: Sequence[str]) -> str | None:
    """One word of a quotation of four or more is one of `pool`."""
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
    """A negation before a verb, or behind an auxiliary, where there was none."""
    pattern = _ARABIC_VERB if language == "ar" else _AUXILIARY
    spots = list(pattern.finditer(claim))
    if not spots:
        return None
    at = rnd.choice(spots).end()
    return f"{claim[:at]}لا {claim[at:]}" if language == "ar" else f"{claim[:at]} not{claim[at:]}"


def affirm(rnd: random.Random, claim: str, language: Language) -> str | None:
    """One of its negations is taken out."""
    spots = list((_ARABIC_NOT if language == "ar" else _ENGLISH_NOT).finditer(claim))
    if not spots:
        return None
    spot = rnd.choice(spots)
    return claim[: spot.start()] + claim[spot.end() :]


def swap_name(
    rnd: random.Random, claim: str, pool: Sequence[str], language: Language
) -> str | None:
    """A name, as far as one can be told, is one of `pool`."""
    spots = _name_spots(claim, language)
    own = set(words(claim))
    others = [name for name in pool if own.isdisjoint(words(name))]
    if not spots or not others:
        return None
    spot = rnd.choice(spots)
    return claim[: spot.start()] + rnd.choice(others) + claim[spot.end() :]


def drop_words(rnd: random.Random, claim: str, share: float) -> str:
    """The claim with each word left out at the odds of `share`."""
    return " ".join(word for word in claim.split() if rnd.random() >= share)


def names(text: str, language: Language) -> list[str]:
    """The words taken for names: English ones by a capital within a sentence, Arabic ones
    because neither a stopword list nor the glossary knows them."""
    return [spot[0] for spot in _name_spots(text, language)]


def _name_spots(text: str, language: Language) -> list[re.Match[str]]:
    if language == "en":
        return list(_CAPITAL.finditer(text))
    return [spot for spot in _ARABIC_WORD.finditer(text) if _is_rare(spot[0])]


def _is_rare(word: str) -> bool:
    stem = content_stem(normalize(word))
    return bool(stem) and not shipped_analyzer().glossary.knows(stem)


def _numbers(text: str) -> set[int]:
    return {int(spot) for spot in re.findall(r"\d+", text)}
