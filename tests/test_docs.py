"""What the documents say is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from mujaz.cli import main
from rag.exports import EXPORTERS
from rag.records import Article, Draft
from rag.settings import Settings
from rag.sources.readers import READERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(text: str) -> list[str]:
    """The `mujaz …` lines of a document's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("mujaz ")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_command_in_the_readme_exists_with_its_options() -> None:
    assert len(commands(README)) >= 8
    for line in commands(README):
        name, *rest = line.split()[1:]
        command = main.commands[name]
        if isinstance(command, click.Group):
            within = command.get_command(click.Context(command), rest.pop(0))
            assert within is not None, line
            command = within
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("-")} <= known, line


def test_the_make_targets_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_shows_an_example() -> None:
    for name, command in main.commands.items():
        with click.Context(command, info_name=f"mujaz {name}") as context:
            assert f"mujaz {name}" in command.get_help(context).partition("Example")[2], name


def test_the_settings_page_is_that_of_the_code() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    expected = [
        (
            str(field.validation_alias or f"MUJAZ_{name.upper()}"),
            f"`{field.default}`" if field.default not in (None, "") else "",
            field.description,
        )
        for name, field in Settings.model_fields.items()
    ]
    assert rows == expected


def test_every_setting_named_anywhere_exists() -> None:
    known = {f"MUJAZ_{name.upper()}" for name in Settings.model_fields}
    for document in DOCUMENTS:
        assert set(re.findall(r"MUJAZ_\w+", document.read_text(encoding="utf-8"))) <= known


def test_the_sources_page_names_every_ending_and_field() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`\..*?) \| (.*?) \|$", page, re.MULTILINE)
    assert rows == [
        (", ".join(f"`{ending}`" for ending in row.extensions), row.label) for row in READERS
    ]
    example = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    fields = set(Draft.__dataclass_fields__) | set(Article.__dataclass_fields__)
    assert set(example) <= fields


def test_the_help_of_index_names_every_format() -> None:
    shown = main.commands["index"].help or ""
    assert all(row.extensions[0] in shown for row in READERS)


def test_the_briefs_page_names_every_file_format() -> None:
    page = (ROOT / "docs" / "briefs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `\.(\w+)` \| (.*?) \|", page, re.MULTILINE)
    assert rows == [(row.suffix, row.label) for row in EXPORTERS]


def test_the_python_example_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "news").symlink_to(ROOT / "seeds")
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "troops" in done.stdout
