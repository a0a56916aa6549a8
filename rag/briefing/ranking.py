"""How much each sentence tells of a story: its place, how central it is, and the topic.

score = 2 / (1 + place) + ½ · BM25-LexRank + ¼ · cosine with the topic (tf-idf), the middle one
as a share of the best. Centrality: Erkan and Radev, LexRank (2004), over BM25 (k1 1.2, b 0.75)
as in Barrios et al. (2016). The weights did best, of those tried, on the key facts of half
of the sample stories; `python -m eval.bench briefs` measures them on all, and on the other half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.text.analysis import content_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACE, CENTRALITY, TOPIC = 2.0, 0.5, 0.25
K1, B = 1.2, 0.75
DAMPING, ROUNDS = 0.85, 50


@dataclass(frozen=True, slots=True)
class Ranking:
    """Of n sentences the scores, shape (n,), and how alike they are: the cosines of their tf-idf
    vectors, shape (n, n)."""

    scores: NDArray[np.float64]
    likeness: NDArray[np.float64]


def rank(texts: Sequence[str], places: Sequence[int], topic: str) -> Ranking:
    """Rank sentences of one language by what they tell, `places` being their places in their
    articles. Empty arrays for none."""
    import numpy as np

    counts = _counts([*texts, topic])
    sentences, wanted = counts[:-1], counts[-1]
    present = (sentences > 0).astype(np.float64)
    holding = present.sum(axis=0)
    idf = np.log1p((len(texts) - holding + 0.5) / (holding + 0.5))
    vectors = _unit(sentences * idf)
    places_part = PLACE / (1 + np.asarray(places, dtype=np.float64))
    scores = places_part + CENTRALITY * _centrality(sentences, idf)
    scores = scores + TOPIC * (vectors @ _unit((wanted * idf)[None, :])[0])
    return Ranking(scores, vectors @ vectors.T)


def _counts(texts: Sequence[str]) -> NDArray[np.float64]:
    """Shape (len(texts), different stems)."""
    import numpy as np

    bags = [Counter(content_stems(text)) for text in texts]
    column = {stem: at for at, stem in enumerate(dict.fromkeys(s for bag in bags for s in bag))}
    counts = np.zeros((len(texts), len(column)))
    for row, bag in enumerate(bags):
        for stem, count in bag.items():
            counts[row, column[stem]] = count
    return counts


def _centrality(counts: NDArray[np.float64], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """PageRank over the sentences, linked by the BM25 of one as a query for the other; the best
    is 1."""
    import numpy as np

    size = len(counts)
    if size == 0:
        return np.zeros(0)
    lengths = counts.sum(axis=1, keepdims=True)
    mean = lengths.mean() or 1.0
    weights = idf * counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths / mean))
    links = (counts > 0).astype(np.float64) @ weights.T
    np.fill_diagonal(links, 0.0)
    links = links + links.T
    totals = links.sum(axis=1, keepdims=True)
    steps = np.where(totals > 0, links / np.where(totals > 0, totals, 1.0), 1 / size)
    ranks = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        ranks = (1 - DAMPING) / size + DAMPING * (ranks @ steps)
    best: NDArray[np.float64] = ranks / ranks.max()
    return best


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of length 1; a row of zeros stays one."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1.0)
    return unit
