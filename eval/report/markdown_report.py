"""Writes the report as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from eval.report.content import LANGUAGES, SLICED, Report
from eval.report.figure_text import (
    agreements,
    changed,
    cost_change,
    estimated,
    headline,
    legend,
    number,
    place,
    shown,
)
from eval.report.plots import DIRECTIONS
from eval.run_comparison import Comparison, flat, slice_name
from eval.scores import CaseScore
from rag.text.display import line

_SPECIAL = re.compile(r"([\\`*_\[\]#!|~])")
_TURNS = 40


def to_markdown(report: Report) -> str:
    """Return the report as text in which no part of a case is markup."""
    parts = [
        "# Evaluation",
        f"{len(report.scores.cases)} cases; means with 95 % intervals, n counts what is scored.",
        *_targets(report),
        *_figures(report),
        *(_comparison(report.comparison) if report.comparison else ()),
        *_opinions(report),
        *_slices(report),
        *_worst(report.worst),
        "## Metrics",
        _table(["metric", "better", "group", "what it is"], legend(report.scores)),
        "## The run",
        _table(["setting", "value"], [[name, shown(value)] for name, value in
                                      flat(report.scores.run).items()]),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def safe(text: str) -> str:
    """Return a text as one line without markup."""
    return _SPECIAL.sub(r"\\\1", escape(line(text), quote=False))


def _targets(report: Report) -> Iterator[str]:
    """Yield the table of targets."""
    rows = [
        [one.target.label, place(one.target.slice), number(one.value), one.target.limit,
         "met" if one.met else "**missed**", str(one.n)]
        for one in report.targets if one.met is not None
    ]  # fmt: skip
    if rows:
        yield "## Targets"
        yield _table(["figure", "slice", "value", "target", "", "n"], rows, raw={4})


def _figures(report: Report) -> Iterator[str]:
    """Yield the tables of headline figures."""
    by_place = {(one.metric, one.statistic, one.slice): one for one in report.headlines}
    keys = list(dict.fromkeys((one.metric, one.statistic) for one in report.headlines))
    tables: list[tuple[Sequence[str], Sequence[str]]] = [
        (["Arabic", "English"], LANGUAGES),
        (DIRECTIONS, DIRECTIONS),
        (["the whole run"], [""]),
    ]
    yield "## Figures"
    for head, slices in tables:
        rows = [
            [f"{metric} {statistic}".removesuffix(" mean"),
             *(headline(by_place.get((metric, statistic, one))) for one in slices)]
            for metric, statistic in keys if (metric, statistic, slices[0]) in by_place
        ]  # fmt: skip
        yield _table(["", *head], rows)


def _opinions(report: Report) -> Iterator[str]:
    """Yield the table of a judge's opinions."""
    rows = [[row.metric, *map(estimated, (row.ar, row.en, row.briefs))] for row in report.opinions]
    if rows:
        yield "## Judge"
        yield _table(["a model's opinion", "Arabic", "English", "briefs"], rows)
        yield "\n".join(f"- {safe(one)}" for one in agreements(report.scores.run))


def _slices(report: Report) -> Iterator[str]:
    """Yield the table of slices."""
    rows = [
        [place(row.slice), str(row.cases), *map(estimated, (row.passed, *row.means.values()))]
        for row in report.slices
    ]
    yield "## Slices"
    yield _table(["slice", "cases", "right", *SLICED], rows)


def _worst(cases: Sequence[CaseScore]) -> Iterator[str]:
    """Yield the worst cases."""
    if cases:
        yield "## Worst cases"
    for case in cases:
        yield f"### {safe(case.id)}{' (critical)' if case.critical else ''}"
        yield "\n".join(
            f"- {name}: {safe(text)}"
            for name, texts in (
                ("question", [case.question]),
                ("gold", case.gold),
                ("answer", [case.answer]),
                ("reason", case.reasons),
            )
            for text in texts
        )


def _comparison(found: Comparison) -> Iterator[str]:
    """Yield all that changed."""
    moved = [one for one in found.changes if one.wins or one.losses]
    yield "## What changed"
    yield f"{len(found.changes)} figures compared, {len(moved)} moved."
    yield _table(
        ["metric", "slice", "before → after", "change", "p", "better / same / worse"],
        [
            [one.metric, slice_name(one.slice), f"{number(one.before)} → {number(one.after)}",
             changed(one), number(one.delta.p), f"{one.wins} / {one.ties} / {one.losses}"]
            for one in moved
        ],
    )  # fmt: skip
    yield _table(
        ["cost and time", "before → after", "change"],
        [
            [f"{one.metric} {one.statistic}", f"{number(one.before)} → {number(one.after)}",
             cost_change(one)]
            for one in found.costs
        ],
    )  # fmt: skip
    yield _table(
        ["setting", "before", "after"],
        [[name, shown(old), shown(new)] for name, (old, new) in found.config.items()],
    )
    yield _table(
        ["case", "", "question", "reasons"],
        [
            [turn.after.id, turn.how, turn.after.question, "; ".join(turn.after.reasons)]
            for turn in found.turns[:_TURNS]
        ],
    )


def _table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    raw: frozenset[int] | set[int] = frozenset(),
) -> str:
    """Return a table whose cells are escaped, except in the columns of `raw`."""
    if not rows:
        return ""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for row in rows:
        cells = (cell if index in raw else safe(cell) for index, cell in enumerate(row))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
