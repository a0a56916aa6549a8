"""Figures in words and signs, the same in every form of a report."""

from __future__ import annotations

from collections.abc import Mapping

from eval.run_comparison import Change, Cost, Slice
from eval.scoring.headlines import HeadlineFigure
from eval.statistics import Estimate

NOTHING = "–"


def number(value: float | None) -> str:
    """Three decimals, none for a whole number of more than one."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if value == int(value) and abs(value) > 1 else f"{value:.3f}"


def between(low: float | None, high: float | None, *, signed: bool = False) -> str:
    """`[0.710, 0.790]`; empty where nothing is known."""
    if low is None or high is None:
        return ""
    return f"[{low:+.3f}, {high:+.3f}]" if signed else f"[{low:.3f}, {high:.3f}]"


def estimated(one: Estimate | None) -> str:
    """`0.750 [0.710, 0.790] n 400`."""
    if one is None:
        return NOTHING
    return " ".join(filter(None, [number(one.mean), between(one.low, one.high), f"n {one.n}"]))


def headline(one: HeadlineFigure | None) -> str:
    """The figure with its interval and how many cases it is over."""
    if one is None:
        return NOTHING
    scored = f"n {one.scored}" if one.scored == one.cases else f"n {one.scored} of {one.cases}"
    if one.value is None:
        return f"{NOTHING} ({one.why})"
    return " ".join(filter(None, [number(one.value), between(one.low, one.high), scored]))


def place(slice_: Slice) -> str:
    """`near-miss · ar`."""
    return " · ".join(value for _, value in slice_) or "all"


def changed(one: Change) -> str:
    """`+0.012 [-0.004, +0.028]`."""
    delta = one.delta
    return f"{delta.mean:+.3f} {between(delta.low, delta.high, signed=True)}".strip()


def cost_change(one: Cost) -> str:
    """`+12.5 %`."""
    return NOTHING if one.change_pct is None else f"{one.change_pct:+.1f} %"


def agreements(run: Mapping[str, object]) -> list[str]:
    """How far a judge agrees with what was measured, a line a rubric."""
    judge = run.get("judge")
    rows = judge.get("agreement", ()) if isinstance(judge, Mapping) else ()
    return [
        f"{row['rubric']}: {row['answered']} of {row['asked']} judged, the same as measured in "
        f"{row['agreed']} of {row['compared']}, kappa {number(row['kappa'])}"
        for row in rows
    ]


def shown(value: object) -> str:
    """A setting."""
    return NOTHING if value is None else str(value)
