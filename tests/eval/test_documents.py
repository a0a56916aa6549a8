"""What the page on evaluation shows can be read and called as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from eval.cases import read_cases
from eval.command_group import evaluation
from eval.gates import read_gates

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^mujaz eval ([^#\n]+)", PAGE, re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists_with_its_options(line: str) -> None:
    command: click.Command = evaluation
    context = click.Context(evaluation)
    words = line.split()
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_gates_shown_can_be_read(tmp_path: Path) -> None:
    (text,) = blocks("yaml")
    (tmp_path / "gates.yaml").write_text(text, encoding="utf-8")
    assert len(read_gates(tmp_path / "gates.yaml").gates) >= 5


def test_the_cases_shown_are_valid(tmp_path: Path) -> None:
    (text,) = blocks("json")
    (tmp_path / "cases.jsonl").write_text(text, encoding="utf-8")
    assert [case.kind for case in read_cases(tmp_path / "cases.jsonl")] == ["qa", "qa", "brief"]
