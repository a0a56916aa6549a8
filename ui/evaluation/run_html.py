"""A run as HTML: what it was, its scores by slice as bars and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from eval.metrics import METRICS
from eval.report.content import estimate
from eval.run_comparison import metrics_of
from eval.scores import CaseScore, Scores
from eval.statistics import Estimate
from rag.records import Language
from ui.evaluation.bar_chart import BarGroup, ShareBar, grouped_bars
from ui.evaluation.figure_html import (
    PASSED,
    cases_in,
    figure,
    group_of,
    interval,
    is_share,
    measure_meaning,
    measure_name,
    option,
    own_text,
    slice_value_name,
    text,
    written,
)
from ui.evaluation.run_shelf import KeptRun
from ui.evaluation.suite_choices import suite_title
from ui.words import counted, dates, say

MAIN = (
    PASSED,
    "answer.gold_shown",
    "retrieval.recall_at_5",
    "abstention.right",
    "grounding.supported",
    "brief.key_facts_ar",
    "brief.key_facts_en",
)
"""The measures of the bars by language."""

SLICES = ("language", "kind", "direction", "answer_type")
"""What scores can be shown by; `kind` is the kind of a case: a brief, or the tags of a question."""

_MOST_GROUPS = 24
_LANGUAGES = ("ar", "en")

Row = tuple[str, str, str, Estimate]
"""A measure, a slice in the words of a run (`language`, `ar`), and its mean."""


def head(run: KeptRun, language: Language) -> str:
    """Return the title of a run, and what it was."""
    title = suite_title(str(run.about.get("suite", run.name)), language)
    return f'<h2 tabindex="-1">{text(title, language)}</h2>{about(run, language)}'


def about(run: KeptRun, language: Language) -> str:
    """Return the date, articles, writer and number of cases of a run, as one list."""
    articles = "on_library" if run.of_library else "on_own"
    facts = [
        text(dates.moment(run.started, language), language),
        text(_count(run, language), language),
        own_text(run.model) if run.model else say("evaluation.extractive", language),
        say(f"evaluation.{articles}", language),
        f'<bdi class="run-name" dir="ltr">{text(run.name, "en")}</bdi>',
    ]
    if run.scores is not None and run.scores.errors:
        facts.insert(2, counted("evaluation.failed_of", len(run.scores.errors), language))
    return f'<ul class="facts">{"".join(f"<li>{one}</li>" for one in facts)}</ul>'


def _count(run: KeptRun, language: Language) -> str:
    wanted = int(run.about.get("cases") or 0)
    if run.scores is None or run.finished:
        return counted("evaluation.cases_of", wanted, language)
    return say("evaluation.asked_of", language, done=len(run.scores.cases), total=wanted)


def scores(run: KeptRun, by: str, language: Language) -> str:
    """Return the scores of a run by a slice: bars, and below them a table of all measures."""
    if run.scores is None:
        note = "damaged" if run.damaged else "unscored"
        return f'<p class="note">{say(f"evaluation.{note}", language)}</p>'
    stamp = (run.folder, len(run.scores.cases), str(run.about.get("finished")))
    rows = _rows(_Hashed(run.scores, stamp), by)
    note = f'<p class="quiet">{say("evaluation.chart_note", language)}</p>'
    return _chart(rows, by, language) + note + _table(rows, by, language)


class _Hashed:
    """Scores that a cache knows by the run that they are of."""

    def __init__(self, held: Scores, stamp: tuple[Path, int, str]) -> None:
        self.held = held
        self._stamp = stamp

    def __hash__(self) -> int:
        return hash(self._stamp)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Hashed) and other._stamp == self._stamp and (other.held is self.held)
        )


@lru_cache(maxsize=16)
def _rows(scores: _Hashed, by: str) -> list[Row]:
    cases = scores.held.cases
    measures = [PASSED, *metrics_of(scores.held)] if by == "language" else list(_of_kind(by))
    slices = _slices(cases, by)
    return [
        (measure, name, value, found)
        for measure in measures
        for name, value, within in slices
        if (found := estimate(within, measure)) is not None
    ]


def _of_kind(by: str) -> Iterator[str]:
    """Yield the measures by a slice other than language, where all of them would be too many."""
    yield PASSED
    if by == "direction":
        yield from (row.name for row in METRICS if row.group == "retrieval")
    else:
        yield from ("answer.gold_shown", "retrieval.recall_at_5", "abstention.right")


def _slices(cases: Sequence[CaseScore], by: str) -> list[tuple[str, str, list[CaseScore]]]:
    """Return the values of a slice with their cases, in the order in which they are shown."""
    names = ("kind", "tag") if by == "kind" else (by,)
    values = [
        (name, value)
        for name in names
        for value in _values(cases, name)
        if (name, value) != ("kind", "qa")
    ]
    if by == "language":
        values.append(("kind", "brief"))
    if by == "kind":
        values = [
            (f"{name} {spoken}" if spoken else name, value)
            for name, value in values
            for spoken in (*_LANGUAGES, "")
            if bool(spoken) == (name == "tag")
        ]
    return [
        (name, value, found) for name, value in values if (found := _within(cases, name, value))
    ]


def _values(cases: Sequence[CaseScore], name: str) -> list[str]:
    """Return the values of a slice, those of most cases first; languages in their own order."""
    counts: dict[str, int] = {}
    for case in cases:
        for value in case.slices.get(name, ()):
            counts[value] = counts.get(value, 0) + 1
    if name == "language":
        return [one for one in _LANGUAGES if one in counts]
    return sorted(counts, key=lambda one: (-counts[one], one))[:_MOST_GROUPS]


def _within(cases: Sequence[CaseScore], name: str, value: str) -> list[CaseScore]:
    slice_, _, spoken = name.partition(" ")
    return cases_in(cases, {slice_: value} | ({"language": spoken} if spoken else {}))


def _chart(rows: Sequence[Row], by: str, language: Language) -> str:
    """Return the bars: measures side by side by language, else the right cases by slice."""
    named = say(f"evaluation.by_{by}", language)
    if by == "language":
        shown = [row for row in rows if row[0] in MAIN]
        shown.sort(key=lambda row: MAIN.index(row[0]))
        groups = [
            BarGroup(measure_name(measure, language), _bars(found, language))
            for measure, found in groupby(shown, key=lambda row: row[0])
        ]
        title = say("evaluation.main", language)
    elif by == "kind":
        passed = [row for row in rows if row[0] == PASSED]
        groups = [
            BarGroup(slice_value_name(_slice(name), value, language), _spoken(found, language))
            for (name, value), found in groupby(passed, key=lambda row: (_slice(row[1]), row[2]))
        ]
        title = measure_name(PASSED, language)
    else:
        shares = [row for row in rows if is_share(row[0])]
        groups = [
            BarGroup(measure_name(measure, language), _bars(found, language))
            for measure, found in groupby(shares, key=lambda row: row[0])
        ]
        title = say("evaluation.main", language)
    titled = say("evaluation.chart", language, measure=title, by=named)
    return f'<div class="chart">{grouped_bars(groups, title=titled, language=language)}</div>'


def _slice(name: str) -> str:
    return name.partition(" ")[0]


def _bars(rows: Iterator[Row] | Sequence[Row], language: Language) -> list[ShareBar]:
    return [
        _bar(slice_value_name(name, value, language), found, place)
        for place, (_, name, value, found) in enumerate(rows)
    ]


def _spoken(rows: Iterator[Row], language: Language) -> list[ShareBar]:
    """Return the bars of one kind of case, one a language."""
    bars = []
    for _, name, value, found in rows:
        spoken = name.partition(" ")[2]
        label = say(f"evaluation.{spoken}", language) if spoken else slice_value_name(
            name, value, language
        )  # fmt: skip
        bars.append(_bar(label, found, _LANGUAGES.index(spoken) if spoken else 2))
    return bars


def _bar(name: str, found: Estimate, tone: int) -> ShareBar:
    return ShareBar(name, found.mean, found.low, found.high, found.n, tone)


def _table(rows: Sequence[Row], by: str, language: Language) -> str:
    """Return a table for each group of measures; the first is open."""
    tables: list[str] = []
    for group, found in groupby(rows, key=lambda row: group_of(row[0])):
        title = say(f"evaluation.group.{group}", language)
        tables.append(
            f"<details{' open' if not tables else ''}><summary>{title}</summary>"
            f"{_one_table(list(found), title, language)}</details>"
        )
    heading = say("evaluation.table", language)
    return f'<h3>{heading}</h3><div class="measures">{"".join(tables)}</div>'


def _one_table(rows: Sequence[Row], caption: str, language: Language) -> str:
    names = ("slice", "value", "interval", "count")
    head = "".join(f'<th scope="col">{say(f"evaluation.{one}", language)}</th>' for one in names)
    bodies = "".join(
        _body(measure, list(found), language)
        for measure, found in groupby(rows, key=lambda row: row[0])
    )
    return (
        f'<table><caption class="unseen">{caption}</caption><thead><tr>{head}</tr></thead>'
        f"{bodies}</table>"
    )


def _body(measure: str, rows: Sequence[Row], language: Language) -> str:
    title = (
        f'<tr class="measure"><th colspan="4" scope="rowgroup">'
        f"<strong>{text(measure_name(measure, language), language)}</strong> "
        f'<span class="quiet">{text(measure_meaning(measure, language), language)}</span></th></tr>'
    )
    return f"<tbody>{title}{''.join(_line(row, language) for row in rows)}</tbody>"


def _line(row: Row, language: Language) -> str:
    measure, name, value, found = row
    slice_, _, spoken = name.partition(" ")
    label = slice_value_name(slice_, value, language)
    if spoken:
        label = f"{label} · {say(f'evaluation.{spoken}', language)}"
    bounds = interval(measure, found.low, found.high)
    cells = (written(measure, found.mean), bounds, f"{found.n:,}")
    return (
        f'<tr><th scope="row">{text(label, language)}</th>'
        f"{''.join(f'<td>{figure(cell)}</td>' for cell in cells)}</tr>"
    )


def page(run: KeptRun, others: Sequence[KeptRun], language: Language) -> str:
    """Return the view of a run: its head, and the places of its scores, comparison and cases.

    `others` are the runs that it can be compared with.
    """
    if run.scores is None:
        return head(run, language) + scores(run, "language", language)
    by = "".join(option(one, say(f"evaluation.by_{one}", language)) for one in SLICES)
    against = option("", say("evaluation.compare_none", language)) + "".join(
        option(one.name, _named(one, language)) for one in others
    )
    compare = _choice("against", "compare", against, language) if others else ""
    return (
        f"{head(run, language)}"
        f'<div class="filters">{_choice("by", "by", by, language)}{compare}</div>'
        '<section data-part="comparison" aria-live="polite"></section>'
        f'<section data-part="scores"><h3>{say("evaluation.scores", language)}</h3><div></div>'
        f'</section><section data-part="cases"><h3>{say("evaluation.cases", language)}</h3>'
        "<div></div></section>"
    )


def _named(run: KeptRun, language: Language) -> str:
    """Return what tells a run from others in a list: when, how many cases, of which suite."""
    suite = suite_title(str(run.about.get("suite", run.name)), language)
    return " · ".join((dates.moment(run.started, language), _count(run, language), suite))


def _choice(name: str, label: str, options: str, language: Language) -> str:
    return (
        f'<label class="field"><span>{say(f"evaluation.{label}", language)}</span>'
        f'<select name="{name}">{options}</select></label>'
    )
