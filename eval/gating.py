"""Decides whether a run may replace another, by paired tests and by limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from eval.completeness import gaps
from eval.gates import Gate, Gates
from eval.measures import statistic
from eval.metrics import metric
from eval.run_comparison import Change, change
from eval.scores import CaseScore, Scores
from eval.statistics import holm

PASSED, FAILED, MISUSED, INCOMPLETE = 0, 1, 2, 3

Status = Literal["passed", "failed", "not judged"]

_NEAR = 1e-9  # a mean that should be the limit itself may miss it by a rounding


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """The outcome of one gate: `says` has the figures, `cases` the ids to look at first."""

    gate: str
    status: Status
    says: str
    cases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GateReport:
    """All outcomes, and in `gaps` the reasons why the run is incomplete."""

    outcomes: Sequence[GateOutcome]
    gaps: Sequence[str] = field(default=())

    @property
    def exit_code(self) -> int:
        """Return 3 for an incomplete run or a gate without figures, else 1 for a failed gate, else
        0.
        """
        if self.gaps or any(outcome.status == "not judged" for outcome in self.outcomes):
            return INCOMPLETE
        failed = any(outcome.status == "failed" for outcome in self.outcomes)
        return FAILED if failed else PASSED


def check(before: Scores, after: Scores, gates: Gates) -> GateReport:
    """Compare `after` with `before` and decide every gate.

    Paired tests without a margin share `alpha` by Holm's correction. A test with a margin must show
    that the loss is smaller than it. That needs no correction, because all such tests have to
    succeed.
    """
    changes = {gate.name: change(before, after, gate.metric, tuple(gate.slice.items()))
               for gate in gates.gates}  # fmt: skip
    adjusted = _adjusted(changes, gates)
    outcomes = [_outcome(gate, before, after, changes, adjusted, gates) for gate in gates.gates]
    flips = _critical(before, after, fail=gates.critical_flips == "fail")
    found = gaps(after, max_error_rate=gates.max_error_rate, beside=before)
    return GateReport([*outcomes, flips], found)


def _adjusted(changes: Mapping[str, Change | None], gates: Gates) -> dict[str, float]:
    """Return Holm's p by the name of the gate, for the paired tests that have enough cases."""
    tested: dict[str, float] = {}
    for gate in gates.gates:
        found = changes[gate.name]
        if gate.test and gate.margin is None and found and found.delta.n >= gate.min_cases:
            tested[gate.name] = 1.0 if found.delta.p is None else found.delta.p
    return dict(zip(tested, holm(list(tested.values())), strict=True))


def _outcome(
    gate: Gate,
    before: Scores,
    after: Scores,
    changes: Mapping[str, Change | None],
    adjusted: Mapping[str, float],
    gates: Gates,
) -> GateOutcome:
    """Decide one gate."""
    now = after.values(gate.metric, **gate.slice)
    if not gate.relative:
        return _absolute(gate, now)
    found = changes[gate.name]
    n = found.delta.n if found else 0
    if found is None or n < gate.min_cases:
        return _too_few(gate, n, "scored in both runs")
    if gate.test is None:
        return _increase(gate, before, after)
    broken = _broken(gate, before, after)
    if gate.margin is not None:
        return _not_inferior(gate, found, broken)
    return _not_worse(gate, found, adjusted[gate.name], gates.alpha, broken)


def _too_few(gate: Gate, n: int, where: str) -> GateOutcome:
    """Return the outcome of a gate with too few cases."""
    wanted = "one is" if gate.min_cases == 1 else f"{gate.min_cases} are"
    return GateOutcome(_titled(gate), "not judged", f"{n} cases {where}, at least {wanted} needed")


def _not_worse(
    gate: Gate, found: Change, p: float, alpha: float, broken: Sequence[str]
) -> GateOutcome:
    """Decide a paired test without a margin."""
    failed = found.worse and p <= alpha
    says = f"{_moved(found)}, p {p:.4f} after Holm, fails at {alpha:g}"
    return GateOutcome(_titled(gate), _status(failed), says, broken if failed else ())


def _not_inferior(gate: Gate, found: Change, broken: Sequence[str]) -> GateOutcome:
    """Decide a paired test with a margin: the interval's worse end must lie within it."""
    delta = found.delta
    bound = delta.high if metric(gate.metric).lower_is_better else delta.low
    loss = float("inf") if bound is None else abs(min(0.0, _better(gate, bound)))
    failed = loss >= (gate.margin or 0)
    says = f"{_moved(found)}; may have lost {loss:.4f}, allowed is less than {gate.margin:g}"
    return GateOutcome(_titled(gate), _status(failed), says, broken if failed else ())


