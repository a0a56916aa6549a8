"""From a run to its gate on the command line: what is written, printed and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eval.command_group import evaluation
from tests.eval.small_suite import write_suite

GATES = """
schema_version: 1
gates:
  - {metric: answer.gold_shown, slice: {language: ar}, test: paired_bootstrap}
  - {metric: citations.dangling, max: 0}
"""


def mujaz_eval(*words: str | Path) -> Result:
    return CliRunner().invoke(evaluation, [str(word) for word in words])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "gates.yaml"
    file.write_text(GATES, encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    suite, folder = write_suite(tmp_path / "suite"), tmp_path / "run"
    assert mujaz_eval("run", suite, "--out", folder).exit_code == 0
    assert mujaz_eval("score", folder).exit_code == 0
    return folder


def spoil(folder: Path, **metrics: float) -> Path:
    """A copy of the run in which the Arabic case went wrong."""
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    for case in scores["cases"]:
        if case["id"] == "ar-ships":
            case["passed"] = False
            case["metrics"] |= metrics
    spoilt = folder.parent / "spoilt"
    spoilt.mkdir()
    (spoilt / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    return spoilt


def test_a_run_passes_beside_the_baseline_made_of_it(folder: Path, config: Path) -> None:
    baseline = folder.parent / "baseline" / "scores.json"
    accepted = mujaz_eval("baseline", "accept", folder, "--baseline", baseline, "--config", config)
    assert accepted.exit_code == 0
    assert "5 cases accepted" in accepted.stdout
    result = mujaz_eval("gate", baseline, folder, "--config", config)
    assert result.exit_code == 0
    assert "All gates passed." in result.stdout


def test_a_broken_case_fails_and_is_named_in_what_is_written(folder: Path, config: Path) -> None:
    spoilt = spoil(folder, **{"citations.dangling": 2.0})
    result = mujaz_eval("gate", folder, spoilt, "--config", config)
    assert result.exit_code == 1
    written = json.loads((spoilt / "gate.json").read_text(encoding="utf-8"))
    failed = {one["gate"]: one["cases"] for one in written["outcomes"] if one["status"] == "failed"}
    assert failed == {"citations.dangling ≤ 0": ["ar-ships"], "critical flips": ["ar-ships"]}
    assert result.stdout == (spoilt / "gate.txt").read_text(encoding="utf-8")


def test_a_part_of_a_run_is_incomplete_and_no_baseline(folder: Path, config: Path) -> None:
    suite, part = folder.parent / "suite", folder.parent / "part"
    mujaz_eval("run", suite, "--out", part, "--limit", "3")
    mujaz_eval("score", part)
    result = mujaz_eval("gate", folder, part, "--config", config)
    assert result.exit_code == 3
    assert "2 cases of the other run are missing" in result.stdout
    assert (part / "gate.txt").exists()
    refused = mujaz_eval("baseline", "accept", part, "--baseline", part / "b.json")
    assert refused.exit_code == 3
    assert not (part / "b.json").exists()


@pytest.mark.parametrize("text", ["schema_version: 1\ngates: []\n", "gates: [", ""])
def test_gates_that_cannot_be_read_are_bad_input(folder: Path, config: Path, text: str) -> None:
    config.write_text(text, encoding="utf-8")
    result = mujaz_eval("gate", folder, folder, "--config", config)
    assert result.exit_code == 2
    assert str(config) in result.stderr
    assert not (folder / "gate.txt").exists()


def test_what_is_no_run_is_bad_input(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("[]", encoding="utf-8")
    for words in (
        ("gate", tmp_path / "none", folder),
        ("gate", tmp_path / "no.json", folder),
        ("compare", folder, tmp_path / "none"),
        ("report", tmp_path / "none"),
        ("baseline", "accept", tmp_path / "none"),
    ):
        assert mujaz_eval(*words).exit_code == 2, words


def test_a_comparison_is_told_and_printed_as_json(folder: Path) -> None:
    spoilt = spoil(folder, **{"answer.gold_shown": 0.0})
    text = mujaz_eval("compare", folder, spoilt).stdout
    assert "worse   answer.gold_shown [language=ar]: 1.000 → 0.000" in text
    assert "1 cases broke\n  ar-ships (critical)" in text
    found = json.loads(mujaz_eval("compare", folder, spoilt, "--json").stdout)
    assert [turn["id"] for turn in found["turns"] if turn["how"] == "broke"] == ["ar-ships"]


def test_every_form_of_the_report_is_written(folder: Path) -> None:
    names = {"--html": "r.html", "--md": "r.md", "--json": "r.json", "--junit": "r.xml"}
    words = [word for option, name in names.items() for word in (option, folder / "new" / name)]
    result = mujaz_eval("report", folder, "--against", folder, *words)
    assert result.exit_code == 0
    assert "gold sentence shown [language=ar]" in result.stdout
    assert sorted(path.name for path in (folder / "new").iterdir()) == sorted(names.values())


def test_without_a_file_named_the_page_is_put_into_the_run(folder: Path) -> None:
    assert mujaz_eval("report", folder).exit_code == 0
    assert (folder / "report.html").exists()


def test_a_file_that_cannot_be_written_is_told(folder: Path) -> None:
    result = mujaz_eval("report", folder, "--md", folder / "run.json" / "x.md")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
