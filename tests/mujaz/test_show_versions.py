"""`mujaz show` shows an article as it was before it was changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mujaz as package
from mujaz.cli import main


@pytest.fixture(autouse=True)
def _changed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    for text in ("Ten ships waited.", "Twelve ships waited.", "Twelve ships waited, then left."):
        (tmp_path / "suez.txt").write_text(f"The canal is shut. {text}")
        assert mujaz("index", str(tmp_path / "suez.txt")).exit_code == 0


def mujaz(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_show_says_which_versions_there_are_and_when_they_were_replaced() -> None:
    shown = mujaz("show", "suez").stdout
    assert shown.endswith("The canal is shut. Twelve ships waited, then left.\n")
    assert "version 3, the present one; also kept: 1 (replaced 20" in shown
    assert " UTC), 2 (replaced 20" in shown


def test_an_article_that_never_changed_says_nothing_of_versions(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text("The port is open.")
    mujaz("index", str(tmp_path / "port.txt"))
    assert "version" not in mujaz("show", "port").stdout
    result = mujaz("show", "port", "--version", "2")
    assert (result.exit_code, "kept are 1 alone" in result.stderr) == (2, True)


def test_a_former_version_is_shown_whole() -> None:
    shown = mujaz("show", "suez", "--version", "1").stdout
    assert shown.endswith("\n\nThe canal is shut. Ten ships waited.\n")
    assert "version 1, replaced 20" in shown
    assert "3 (the present one)" in shown


def test_the_versions_are_listed() -> None:
    lines = mujaz("show", "suez", "--versions").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert "replaced 20" in lines[0]
    assert "the present one" in lines[2]


def test_a_version_that_is_not_kept_is_refused() -> None:
    result = mujaz("show", "suez", "--version", "4")
    assert (result.exit_code, "kept are 1 to 3" in result.stderr) == (2, True)


def test_json_has_the_versions() -> None:
    present = json.loads(mujaz("show", "suez", "--json").stdout)
    assert (present["version"], [one["version"] for one in present["versions"]]) == (3, [1, 2, 3])
    former = json.loads(mujaz("show", "suez", "--version", "2", "--json").stdout)
    assert (former["version"], former["text"][-20:]) == (2, "Twelve ships waited.")
    listed = json.loads(mujaz("show", "suez", "--versions", "--json").stdout)
    assert listed == present["versions"]
    assert listed[2]["replaced_at"] is None


def test_a_program_reads_the_versions(tmp_path: Path) -> None:
    with package.open(tmp_path / "home") as library:
        first, *_, last = library.versions("suez")
        assert (first.number, last.number, last.article) == (1, 3, library.article("suez"))
        library.remove("suez")
        assert library.versions("suez") == []