def _absolute(gate: Gate, now: Mapping[str, float]) -> GateOutcome:
    """Decide a limit on the run itself."""
    if len(now) < gate.min_cases:
        return _too_few(gate, len(now), "scored")
    value = statistic(list(now.values()), gate.statistic)
    if gate.max is not None:
        failed, limit, sign = value > gate.max + _NEAR, gate.max, "at most"
        over = [id_ for id_, one in now.items() if one > limit]
        worst = sorted(over, key=lambda id_: -now[id_])
    else:
        limit = gate.min or 0.0
        failed, sign = value < limit - _NEAR, "at least"
        worst = sorted((id_ for id_, one in now.items() if one < limit), key=lambda id_: now[id_])
    says = f"{gate.statistic} {value:.4f} over {len(now)} cases, {sign} {limit:g} is asked"
    if failed:
        says += f", {abs(value - limit):.4f} off"
    return GateOutcome(_titled(gate), _status(failed), says, worst if failed else ())


def _increase(gate: Gate, before: Scores, after: Scores) -> GateOutcome:
    """Decide how far a statistic may move, over the cases that both runs have."""
    old, new = before.values(gate.metric), after.values(gate.metric, **gate.slice)
    shared = [id_ for id_ in new if id_ in old]
    was, is_ = (statistic([run[id_] for id_ in shared], gate.statistic) for run in (old, new))
    sign, allowed, _ = _allowed(gate, was)
    failed = sign * (is_ - was) > allowed + _NEAR
    says = f"{gate.statistic} {was:.4f} → {is_:.4f} over {len(shared)} cases"
    amount = {id_: sign * (new[id_] - old[id_]) for id_ in shared}
    moved = sorted((id_ for id_ in shared if amount[id_] > _NEAR), key=lambda id_: -amount[id_])
    return GateOutcome(_titled(gate), _status(failed), says, moved if failed else ())


def _allowed(gate: Gate, was: float) -> tuple[int, float, str]:
    """Return the direction that is limited, how far it may go, and that in words."""
    if gate.max_increase_pct is not None:
        share = gate.max_increase_pct
        return 1, abs(was) * share / 100, f"rises by at most {share:g} %"
    if gate.max_increase is not None:
        return 1, gate.max_increase, f"rises by at most {gate.max_increase:g}"
    drop = gate.max_drop or 0.0
    return -1, drop, f"falls by at most {drop:g}"


def _critical(before: Scores, after: Scores, *, fail: bool) -> GateOutcome:
    """Find cases marked critical that were right and are wrong now."""
    was = {case.id: case for case in before.cases}
    flipped = [case.id for case in after.cases if _flipped(was.get(case.id), case)]
    says = f"{len(flipped)} critical cases turned from right to wrong, none may"
    return GateOutcome("critical flips", _status(bool(flipped) and fail), says, flipped)


def _flipped(was: CaseScore | None, now: CaseScore) -> bool:
    """Return whether a critical case turned from right to wrong."""
    return was is not None and bool(was.passed) and not now.passed and now.critical


def _broken(gate: Gate, before: Scores, after: Scores) -> list[str]:
    """Return the cases in which the metric got worse, the largest loss first."""
    old, new = before.values(gate.metric), after.values(gate.metric, **gate.slice)
    lost = {id_: _better(gate, old[id_] - new[id_]) for id_ in new if id_ in old}
    return sorted((id_ for id_, loss in lost.items() if loss > _NEAR), key=lambda id_: -lost[id_])


def _better(gate: Gate, difference: float) -> float:
    """Return the difference, negated where lower is better."""
    return -difference if metric(gate.metric).lower_is_better else difference


def _moved(found: Change) -> str:
    """Return a change in words."""
    delta = found.delta
    interval = "" if delta.low is None else f" [{delta.low:+.4f}, {delta.high:+.4f}]"
    return (
        f"{found.before:.4f} → {found.after:.4f}, {delta.mean:+.4f}{interval} over {delta.n} "
        f"cases, {found.losses} worse, {found.wins} better"
    )


def _titled(gate: Gate) -> str:
    """Return a gate with its condition in words."""
    if gate.test:
        condition = "not worse" if gate.margin is None else f"worse by less than {gate.margin:g}"
    elif gate.relative:
        condition = f"{gate.statistic} {_allowed(gate, 0.0)[2]}"
    else:
        bound = f"≤ {gate.max:g}" if gate.max is not None else f"≥ {gate.min:g}"
        condition = bound if gate.statistic == "mean" else f"{gate.statistic} {bound}"
    return f"{gate.name} {condition}"


def _status(failed: bool) -> Status:
    """Return the status of a decided gate."""
    return "failed" if failed else "passed"


def as_lines(report: GateReport, *, cases: int = 10) -> Iterable[str]:
    """Yield the report in words, failures first, with at most `cases` ids a gate."""
    places: tuple[Status, ...] = ("failed", "not judged", "passed")
    for outcome in sorted(report.outcomes, key=lambda one: places.index(one.status)):
        yield f"{outcome.status:<10}  {outcome.gate}: {outcome.says}"
        if outcome.cases:
            more = len(outcome.cases) - cases
            tail = f" and {more} more" if more > 0 else ""
            yield f"            {', '.join(outcome.cases[:cases])}{tail}"
    for gap in report.gaps:
        yield f"incomplete  {gap}"
    yield _SUMS[report.exit_code]


_SUMS = {
    PASSED: "All gates passed.",
    FAILED: "The run does not pass.",
    INCOMPLETE: "The run is incomplete; nothing can be said of it.",
}
