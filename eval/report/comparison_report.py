"""Writes the comparison of two runs as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from eval.report.figure_text import changed, cost_change, number, shown
from eval.run_comparison import Change, Comparison, Flip, slice_name

SHOWN = 20  # cases of each sort that are listed


def as_lines(found: Comparison) -> Iterator[str]:
    """Yield what changed, for a terminal; metrics that did not move are only counted."""
    moved = [one for one in found.changes if one.wins or one.losses]
    yield f"{len(found.changes)} figures compared, {len(moved)} moved"
    for one in moved:
        yield _change_line(one)
    for cost in found.costs:
        values = f"{number(cost.before)} → {number(cost.after)}"
        yield f"{cost.metric} {cost.statistic}: {values} ({cost_change(cost)})"
    for name, (old, new) in found.config.items():
        yield f"setting {name}: {shown(old)} → {shown(new)}"
    yield from _turn_lines(found)
    for word, ids in (("missing", found.missing), ("added", found.added)):
        if ids:
            yield f"{len(ids)} cases {word}: {', '.join(ids[:SHOWN])}"


def _change_line(one: Change) -> str:
    """Return the line of a metric that moved."""
    p = "" if one.delta.p is None else f", p {one.delta.p:.4f}"
    return (
        f"{'worse ' if one.worse else 'better'}  {one.metric} [{slice_name(one.slice)}]: "
        f"{number(one.before)} → {number(one.after)}, {changed(one)}{p}; "
        f"{one.wins} better, {one.ties} same, {one.losses} worse"
    )


def _turn_lines(found: Comparison) -> Iterator[str]:
    """Yield the cases with another result."""
    for how in ("broke", "mended", "moved"):
        turns = [turn for turn in found.turns if turn.how == how]
        if not turns:
            continue
        yield f"{len(turns)} cases {how}"
        for turn in turns[:SHOWN] if how != "moved" else []:
            critical = " (critical)" if turn.after.critical else ""
            yield f"  {turn.after.id}{critical}: {'; '.join(turn.after.reasons)}".rstrip(": ")


def as_json(found: Comparison) -> dict[str, Any]:
    """Return the whole comparison as plain objects."""
    return {
        "changes": [_change(one) for one in found.changes],
        "turns": [_turn(one) for one in found.turns],
        "costs": [asdict(one) for one in found.costs],
        "config": {name: {"before": old, "after": new} for name, (old, new)
                   in found.config.items()},
        "missing": list(found.missing),
        "added": list(found.added),
    }  # fmt: skip


def _change(one: Change) -> dict[str, Any]:
    """Return a change as a plain object."""
    return {
        "metric": one.metric,
        "slice": dict(one.slice),
        "before": one.before,
        "after": one.after,
        "worse": one.worse,
        **asdict(one.delta),
        "wins": one.wins,
        "ties": one.ties,
        "losses": one.losses,
    }


def _turn(turn: Flip) -> dict[str, Any]:
    """Return a case with another result as a plain object."""
    return {
        "id": turn.after.id,
        "how": turn.how,
        "critical": turn.after.critical,
        "question": turn.after.question,
        "before": turn.before.answer,
        "after": turn.after.answer,
        "reasons": list(turn.after.reasons),
        "metrics": {name: {"before": old, "after": new} for name, (old, new)
                    in turn.metrics.items()},
    }  # fmt: skip
