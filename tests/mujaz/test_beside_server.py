"""Commands beside a running server do and print what they do without one."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from mujaz.cli import main
from tests.mujaz.servers import environment, mujaz, samples, serving, without_seconds

Printed = tuple[int, str, str]
"""What a command ended with, and what it wrote on both its outputs."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples(tmp_path_factory.mktemp("alone") / "home")


@pytest.fixture(scope="module")
def served(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the library, which a server has open."""
    copy = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(home, copy)
    with serving(copy):
        yield copy


def alone(home: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What a command prints without a server: in this process, where nothing is loaded anew."""
    monkeypatch.setenv("MUJAZ_HOME", str(home))
    monkeypatch.chdir(home.parent)
    result = CliRunner().invoke(main, words, prog_name="mujaz")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, without_seconds(result.stdout), result.stderr


def beside(home: Path, words: list[str]) -> Printed:
    """What a command prints as a process of its own."""
    told = mujaz(home, *words)
    assert "Traceback" not in told.stderr
    return told.returncode, without_seconds(told.stdout), told.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "How many US troops are in Japan?", "--json"],
        ["ask", "كم عدد العسكريين الأمريكيين في اليابان؟"],
        ["ask", "latest news", "--since", "2024-07"],
        ["ask", " "],
        ["ask", "Who?", "--since", "soon"],
        ["search", "الردع الموسع", "-k", "3", "--json"],
        ["search", "Suez", "--language", "ar"],
        ["list"],
        ["list", "--json", "--outlet", "Harbour Wire"],
        ["show", "01-us-japan-talks.ar"],
        ["show", "01-us-japan-talks.ar", "--json"],
        ["show", "nobody"],
        ["stories"],
        ["stories", "--in", "both", "--json"],
        ["brief", "US–Japan talks", "--length", "short"],
        ["brief", "--article", "07-ever-given.ar", "--json"],
        ["brief", "--article", "nobody"],
        ["watch", "list"],
        ["remove", "nobody"],
        ["watch", "remove", "https://news.example/rss"],
        ["doctor", "--glossary"],
        ["index", "nowhere.txt", "www.site.com"],
        ["eval", "from-ratings", "-o", "suite"],
    ],
    ids=" ".join,
)
def test_the_same_is_printed_with_a_server_and_without(
    home: Path, served: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = alone(home, words, monkeypatch)
    out, err = (text.replace(str(home.parent), str(served.parent)) for text in (out, err))
    assert beside(served, words) == (code, out, err)


def test_the_file_of_the_server_is_for_its_owner_alone(served: Path) -> None:
    assert stat.S_IMODE((served / "server.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["work", "--once"]], ids=" ".join)
def test_what_a_server_has_is_its_own_alone(served: Path, command: list[str]) -> None:
    told = mujaz(served, *command)
    assert told.returncode == 2
    assert "a server has this library, at http://127.0.0.1:" in told.stderr


@pytest.mark.parametrize("option", ["--restore", "--reembed"])
def test_what_needs_the_library_alone_says_that_the_server_is_to_be_ended(
    served: Path, option: str
) -> None:
    told = mujaz(served, "doctor", option)
    assert (told.returncode, told.stdout) == (2, "")
    assert "end it first" in told.stderr


def test_a_folder_is_indexed_and_what_cannot_be_read_is_named(served: Path) -> None:
    news = served.parent / "news"
    news.mkdir()
    (news / "sea.txt").write_text("A ship sank off the coast on Monday. All hands were saved.")
    (news / "bad.pdf").write_text("no PDF")
    (news / "picture.png").write_text("no text")
    told = mujaz(served, "index", "news")
    assert told.returncode == 1
    assert told.stdout == "1 added, 0 updated, 0 unchanged, 2 failed\n"
    assert f"failed: {news / 'bad.pdf'}" in told.stderr
    assert mujaz(served, "remove", "sea").stdout == "1 removed\n"


def test_settings_that_differ_are_told_of(served: Path) -> None:
    told = mujaz(served, "list", MUJAZ_PASSAGES="3", MUJAZ_EMBEDDER="use")
    assert told.returncode == 0
    assert told.stderr.count("\n") == 1
    assert "MUJAZ_PASSAGES is set otherwise here than for the running server" in told.stderr
    told = mujaz(served, "list", MUJAZ_PASSAGES="300")
    assert (told.returncode, "setting 'passages'" in told.stderr) == (2, True)


def test_asking_a_server_loads_nothing_heavy(served: Path) -> None:
    script = (
        "import sys; sys.argv = ['mujaz', 'ask', 'How many US troops are in Japan?']\n"
        "from mujaz.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'gradio', 'chromadb', 'pydantic', 'langchain_core', 'openai', 'httpx',"
        " 'asyncio', 'rag.service', 'rag.settings', 'rag.requests', 'rag.exports'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(served),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "54,000" in done.stdout
