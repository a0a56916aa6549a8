"""`mujaz eval` from the command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from eval.command_group import COMMANDS, evaluation
from eval.commands.suite_commands import import_
from eval.importing import FORMATS
from tests.eval.small_suite import CASES, write_suite


def mujaz_eval(*words: str | Path) -> Result:
    return CliRunner().invoke(evaluation, [str(word) for word in words])


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "suite")


def test_validate_counts_the_cases(suite: Path) -> None:
    result = mujaz_eval("validate", suite)
    assert result.exit_code == 0
    assert "5 cases, all valid" in result.stdout
    assert "3  questions, en" in result.stdout


def test_validate_names_the_line_and_the_field(suite: Path) -> None:
    with (suite / "cases.jsonl").open("a") as file:
        file.write(json.dumps({**CASES[0], "id": "new", "answer_type": "poem"}) + "\n")
    result = mujaz_eval("validate", suite)
    assert result.exit_code == 2
    assert "cases.jsonl, line 6: answer_type:" in result.stderr


def test_run_then_score(suite: Path, tmp_path: Path) -> None:
    assert mujaz_eval("run", suite, "--out", tmp_path / "r").exit_code == 0
    result = mujaz_eval("score", tmp_path / "r")
    assert result.exit_code == 0
    assert "answer.gold_shown ar" in result.stdout
    assert "answer.gold_shown en" in result.stdout
    figures = json.loads(mujaz_eval("score", tmp_path / "r", "--json").stdout)
    assert {"metric", "slice", "value", "low", "high", "scored", "cases", "why"} <= set(figures[0])


def test_an_unfinished_run_exits_with_3(suite: Path, tmp_path: Path) -> None:
    mujaz_eval("run", suite, "--out", tmp_path / "r")
    (tmp_path / "r" / "predictions.jsonl").write_text("")
    assert mujaz_eval("score", tmp_path / "r").exit_code == 3


def test_a_dry_run_needs_no_folder_and_makes_none(suite: Path, tmp_path: Path) -> None:
    result = mujaz_eval("run", suite, "--dry-run", "--limit", "3")
    assert result.exit_code == 0
    assert "3 cases, 2 articles; nothing was sent" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["suite"]


@pytest.mark.parametrize(
    "words",
    [
        ("run", "nowhere", "--out", "r"),
        ("run",),
        ("score", "nowhere"),
        ("import", "poem", "a", "b"),
    ],
)
def test_bad_input_exits_with_2(words: tuple[str, ...]) -> None:
    result = mujaz_eval(*words)
    assert result.exit_code == 2
    assert result.stderr


def test_import_tells_what_it_made(tmp_path: Path) -> None:
    text = "The old bridge opened in 1897."
    entry = {"id": "q", "question": "When?", "answers": [{"text": "1897", "answer_start": 25}]}
    data = {"data": [{"title": "", "paragraphs": [{"context": text, "qas": [entry]}]}]}
    (tmp_path / "in.json").write_text(json.dumps(data))
    result = mujaz_eval("import", "squad", tmp_path / "in.json", tmp_path / "out")
    assert result.exit_code == 0
    assert "1 cases on 1 articles" in result.stdout


def test_every_format_can_be_named_on_the_command_line() -> None:
    kind = next(one for one in import_.params if one.name == "format_").type
    assert isinstance(kind, click.Choice)
    assert tuple(kind.choices) == tuple(FORMATS)


@pytest.mark.parametrize("name", ["validate", "run", "score", "import"])
def test_every_command_shows_an_example(name: str) -> None:
    help_ = mujaz_eval(name, "--help").stdout
    assert f"mujaz eval {name}" in help_.partition("Example")[2]
    assert name in COMMANDS


def test_the_group_loads_no_command_before_it_is_asked_for() -> None:
    script = "import sys, eval.command_group\nsys.exit('eval.commands' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
