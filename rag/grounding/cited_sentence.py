"""Finds the sentence of a cited passage that a claim is based on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache

from rag.grounding.analyzed_text import AnalyzedText, analyze_text, bags_of
from rag.grounding.tuning import FOUND_AMONG_SEVERAL, GRAMS, KEYS, NAME_NOT_FOUND, NUMBERS, STEMS
from rag.records import Citation, Evidence
from rag.text.analysis.languages import detect_language
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.keys import is_concept, is_key, is_name
from rag.text.crosslingual.keys import weight as key_weight


def locate(claim: str, evidence: Evidence, analyzer: Analyzer) -> Citation:
    """Return a citation of the sentence of the passage that shares most with the claim.

    It is exactly one sentence, the first of equals, even where nothing is shared. The offsets are
    into the article.
    """
    chunk = evidence.passage.chunk
    start, end = best_sentence(claim, chunk.text, analyzer)
    return Citation(evidence, chunk.start + start, chunk.start + end)


def best_sentence(claim: str, text: str, analyzer: Analyzer) -> tuple[int, int]:
    """Return the span of the sentence of `text` that shares most with the claim.

    A blank text is returned as a whole.
    """
    spans = split_sentences(text)
    if not spans:
        return 0, len(text)
    return spans[most_similar(claim, [text[start:end] for start, end in spans], analyzer)]


def most_similar(claim: str, sentences: Sequence[str], analyzer: Analyzer) -> int:
    """Return the index of the sentence that shares most with the claim, the first of equals.

    The claim may be in the other language. Raises `ValueError` for no sentences.
    """
    scores = overlaps(claim, sentences, analyzer)
    return max(range(len(scores)), key=scores.__getitem__)


def overlaps(claim: str, sentences: Sequence[str], analyzer: Analyzer) -> list[float]:
    """Return how much each sentence shares with the claim, in the sentences' order; 0 for nothing.

    Within a language it is the weighted sum of the F1 scores of stems, 4-grams and keys, where a
    token counts by its rarity among the sentences, plus the weighted share of the claim's numbers
    that the sentence has. Across languages it is the weighted share of both texts' units of keys
    that they have in common. Scores of the two cases are not comparable. No sentences give an empty
    list.
    """
    if detect_language(claim) != detect_language(" ".join(sentences)):
        return _shared_across(
            analyze_text(claim, analyzer),
            [analyze_text(sentence, analyzer) for sentence in sentences],
        )
    wanted = bags_of(claim, analyzer)
    given = [bags_of(sentence, analyzer) for sentence in sentences]
    keys = _f1(wanted.keys, [analysis.keys for analysis in given])
    stems = _f1(wanted.stems, [analysis.stems for analysis in given])
    grams = _f1(wanted.grams, [analysis.grams for analysis in given])
    figures = [_shared_numbers(wanted.keys, analysis.keys) for analysis in given]
    return [
        STEMS * stem + GRAMS * gram + KEYS * key + NUMBERS * figure
        for stem, gram, key, figure in zip(stems, grams, keys, figures, strict=True)
    ]


def _shared_numbers(wanted: Mapping[str, int], given: Mapping[str, int]) -> float:
    """Return the share of the wanted numbers that are given; 0 where none is wanted."""
    numbers = [key for key in wanted if key.startswith("n:")]
    return sum(number in given for number in numbers) / max(len(numbers), 1)


def _f1(wanted: Mapping[str, int], given: Sequence[Mapping[str, int]]) -> list[float]:
    """Return the harmonic mean of precision and recall of each bag against the wanted tokens.

    Tokens weigh their BM25 idf among the bags, and counts are ignored. The keys of the ends of a
    name weigh a fifth of those of a name.
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


def _shared_across(wanted: AnalyzedText, given: Sequence[AnalyzedText]) -> list[float]:
    """Return the weighted share of the units of both texts that the other text has a key of.

    A unit weighs as much as its rarest key; a unit that is found weighs as much as the rarest key
    that was found.
    """
    frequency = Counter(key for one in given for key in one.keys)

    @cache
    def rarity(key: str) -> float:
        return key_weight(key) * math.log(
            1 + (len(given) - frequency[key] + 1) / (frequency[key] + 1)
        )

    def weigh(unit: frozenset[str], others: Set[str]) -> tuple[float, float]:
        """Return the weight of a unit that is shared, and its whole weight."""
        found = unit & others
        if found:
            several = sum(map(is_concept, unit)) > 1
            weight = max(map(rarity, found)) * (FOUND_AMONG_SEVERAL if several else 1)
            return weight, weight
        return 0.0, max(map(rarity, unit)) * (NAME_NOT_FOUND if any(map(is_name, unit)) else 1)

    def score(one: AnalyzedText) -> float:
        weights = [weigh(unit, one.keys) for unit in wanted.units]
        weights += [weigh(unit, wanted.keys) for unit in one.units]
        shared, whole = map(sum, zip(*weights, strict=True)) if weights else (0.0, 1.0)
        return shared / whole

    return list(map(score, given))
