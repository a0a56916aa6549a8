"""A baseline is small, the same for the same run, and never made of half a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.baseline import IncompleteError, accept
from eval.gates import Gates
from eval.gating import PASSED, check
from eval.score_files import read_scores
from eval.scores import Scores
from tests.eval.scored import case, run
from tests.eval.small_suite import write_suite

GATES = Gates.model_validate(
    {
        "schema_version": 1,
        "gates": [
            {"metric": "answer.f1", "slice": {"language": "ar"}, "test": "paired_bootstrap"},
            {"metric": "ops.latency_ms", "max": 1000},
        ],
    }
)


def scores(**about: object) -> Scores:
    cases = [
        case("b", {"answer.f1": 1 / 3, "answer.em": 1.0, "ops.latency_ms": 12.0}, passed=False),
        case("a", {"answer.f1": 1.0, "answer.em": None, "ops.latency_ms": 9.0}, passed=True,
             critical=True, question="Who?", answer="He."),
    ]  # fmt: skip
    return run(cases, suite_hash="abc", started="now", finished="then", **about)


def test_it_holds_a_case_a_line_in_order_with_what_is_gated_and_no_times(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "scores.json"
    assert accept(scores(), GATES, file=file) == 2
    lines = file.read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"id"')]
    assert cases == [
        {"id": "a", "passed": True, "critical": True, "metrics": {"answer.f1": 1}},
        {"id": "b", "passed": False, "metrics": {"answer.f1": 0.333333}},
    ]
    assert json.loads("\n".join(lines))["run"] == {"suite_hash": "abc"}


def test_the_same_run_gives_the_same_bytes_and_passes_beside_it(tmp_path: Path) -> None:
    one, other = tmp_path / "1.json", tmp_path / "2.json"
    accept(scores(), GATES, file=one)
    accept(scores(), GATES, file=other)
    assert one.read_bytes() == other.read_bytes()
    assert check(read_scores(one), scores(), GATES).exit_code == PASSED


@pytest.mark.parametrize(
    "about",
    [{"cases": 3}, {"counts": {"error": 1}}, {"missing": ["c"]}],
)
def test_an_incomplete_run_is_refused(about: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="incomplete and not accepted"):
        accept(scores(**about), GATES, file=tmp_path / "scores.json")
    assert not (tmp_path / "scores.json").exists()


def test_a_run_of_a_part_of_its_suite_is_refused(tmp_path: Path) -> None:
    suite = write_suite(tmp_path / "suite")
    with pytest.raises(IncompleteError, match="5 cases of the suite were not asked"):
        accept(scores(suite=str(suite)), GATES, file=tmp_path / "scores.json")
