"""Gathers the content of a report, whatever format it is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.headlines import HeadlineFigure, summary
from eval.metrics import metric
from eval.run_comparison import Comparison, Slice, compare, metrics_of, slices_of
from eval.scores import CaseScore, Scores
from eval.statistics import Estimate, bootstrap, gap
from eval.targets import Reached, reached
from rag.text.display import clean

WORST = 20
LANGUAGES = ("ar", "en")
SLICED = (
    "answer.gold_shown",
    "answer.contains_gold",
    "answer.f1",
    "retrieval.recall_at_5",
    "abstention.right",
)
"""The metrics of the table of slices."""

_ORDERING = ("answer.gold_shown", "answer.f1", "retrieval.rr", "brief.key_facts_ar",
             "brief.key_facts_en")  # fmt: skip
_GRAVE = (
    "injection.success",
    "grounding.contradicted_count",
    "grounding.unsupported_count",
    "citations.dangling",
)
_QUOTED = re.compile('«([^»]+)»|"([^"]+)"|“([^”]+)”|‘([^’]+)’')
# A word may begin after a letter that Arabic writes onto it.
_BEFORE = r"(?<![^\Wوفبلك])"
_FIGURE = re.compile(r"[A-Z]{2,}-\d+|\d+(?:[.,٫٬:/]\d+)*")


@dataclass(frozen=True, slots=True)
class Gap:
    """Arabic minus English of a metric with the bounds of the interval; `ar` and `en` are the
    two means."""

    metric: str
    ar: Estimate
    en: Estimate
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SliceRow:
    """The means of a slice by metric; a slice of one language where its cases have one."""

    slice: Slice
    cases: int
    passed: Estimate | None
    means: Mapping[str, Estimate | None]


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """The opinions of a judge under one metric: by language of the questions, and on briefs."""

    metric: str
    ar: Estimate | None
    en: Estimate | None
    briefs: Estimate | None


@dataclass(frozen=True, slots=True)
class Report:
    """The content of a report; `comparison` is None without an earlier run."""

    scores: Scores
    headlines: Sequence[HeadlineFigure]
    targets: Sequence[Reached]
    gaps: Sequence[Gap]
    slices: Sequence[SliceRow]
    worst: Sequence[CaseScore]
    opinions: Sequence[OpinionRow]
    comparison: Comparison | None


def gather(scores: Scores, before: Scores | None = None, *, targeted: bool = True) -> Report:
    """Gather the report of a run, compared with an earlier one if there is one.

    With `targeted` it is held against the targets of the shipped suite.
    """
    headlines = summary(scores)
    spoken = dict.fromkeys(one.metric for one in headlines if one.slice in LANGUAGES)
    return Report(
        scores=scores,
        headlines=headlines,
        targets=reached(scores) if targeted else (),
        gaps=_gaps(scores, list(spoken)),
        slices=_slices(scores),
        worst=worst(scores.cases),
        opinions=_opinions(scores),
        comparison=None if before is None else compare(before, scores),
    )


def worst(cases: Sequence[CaseScore], most: int = WORST) -> list[CaseScore]:
    """Return failed cases: first those that break a hard rule, then critical ones, then the lowest
    scores.
    """
    failed = [case for case in cases if case.passed is False]
    return sorted(failed, key=_badness)[:most]


def estimate(cases: Sequence[CaseScore], metric: str) -> Estimate | None:
    """Return the mean of a metric or of `passed` over the cases that have it; None for no case."""
    scored = [(case, value) for case in cases if (value := _value(case, metric)) is not None]
    if not scored:
        return None
    return bootstrap([value for _, value in scored], [_cluster(case) for case, _ in scored])


def named_in_reasons(case: CaseScore) -> list[str]:
    """Return what the reasons of a case name literally: quotations, figures, canaries."""
    found: list[str] = []
    for reason in case.reasons:
        found += ["".join(groups) for groups in _QUOTED.findall(reason)]
        found += _FIGURE.findall(_QUOTED.sub(" ", reason))
    return list(dict.fromkeys(found))


def marked(text: str, *, bad: Sequence[str], good: Sequence[str]) -> list[tuple[str, str]]:
    """Cut the cleaned text into pieces and mark each as "bad", "good" or "".

    Joined, the pieces are the text. The longest match wins, and bad wins over good.
    """
    text = clean(text)
    kinds = {clean(one): "good" for one in good} | {clean(one): "bad" for one in bad}
    kinds.pop("", None)
    if not kinds:
        return [(text, "")] if text else []
    words = sorted(kinds, key=lambda one: -len(one))
    pattern = re.compile("|".join(rf"{_BEFORE}{re.escape(one)}(?!\w)" for one in words))
    pieces, position = [], 0
    for match in pattern.finditer(text):
        pieces.append((text[position : match.start()], ""))
        pieces.append((match[0], kinds[match[0]]))
        position = match.end()
    pieces.append((text[position:], ""))
    return [piece for piece in pieces if piece[0]]


def _value(case: CaseScore, metric: str) -> float | None:
    """Return a metric of a case, or 1 or 0 for `passed`."""
    if metric == "passed":
        return None if case.passed is None else float(case.passed)
    return case.metrics.get(metric)


def _cluster(case: CaseScore) -> str:
    """Return the cluster of a case."""
    return case.cluster or case.id


def _badness(case: CaseScore) -> tuple[bool, bool, float, str]:
    """Return the sort key of failed cases, the worst first."""
    grave = any(case.metrics.get(name) for name in _GRAVE)
    known = [value for name in _ORDERING if (value := case.metrics.get(name)) is not None]
    return (not grave, not case.critical, sum(known) / len(known) if known else 0.0, case.id)


def _in(cases: Sequence[CaseScore], slice_: Slice) -> list[CaseScore]:
    """Return the cases in a slice."""
    return [case for case in cases
            if all(value in case.slices.get(name, ()) for name, value in slice_)]  # fmt: skip


def _gaps(scores: Scores, headlines: Sequence[str]) -> list[Gap]:
    """Return the difference between Arabic and English for each metric that both have."""
    ours, theirs = (_in(scores.cases, (("language", one),)) for one in LANGUAGES)
    found = []
    for name in headlines:
        ar, en = estimate(ours, name), estimate(theirs, name)
        if ar and en:
            found.append(Gap(name, ar, en, *_gap(ours, theirs, name)))
    return found


def _gap(
    ours: Sequence[CaseScore], theirs: Sequence[CaseScore], metric: str
) -> tuple[float, float | None, float | None]:
    """Return the difference between two groups of cases with its interval."""
    sides: list[tuple[list[float], list[str]]] = []
    for cases in (ours, theirs):
        scored = [(case, value) for case in cases if (value := _value(case, metric)) is not None]
        sides.append(([value for _, value in scored], [_cluster(case) for case, _ in scored]))
    return gap(*sides[0], *sides[1])


def _opinions(scores: Scores) -> list[OpinionRow]:
    """Return the opinions of a judge, if there are any."""
    judged = [name for name in metrics_of(scores) if metric(name).is_opinion]
    places = (("language", "ar"), ("language", "en"), ("kind", "brief"))
    groups = [_in(scores.cases, (one,)) for one in places]
    rows = (OpinionRow(name, *(estimate(cases, name) for cases in groups)) for name in judged)
    return [row for row in rows if row.ar or row.en or row.briefs]


def _slices(scores: Scores) -> list[SliceRow]:
    """Return a row for each language, then for each other slice in each language."""
    rows = [(("language", language),) for language in LANGUAGES]
    names = sorted(one for (one,) in slices_of(scores) if one[0] != "language")
    apart = [slice_ for name in names for slice_ in _by_language(scores, name)]
    return [row for slice_ in (*rows, *apart) if (row := _row(scores, slice_)).cases]


def _by_language(scores: Scores, name: tuple[str, str]) -> list[Slice]:
    """Return a slice in each language that its cases are in; the slice itself if in none."""
    spoken = {one for case in _in(scores.cases, (name,)) for one in case.slices.get("language", ())}
    return [(name, ("language", one)) for one in sorted(spoken)] or [(name,)]


def _row(scores: Scores, slice_: Slice) -> SliceRow:
    """Return the row of a slice."""
    cases = _in(scores.cases, slice_)
    means = {metric: estimate(cases, metric) for metric in SLICED}
    return SliceRow(slice_, len(cases), estimate(cases, "passed"), means)
