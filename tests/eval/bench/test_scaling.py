"""The simulation against what queueing theory says, and the plans against docs/scaling.md."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from eval.bench import scaling
from eval.bench.scaling import LOADS, Load, hour_table, plan, plan_table, simulated
from eval.bench.service_times import ServiceTimes, kept
from eval.measures import quantile

DOC = Path(__file__).parents[3] / "docs" / "scaling.md"


@pytest.fixture
def times() -> ServiceTimes:
    return kept()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_one_server_waits_as_theory_says(
    times: ServiceTimes, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mean wait of M/G/1 is λ · E[S²] / (2 · (1 - ρ)), by Pollaczek and Khinchine."""
    monkeypatch.setattr(scaling, "BRIEFS_A_QUESTION", 0.0)
    times = replace(times, question=0.1, question_p95=0.2, shard=0.0, lookup=0.0)
    spread = math.log(2) / 1.645
    mean, square = 0.1 * math.exp(spread**2 / 2), 0.01 * math.exp(2 * spread**2)
    asked = share / mean
    readers = round(asked * scaling.DAY / scaling.PEAK / scaling.QUESTIONS_A_READER)
    load = Load(articles=1, articles_a_day=1, readers=readers)
    asked, share = load.questions_a_second, load.questions_a_second * mean
    needed = replace(plan(load, times), servers=1)
    hour = simulated(load, needed, times, seconds=40_000 / asked)
    waited = sum(hour.answers) / len(hour.answers) - mean
    assert waited == pytest.approx(asked * square / (2 * (1 - share)), rel=0.12)
    assert hour.busy["servers"] == pytest.approx(share, rel=0.03)


def test_with_too_few_processes_the_hour_goes_wrong(times: ServiceTimes) -> None:
    load = replace(LOADS[-1], readers=20_000)
    needed = plan(load, times)
    few = replace(needed, servers=needed.servers // 3)
    good = simulated(load, needed, times, seconds=120)
    bad = simulated(load, few, times, seconds=120)
    assert quantile(good.answers, 0.95) < 1 < quantile(bad.answers, 0.95)


def test_more_of_a_load_never_needs_less(times: ServiceTimes) -> None:
    plans = [plan(load, times) for load in LOADS]
    for small, large in pairwise(plans):
        assert small.servers <= large.servers
        assert small.index_cores <= large.index_cores
        assert small.index_memory < large.index_memory
        assert small.loading < large.loading


def test_the_tables_of_the_page_are_those_of_the_measured_costs(times: ServiceTimes) -> None:
    page = DOC.read_text(encoding="utf-8")
    assert plan_table(times) in page
    assert hour_table(times) in page
