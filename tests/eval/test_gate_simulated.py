"""How often the gate cries wolf, and how often it sees a drop: simulated runs, seeded."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.gates import DEFAULT, NATURAL, read_gates
from eval.statistics import bootstrap, holm

REPEATS, RESAMPLES = 250, 2000
ACCURACY = 0.7
CHURN = 0.06
"""The share of cases whose outcome is drawn anew between two equal runs."""
GATES = [gate for gate in read_gates(DEFAULT).gates if gate.test]
NATURAL_GATES = [gate for gate in read_gates(NATURAL).gates if gate.test]
NATURAL_CASES = 87
"""Natural questions of a language in the half `test`."""
ALPHA = read_gates(DEFAULT).alpha


def deltas(
    random: np.random.Generator, *, cases: int, gates: int, churn: float, drop: float
) -> NDArray[np.float64]:
    """After - before of measures that are 0 or 1, shape (gates, cases). The gates see the same
    answers: in a third of the cases all of them move together. `drop` is how far the share of
    right answers really fell."""
    shape = (gates, cases)
    together = random.random(shape) < 1 / 3

    def draw() -> NDArray[np.float64]:
        return np.where(together, random.random((1, cases)), random.random(shape))

    before = draw() < ACCURACY
    after = np.where(draw() < churn, draw() < ACCURACY, before)
    after &= ~(before & (draw() < drop / ACCURACY))
    return after.astype(np.float64) - before


def alarms(*, cases: int, gates: int, churn: float = CHURN, drop: float = 0.0) -> float:
    """The share of simulated pairs of runs in which some gate fails, as `eval.gating` decides."""
    random = np.random.default_rng(20_261_122)
    found = 0
    for _ in range(REPEATS):
        rows = deltas(random, cases=cases, gates=gates, churn=churn, drop=drop)
        tests = [bootstrap(row.tolist(), range(cases), resamples=RESAMPLES) for row in rows]
        adjusted = holm([1.0 if test.p is None else test.p for test in tests])
        found += any(test.mean < 0 and p <= ALPHA for test, p in zip(tests, adjusted, strict=True))
    return found / REPEATS


@pytest.mark.parametrize(("cases", "churn"), [(100, CHURN), (200, CHURN), (200, 0.3)])
def test_equal_runs_fail_in_one_of_twenty_at_most(cases: int, churn: float) -> None:
    assert len(GATES) >= 8
    assert alarms(cases=cases, gates=len(GATES), churn=churn) <= 0.05


@pytest.mark.parametrize("churn", [CHURN, 0.3])
def test_equal_runs_of_the_natural_questions_fail_in_one_of_twenty_at_most(churn: float) -> None:
    assert read_gates(NATURAL).alpha == ALPHA
    assert alarms(cases=NATURAL_CASES, gates=len(NATURAL_GATES), churn=churn) <= 0.05


def test_a_drop_of_ten_points_in_the_natural_questions_is_mostly_seen() -> None:
    assert alarms(cases=NATURAL_CASES, gates=len(NATURAL_GATES), drop=0.10) >= 0.9


def test_one_gate_alone_keeps_to_its_share_as_well() -> None:
    assert alarms(cases=200, gates=1) <= 0.05


def test_a_drop_of_five_points_in_200_cases_is_mostly_seen() -> None:
    assert alarms(cases=200, gates=1, drop=0.05) >= 0.6


def test_a_drop_of_ten_points_in_200_cases_is_seen_behind_all_gates_together() -> None:
    assert alarms(cases=200, gates=len(GATES), drop=0.10) >= 0.95
