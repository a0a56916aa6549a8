"""Compares the words of an answer with those of a right one: exact match, F1, chrF, ROUGE.

All measures compare the tokens of `eval.normalization`, so that correct Arabic in another spelling
counts as correct. None of them knows what words mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from eval.normalization import (
    StatedValue,
    contains,
    fold_letters,
    stated_values,
    stems,
    tokens,
    unmatched_values,
)

if TYPE_CHECKING:
    from sacrebleu.metrics.chrf import CHRF

Rouge = Literal["rouge_1", "rouge_2", "rouge_l"]


def best(measure: Callable[[str, str], float], answer: str, right: Iterable[str]) -> float:
    """Return the highest value of a measure over all right answers; 0 if there is none."""
    return max((measure(answer, one) for one in right), default=0.0)


def exact(answer: str, right: str) -> float:
    """Return 1 if the tokens are the same, else 0; 0 for texts without tokens."""
    return float(bool(tokens(right)) and tokens(answer) == tokens(right))


def exact_number(answer: str, right: str) -> float:
    """Return 1 for an exact match that may write its numbers in another way.

    Words, scale words and per cent are read as values; the words beside them must be the same.
    """
    if exact(answer, right):
        return 1.0
    stated, wanted = stated_values(answer), stated_values(right)
    same = wanted and not (unmatched_values(stated, wanted) or unmatched_values(wanted, stated))
    return float(bool(same) and _words_beside(answer, stated) == _words_beside(right, wanted))


def states_number(answer: str, right: str) -> float | None:
    """Return 1 if the answer states every number and date of the right answer, else 0.

    Returns None if the right answer states none.
    """
    wanted = stated_values(right)
    return float(not unmatched_values(wanted, stated_values(answer))) if wanted else None


def f1(answer: str, right: str) -> float:
    """Return the F1 of the tokens as bags (SQuAD: Rajpurkar et al., 2016); 0 for no tokens."""
    return _overlap(tokens(answer), tokens(right))


def f1_stem(answer: str, right: str) -> float:
    """Return the F1 of the light stems; 0 for no tokens."""
    return _overlap(stems(answer), stems(right))


def holds_answer(answer: str, right: str) -> float:
    """Return 1 if the tokens of the right answer follow one another in the answer, else 0."""
    return float(contains(answer, right))


def chrf(answer: str, right: str) -> float:
    """Return chrF2 (Popović, 2017) of the tokens, between 0 and 1.

    Unrelated texts of one language have about 0.19, so that a report shows this floor beside it.
    """
    score = _chrf().sentence_score(" ".join(tokens(answer)), [" ".join(tokens(right))])
    return float(score.score) / 100


def rouge(answer: str, right: str, kind: Rouge) -> float:
    """Return the F-measure of ROUGE-1, -2 or -L (Lin, 2004) of the tokens; 0 for no tokens."""
    answered, wanted = tokens(answer), tokens(right)
    if kind == "rouge_1":
        return _overlap(answered, wanted)
    if kind == "rouge_2":
        return _overlap(list(pairwise(answered)), list(pairwise(wanted)))
    return _f_measure(_common_subsequence(answered, wanted), len(answered), len(wanted))


def _overlap(answered: Sequence[Hashable], wanted: Sequence[Hashable]) -> float:
    """Return the F1 of two bags."""
    common = (Counter(answered) & Counter(wanted)).total()
    return _f_measure(common, len(answered), len(wanted))


def _f_measure(common: int, answered: int, wanted: int) -> float:
    """Return the harmonic mean of precision and recall from three counts."""
    return 2 * common / (answered + wanted) if common else 0.0


def _common_subsequence(answered: Sequence[str], wanted: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(wanted) + 1)
    for word in answered:
        above = row
        row = [0]
        for at, other in enumerate(wanted):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
    return row[-1]


def _words_beside(text: str, values: Sequence[StatedValue]) -> list[str]:
    """Return the tokens that belong to none of the values."""
    folded = fold_letters(text)
    rest, at = "", 0
    for value in values:
        rest += folded[at : max(at, value.start)] + " "
        at = max(at, value.end)
    return tokens(rest + folded[at:])


@cache
def _chrf() -> CHRF:
    """Return sacrebleu's chrF with its default parameters."""
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()
