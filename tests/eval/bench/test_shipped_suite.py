"""`make eval` runs without settings, tells the figures and ends with the gate's exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.baseline import accept
from eval.bench.shipped_suite import main
from eval.gates import DEFAULT, Gates, read_gates
from eval.score_files import read_scores
from tests.eval.small_suite import write_suite


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "suite")


def test_without_a_baseline_it_reports_and_says_how_to_make_one(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(tmp_path / "out"), "--suite", str(suite), "--baseline", str(tmp_path / "none")]
    assert main(words) == 2
    told = capsys.readouterr()
    assert "gold sentence shown [language=ar]" in told.out
    assert "mujaz eval baseline accept" in told.err
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
