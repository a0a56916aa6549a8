"""Measures of the benchmarks: the rank of the right text, and whether a text has an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.normalization import fold_letters


def reciprocal_rank(ranked: Sequence[str], right: str, *, within: int) -> float:
    """Return 1 / the rank (from 1) of `right` among the first `within`, 0 if it is not there."""
    first = list(ranked[:within])
    return 1 / (first.index(right) + 1) if right in first else 0.0


def found(ranked: Sequence[str], right: str, *, within: int) -> float:
    """Return 1 if `right` is among the first `within`, else 0: recall of a single right text."""
    return float(right in ranked[:within])


def holds(text: str, answers: Iterable[str]) -> bool:
    """Return whether the folded text contains one of the folded answers.

    Punctuation at the ends of an answer is not looked for.
    """
    folded = fold_letters(text)
    wanted = (fold_letters(answer).strip(" .,;:!?\"'") for answer in answers)
    return any(answer in folded for answer in wanted if answer)
