"""What is in `deploy/` fits the command, the repository and the documentation."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from mujaz.cli import main
from rag.settings import Settings
from tests.test_docs import commands

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "mujaz.service").read_text(encoding="utf-8")
UNITS = {path.name: path.read_text(encoding="utf-8") for path in sorted(DEPLOY.glob("*.service"))}
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def _check(words: list[str]) -> None:
    """Check that a command of ours exists, with these options and values."""
    command: click.Command = main
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, words
        command = found
    with command.make_context("mujaz", [word for word in words if word not in ("|", "\\")]):
        pass


def _instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Containerfile, each on one line."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [(name, rest) for name, _, rest in (one.partition(" ") for one in whole.splitlines())]


INSTRUCTIONS = _instructions(CONTAINERFILE)
FINAL = INSTRUCTIONS[[name for name, _ in INSTRUCTIONS].index("FROM", 2) :]


def _of(name: str, among: list[tuple[str, str]] = INSTRUCTIONS) -> list[str]:
    return [rest for one, rest in among if one == name]


def _unit(name: str, unit: str = UNIT) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)


def test_the_container_is_made_of_what_is_in_the_repository() -> None:
    copied = [one.split()[:-1] for one in _of("COPY") if not one.startswith("--from")]
    named = {path for paths in copied for path in paths}
    assert [path for path in named if not (ROOT / path).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in packages} <= named
    assert {project["project"]["readme"], *project["project"]["license-files"]} <= named


def test_what_the_container_installs_is_pinned_and_checked() -> None:
    (lock,) = [one for one in _of("RUN") if "requirements.lock" in one]
    assert "--require-hashes" in lock
    (own,) = [one for one in _of("RUN") if "--no-build-isolation" in one]
    assert {"--no-deps", "--no-index"} <= set(own.split())
    pinned = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"^setuptools==", pinned, re.MULTILINE)  # which builds the project
    assert re.fullmatch(r"PYTHON=python:3\.11\.\d+-slim-\w+", _of("ARG")[0])


def test_the_container_runs_as_nobody_in_particular_and_writes_to_its_volume_only() -> None:
    user = _of("USER", FINAL)
    assert user[-1].isdecimal()
    assert user[-1] != "0"
    (home,) = re.findall(r"MUJAZ_HOME=(\S+)", CONTAINERFILE)
    assert json.loads(_of("VOLUME", FINAL)[0]) == [home]


def test_the_container_starts_a_command_that_there_is() -> None:
    assert json.loads(_of("ENTRYPOINT", FINAL)[0]) == ["mujaz"]
    _check(json.loads(_of("CMD", FINAL)[0]))


def test_the_container_is_asked_whether_it_is_well() -> None:
    (check,) = _of("HEALTHCHECK", FINAL)
    code = json.loads(check[check.index("[") :])
    compile(code[2], "healthcheck", "exec")
    (port,) = _of("EXPOSE", FINAL)
    assert f"http://127.0.0.1:{port}/healthz" in code[2]
    assert re.findall(r"https?://(?!127\.0\.0\.1)", CONTAINERFILE) == []


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_starts_a_command_that_there_is(name: str) -> None:
    (start,) = _unit("ExecStart", UNITS[name])
    _check(shlex.split(start)[1:])


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_keeps_the_library_where_it_may_write(name: str) -> None:
    unit = UNITS[name]
    environment = dict(
        one.split("=", 1) for line in _unit("Environment", unit) for one in shlex.split(line)
    )
    assert environment["MUJAZ_HOME"] == f"/var/lib/{_unit('StateDirectory', unit)[0]}"
    assert _unit("ProtectSystem", unit) == ["strict"]
    settings = {f"MUJAZ_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in environment if name.startswith("MUJAZ_")} <= settings


def test_the_proxy_knows_the_server_as_the_unit_starts_it() -> None:
    (start,) = _unit("ExecStart")
    words = shlex.split(start)
    assert f"reverse_proxy 127.0.0.1:{words[words.index('--port') + 1]} " in CADDYFILE
    assert f"\n{words[words.index('--allow-host') + 1]} {{" in CADDYFILE
    assert "flush_interval -1" in CADDYFILE


def test_every_command_on_the_page_of_operators_exists() -> None:
    shown = commands(PAGE)
    assert len(shown) >= 4
    for line in shown:
        _check(shlex.split(line)[1:])


def test_every_metric_on_the_page_of_operators_exists_and_none_is_left_out() -> None:
    from ui.api.operators.meters import Meters

    rows = re.findall(r"^\| (`mujaz_[^|]*)\|", PAGE, re.MULTILINE)
    table = {name for row in rows for name in re.findall(r"mujaz_\w+", row)}
    made = {family.name for family in Meters().registry.collect() if family.name[:6] == "mujaz_"}
    counted = {f"{family.name}_total" for family in Meters().registry.collect()
               if family.type == "counter"}  # fmt: skip
    read = {"mujaz_articles", "mujaz_stories", "mujaz_passages", "mujaz_words_owed",
            "mujaz_vectors_owed", "mujaz_jobs", "mujaz_places_taken"}  # fmt: skip
    joined = {"mujaz_worker_up"}
    known = {f"{name}_total" if f"{name}_total" in counted else name for name in made}
    assert table == known | read | joined


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    unit = tmp_path / name
    unit.write_text(UNITS[name].replace("/opt/mujaz/bin/mujaz", sys.executable), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_hadolint_has_nothing_against_the_containerfile() -> None:
    done = subprocess.run(["hadolint", DEPLOY / "Containerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
