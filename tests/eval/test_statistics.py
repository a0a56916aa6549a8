"""The bootstrap, Holm's correction and kappa do what their formulas say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.statistics import bootstrap, holm, kappa

VALUES = st.lists(st.floats(-1, 1, allow_nan=False), min_size=2, max_size=30)
P_VALUES = st.lists(st.floats(0, 1, allow_nan=False), max_size=12)
FEW = 400


def naive(values: list[float], clusters: list[int], resamples: int) -> tuple[float, float]:
    """The bounds by drawing whole clusters, one resample after the other."""
    random = np.random.default_rng(7)
    members = [[v for v, c in zip(values, clusters, strict=True) if c == name]
               for name in sorted(set(clusters))]  # fmt: skip
    means = []
    for _ in range(resamples):
        drawn = [members[i] for i in random.integers(0, len(members), size=len(members))]
        means.append(float(np.mean([value for cluster in drawn for value in cluster])))
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


@given(values=VALUES)
@settings(max_examples=50)
def test_the_interval_lies_within_the_values_and_holds_most_of_what_is_drawn(
    values: list[float],
) -> None:
    estimate = bootstrap(values, range(len(values)), resamples=FEW)
    assert estimate.low is not None
    assert estimate.high is not None
    assert min(values) - 1e-9 <= estimate.low <= estimate.high <= max(values) + 1e-9
    assert estimate.mean == pytest.approx(np.mean(values), abs=1e-9)
    assert estimate.n == estimate.clusters == len(values)


@given(values=VALUES)
@settings(max_examples=25)
def test_the_same_input_gives_the_same_result(values: list[float]) -> None:
    names = [f"c{number}" for number in range(len(values))]
    assert bootstrap(values, names, resamples=FEW) == bootstrap(values, names, resamples=FEW)


@given(values=VALUES)
@settings(max_examples=25)
def test_without_any_difference_nothing_is_found(values: list[float]) -> None:
    estimate = bootstrap([0.0] * len(values), range(len(values)), resamples=FEW)
    assert (estimate.mean, estimate.low, estimate.high, estimate.p) == (0, 0, 0, 1)


@pytest.mark.parametrize("kinds", ["few", "many"])
def test_both_ways_of_drawing_agree_with_drawing_clusters_one_by_one(kinds: str) -> None:
    random = np.random.default_rng(3)
    clusters = [number // 2 for number in range(160)]
    values = random.choice([-1.0, 0.0, 1.0], 160) if kinds == "few" else random.normal(size=160)
    low, high = naive(list(values), clusters, 4000)
    estimate = bootstrap(list(values), clusters)
    assert estimate.low == pytest.approx(low, abs=0.02)
    assert estimate.high == pytest.approx(high, abs=0.02)


def test_the_interval_of_a_share_is_that_of_the_normal_approximation() -> None:
    values = [1.0] * 300 + [0.0] * 100
    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    estimate = bootstrap(values, range(400))
    assert estimate.low == pytest.approx(0.75 - half, abs=0.005)
    assert estimate.high == pytest.approx(0.75 + half, abs=0.005)


def test_cases_that_fall_together_widen_the_interval() -> None:
    values = [1.0, 1.0, 0.0, 0.0] * 50
    apart = bootstrap(values, range(200))
    together = bootstrap(values, [number // 2 for number in range(200)])
    assert together.clusters == 100
    assert apart.low is not None
    assert together.low is not None
    assert together.low < apart.low - 0.02


def test_one_cluster_tells_nothing_of_how_a_mean_varies() -> None:
    estimate = bootstrap([1.0, 0.0], ["a", "a"])
    assert (estimate.mean, estimate.low, estimate.high, estimate.p) == (0.5, None, None, None)


@pytest.mark.parametrize(("values", "clusters"), [([], []), ([1.0], []), ([1.0], ["a", "b"])])
def test_no_values_and_lists_that_do_not_match_are_refused(
    values: list[float], clusters: list[str]
) -> None:
    with pytest.raises(ValueError, match="values in"):
        bootstrap(values, clusters)


def test_holm_is_the_worked_example_of_the_method() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(p_values=P_VALUES)
def test_holm_never_lowers_a_p_nor_changes_their_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(one <= other <= 1 for one, other in zip(p_values, adjusted, strict=True))
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    assert [adjusted[index] for index in order] == sorted(adjusted)
    assert all(
        one <= len(p_values) * raw + 1e-12 for one, raw in zip(adjusted, p_values, strict=True)
    )


def test_kappa_is_one_for_full_agreement_and_none_where_chance_would_do_it() -> None:
    assert kappa(["a", "b", "a"], ["a", "b", "a"]) == 1
    assert kappa(["a", "a"], ["a", "a"]) is None
    assert kappa([], []) is None


def test_kappa_is_the_worked_example_of_cohen() -> None:
    ours = ["yes"] * 25 + ["no"] * 25
    theirs = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(ours, theirs) == pytest.approx(0.4)


@given(pairs=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_does_not_care_who_is_first(pairs: list[tuple[str, str]]) -> None:
    ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
    found = kappa(ours, theirs)
    assert found == kappa(theirs, ours)
    assert found is None or found <= 1
