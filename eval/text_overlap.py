"""How near the words of an answer are to a right one: exact match, F1, chrF, ROUGE.

All compare the tokens of `eval.normalization`, so that correct Arabic in another spelling is not
wrong. None knows what words mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from eval.normalization import contains, stems, tokens
from rag.text.facts import Fact, facts

if TYPE_CHECKING:
    from sacrebleu.metrics.chrf import CHRF

Rouge = Literal["rouge_1", "rouge_2", "rouge_l"]
_NUMERIC = ("number", "percent", "month", "date")


def best(measure: Callable[[str, str], float], answer: str, right: Iterable[str]) -> float:
    """The measure against the right answer that is nearest; 0 where there is none."""
    return max((measure(answer, one) for one in right), default=0.0)


def exact(answer: str, right: str) -> float:
    """1 if the tokens are the same; 0 for texts without tokens."""
    return float(bool(tokens(right)) and tokens(answer) == tokens(right))


def exact_number(answer: str, right: str) -> float:
    """As `exact`, but that a number may be written in another way: in words, with a scale word,
    as per cent. The words beside it must be the same."""
    if exact(answer, right):
        return 1.0
    stated, wanted = _figures(answer), _figures(right)
    same = bool(wanted) and _all_in(stated, wanted) and _all_in(wanted, stated)
    return float(same and _beside(answer, stated) == _beside(right, wanted))


def states_number(answer: str, right: str) -> float | None:
    """1 if every number or date of the right answer stands in the answer, however written; None
    if the right answer has none."""
    wanted = _figures(right)
    if not wanted:
        return None
    return float(_all_in(wanted, _figures(answer)))


def f1(answer: str, right: str) -> float:
    """The F1 of the tokens as bags (SQuAD: Rajpurkar et al., 2016); 0 for texts without tokens."""
    return _overlap(tokens(answer), tokens(right))


def f1_stem(answer: str, right: str) -> float:
    """The F1 of the light stems."""
    return _overlap(stems(answer), stems(right))


def holds_answer(answer: str, right: str) -> float:
    """1 if the tokens of the right answer stand in the answer one behind the other."""
    return float(contains(answer, right))


def chrf(answer: str, right: str) -> float:
    """chrF2 (Popović, 2017) of the tokens, 0 to 1. Texts that have nothing to do with each other
    have about 0.19: tell the floor beside it."""
    score = _chrf().sentence_score(" ".join(tokens(answer)), [" ".join(tokens(right))])
    return float(score.score) / 100


def rouge(answer: str, right: str, kind: Rouge) -> float:
    """The F-measure of ROUGE-1, -2 or -L (Lin, 2004) of the tokens; 0 for texts without any."""
    ours, theirs = tokens(answer), tokens(right)
    if kind == "rouge_1":
        return _overlap(ours, theirs)
    if kind == "rouge_2":
        return _overlap(_pairs(ours), _pairs(theirs))
    return _f(_common_subsequence(ours, theirs), len(ours), len(theirs))


def _overlap(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> float:
    common = (Counter(ours) & Counter(theirs)).total()
    return _f(common, len(ours), len(theirs))


def _f(common: int, ours: int, theirs: int) -> float:
    return 2 * common / (ours + theirs) if common else 0.0


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(words))


def _common_subsequence(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(theirs) + 1)
    for word in ours:
        above = row
        row = [0]
        for at, other in enumerate(theirs):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
    return row[-1]


def _figures(text: str) -> list[Fact]:
    return [fact for fact in facts(text).facts if fact.kind in _NUMERIC]


def _all_in(some: Sequence[Fact], others: Sequence[Fact]) -> bool:
    """Whether each of some may stand for the same as one of the others."""
    return all(any(one.readings & other.readings for other in others) for one in some)


def _beside(text: str, figures: Sequence[Fact]) -> list[str]:
    """The tokens that belong to no figure."""
    left, at = "", 0
    for figure in figures:
        left += text[at : max(at, figure.start)] + " "
        at = max(at, figure.end)
    return tokens(left + text[at:])


@cache
def _chrf() -> CHRF:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()
