"""How high right articles stand in a ranking, each of them once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2


def ndcg(ranked: Sequence[str], right: Collection[str], *, within: int) -> float:
    """nDCG (Järvelin and Kekäläinen, 2002) among the first `within`, every right one worth the
    same. Raises `ValueError` where nothing is right."""
    ideal = sum(1 / log2(place + 1) for place in range(1, min(len(_some(right)), within) + 1))
    gained = (
        1 / log2(place + 1) for place, name in enumerate(ranked[:within], start=1) if name in right
    )
    return sum(gained) / ideal


def recall(ranked: Sequence[str], right: Collection[str], *, within: int) -> float:
    """The share of the right ones that stand among the first `within`. Raises `ValueError` where
    nothing is right."""
    return sum(name in right for name in ranked[:within]) / len(_some(right))


def reciprocal(ranked: Sequence[str], right: Collection[str]) -> float:
    """1 / the place (from 1) of the first right one, 0 if there is none."""
    return next((1 / at for at, name in enumerate(ranked, start=1) if name in right), 0.0)


def _some(right: Collection[str]) -> set[str]:
    if not right:
        raise ValueError("nothing is right")
    return set(right)
