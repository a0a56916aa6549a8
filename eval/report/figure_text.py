"""Writes figures as text, the same in every format of a report."""

from __future__ import annotations

from collections.abc import Mapping

from eval.headlines import HeadlineFigure
from eval.metrics import GROUPS, metric
from eval.run_comparison import Change, Cost, Slice, metrics_of
from eval.scores import Scores
from eval.statistics import Estimate

NOTHING = "–"


def number(value: float | None) -> str:
    """Write a value with three decimals, a whole number above one without."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if value == int(value) and abs(value) > 1 else f"{value:.3f}"


def between(low: float | None, high: float | None, *, signed: bool = False) -> str:
    """Write an interval: `[0.710, 0.790]`; empty if it is unknown."""
    if low is None or high is None:
        return ""
    return f"[{low:+.3f}, {high:+.3f}]" if signed else f"[{low:.3f}, {high:.3f}]"


def estimated(one: Estimate | None) -> str:
    """Write an estimate: `0.750 [0.710, 0.790] n 400`."""
    if one is None:
        return NOTHING
    return " ".join(filter(None, [number(one.mean), between(one.low, one.high), f"n {one.n}"]))


def headline(one: HeadlineFigure | None) -> str:
    """Write a figure with its interval and the number of cases."""
    if one is None:
        return NOTHING
    scored = f"n {one.scored}" if one.scored == one.cases else f"n {one.scored} of {one.cases}"
    if one.value is None:
        return f"{NOTHING} ({one.why})"
    return " ".join(filter(None, [number(one.value), between(one.low, one.high), scored]))


def place(slice_: Slice) -> str:
    """Write a slice: `near-miss · ar`."""
    return " · ".join(value for _, value in slice_) or "all"


def changed(one: Change) -> str:
    """Write a change: `+0.012 [-0.004, +0.028]`."""
    delta = one.delta
    return f"{delta.mean:+.3f} {between(delta.low, delta.high, signed=True)}".strip()


def cost_change(one: Cost) -> str:
    """Write a change of cost: `+12.5 %`."""
    return NOTHING if one.change_pct is None else f"{one.change_pct:+.1f} %"


def agreements(run: Mapping[str, object]) -> list[str]:
    """Return how far a judge agrees with what was measured, one line a rubric."""
    judge = run.get("judge")
    rows = judge.get("agreement", ()) if isinstance(judge, Mapping) else ()
    return [
        f"{row['rubric']}: {row['answered']} of {row['asked']} judged, the same as measured in "
        f"{row['agreed']} of {row['compared']}, kappa {number(row['kappa'])}"
        for row in rows
    ]


def legend(scores: Scores) -> list[tuple[str, str, str, str]]:
    """Return name, better direction, group and label of each metric of a run."""
    rows = map(metric, metrics_of(scores))
    return [(row.name, row.better, GROUPS[row.group], row.label) for row in rows]


def shown(value: object) -> str:
    """Write a setting."""
    return NOTHING if value is None else str(value)
