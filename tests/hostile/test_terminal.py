from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mujaz.cli import main
from rag.grounding.markers import find_markers
from rag.service import Service
from rag.settings import Settings
from tests.hostile import corpus
from tests.hostile.conftest import Library
from tests.openai_server import API_KEY

ASKED = [
    case.question for case in corpus.CASES if case.file in ("bidi.txt", "markers.txt", "turns.txt")
]
FOUND = ("Yarrow", "Zernov", "Dunmor", "Cawdor", "Uxmal", "Tilburg", "Vardo", "Narvik", "Morven")
JOINERS = "\u200c\u200d"


@pytest.fixture(autouse=True)
def _home(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(library.home))
    monkeypatch.setenv("OPENAI_API_KEY", API_KEY)


def mujaz(*words: str) -> Result:
    """As on a terminal: colours and other commands go through."""
    result = CliRunner().invoke(main, list(words), color=True)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert API_KEY not in result.output
    return result


def assert_harmless(text: str) -> None:
    """Nothing commands the terminal or turns the order of letters, and nothing is hidden."""
    unfit = {
        letter
        for letter in text
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") and letter not in "\n" + JOINERS
    }
    assert unfit == set()


def printed(command: str, *words: str) -> Any:
    """The JSON that a command prints, which holds exactly what the library does."""
    result = mujaz(command, "--json", *words)
    assert_harmless(result.stdout)
    return json.loads(result.stdout)


def test_the_list_is_one_harmless_line_an_article(library: Library) -> None:
    result = mujaz("list")
    assert_harmless(result.output)
    assert len(result.stdout.splitlines()) == corpus.ARTICLES


def test_the_json_list_is_exact(library: Library) -> None:
    listed = printed("list")
    with Service.open(Settings.load(home=library.home)) as service:
        summaries = service.articles()
    assert [(one["id"], one["title"], one["outlet"]) for one in listed] == [
        (one.id, one.title, one.outlet) for one in summaries
    ]
    assert any(corpus.RLO in one["title"] for one in listed)


def test_what_is_found_is_printed_harmlessly_and_told_exactly() -> None:
    question = "harbour " + " ".join(FOUND)
    assert_harmless(mujaz("search", question, "-k", "60").output)
    passages = printed("search", question, "-k", "60")["passages"]
    whole = "".join(passage["text"] for passage in passages)
    assert set(corpus.TURNING) | set(corpus.TAGS) | {"\x1b"} <= set(whole)
    assert "\x9b" not in whole  # read as the sign that windows-1252 has in its place


@pytest.mark.parametrize("question", ASKED)
def test_an_answer_is_harmless_and_only_our_markers_stand_in_it(question: str) -> None:
    result = mujaz("ask", question)
    assert_harmless(result.output)
    said, _, sources = result.stdout.partition("\n\n")
    numbers = {marker.numbers for marker in find_markers(said)}
    assert numbers == {marker.numbers for marker in find_markers(sources)}
    quoted = '    " Quoted from the article'  # no sentence begins with a space
    lines = [line for line in said.splitlines() if line != quoted]
    assert lines
    assert all(re.fullmatch(r"\S.* \[[1-6]\]", line) for line in lines)
    for sentence in printed("ask", question)["sentences"]:
        assert sentence["text"] == " ".join(sentence["citations"][0]["quote"].split())


def test_a_refused_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    bad = tmp_path / f"bad\x1b]0;owned\x07\n{corpus.RLO}.txt"
    bad.write_bytes(b"\0")
    result = mujaz("index", str(bad))
    assert_harmless(result.output)
    assert len(result.stderr.splitlines()) == 1
    report = printed("index", str(bad))
    assert report["failures"][0]["source"] == str(bad)
    assert_harmless(mujaz("index", str(tmp_path / "no\x1b[2Jne")).output)


@pytest.mark.parametrize("word", ["\udcff\x1b[31m", corpus.TURNING + "\x9b2J", "--\x1b[31mx"])
def test_what_is_typed_is_data_as_well(word: str) -> None:
    for command in ("ask", "search", "remove", "index"):
        assert_harmless(mujaz(command, "--", f"harbour {word}").output)
    assert_harmless(mujaz("search", "harbour", "--outlet", word).output)
    printed("ask", "--", f"harbour {word}")


def test_the_library_is_sound_after_all_that() -> None:
    result = mujaz("doctor")
    assert result.exit_code == 0
    assert_harmless(result.output)
