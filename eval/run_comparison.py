"""Two runs of the same cases side by side: what changed, by how much, how surely, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.measures import statistic
from eval.metric_directions import lower_is_better, order
from eval.scores import CaseScore, Scores
from eval.statistics import Estimate, bootstrap

Slice = tuple[tuple[str, str], ...]
Turned = Literal["broke", "mended", "moved"]

DIGITS = 6
"""Values are compared rounded to so many decimals, as an accepted baseline holds them."""

# What differs between any two runs and says nothing of how they were made, or is told by the
# hashes and settings beside it.
_PASSING = frozenset(
    {
        *("started", "finished", "cases", "counts", "errors", "missing"),
        *("suite", "corpus", "settings_hash", "schema_version", "judge"),
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """A metric over the cases of a slice in which both runs have it.

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
        delta = self.delta.mean
        return delta > 0 if lower_is_better(self.metric) else delta < 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that came out otherwise: `broke` (right, now wrong), `mended` (wrong, now right) or
    `moved` (a metric or the answer changed). `metrics` holds what changed, before and after."""

    how: Turned
    before: CaseScore
    after: CaseScore
    metrics: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the runs took. `change_pct` is None where nothing was spent before."""

    metric: str
    statistic: str
    before: float
    after: float
    change_pct: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing` are ids of the first run alone, `added` those of the second alone; `config` maps
    a setting of the runs to its two values where they differ."""

    changes: Sequence[Change]
    turns: Sequence[Flip]
    costs: Sequence[Cost]
    config: Mapping[str, tuple[object, object]]
    missing: Sequence[str]
    added: Sequence[str]


def compare(before: Scores, after: Scores) -> Comparison:
    """All metrics in all slices that both runs have; empty where they share no case."""
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


def change(before: Scores, after: Scores, metric: str, slice_: Slice = ()) -> Change | None:
    """How a metric changed over the cases in all slices given; None where the runs share none.
    The slices are those of `after`: a baseline holds none."""
    old, new = before.values(metric), after.values(metric, **dict(slice_))
    ids = [id_ for id_ in new if id_ in old]
    if not ids:
        return None
    clusters = {case.id: case.cluster or case.id for case in after.cases}
    deltas = [round(round(new[id_], DIGITS) - round(old[id_], DIGITS), DIGITS) for id_ in ids]
    better = -1 if lower_is_better(metric) else 1
    wins, losses = (sum(sign * better * delta > 0 for delta in deltas) for sign in (1, -1))
    return Change(
        metric=metric,
        slice=slice_,
        before=sum(old[id_] for id_ in ids) / len(ids),
        after=sum(new[id_] for id_ in ids) / len(ids),
        delta=bootstrap(deltas, [clusters[id_] for id_ in ids]),
        wins=wins,
        ties=len(ids) - wins - losses,
        losses=losses,
    )


def slices_of(scores: Scores) -> list[Slice]:
    """Every slice that a case of the run is in, languages first; not all cases together."""
    found = {
        (name, value) for case in scores.cases for name, values in case.slices.items()
        for value in values
    }  # fmt: skip
    first = ("language", "direction", "kind", "tag")
    names = sorted(found, key=lambda one: (*[one[0] != name for name in first], *one))
    return [(one,) for one in names]


def slice_name(slice_: Slice) -> str:
    """`language=ar`; `all` for no slice."""
    return ", ".join(f"{name}={value}" for name, value in slice_) or "all"


def metrics_of(*runs: Scores) -> list[str]:
    """The metrics of the runs in the order of a table."""
    return sorted({name for run in runs for case in run.cases for name in case.metrics}, key=order)


def costs(before: Scores, after: Scores) -> list[Cost]:
    """Times, tokens and money over the cases that both runs have; times as quantiles."""
    shared = {case.id for case in before.cases} & {case.id for case in after.cases}
    found = []
    for metric in metrics_of(before, after):
        if not metric.startswith("ops."):
            continue
        old, new = ([value for id_, value in run.values(metric).items() if id_ in shared]
                    for run in (before, after))  # fmt: skip
        names = ("p50", "p95") if "_ms" in metric else ("sum",)
        found += [_cost(metric, name, old, new) for name in names if old and new]
    return found


def _cost(metric: str, name: str, old: Sequence[float], new: Sequence[float]) -> Cost:
    before, after = statistic(old, name), statistic(new, name)
    return Cost(metric, name, before, after, 100 * (after - before) / before if before else None)


def _changes(before: Scores, after: Scores) -> list[Change]:
    metrics = [name for name in metrics_of(before, after) if not name.startswith("ops.")]
    found = (
        change(before, after, metric, slice_) for metric in metrics for slice_ in slices_of(after)
    )
    return [one for one in found if one is not None]


def _turns(old: Mapping[str, CaseScore], new: Mapping[str, CaseScore]) -> list[Flip]:
    turns = []
    for id_ in sorted(old.keys() & new.keys()):
        how, metrics = _turned(old[id_], new[id_]), _moved(old[id_], new[id_])
        if how != "moved" or metrics or _said_otherwise(old[id_], new[id_]):
            turns.append(Flip(how, old[id_], new[id_], metrics))
    places = ("broke", "mended", "moved")
    return sorted(turns, key=lambda turn: (places.index(turn.how), not turn.after.critical))


def _turned(old: CaseScore, new: CaseScore) -> Turned:
    if old.passed and not new.passed:
        return "broke"
    return "mended" if new.passed and old.passed is False else "moved"


def _said_otherwise(old: CaseScore, new: CaseScore) -> bool:
    """Whether the answer changed; a baseline holds none."""
    return bool(old.answer and new.answer) and old.answer != new.answer


def _moved(old: CaseScore, new: CaseScore) -> dict[str, tuple[float | None, float | None]]:
    shared = sorted(old.metrics.keys() & new.metrics.keys(), key=order)
    pairs = {name: (old.metrics[name], new.metrics[name]) for name in shared
             if not name.startswith("ops.")}  # fmt: skip
    return {name: pair for name, pair in pairs.items() if _rounded(pair[0]) != _rounded(pair[1])}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _config(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    old, new = flat(before), flat(after)
    names = sorted(old.keys() | new.keys())
    pairs = {name: (old.get(name), new.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def flat(run: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """What is told of a run, one level deep (`model.name`), without what differs every time."""
    found: dict[str, object] = {}
    for name, value in run.items():
        if name in _PASSING:
            continue
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value
    return found
