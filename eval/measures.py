"""Measures of quality, each for one case; averaging is `mean`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import log2

from rag.text.analysis.folding import normalize


def reciprocal_rank(ranked: Sequence[str], right: str, *, within: int) -> float:
    """1 / the place of `right` (from 1) among the first `within`, 0 if it is not there."""
    first = list(ranked[:within])
    return 1 / (first.index(right) + 1) if right in first else 0.0


def found(ranked: Sequence[str], right: str, *, within: int) -> float:
    """1 if `right` is among the first `within`, else 0: recall where one thing is right."""
    return float(right in ranked[:within])


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether one of the answers stands in the text, both normalised, the answer without the
    punctuation at its ends."""
    normal = normalize(text)
    wanted = (normalize(answer).strip(" .,;:!?\"'") for answer in answers)
    return any(answer in normal for answer in wanted if answer)


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean; 0 for none."""
    items = list(values)
    return sum(items) / len(items) if items else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed.

    Raises `ValueError` for no values.
    """
    if not values:
        raise ValueError("no values to take a quantile of")
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


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
