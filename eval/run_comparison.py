"""Compares two runs of the same cases: which metrics changed, by how much, and in which cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.measures import mean, statistic
from eval.metrics import metric, table_order
from eval.scores import CaseScore, Scores
from eval.statistics import Estimate, bootstrap

Slice = tuple[tuple[str, str], ...]
Turned = Literal["broke", "mended", "moved"]

DIGITS = 6
"""Values are compared rounded to so many decimals, as an accepted baseline holds them."""

# Entries that differ between any two runs and do not say how they were made, or that repeat the
# hashes and settings.
_PASSING = frozenset(
    {
        *("started", "finished", "cases", "counts", "errors", "missing"),
        *("suite", "corpus", "settings_hash", "schema_version", "judge"),
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a metric over the cases of a slice that both runs scored.

    `delta` is after - before with its interval and its two-sided p, not corrected for the number
    of metrics. A win is a case that got better, whichever way the metric is better.
    """

    metric: str
    slice: Slice
    before: float
    after: float
    delta: Estimate
    wins: int
    ties: int
    losses: int

    @property
    def worse(self) -> bool:
        """Return whether the mean moved in the bad direction."""
        delta = self.delta.mean
        return delta > 0 if metric(self.metric).lower_is_better else delta < 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A case with another result than before.

    `how` is `broke` (right, now wrong), `mended` (wrong, now right) or `moved` (a metric or the
    answer changed). `metrics` holds the metrics that changed, before and after.
    """

    how: Turned
    before: CaseScore
    after: CaseScore
    metrics: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Time, tokens or money of both runs; `change_pct` is None if nothing was spent before."""

    metric: str
    statistic: str
    before: float
    after: float
    change_pct: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs.

    `missing` are the ids of cases in the first run only, `added` of those in the second only.
    `config` maps each setting that differs to its two values.
    """

    changes: Sequence[Change]
    turns: Sequence[Flip]
    costs: Sequence[Cost]
    config: Mapping[str, tuple[object, object]]
    missing: Sequence[str]
    added: Sequence[str]


def compare(before: Scores, after: Scores) -> Comparison:
    """Compare all metrics in all slices that both runs have; nothing if they share no case."""
    old = {case.id: case for case in before.cases}
    new = {case.id: case for case in after.cases}
    return Comparison(
        changes=_changes(before, after),
        turns=_turns(old, new),
        costs=costs(before, after),
        config=_config(before.run, after.run),
        missing=sorted(old.keys() - new.keys()),
        added=sorted(new.keys() - old.keys()),
    )


def change(before: Scores, after: Scores, name: str, slice_: Slice = ()) -> Change | None:
    """Return how a metric changed over the cases in all slices given; None if there is no case.

    The slices are those of `after`, because a baseline holds none.
    """
    old, new = before.values(name), after.values(name, **dict(slice_))
    ids = [id_ for id_ in new if id_ in old]
    if not ids:
        return None
    clusters = {case.id: case.cluster or case.id for case in after.cases}
    deltas = [round(round(new[id_], DIGITS) - round(old[id_], DIGITS), DIGITS) for id_ in ids]
    wins, losses = _wins_and_losses(deltas, lower_is_better=metric(name).lower_is_better)
    return Change(
        metric=name,
        slice=slice_,
        before=mean(old[id_] for id_ in ids),
        after=mean(new[id_] for id_ in ids),
        delta=bootstrap(deltas, [clusters[id_] for id_ in ids]),
        wins=wins,
        ties=len(ids) - wins - losses,
        losses=losses,
    )


def _wins_and_losses(deltas: Sequence[float], *, lower_is_better: bool) -> tuple[int, int]:
    """Return in how many cases a metric got better, and in how many worse."""
    ups, downs = sum(delta > 0 for delta in deltas), sum(delta < 0 for delta in deltas)
    return (downs, ups) if lower_is_better else (ups, downs)


def slices_of(scores: Scores) -> list[Slice]:
    """Return every slice that a case of the run belongs to, languages first."""
    found = {
        (name, value) for case in scores.cases for name, values in case.slices.items()
        for value in values
    }  # fmt: skip
    first = ("language", "direction", "kind", "tag")
    names = sorted(found, key=lambda one: (*[one[0] != name for name in first], *one))
    return [(one,) for one in names]


def slice_name(slice_: Slice) -> str:
    """Return the name of a slice: `language=ar`; `all` for no slice."""
    return ", ".join(f"{name}={value}" for name, value in slice_) or "all"


def metrics_of(*runs: Scores) -> list[str]:
    """Return the metrics of the runs in the order of a table."""
    names = {name for run in runs for case in run.cases for name in case.metrics}
    return sorted(names, key=table_order)


def costs(before: Scores, after: Scores) -> list[Cost]:
    """Compare times, tokens and money over the cases that both runs have; times by quantiles."""
    shared = {case.id for case in before.cases} & {case.id for case in after.cases}
    names = [one for one in metrics_of(before, after) if metric(one).is_cost]
    return [
        one
        for name in names
        for one in _costs(name, _of(before, name, shared), _of(after, name, shared))
    ]


def _of(run: Scores, name: str, ids: Collection[str]) -> list[float]:
    """Return the values of a metric over some cases of a run."""
    return [value for id_, value in run.values(name).items() if id_ in ids]


def _costs(name: str, old: Sequence[float], new: Sequence[float]) -> list[Cost]:
    """Compare the statistics of a cost; nothing where one of the runs has no value."""
    statistics = ("p50", "p95") if "_ms" in name else ("sum",)
    return [_cost(name, one, old, new) for one in statistics] if old and new else []


def _cost(name: str, of: str, old: Sequence[float], new: Sequence[float]) -> Cost:
    """Compare one statistic of a cost."""
    before, after = statistic(old, of), statistic(new, of)
    return Cost(name, of, before, after, 100 * (after - before) / before if before else None)


def _changes(before: Scores, after: Scores) -> list[Change]:
    """Return the change of every metric of quality in every slice."""
    names = [name for name in metrics_of(before, after) if not metric(name).is_cost]
    found = (change(before, after, name, slice_) for name in names for slice_ in slices_of(after))
    return [one for one in found if one is not None]


def _turns(old: Mapping[str, CaseScore], new: Mapping[str, CaseScore]) -> list[Flip]:
    """Return the cases with another result: broken first, critical ones before others."""
    turns = []
    for id_ in sorted(old.keys() & new.keys()):
        how, metrics = _turned(old[id_], new[id_]), _moved(old[id_], new[id_])
        if how != "moved" or metrics or _answers_differ(old[id_], new[id_]):
            turns.append(Flip(how, old[id_], new[id_], metrics))
    places = ("broke", "mended", "moved")
    return sorted(turns, key=lambda turn: (places.index(turn.how), not turn.after.critical))


def _turned(old: CaseScore, new: CaseScore) -> Turned:
    """Return how a case changed between right and wrong."""
    if old.passed and not new.passed:
        return "broke"
    return "mended" if new.passed and old.passed is False else "moved"


def _answers_differ(old: CaseScore, new: CaseScore) -> bool:
    """Return whether the answer changed; False beside a baseline, which holds no answers."""
    return bool(old.answer and new.answer) and old.answer != new.answer


def _moved(old: CaseScore, new: CaseScore) -> dict[str, tuple[float | None, float | None]]:
    """Return the metrics of quality that changed, with both values."""
    shared = sorted(old.metrics.keys() & new.metrics.keys(), key=table_order)
    pairs = {name: (old.metrics[name], new.metrics[name]) for name in shared
             if not metric(name).is_cost}  # fmt: skip
    return {name: pair for name, pair in pairs.items() if _rounded(pair[0]) != _rounded(pair[1])}


def _rounded(value: float | None) -> float | None:
    """Round a value as an accepted baseline does."""
    return None if value is None else round(value, DIGITS)


def _config(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    """Return the settings of two runs that differ, with both values."""
    old, new = flat(before), flat(after)
    names = sorted(old.keys() | new.keys())
    pairs = {name: (old.get(name), new.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def flat(run: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Return the description of a run as one flat mapping (`settings.model`), without the entries
    that differ between any two runs."""
    found: dict[str, object] = {}
    for name, value in run.items():
        if name in _PASSING:
            continue
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value
    return found
