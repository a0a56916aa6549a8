"""What a comparison finds between two runs, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import statistic
from eval.run_comparison import change, compare, costs
from tests.eval.scored import case, column, run

EM = "answer.em"
VALUES = st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=1, max_size=20)


@given(before=VALUES, after=VALUES)
def test_wins_ties_and_losses_are_all_cases_and_change_places_with_the_runs(
    before: list[float], after: list[float]
) -> None:
    ours, theirs = column("answer.f1", before), column("answer.f1", after)
    there, back = change(ours, theirs, "answer.f1"), change(theirs, ours, "answer.f1")
    assert there is not None
    assert back is not None
    assert there.wins + there.ties + there.losses == there.delta.n == min(len(before), len(after))
    assert (there.wins, there.losses) == (back.losses, back.wins)
    assert there.delta.mean == pytest.approx(-back.delta.mean)
    assert there.delta.mean == pytest.approx(there.after - there.before, abs=1e-5)


def test_what_a_baseline_rounds_is_no_change() -> None:
    found = change(column("answer.em", [0.333333]), column("answer.em", [1 / 3]), "answer.em")
    assert found is not None
    assert (found.ties, found.delta.mean) == (1, 0)


def test_a_rise_of_what_should_be_low_is_worse() -> None:
    found = change(column("ops.calls", [1, 1]), column("ops.calls", [2, 1]), "ops.calls")
    assert found is not None
    assert found.worse
    assert (found.wins, found.losses) == (0, 1)


def test_the_slices_are_those_of_the_later_run() -> None:
    before = run([case("a", {EM: 1.0}, slices={}), case("b", {EM: 0.0}, slices={})])
    after = run([case("a", {EM: 0.0}, slices={"language": ["en"]}), case("b", {EM: 1.0})])
    found = {one.slice: one.delta.mean for one in compare(before, after).changes}
    assert found == {(("language", "ar"),): 1.0, (("language", "en"),): -1.0}


def test_cases_that_broke_come_first_and_critical_ones_before_others() -> None:
    before = run(
        [
            case("a", {"answer.em": 0.0}, passed=False),
            case("b", {"answer.em": 1.0}, passed=True),
            case("c", {"answer.em": 1.0}, passed=True, critical=True),
            case("d", {"answer.em": 0.5}, passed=True),
            case("e", {"answer.em": 0.5}, passed=True, answer="so"),
            case("f", {"answer.em": 0.5}, passed=True),
        ]
    )
    after = run(
        [
            case("a", {"answer.em": 1.0}, passed=True),
            case("b", {"answer.em": 0.0}, passed=False),
            case("c", {"answer.em": 1.0}, passed=False, critical=True),
            case("d", {"answer.em": 0.6}, passed=True),
            case("e", {"answer.em": 0.5}, passed=True, answer="otherwise"),
            case("f", {"answer.em": 0.5}, passed=True),
        ]
    )
    turns = compare(before, after).turns
    assert [(turn.after.id, turn.how) for turn in turns] == [
        ("c", "broke"),
        ("b", "broke"),
        ("a", "mended"),
        ("d", "moved"),
        ("e", "moved"),
    ]
    assert turns[3].metrics == {"answer.em": (0.5, 0.6)}


def test_times_are_told_as_quantiles_and_what_is_paid_as_a_sum() -> None:
    before = run([case(f"c{n}", {"ops.latency_ms": 10.0 * n, "ops.cost_usd": 0.0})
                  for n in range(1, 11)])  # fmt: skip
    after = run([case(f"c{n}", {"ops.latency_ms": 20.0 * n, "ops.cost_usd": 0.1})
                 for n in range(1, 11)])  # fmt: skip
    found = {(one.metric, one.statistic): one for one in costs(before, after)}
    assert found["ops.latency_ms", "p50"].change_pct == 100
    assert found["ops.latency_ms", "p95"].after == 200
    assert found["ops.cost_usd", "sum"].after == pytest.approx(1.0)
    assert found["ops.cost_usd", "sum"].change_pct is None


def test_the_settings_that_differ_are_told_and_the_times_of_the_runs_are_not() -> None:
    before = run([case("a")], started="1", settings={"passages": 6, "model": None})
    after = run([case("b")], started="2", settings={"passages": 9, "model": None})
    found = compare(before, after)
    assert found.config == {"settings.passages": (6, 9)}
    assert (found.missing, found.added) == (["a"], ["b"])
    assert not found.changes


@pytest.mark.parametrize(("name", "value"), [("mean", 2), ("sum", 6), ("p50", 2), ("p95", 3)])
def test_values_are_summed_up_as_is_asked(name: str, value: float) -> None:
    assert statistic([3.0, 1.0, 2.0], name) == value
