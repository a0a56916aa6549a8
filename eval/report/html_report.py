"""Writes the report as one HTML file without scripts and external files."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.headlines import HeadlineFigure
from eval.report.content import LANGUAGES, SLICED, Report, named_in_reasons
from eval.report.figure_text import (
    agreements,
    between,
    changed,
    cost_change,
    estimated,
    headline,
    legend,
    number,
    place,
    shown,
)
from eval.report.markup import (
    Cell,
    block,
    inline,
    rows_of,
    section,
    security_policy,
    style_sheet,
    table,
)
from eval.report.plots import (
    DIRECTIONS,
    language_gap,
    latency_histogram,
    retrieval_curve,
    verdict_shares,
)
from eval.run_comparison import Change, Comparison, Flip, flat, slice_name
from eval.scores import CaseScore
from rag.text.display import clean

MOST_TURNS = 60
"""Cases of a comparison that are shown in full."""


def to_html(report: Report) -> str:
    """Return the page as text, to be written in UTF-8."""
    style = style_sheet()
    parts = (
        _header(report),
        _targets(report),
        _figures(report),
        _plots(report),
        _comparison(report.comparison) if report.comparison else "",
        _opinions(report),
        _slices(report),
        _worst(report),
        _metrics(report),
        _run(report),
    )
    return (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{security_policy(style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<title>Mujaz: evaluation</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n<main>\n{''.join(parts)}</main>\n</body>\n</html>\n"
    )


def _header(report: Report) -> str:
    """Return the heading with the run's name, model and counts."""
    run = report.scores.run
    passed = sum(case.passed is True for case in report.scores.cases)
    about = (
        f"{len(report.scores.cases)} cases, {passed} right · model {shown(run.get('model'))} · "
        f"embedder {shown(run.get('embedder'))} · {shown(run.get('finished'))}"
    )
    return f'<h1>Evaluation</h1>\n<p class="soft">{inline(about)}</p>\n'


def _targets(report: Report) -> str:
    """Return the table of targets, "" without targets."""
    rows: list[list[Cell]] = []
    for one in report.targets:
        if one.met is None:
            continue
        word = "met" if one.met else "missed"
        figure = f"{number(one.value)} ({one.target.limit})"
        rows.append(
            [
                (escape(one.target.label), ""),
                (escape(place(one.target.slice)), ""),
                (escape(figure), "figure"),
                (word, word),
                (str(one.n), "figure"),
            ]
        )
    return section("Targets", table(["figure", "slice", "value", "", "n"], rows)) if rows else ""


def _figures(report: Report) -> str:
    """Return the tables of headline figures: by language, by direction, and of the whole run."""
    by_place = {(one.metric, one.statistic, one.slice): one for one in report.headlines}
    gaps = {one.metric: one for one in report.gaps}
    languages, directions, others = [], [], []
    for metric, statistic in dict.fromkeys((one.metric, one.statistic) for one in
                                           report.headlines):  # fmt: skip
        name = escape(metric if statistic in ("mean", "sum") else f"{metric} {statistic}")

        def at(
            slices: Sequence[str], metric: str = metric, statistic: str = statistic
        ) -> list[Cell]:
            return [_headline(by_place.get((metric, statistic, one))) for one in slices]

        if (metric, statistic, "ar") in by_place:
            found = gaps.get(metric)
            apart = (
                f"{found.difference:+.3f} {between(found.low, found.high, signed=True)}"
                if found
                else ""
            )
            languages.append([(name, ""), *at(LANGUAGES), (apart, "figure")])
        elif (metric, statistic, DIRECTIONS[0]) in by_place:
            directions.append([(name, ""), *at(DIRECTIONS)])
        else:
            others.append([(name, ""), *at([""])])
    note = (
        '<p class="soft">Means with their 95 % intervals (bootstrap over clusters); n counts the '
        "cases that are scored.</p>\n"
    )
    return section(
        "Figures",
        note
        + table(["", "Arabic", "English", "Arabic − English"], languages)
        + table(["retrieval", *DIRECTIONS], directions)
        + table(["the whole run", ""], others),
    )


def _headline(one: HeadlineFigure | None) -> Cell:
    """Return the cell of a figure."""
    return escape(headline(one)), "figure" if one and one.value is not None else "soft"


def _plots(report: Report) -> str:
    """Return the plots that the run has data for."""
    plots = (
        retrieval_curve(report.scores),
        verdict_shares(report.scores),
        latency_histogram(report.scores),
        language_gap(report.gaps),
    )
    return section("Plots", f'<div class="plots">{"".join(plots)}</div>' if any(plots) else "")


def _opinions(report: Report) -> str:
    """Return the table of a judge's opinions."""
    rows: list[list[Cell]] = [
        [
            (escape(row.metric), ""),
            *((escape(estimated(one)), "figure") for one in (row.ar, row.en, row.briefs)),
        ]
        for row in report.opinions
    ]
    note = "".join(f"<p>{inline(one)}</p>\n" for one in agreements(report.scores.run))
    head = ["a model's opinion", "Arabic", "English", "briefs"]
    return section("Judge", table(head, rows) + note if rows else "")


