"""Ranks the sentences of the passages found by how likely each answers the question.

The weights lie in sentence_weights.tsv beside this file; `make fit` writes them anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from rag.answering.sentence_features import MEANING, READING, CandidateSentence, candidates
from rag.answering.tuning import (
    ANOTHER_NUMBER,
    NEARLY_AS_LIKELY,
    OF_THE_DAY,
    OWN_IF_AS_LIKELY,
    OWN_LANGUAGE,
    READ,
)
from rag.errors import MujazError
from rag.protocols import Embedder, SentenceReader
from rag.records import Evidence, Language, ReadSentence
from rag.retrieval.coverage import Wanted
from rag.retrieval.question_day import QuestionDay, question_day
from rag.retrieval.relevance import has_another_number
from rag.text.analyzer import Analyzer

if TYPE_CHECKING:
    from numpy.typing import NDArray

Column = Literal["own", "across", "own+meaning", "across+meaning", "own+reading", "across+reading"]
COLUMNS: tuple[Column, ...] = get_args(Column)
"""Which weights: of sentences in the question's language or the other, by words alone, with an
encoder, or with an encoder and a reader for those that were read."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with the probability (0 to 1) that it is the one which answers, among all that
    were ranked with it."""

    candidate: CandidateSentence
    probability: float


class SentenceRanking:
    """Ranks sentences by p(S) = exp(w · f(S)) / Σ exp(w · f(T)) over all sentences T.

    f are the features of `sentence_features`, w the fitted weights (conditional logit: McFadden,
    Conditional logit analysis of qualitative choice behavior, 1973).
    """

    def __init__(
        self,
        rarity: Callable[[str], float],
        analyzer: Analyzer,
        encoder: Embedder | None = None,
        reader: SentenceReader | None = None,
    ) -> None:
        """Take what the parts need: `rarity` gives the idf of a stem in the library, `analyzer`
        is the library's, `encoder` knows what sentences mean; without one, words alone count. A
        `reader` (only beside an encoder) reads the best of them with the question."""
        self._rarity = rarity
        self._analyzer = analyzer
        self._encoder = encoder
        self._reader = reader

    @property
    def reads(self) -> bool:
        """Tell whether sentences are read beside the question."""
        return self._reader is not None

    def rank(
        self,
        question: str,
        language: Language,
        evidence: Sequence[Evidence],
    ) -> list[RankedSentence]:
        """Return the sentences of the evidence, the likeliest first; none without evidence. None
        is read where the reader fails, which it tells the log."""
        found = self.candidates(question, language, evidence)
        day = question_day(question)
        logits = [
            self._logit(one, language)
            + OWN_LANGUAGE * (one.language == language)
            + _preference(one, question, day)
            for one in found
        ]
        if self._reader is not None:
            with suppress(MujazError):
                logits = self._read_best(question, language, found, logits, day)
        most = max(logits, default=0.0)
        shares = [math.exp(logit - most) for logit in logits]
        ranked = [
            RankedSentence(one, share / sum(shares))
            for one, share in zip(found, shares, strict=True)
        ]
        return sorted(ranked, key=lambda one: -one.probability)

    def candidates(
        self, question: str, language: Language, evidence: Sequence[Evidence]
    ) -> list[CandidateSentence]:
        """Return the sentences with all their features, in no order."""
        wanted = Wanted.by(question, self._rarity, self._analyzer)
        found = candidates(question, language, wanted, evidence)
        if self._encoder is None or not found:
            return found
        vectors = self._encoder.embed_documents([one.text for one in found])
        cosines = _nearest(found, vectors, self._encoder.embed_query(question))
        return [
            replace(one, features={**one.features, MEANING: float(cosine)})
            for one, cosine in zip(found, cosines, strict=True)
        ]

    def _read_best(
        self,
        question: str,
        language: Language,
        found: list[CandidateSentence],
        logits: Sequence[float],
        day: QuestionDay | None,
    ) -> list[float]:
        """Read the likeliest sentences, put what that tells into `found`, and return the logits
        anew."""
        best = sorted(range(len(found)), key=lambda at: -logits[at])[:READ]
        again: dict[int, float] = {}
        read = self._read(question, [found[at] for at in best], day)
        odds = [one.features[READING] for one in read]
        for at, one, gain in zip(best, read, own_gains(odds), strict=True):
            found[at] = one
            again[at] = self._logit(one, language) + _preference(one, question, day)
            if one.language == language:
                again[at] += gain
        return _in_two_rounds(logits, again)

    def _read(
        self, question: str, sentences: Sequence[CandidateSentence], day: QuestionDay | None
    ) -> list[CandidateSentence]:
        """Return the sentences with what reading them beside the question tells."""
        assert self._reader is not None
        odds = self._reader.read(question, [to_read(one, day) for one in sentences])
        return [
            replace(one, features={**one.features, READING: max(_LEAST_ODDS, float(read))})
            for one, read in zip(sentences, odds, strict=True)
        ]

    def _logit(self, candidate: CandidateSentence, language: Language) -> float:
        own = candidate.language == language
        if self._encoder is None:
            column: Column = "own" if own else "across"
        elif READING in candidate.features:
            column = "own+reading" if own else "across+reading"
        else:
            column = "own+meaning" if own else "across+meaning"
        return weigh(weights()[column], candidate.features)


_LEAST_ODDS = -12.0
"""Log-odds of a sentence that answers nothing; less is not told apart."""


def to_read(one: CandidateSentence, day: QuestionDay | None) -> ReadSentence:
    """Return what is read of a sentence. Where its article is of the day that the question names,
    its title says so, as no sentence may."""
    passage = one.evidence.passage
    title = passage.article.title if passage.article.titled else ""
    if day and day.suits(passage.article, passage.chunk.text):
        title = f"{day.said} {title}".strip()
    return ReadSentence(title, one.before, one.text)


def _in_two_rounds(first: Sequence[float], second: Mapping[int, float]) -> list[float]:
    """Return the logits of the second round where there is one. The others keep their distance
    from the least likely one that had it, and so come after all that did."""
    if not second:
        return list(first)
    moved = min(second.values()) - min(first[at] for at in second)
    return [second.get(at, logit + moved) for at, logit in enumerate(first)]


def _nearest(
    found: Sequence[CandidateSentence], vectors: NDArray[np.float32], query: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return how near each sentence is to a query, alone or with the one before it in its passage,
    whichever is nearer: a sentence often goes on with what that names. The vector of two is the
    mean of theirs."""
    alone = vectors @ query
    follows = np.array([False, *(one.evidence is other.evidence for one, other in pairwise(found))])
    pairs = vectors + np.roll(vectors, 1, axis=0)
    lengths = np.linalg.norm(pairs, axis=1)
    with_before = (pairs @ query) / np.where(lengths > 0, lengths, 1.0)
    return np.where(follows, np.maximum(alone, with_before), alone)


