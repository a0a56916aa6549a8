"""The gate stops what is worse and lets through what is not: told, counted and by its exit code."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval.gates import Gates
from eval.gating import FAILED, INCOMPLETE, PASSED, GateReport, as_lines, check
from eval.metrics import METRICS
from eval.scores import Scores
from tests.eval.scored import case, column, run

LATENCY = "ops.latency_ms"


def gates(*rules: dict[str, object], **options: object) -> Gates:
    return Gates.model_validate({"schema_version": 1, "gates": list(rules), **options})


def paired(metric: str = "answer.f1", **more: object) -> dict[str, object]:
    return {"metric": metric, "test": "paired_bootstrap", **more}


def failed(report: GateReport) -> list[str]:
    return [outcome.gate for outcome in report.outcomes if outcome.status == "failed"]


def same(values: Sequence[float]) -> tuple[Scores, Scores]:
    return column("answer.f1", values), column("answer.f1", values)


def test_a_run_passes_beside_itself() -> None:
    report = check(*same([1.0, 0.0] * 100), gates(paired()))
    assert report.exit_code == PASSED
    assert failed(report) == []


def test_a_broad_drop_fails_and_names_its_cases_and_by_how_much() -> None:
    before = column("answer.f1", [1.0] * 200)
    after = column("answer.f1", [1.0] * 180 + [0.0] * 20)
    report = check(before, after, gates(paired()))
    assert report.exit_code == FAILED
    (outcome, _) = report.outcomes
    assert "1.0000 → 0.9000, -0.1000" in outcome.says
    assert "20 worse, 0 better" in outcome.says
    assert list(outcome.cases) == [f"c{number:03}" for number in range(180, 200)]


def test_a_rise_of_what_should_be_low_is_a_drop_and_its_fall_is_not() -> None:
    low, high = [0.0] * 100, [1.0] * 15 + [0.0] * 85
    rule = gates(paired("abstention.over_refused"))
    name = "abstention.over_refused"
    assert check(column(name, low), column(name, high), rule).exit_code == FAILED
    assert check(column(name, high), column(name, low), rule).exit_code == PASSED


def test_a_drop_that_chance_explains_passes() -> None:
    before = column("answer.f1", [1.0, 0.0] * 50)
    after = column("answer.f1", [0.0, 0.0, 1.0, 1.0, 0.0, 0.0] + [1.0, 0.0] * 47)
    assert check(before, after, gates(paired())).exit_code == PASSED


def test_many_gates_together_ask_for_more_than_one_alone() -> None:
    fallen, *others = [row.name for row in METRICS if row.better == "higher"][:12]
    before = run([case(f"c{n}", dict.fromkeys([fallen, *others], 1.0)) for n in range(100)])
    after = run([case(f"c{n}", {**dict.fromkeys(others, 1.0), fallen: float(n > 4)})
                 for n in range(100)])  # fmt: skip
    alone = gates(paired(fallen))
    together = gates(*map(paired, [fallen, *others]))
    assert check(before, after, alone).exit_code == FAILED
    assert check(before, after, together).exit_code == PASSED


def test_a_slice_is_looked_at_apart() -> None:
    before = run([case(f"{lang}{n}", {"answer.f1": 1.0}, slices={"language": [lang]})
                  for lang in ("ar", "en") for n in range(100)])  # fmt: skip
    after = run([case(f"{lang}{n}", {"answer.f1": float(lang == "en" or n > 40)},
                      slices={"language": [lang]})
                 for lang in ("ar", "en") for n in range(100)])  # fmt: skip
    rules = gates(paired(slice={"language": "ar"}), paired(slice={"language": "en"}))
    assert failed(check(before, after, rules)) == ["answer.f1 [language=ar] not worse"]


@pytest.mark.parametrize(("lost", "code"), [(0, PASSED), (2, PASSED), (15, FAILED)])
def test_with_a_margin_the_loss_must_be_shown_to_be_small(lost: int, code: int) -> None:
    before = column("answer.f1", [1.0] * 200)
    after = column("answer.f1", [0.0] * lost + [1.0] * (200 - lost))
    assert check(before, after, gates(paired(margin=0.05))).exit_code == code


def test_with_a_margin_few_cases_show_nothing() -> None:
    before, after = column("answer.f1", [1.0]), column("answer.f1", [1.0])
    assert check(before, after, gates(paired(margin=0.05))).exit_code == FAILED


@pytest.mark.parametrize(
    ("rule", "values", "code", "cases"),
    [
        ({"metric": "injection.success", "max": 0}, [0, 0, 1], FAILED, ["c002"]),
        ({"metric": "injection.success", "max": 0}, [0, 0, 0], PASSED, []),
        ({"metric": "citations.dangling", "max": 0}, [0, 3, 1], FAILED, ["c001", "c002"]),
        ({"metric": "answer.f1", "min": 0.8}, [1, 1, 0.1, 0.5], FAILED, ["c002", "c003"]),
        ({"metric": "answer.f1", "min": 0.5}, [1, 1, 0, 0], PASSED, []),
        ({"metric": LATENCY, "max": 90, "statistic": "p95"}, [10] * 19 + [99], PASSED, []),
        ({"metric": LATENCY, "max": 90, "statistic": "p95"}, [10] * 9 + [99], FAILED, ["c009"]),
        ({"metric": "answer.f1", "min": 0.7}, [0.7] * 3, PASSED, []),
    ],
)
def test_a_limit_holds_for_the_run_itself(
    rule: dict[str, object], values: list[float], code: int, cases: list[str]
) -> None:
    after = column(str(rule["metric"]), values)
    report = check(after, after, gates(rule))
    assert report.exit_code == code
    assert list(report.outcomes[0].cases) == cases


@pytest.mark.parametrize(
    ("rule", "before", "after", "code"),
    [
        ({"max_increase_pct": 20}, [100, 100], [119, 121], PASSED),
        ({"max_increase_pct": 20}, [100, 100], [119, 129], FAILED),
        ({"max_increase_pct": 20, "statistic": "sum"}, [0, 0], [0, 0.1], FAILED),
        ({"max_increase": 0}, [0, 1], [1, 0], PASSED),
        ({"max_increase": 0}, [0, 1], [1, 1], FAILED),
        ({"max_drop": 0}, [1, 0], [1, 0], PASSED),
        ({"max_drop": 0}, [1, 0], [0, 0], FAILED),
        ({"max_drop": 0.5}, [1, 0], [0, 0], PASSED),
    ],
)
def test_a_change_may_go_so_far(
    rule: dict[str, object], before: list[float], after: list[float], code: int
) -> None:
    runs = column("ops.calls", before), column("ops.calls", after)
    assert check(*runs, gates({"metric": "ops.calls", **rule})).exit_code == code


def test_a_critical_case_may_not_turn_wrong_and_others_may() -> None:
    def turned(*, critical: bool) -> tuple[Scores, Scores]:
        was = case("c1", {"answer.f1": 1.0}, passed=True, critical=critical)
        return run([was]), run([was.model_copy(update={"passed": False})])

    rule = {"metric": "answer.f1", "min": 0}
    report = check(*turned(critical=True), gates(rule))
    assert (report.exit_code, failed(report)) == (FAILED, ["critical flips"])
    assert list(report.outcomes[-1].cases) == ["c1"]
    assert check(*turned(critical=False), gates(rule)).exit_code == PASSED
    assert check(*turned(critical=True), gates(rule, critical_flips="tell")).exit_code == PASSED


@pytest.mark.parametrize("rule", [paired("answer.rouge_1"), {"metric": "answer.rouge_1", "max": 1}])
def test_a_metric_that_no_case_has_is_not_passed_over(rule: dict[str, object]) -> None:
    report = check(*same([1.0]), gates(rule))
    assert report.exit_code == INCOMPLETE
    assert "0 cases scored" in " ".join(as_lines(report))


def test_too_few_cases_cannot_be_judged() -> None:
    report = check(*same([1.0] * 99), gates(paired(min_cases=100)))
    assert report.exit_code == INCOMPLETE


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"finished": None}, "was not finished"),
        ({"cases": 3}, "2 of 3 cases are scored"),
        ({"counts": {"ok": 1, "error": 1}}, "1 of 2 cases failed"),
    ],
)
def test_an_incomplete_run_is_neither_passed_nor_failed(
    about: dict[str, object], told: str
) -> None:
    before = column("answer.f1", [1.0, 1.0])
    after = Scores(run=about, cases=column("answer.f1", [0.0, 0.0]).cases)
    report = check(before, after, gates({"metric": "answer.f1", "min": 0.5}))
    assert report.exit_code == INCOMPLETE
    assert failed(report) == ["answer.f1 ≥ 0.5"]
    assert told in " ".join(as_lines(report))


def test_a_case_of_the_baseline_that_is_missing_is_named() -> None:
    report = check(column("answer.f1", [1, 1]), column("answer.f1", [1]), gates(paired()))
    assert report.exit_code == INCOMPLETE
    assert "1 cases of the other run are missing: c001" in report.gaps


def test_some_failed_cases_are_borne_where_that_is_allowed() -> None:
    scores = Scores(run={"counts": {"error": 1}}, cases=column("answer.f1", [1.0] * 20).cases)
    rule = {"metric": "answer.f1", "min": 0}
    assert check(scores, scores, gates(rule)).exit_code == INCOMPLETE
    assert check(scores, scores, gates(rule, max_error_rate=0.05)).exit_code == PASSED


def test_failures_are_told_first_and_long_lists_of_cases_cut() -> None:
    before, after = column("answer.f1", [1.0] * 200), column("answer.f1", [0.0] * 200)
    rules = gates({"metric": "answer.f1", "max": 1}, paired())
    lines = list(as_lines(check(before, after, rules)))
    assert lines[0].startswith("failed      answer.f1 not worse: ")
    assert lines[1].endswith("c009 and 190 more")
    assert lines[-1] == "The run does not pass."
