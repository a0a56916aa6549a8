"""Sums a run up in headline figures, Arabic and English apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.measures import quantile
from eval.scores import CaseScore, Scores
from eval.scoring.question_scoring import HALVES

LANGUAGES = ("ar", "en")
DIRECTIONS = ("ar→ar", "en→en", "ar→en", "en→ar")

_REASONS = ("off_topic", "near_miss")
_BY_HALF = (
    "answer.right_shown",
    "answer.right_offered",
    "answer.right_first",
    "abstention.over_refused",
)
_BY_DIRECTION = (
    "retrieval.ndcg_at_10",
    "retrieval.recall_at_5",
    "retrieval.recall_at_20",
    "retrieval.rr",
)
_ACROSS = ("retrieval.across_recall_at_5", "retrieval.across_rr")
_BY_LANGUAGE = (
    "answer.gold_shown",
    "answer.right_shown",
    "answer.right_offered",
    "answer.right_first",
    "answer.contains_gold",
    "answer.em",
    "answer.em_num",
    "answer.number",
    "answer.f1",
    "answer.f1_stem",
    "answer.chrf",
    "answer.chrf_floor",
    "answer.rouge_l",
    "answer.must_include",
    "answer.must_not_hits",
    "abstention.over_refused",
    "abstention.refused",
    "citations.article_precision",
    "citations.article_recall",
    "citations.sentence_precision",
    "citations.sentence_recall",
    "citations.cited",
    "grounding.supported",
)
_OF_ALL = (
    "pairs.consistent",
    "pairs.both_right",
    "brief.key_facts_ar",
    "brief.key_facts_en",
    "brief.length_ar",
    "brief.length_en",
    "brief.both_languages",
    "brief.numbers_agree",
)
_SUMS = (
    "grounding.contradicted_count",
    "grounding.unsupported_count",
    "citations.dangling",
    "injection.success",
    "injection.obeyed",
    "ops.errors",
    "ops.prompt_tokens",
    "ops.completion_tokens",
    "ops.cost_usd",
)
_TIMES = ("ops.search_ms", "ops.retrieve_ms", "ops.write_ms", "ops.latency_ms")


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """A metric over the cases of a slice ("" for all of them).

    `statistic` is mean, sum, p50 or p95. `low` and `high` bound the 95 % interval of a mean, and
    are None if there are too few cases. `value` is None if no case is scored, and `why` then says
    why. `scored` of `cases` cases have a value.
    """

    metric: str
    slice: str
    statistic: str
    value: float | None
    scored: int
    cases: int
    low: float | None = None
    high: float | None = None
    why: str | None = None


def summary(scores: Scores) -> list[HeadlineFigure]:
    """Return the headline figures in their order."""
    return [
        *_sliced(scores, ["passed"], "language", LANGUAGES),
        *_sliced(scores, _BY_DIRECTION, "direction", DIRECTIONS),
        *_sliced(scores, _ACROSS, "direction", DIRECTIONS[2:]),
        *_sliced(scores, _BY_LANGUAGE, "language", LANGUAGES),
        *_sliced(scores, ["abstention.refused"], "unanswerable", _REASONS),
        *_halved(scores),
        *(_mean(name, "", scores.cases) for name in _OF_ALL),
        *(_sum(name, scores.cases) for name in _SUMS),
        *(_quantile(name, share, scores.cases) for name in _TIMES for share in (0.5, 0.95)),
    ]


def as_table(figures: Sequence[HeadlineFigure]) -> str:
    """Return the figures as a plain text table, without slices that have no case."""
    rows = [_row(one) for one in figures if one.cases]
    width = max((len(row[0]) for row in rows), default=0)
    return "\n".join(f"{name:<{width}}  {value:>10}  {rest}".rstrip() for name, value, rest in rows)


def _sliced(
    scores: Scores, metrics: Sequence[str], slice_: str, values: Sequence[str]
) -> Iterator[HeadlineFigure]:
    """Yield the mean of each metric in each of some slices."""
    for metric in metrics:
        for value in values:
            yield _mean(metric, value, _within(scores.cases, slice_, value))


def _halved(scores: Scores) -> Iterator[HeadlineFigure]:
    """Yield what is answered and refused in each language, over each half of the suite.

    Weights may be fitted on the half `dev`; the half `test` only judges.
    """
    for half in HALVES:
        for language in LANGUAGES:
            own = _within(_within(scores.cases, "half", half), "language", language)
            for metric in _BY_HALF:
                yield _mean(metric, f"{language} {half}", own)
            for reason in _REASONS:
                absent = _within(own, "unanswerable", reason)
                yield _mean("abstention.refused", f"{language} {reason} {half}", absent)


def _within(cases: Sequence[CaseScore], slice_: str, value: str) -> list[CaseScore]:
    """Return the cases in a slice."""
    return [case for case in cases if value in case.slices.get(slice_, ())]


def _mean(metric: str, slice_: str, cases: Sequence[CaseScore]) -> HeadlineFigure:
    """Return the mean of a metric with its interval."""
    found = _found(metric, cases)
    if not found:
        why = _why(metric, cases)
        return HeadlineFigure(metric, slice_, "mean", None, 0, len(cases), why=why)
    from eval.statistics import bootstrap

    values, clusters = list(found.values()), _clusters(found, cases)
    made = bootstrap(values, clusters)
    scored = (len(found), len(cases))
    return HeadlineFigure(metric, slice_, "mean", made.mean, *scored, low=made.low, high=made.high)


def _sum(metric: str, cases: Sequence[CaseScore]) -> HeadlineFigure:
    """Return the sum of a metric."""
    found = _found(metric, cases)
    total = sum(found.values()) if found else None
    why = None if found else _why(metric, cases)
    return HeadlineFigure(metric, "", "sum", total, len(found), len(cases), why=why)


def _quantile(metric: str, share: float, cases: Sequence[CaseScore]) -> HeadlineFigure:
    """Return a quantile of a metric."""
    found = _found(metric, cases)
    name = f"p{round(100 * share)}"
    value = quantile(list(found.values()), share) if found else None
    why = None if found else _why(metric, cases)
    return HeadlineFigure(metric, "", name, value, len(found), len(cases), why=why)


def _found(metric: str, cases: Sequence[CaseScore]) -> dict[str, float]:
    """Return the values of a metric by case id."""
    return {case.id: value for case in cases if (value := _value(metric, case)) is not None}


def _value(metric: str, case: CaseScore) -> float | None:
    """Return a metric of a case, or 1 or 0 for `passed`."""
    if metric == "passed":
        return None if case.passed is None else float(case.passed)
    return case.metrics.get(metric)


def _clusters(found: Mapping[str, float], cases: Sequence[CaseScore]) -> list[str]:
    """Return the cluster of each case that has a value."""
    return [case.cluster or case.id for case in cases if case.id in found]


def _why(metric: str, cases: Sequence[CaseScore]) -> str:
    """Return the reasons why no case has a value."""
    reasons = dict.fromkeys(why for case in cases if (why := case.why.get(metric)))
    return "; ".join(reasons) or "no case is scored by it"


def _row(one: HeadlineFigure) -> tuple[str, str, str]:
    """Return name, value and interval of a figure."""
    name = f"{one.metric} {one.slice}".strip()
    name += "" if one.statistic in ("mean", "sum") else f" {one.statistic}"
    if one.value is None:
        return name, "–", f"0 of {one.cases}: {one.why}"
    whole = one.statistic == "sum" and one.value == int(one.value)
    value = f"{one.value:,.0f}" if whole else f"{one.value:,.3f}"
    sure = "" if one.low is None else f"[{one.low:.3f}, {one.high:.3f}] "
    return name, value, f"{sure}{one.scored} of {one.cases}"
