"""Tells whether an English and an Arabic word may be one name, spelt by its sound.

The keys of `names` are equal only for regular spellings. Here two words may differ by a vowel, by
letters that either language lacks, or by an ending: Fadhil and فاضل, Kavanaugh and كافانو.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple

from rag.text.crosslingual.names import arabic_sound, bare_spellings, english_sound

ALIKE, ALIKE_WORD = 0.4, 0.25
"""Distances, per letter, up to which two words may be one name, and up to which one of them may be
a common word of its language. Of 979 names of NTREX, .86 have a word within the first in the
translated sentence and .15 in another; .81 and .04 within the second."""

_VOWELS = frozenset("AWYE")
_VOWEL_SIZE = 0.25  # of the size of a consonant: Arabic leaves most vowels out
_APART = 0.45  # of words that sound too different to be told how much
_OTHER = 2.0  # another consonant costs as much as one left out and one put in
# What it costs that a sound is missing: E is hardly ever written, h often left out.
_GAPS = {"E": 0.05, "A": 0.2, "W": 0.25, "Y": 0.25, "h": 0.45}
# Sounds that one of the languages lacks or that newsrooms spell either way.
_NEAR = {
    frozenset(pair): cost
    for pair, cost in {
        "gk": 0.35, "Wf": 0.35, "xs": 0.4, "bf": 0.6, "td": 0.6, "Yg": 0.4, "xk": 0.5, "xg": 0.5,
        "gh": 0.5, "kh": 0.5, "st": 0.5, "sd": 0.5, "Wb": 0.5, "mn": 0.6,
    }.items()
}  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_ENGLISH_ENDINGS = ("s", "ian", "an", "ish", "ese")
_ARABIC_ENDINGS = ("يين", "ين", "ون", "ان", "ات", "يه", "ي", "ه")
_LEFT = 3  # letters that a word keeps at least without its ending


class _Sound(NamedTuple):
    """How a word may sound.

    `sure` are its consonants, `near` also those near them, as bits; `gaps` is what each sound
    costs where it is left out.
    """

    text: str
    size: float
    sure: int
    near: int
    gaps: tuple[float, ...]


@lru_cache(maxsize=1 << 16)
def distance(english: str, arabic: str) -> float:
    """Return how far two normalised words are apart by sound: 0 for the same, at most 0.45.

    The words are compared with and without their endings and clitics; the nearest pair counts.
    """
    best = _APART
    for one in _english_sounds(english):
        for other in _arabic_sounds(arabic):
            size = max(one.size, other.size, 1.0)
            # A consonant costs 1 at least where the other sound has neither it nor one near it.
            alone = (one.sure & ~other.near).bit_count() + (other.sure & ~one.near).bit_count()
            if alone <= best * size:
                best = min(best, _edits(one, other, best * size) / size)
        if not best:
            break
    return best


@lru_cache(maxsize=1 << 15)
def _english_sounds(word: str) -> tuple[_Sound, ...]:
    """Return the sounds that an English word may have."""
    spelt = [word, *_without(word, _ENGLISH_ENDINGS)]
    spelt += [one.replace("ch", other) for one in spelt if "ch" in one for other in ("k", "tsh")]
    return _distinct(english_sound(one) for one in spelt)


@lru_cache(maxsize=1 << 15)
def _arabic_sounds(word: str) -> tuple[_Sound, ...]:
    """Return the sounds that an Arabic word may have."""
    bare = bare_spellings(word)
    ends = [form for one in bare for form in _without(one, _ARABIC_ENDINGS)]
    return _distinct(arabic_sound(one) for one in (*bare, *ends))


def _without(word: str, endings: Iterable[str]) -> Iterator[str]:
    """Yield a word without each of its endings that leaves enough of it."""
    for ending in endings:
        if word.endswith(ending) and len(word) >= len(ending) + _LEFT:
            yield word.removesuffix(ending)


def _distinct(sounds: Iterable[str]) -> tuple[_Sound, ...]:
    """Return the different sounds, double ones written once."""
    return tuple(map(_sound, dict.fromkeys(_DOUBLE.sub(r"\1", sound) for sound in sounds)))


def _sound(text: str) -> _Sound:
    """Return a sound with its size and its consonants, h left out, because it is often silent."""
    consonants = [one for one in text if one not in _VOWELS and one != "h"]
    size = sum(_VOWEL_SIZE if one in _VOWELS else 1.0 for one in text)
    gaps = tuple(_GAPS.get(one, 1.0) for one in text)
    return _Sound(text, size, _bits(consonants), _near(consonants), gaps)


def _near(consonants: Sequence[str]) -> int:
    """Return consonants and those near them as bits."""
    held = set(consonants)
    return _bits(held.union(*(pair for pair in _NEAR if not held.isdisjoint(pair))))


def _bits(letters: Iterable[str]) -> int:
    """Return a set of letters as the bits of a number."""
    return reduce(or_, (1 << ord(one) - ord("A") for one in letters), 0)


def _edits(one: _Sound, other: _Sound, most: float) -> float:
    """Return the least cost of turning a sound into another (Levenshtein, with costs).

    It is `most` where it would be more than that.
    """
    row = [0.0, *accumulate(other.gaps)]
    for first, gap in zip(one.text, one.gaps, strict=True):
        before, row = row, [row[0] + gap]
        for at, second in enumerate(other.text):
            cost = before[at] + (0.0 if first == second else _change(first, second))
            if (left_out := before[at + 1] + gap) < cost:
                cost = left_out
            if (put_in := row[-1] + other.gaps[at]) < cost:
                cost = put_in
            row.append(cost)
        if min(row) > most:
            return most
    return row[-1]


@cache
def _change(one: str, other: str) -> float:
    """Return the cost of a sound in the place of another."""
    if one in _VOWELS and other in _VOWELS:
        return 0.1 if "E" in (one, other) else 0.25
    return _NEAR.get(frozenset((one, other)), _OTHER)
