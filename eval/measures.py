"""Measures of a ranking, each for one case, and how the values of many cases are summed up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import log2


def mean(values: Iterable[float]) -> float:
    """Return the arithmetic mean; 0 for no values."""
    items = list(values)
    return sum(items) / len(items) if items else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed.

    Raises `ValueError` for no values.
    """
    if not values:
        raise ValueError("no values to take a quantile of")
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def statistic(values: Sequence[float], name: str) -> float:
    """Return the `mean`, `sum`, `p50` or `p95` of the values. Raises `ValueError` for none."""
    if not values:
        raise ValueError("no values to sum up")
    if name in ("sum", "mean"):
        return sum(values) if name == "sum" else sum(values) / len(values)
    return quantile(values, int(name[1:]) / 100)


def ndcg(ranked: Sequence[str], right: Collection[str], *, within: int) -> float:
    """Return nDCG (Järvelin and Kekäläinen, 2002) among the first `within`.

    Every right text is worth the same. Raises `ValueError` if `right` is empty.
    """
    ideal = sum(1 / log2(place + 1) for place in range(1, min(len(_some(right)), within) + 1))
    gained = (
        1 / log2(place + 1) for place, name in enumerate(ranked[:within], start=1) if name in right
    )
    return sum(gained) / ideal


def recall(ranked: Sequence[str], right: Collection[str], *, within: int) -> float:
    """Return the share of the right texts among the first `within`.

    Raises `ValueError` if `right` is empty.
    """
    return sum(name in right for name in ranked[:within]) / len(_some(right))


def reciprocal(ranked: Sequence[str], right: Collection[str]) -> float:
    """Return 1 / the rank (from 1) of the first right text, 0 if there is none."""
    return next((1 / at for at, name in enumerate(ranked, start=1) if name in right), 0.0)


def _some(right: Collection[str]) -> set[str]:
    """Return the right texts as a set, and refuse an empty one."""
    if not right:
        raise ValueError("nothing is right")
    return set(right)