def _slices(report: Report) -> str:
    """Return the table of slices."""
    rows: list[list[Cell]] = [
        [
            (inline(place(row.slice)), ""),
            (str(row.cases), "figure"),
            *((escape(estimated(one)), "figure") for one in (row.passed, *row.means.values())),
        ]
        for row in report.slices
    ]
    return section("Slices", table(["slice", "cases", "right", *SLICED], rows))


def _worst(report: Report) -> str:
    """Return the worst cases."""
    failed = sum(case.passed is False for case in report.scores.cases)
    note = f'<p class="soft">{len(report.worst)} of {failed} that went wrong.</p>\n'
    return section("Worst cases", note + "".join(map(_case, report.worst)) if failed else "")


def _case(case: CaseScore) -> str:
    """Return a failed case."""
    critical = ' <span class="tag critical">critical</span>' if case.critical else ""
    rows = [
        ("question", [block(case.question)]),
        ("gold", [block(one) for one in case.gold]),
        ("answer", [_answer(case)]),
        ("reasons", [block(one, bad=named_in_reasons(case)) for one in case.reasons]),
    ]
    return f'<div class="case"><h3>{escape(clean(case.id))}{critical}</h3>{rows_of(rows)}</div>\n'


def _answer(case: CaseScore) -> str:
    """Return the answer of a case, with what is wrong and right marked."""
    return block(case.answer, bad=named_in_reasons(case), good=case.gold)


def _comparison(found: Comparison) -> str:
    """Return all that changed."""
    moved = [one for one in found.changes if one.wins or one.losses]
    costs: list[list[Cell]] = [
        [
            (escape(f"{one.metric} {one.statistic}"), ""),
            (f"{number(one.before)} → {number(one.after)}", "figure"),
            (cost_change(one), "figure"),
        ]
        for one in found.costs
    ]
    config: list[list[Cell]] = [
        [(escape(name), ""), (inline(shown(old)), ""), (inline(shown(new)), "")]
        for name, (old, new) in found.config.items()
    ]
    note = f"{len(found.changes)} figures compared, {len(moved)} moved"
    ids = [f"{len(one)} cases {word}" for word, one in (("missing", found.missing),
           ("added", found.added)) if one]  # fmt: skip
    head = ["metric", "slice", "before → after", "change", "p", "better / same / worse"]
    return section(
        "What changed",
        f'<p class="soft">{", ".join([note, *ids])}. p is of the one figure alone.</p>\n'
        + table(head, [_changed_row(one) for one in moved])
        + table(["cost and time", "before → after", "change"], costs)
        + table(["setting", "before", "after"], config)
        + _turns(found.turns),
    )


def _changed_row(one: Change) -> list[Cell]:
    """Return the cells of a metric that changed."""
    return [
        (escape(one.metric), ""),
        (inline(slice_name(one.slice)), ""),
        (f"{number(one.before)} → {number(one.after)}", "figure"),
        (changed(one), "figure " + ("worse" if one.worse else "better")),
        ("" if one.delta.p is None else f"{one.delta.p:.4f}", "figure"),
        (f"{one.wins} / {one.ties} / {one.losses}", "figure"),
    ]


def _turns(turns: Sequence[Flip]) -> str:
    """Return the cases with another result."""
    if not turns:
        return ""
    note = f"<h3>{len(turns)} cases came out otherwise, {min(len(turns), MOST_TURNS)} shown</h3>\n"
    return note + "".join(map(_turn, turns[:MOST_TURNS]))


def _turn(turn: Flip) -> str:
    """Return a case with another result, before and after."""
    case = turn.after
    figures = "; ".join(
        f"{name} {number(old)} → {number(new)}" for name, (old, new) in turn.metrics.items()
    )
    same = turn.before.answer == case.answer
    rows = [
        ("question", [block(case.question)]),
        ("before", [] if same or not turn.before.answer else [_answer(turn.before)]),
        ("after", [_answer(case)]),
        ("reasons", [block(one) for one in case.reasons]),
        ("figures", [block(figures)] if figures else []),
    ]
    critical = ' <span class="tag critical">critical</span>' if case.critical else ""
    return (
        f'<div class="case"><h3>{escape(clean(case.id))} '
        f'<span class="tag {turn.how}">{turn.how}</span>{critical}</h3>{rows_of(rows)}</div>\n'
    )


def _metrics(report: Report) -> str:
    """Return the table that explains the metrics of the run."""
    rows: list[list[Cell]] = [[(escape(cell), "") for cell in row] for row in legend(report.scores)]
    return section("Metrics", table(["metric", "better", "group", "what it is"], rows))


def _run(report: Report) -> str:
    """Return the description of the run."""
    rows: list[list[Cell]] = [
        [(escape(clean(name)), ""), (inline(shown(value)), "")]
        for name, value in flat(report.scores.run).items()
    ]
    return section("The run", table(["setting", "value"], rows))
