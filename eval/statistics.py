"""How sure a mean or a difference is: the bootstrap over clusters, Holm's correction, kappa.

Sources: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 16;
S. Holm, A simple sequentially rejective multiple test procedure (1979); J. Cohen, A coefficient of
agreement for nominal scales (1960).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 20_240_728
LEVEL = 0.95

_Array = NDArray[np.float64]
_ROWS = 1_000  # resamples that are drawn at a time where clusters are drawn one by one


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of `n` values in `clusters` clusters with its confidence interval.

    `p` is two-sided, for the hypothesis that the true mean is 0. Interval and `p` are None for
    fewer than two clusters, which say nothing of how the mean varies.
    """

    n: int
    clusters: int
    mean: float
    low: float | None
    high: float | None
    p: float | None


def bootstrap(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = LEVEL,
) -> Estimate:
    """Estimate the mean of `values` and its percentile interval by the bootstrap over clusters.

    `clusters[i]` names the cluster of `values[i]`: values of one cluster depend on each other and
    are drawn together. A resample draws as many clusters as there are, with replacement; its mean
    is that of all values drawn. The bounds are the (1 - level) / 2 and (1 + level) / 2 quantiles
    of the resampled means, and

        p = min(1, 2 · (1 + min(#{mean* ≤ 0}, #{mean* ≥ 0})) / (resamples + 1)).

    To compare two runs, give the differences case by case (the paired bootstrap). The same input
    gives the same result. Raises `ValueError` for no values or lists of different lengths.
    """
    if not values or len(values) != len(clusters):
        raise ValueError(f"{len(values)} values in {len(clusters)} clusters")
    sums, sizes = _gather(values, clusters)
    mean = float(sums.sum() / sizes.sum())
    if len(sums) < 2:
        return Estimate(len(values), len(sums), mean, None, None, None)
    means = _resample(sums, sizes, resamples, np.random.default_rng(seed))
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    fewer = min(int((means <= 0).sum()), int((means >= 0).sum()))
    p = min(1.0, 2 * (1 + fewer) / (resamples + 1))
    return Estimate(len(values), len(sums), mean, float(low), float(high), p)


def gap(
    first: Sequence[float],
    first_clusters: Sequence[Hashable],
    second: Sequence[float],
    second_clusters: Sequence[Hashable],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float | None, float | None]:
    """Return the mean of `first` minus that of `second`, and the bounds of its 95 % interval.

    Each group is resampled by itself. Where both hold the same questions in two languages this
    makes the interval wider than necessary. The bounds are None if a group has
    fewer than two clusters. Raises `ValueError` as `bootstrap` does.
    """
    sides = [bootstrap(first, first_clusters, resamples=1), bootstrap(second, second_clusters,
             resamples=1)]  # fmt: skip
    difference = sides[0].mean - sides[1].mean
    if any(side.clusters < 2 for side in sides):
        return difference, None, None
    random = np.random.default_rng(seed)
    drawn = [
        _resample(*_gather(values, clusters), resamples, random)
        for values, clusters in ((first, first_clusters), (second, second_clusters))
    ]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn[0] - drawn[1], [tail, 1 - tail])
    return difference, float(low), float(high)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values in the order given: with m of them and p(1) ≤ p(2) ≤ …,

        adjusted p(i) = max over j ≤ i of min(1, (m - j + 1) · p(j)).

    Rejecting each hypothesis whose adjusted p is at most alpha keeps the chance of any wrong
    rejection at alpha, however the tests depend on each other.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Return Cohen's kappa of two raters of the same things: (o - e) / (1 - e).

    o is the share on which they agree and e the share expected by chance; 1 is full agreement, 0 no
    more than chance. Returns None for no things, or if both put everything into one class. Raises
    `ValueError` for lists of different lengths.
    """
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return None
    ours, theirs = Counter(first), Counter(second)
    by_chance = sum(ours[name] * theirs[name] for name in ours) / len(pairs) ** 2
    if by_chance == 1:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    return (agreed - by_chance) / (1 - by_chance)


def _gather(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[_Array, _Array]:
    """Return the sum and the size of each cluster."""
    places: dict[Hashable, int] = {}
    index = [places.setdefault(name, len(places)) for name in clusters]
    numbers = np.asarray(values, dtype=np.float64)
    sums: _Array = np.bincount(index, numbers).astype(np.float64)
    return sums, np.bincount(index).astype(np.float64)


def _resample(sums: _Array, sizes: _Array, resamples: int, random: np.random.Generator) -> _Array:
    """Return the means of the resamples.

    If all clusters have the same mean, nothing needs to be drawn. Clusters of the same sum and size
    are of one kind; where there are few kinds, as with metrics that are 0 or 1, only the number of
    clusters of each kind is drawn, which gives the same distribution.
    """
    if np.all(sums == sums[0] / sizes[0] * sizes):
        return np.full(resamples, sums[0] / sizes[0])
    kinds, often = np.unique(np.stack([sums, sizes], axis=1), axis=0, return_counts=True)
    count = len(sums)
    if len(kinds) * 10 < count:
        drawn = random.multinomial(count, often / count, size=resamples).astype(np.float64)
        return np.asarray((drawn @ kinds[:, 0]) / (drawn @ kinds[:, 1]))
    parts = []
    for start in range(0, resamples, _ROWS):
        rows = min(_ROWS, resamples - start)
        picked = random.integers(0, count, size=(rows, count), dtype=np.int32)
        parts.append(sums[picked].sum(axis=1) / sizes[picked].sum(axis=1))
    return np.concatenate(parts)
