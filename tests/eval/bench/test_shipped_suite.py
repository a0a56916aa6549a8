"""`make eval` runs without settings, tells the figures and ends with the worst gate's exit code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from eval.baseline import accept
from eval.bench.shipped_suite import SUITES, GatedSuite, main, run_all
from eval.cases import read_cases
from eval.gates import DEFAULT, Gates, read_gates
from eval.score_files import read_scores
from tests.eval.small_suite import write_suite

EACH = pytest.mark.parametrize("shipped", SUITES, ids=lambda one: one.name)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "suite")


def gated(name: str, suite: Path, folder: Path, limit: str) -> GatedSuite:
    """A suite with one limit, beside a baseline made of its own run."""
    gates = folder / f"{name}-gates.yaml"
    gates.write_text(f"schema_version: 1\ngates:\n  - {{{limit}}}\n", encoding="utf-8")
    return GatedSuite(name, suite, gates, folder / f"{name}.json", place=name, targeted=False)


def test_without_a_baseline_it_reports_and_says_how_to_make_one(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(tmp_path / "out"), "--suite", str(suite), "--baseline", str(tmp_path / "none")]
    assert main(words) == 2
    told = capsys.readouterr()
    assert "gold sentence shown [language=ar]" in told.out
    command = f"mujaz eval baseline accept {tmp_path / 'out'} --baseline {tmp_path / 'none'}"
    assert f"{command} --config {DEFAULT}" in told.err
    assert (tmp_path / "out" / "report.html").exists()


def test_no_setting_from_outside_is_taken(
    suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUJAZ_MODEL", "openai:not-to-be-asked")
    (tmp_path / "mujaz.toml").write_text('model = "openai:nor-this"\n', encoding="utf-8")
    main([str(tmp_path / "out"), "--suite", str(suite), "--baseline", str(tmp_path / "none")])
    assert read_scores(tmp_path / "out").run["model"] is None


def test_a_suite_too_small_for_the_gates_is_incomplete_and_the_report_stands(
    suite: Path, tmp_path: Path
) -> None:
    out, baseline = tmp_path / "out", tmp_path / "scores.json"
    words = [str(out), "--suite", str(suite), "--baseline", str(baseline)]
    main(words)
    gates: Gates = read_gates(DEFAULT)
    accept(read_scores(out), gates, file=baseline)
    assert main(words) == 3
    assert "not judged" in (out / "gate.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", [("--baseline", "b.json"), ("--gates", "g.yaml"), ("--only", "news", "--suite", "s")]
)
def test_options_that_do_not_go_together_are_refused(words: Sequence[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main([str(tmp_path / "out"), *words])
    assert refused.value.code == 2
    assert not (tmp_path / "out").exists()


def test_every_suite_is_run_and_the_worst_exit_code_counts(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    lost = gated("lost", tmp_path / "nowhere", tmp_path, "metric: citations.dangling, max: 0")
    failing = gated("failing", suite, tmp_path, "metric: answer.em, min: 1")
    passing = gated("passing", suite, tmp_path, "metric: citations.dangling, max: 0")
    assert run_all([lost, failing, passing], out) == 2
    for one in (failing, passing):
        accept(read_scores(out / one.place), read_gates(one.gates), file=one.baseline)
    capsys.readouterr()

    assert run_all([passing], out) == 0
    assert run_all([failing, passing], out) == 1
    assert capsys.readouterr().out.endswith("failing  failed\npassing  passed\n")
    assert run_all([passing, lost, failing], out) == 2
    told = capsys.readouterr()
    assert "eval: lost: " in told.err
    assert told.out.endswith("passing  passed\nlost     not run\nfailing  failed\n")
    assert "The run does not pass." in (out / "failing" / "gate.txt").read_text(encoding="utf-8")
    assert "All gates passed." in (out / "passing" / "gate.txt").read_text(encoding="utf-8")


def test_only_a_targeted_suite_is_held_against_the_targets(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = gated("plain", suite, tmp_path, "metric: citations.dangling, max: 0")
    for one, targeted in ((plain, False), (replace(plain, targeted=True), True)):
        run_all([one], tmp_path / "out")
        page = (tmp_path / "out" / "plain" / "report.html").read_text(encoding="utf-8")
        assert ("gold sentence shown" in capsys.readouterr().out) == targeted
        assert ("Targets" in page) == targeted


def test_the_suites_have_folders_gates_and_baselines_of_their_own() -> None:
    assert [one.name for one in SUITES] == ["news", "natural"]
    for field in ("path", "gates", "baseline", "place"):
        assert len({getattr(one, field) for one in SUITES}) == len(SUITES), field


@EACH
def test_a_baseline_holds_every_case_of_its_suite(shipped: GatedSuite) -> None:
    kept = json.loads(shipped.baseline.read_text(encoding="utf-8"))["cases"]

    assert [one["id"] for one in kept] == sorted(case.id for case in read_cases(shipped.path))


@EACH
def test_a_baseline_has_enough_cases_for_every_gate_beside_it(shipped: GatedSuite) -> None:
    kept = read_scores(shipped.baseline)
    for gate in read_gates(shipped.gates).gates:
        if gate.relative:
            assert len(kept.values(gate.metric)) >= gate.min_cases, gate.name


def test_the_natural_questions_are_gated_by_language_on_the_half_that_nothing_is_fitted_on() -> (
    None
):
    gates = read_gates(SUITES[1].gates).gates
    sliced = [gate for gate in gates if gate.slice]
    hard = {gate.metric for gate in gates if not gate.slice}

    assert {gate.slice["half"] for gate in sliced} == {"test"}
    assert hard == {
        "citations.dangling",
        "grounding.contradicted_count",
        "grounding.unsupported_count",
    }
    tested = {(gate.metric, gate.slice["language"]) for gate in sliced if gate.test}
    floors = {(gate.metric, gate.slice["language"]) for gate in sliced if not gate.test}
    answers = {"answer.right_shown", "answer.right_offered", "answer.right_first"}
    refusals = {"abstention.over_refused", "abstention.refused"}
    assert tested == set(product({*answers, "abstention.right"}, ("ar", "en")))
    assert floors == set(product(answers | refusals, ("ar", "en")))