def own_gains(odds: Sequence[float]) -> list[float]:
    """Return for the log-odds of each sentence that was read by what it is preferred if it is in
    the question's language: the less, the farther it is below the best of all."""
    best = max(odds, default=0.0)
    return [OWN_IF_AS_LIKELY / (1 + math.exp(best - one - NEARLY_AS_LIKELY)) for one in odds]


def _preference(candidate: CandidateSentence, question: str, day: QuestionDay | None) -> float:
    """Return what a sentence gains where its article is of the day that the question names, and
    loses where it tells of another of a series."""
    passage = candidate.evidence.passage
    gain = OF_THE_DAY if day and day.suits(passage.article, passage.chunk.text) else 0.0
    return gain - ANOTHER_NUMBER * has_another_number(question, candidate.text)


def weigh(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Return the weighted sum of the features."""
    return sum(weight * features[name] for name, weight in weights.items())


@lru_cache(maxsize=1)
def weights() -> Mapping[Column, Mapping[str, float]]:
    """Return the weights that come with Mujaz; read once."""
    table = files("rag.answering").joinpath("sentence_weights.tsv").read_text(encoding="utf-8")
    return parse(table)


def parse(table: str) -> dict[Column, dict[str, float]]:
    """Return the weights of a table: a line for each feature with its weight in each of
    `COLUMNS`, empty where it has none, and what it is, with tabs between; lines with # are
    passed over."""
    found: dict[Column, dict[str, float]] = {column: {} for column in COLUMNS}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            feature, *cells = line.split("\t")
            for column, cell in zip(COLUMNS, cells, strict=False):
                if cell:
                    found[column][feature] = float(cell)
    return found
