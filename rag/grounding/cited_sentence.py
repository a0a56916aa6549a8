"""Picks the sentence of a cited passage that a claim stands on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from rag.records import Citation, Evidence
from rag.text.analysis.languages import detect_language
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import analyze, key_units
from rag.text.crosslingual.keys import is_concept, is_key, is_name
from rag.text.crosslingual.keys import weight as key_weight

# Within a language words tell sentences apart; these did best of the weights tried.
STEMS, GRAMS, KEYS = 1.0, 0.4, 0.5
# A figure of the claim must be in the sentence shown, where any sentence has it. More would let
# a number that two sentences share outweigh their words.
NUMBERS = 0.4
# Across languages: what is taken for a name and is not found may be a word that the glossary
# lacks, and a word of several concepts may be found by one that is not meant. They did best, too.
NAME_NOT_FOUND, FOUND_AMONG_SEVERAL = 0.5, 0.7


def locate(claim: str, evidence: Evidence) -> Citation:
    """The sentence of the passage that shares most with the claim, as offsets into the article.

    Exactly one sentence, the first of equals; so too when nothing is shared.
    """
    chunk = evidence.passage.chunk
    start, end = best_sentence(claim, chunk.text)
    return Citation(evidence, chunk.start + start, chunk.start + end)


def best_sentence(claim: str, text: str) -> tuple[int, int]:
    """The span of the sentence of `text` that shares most with the claim; all of a blank text."""
    spans = split_sentences(text)
    if not spans:
        return 0, len(text)
    return spans[align(claim, [text[start:end] for start, end in spans])]


def align(claim: str, sentences: Sequence[str]) -> int:
    """The index of the sentence that shares most with the claim, the first of equals. The claim
    may be in the other language. Raises `ValueError` for no sentences."""
    scores = overlaps(claim, sentences)
    return max(range(len(scores)), key=scores.__getitem__)


def overlaps(claim: str, sentences: Sequence[str]) -> list[float]:
    """How much each sentence shares with the claim, in the order of the sentences; 0 for nothing.

    Within a language: the weighted sum, over stems, 4-grams and keys, of the F1 of what is
    shared, where a token counts by its rarity among the sentences; and the share of the claim's
    numbers that a sentence has. Across languages: how much of both is shared, by units of keys.
    """
    if detect_language(claim) != detect_language(" ".join(sentences)):
        return _shared_across(_units(claim), list(map(_units, sentences)))
    wanted = analyze(claim)
    given = [analyze(sentence) for sentence in sentences]
    keys = _f1(wanted.keys, [analysis.keys for analysis in given])
    stems = _f1(wanted.stems, [analysis.stems for analysis in given])
    grams = _f1(wanted.grams, [analysis.grams for analysis in given])
    figures = [_shared_numbers(wanted.keys, analysis.keys) for analysis in given]
    return [
        STEMS * stem + GRAMS * gram + KEYS * key + NUMBERS * figure
        for stem, gram, key, figure in zip(stems, grams, keys, figures, strict=True)
    ]


def _shared_numbers(wanted: Mapping[str, int], given: Mapping[str, int]) -> float:
    numbers = [key for key in wanted if key.startswith("n:")]
    return sum(number in given for number in numbers) / max(len(numbers), 1)


def _f1(wanted: Mapping[str, int], given: Sequence[Mapping[str, int]]) -> list[float]:
    """The harmonic mean of how much of `wanted` a bag covers and how much of the bag that is.

    The idf is BM25's; counts are ignored. The ends of a name are worth a fifth of a name.
    """
    frequency = Counter(token for bag in given for token in bag)

    def weigh(tokens: Iterable[str]) -> float:
        return sum(
            (key_weight(token) if is_key(token) else 1.0)
            * math.log(1 + (len(given) - frequency[token] + 0.5) / (frequency[token] + 0.5))
            for token in tokens
        )

    whole = weigh(wanted)
    shared = [weigh(wanted.keys() & bag.keys()) for bag in given]
    return [
        2 * part / (whole + weigh(bag)) if part else 0.0
        for part, bag in zip(shared, given, strict=True)
    ]


Units = Collection[frozenset[str]]


def _units(text: str) -> Units:
    return dict.fromkeys(map(frozenset, key_units(text))).keys()


def _shared_across(wanted: Units, given: Sequence[Units]) -> list[float]:
    """The share of the weight of all units, the claim's and the sentence's, of which the other has
    a key. A unit weighs as much as its rarest key, one that is found as the rarest found."""
    keys = [frozenset().union(*units) for units in given]
    own: frozenset[str] = frozenset().union(*wanted)
    frequency = Counter(key for bag in keys for key in bag)

    def rarity(key: str) -> float:
        return key_weight(key) * math.log(
            1 + (len(given) - frequency[key] + 1) / (frequency[key] + 1)
        )

    def weigh(unit: frozenset[str], others: Set[str]) -> tuple[float, float]:
        """What is shared of a unit, and what there is to share."""
        found = unit & others
        if found:
            several = sum(map(is_concept, unit)) > 1
            weight = max(map(rarity, found)) * (FOUND_AMONG_SEVERAL if several else 1)
            return weight, weight
        return 0.0, max(map(rarity, unit)) * (NAME_NOT_FOUND if any(map(is_name, unit)) else 1)

    def score(units: Units, bag: Set[str]) -> float:
        weights = [weigh(unit, bag) for unit in wanted] + [weigh(unit, own) for unit in units]
        shared, whole = map(sum, zip(*weights, strict=True)) if weights else (0.0, 1.0)
        return shared / whole

    return [score(units, bag) for units, bag in zip(given, keys, strict=True)]
