"""Scores what only shows beside other cases: agreement of pairs, and the floor of chrF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from eval import text_overlap
from eval.cases import BriefCase, QACase
from eval.scores import CaseScore

RunScorer = Callable[
    [Sequence[CaseScore], Mapping[str, QACase | BriefCase]], Mapping[str, Mapping[str, float]]
]
"""Returns metrics by the id of a case, given all scored cases and the cases themselves by id."""


def chrf_floor(
    scored: Sequence[CaseScore], cases: Mapping[str, QACase | BriefCase]
) -> dict[str, dict[str, float]]:
    """Return chrF of each answer against the gold of an unrelated case of its language.

    That is what chrF gives to an answer of another question. The unrelated case is the one half
    the suite away; cases of the same cluster get no floor.
    """
    floors: dict[str, dict[str, float]] = {}
    for language in ("ar", "en"):
        own = [
            one
            for one in scored
            if language in one.slices.get("language", ()) and one.metrics.get("answer.chrf")
        ]
        half = len(own) // 2
        for one, other in zip(own, [*own[half:], *own[:half]], strict=True):
            if other.cluster != one.cluster:
                floor = text_overlap.best(text_overlap.chrf, one.answer, other.gold)
                floors[one.id] = {"answer.chrf_floor": round(floor, 6)}
    return floors


def pairs(
    scored: Sequence[CaseScore], cases: Mapping[str, QACase | BriefCase]
) -> dict[str, dict[str, float]]:
    """Return whether the cases that ask the same came out the same, and whether all are right."""
    groups: dict[str, list[CaseScore]] = defaultdict(list)
    for one in scored:
        case = cases[one.id]
        if isinstance(case, QACase) and case.pair_id:
            groups[case.pair_id].append(one)
    found: dict[str, dict[str, float]] = {}
    for group in groups.values():
        outcomes = {bool(one.passed) for one in group}
        metrics = {
            "pairs.consistent": float(len(outcomes) == 1),
            "pairs.both_right": float(outcomes == {True}),
        }
        found |= {one.id: metrics for one in group if len(group) > 1}
    return found
