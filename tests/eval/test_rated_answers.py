"""Rated answers become cases: what was liked at once, what was disliked by a person's hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.cases import QACase, SuiteError, read_cases
from eval.command_group import evaluation
from eval.importing import write_rated_suite
from eval.suite import open_suite
from rag.records import Rating
from rag.service import Service
from rag.settings import Settings

RATED: tuple[tuple[str, Rating | None, str], ...] = (
    ("How many US troops are in Japan?", "up", ""),
    ("كم بلغت إيرادات قناة السويس؟", "down", "الرقم لعام آخر"),
    ("What is the price of saffron on Mars?", "up", "rightly refused"),
    ("When was the Ever Given refloated?", None, ""),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def library(home: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=home)) as service:
        service.index(str(files("seeds")))
        kept = service.conversations
        conversation = kept.begin("me").id
        for question, rating, comment in RATED:
            exchange = kept.ask("me", conversation, question)
            assert exchange is not None
            kept.settle("me", exchange.id, "answered", answer=service.ask(question))
            kept.rate("me", exchange.id, rating, comment)
        yield service


def test_what_was_liked_is_a_case_with_its_sources_as_gold(
    library: Service, tmp_path: Path
) -> None:
    write_rated_suite(library, tmp_path / "suite")
    troops, _, saffron = read_cases(tmp_path / "suite" / "cases.jsonl")
    assert isinstance(troops, QACase)
    assert isinstance(saffron, QACase)
    assert troops.question == RATED[0][0]
    assert troops.gold[0].article.startswith("01-us-japan-talks.")
    assert re.search("54,000|50 ألف", troops.gold[0].quote)
    article = library.article(troops.gold[0].article)
    assert article is not None
    assert troops.gold[0].quote in article.text
    assert saffron.unanswerable is not None
    assert saffron.note == "rightly refused"
    assert [turn.question for turn in saffron.turns] == [RATED[0][0], RATED[1][0]]
    assert len(open_suite(tmp_path / "suite").cases) == 3


def test_what_was_disliked_is_open_until_a_person_says_what_is_right(
    library: Service, tmp_path: Path
) -> None:
    write_rated_suite(library, tmp_path, rating="down")
    (case,) = read_cases(tmp_path / "cases.jsonl")
    assert isinstance(case, QACase)
    assert (case.question, case.note) == RATED[1][0::2]
    assert case.given
    assert case.is_open


def test_a_suite_of_nothing_is_refused(tmp_path: Path) -> None:
    empty = Service.open(Settings.load(home=tmp_path / "empty"))
    with empty, pytest.raises(SuiteError, match="no rated answer"):
        write_rated_suite(empty, tmp_path / "suite")


def test_the_command_says_what_it_made(
    library: Service, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    monkeypatch.setenv("MUJAZ_HOME", str(home))
    result = CliRunner().invoke(evaluation, ["from-ratings", "-o", str(tmp_path / "suite")])
    assert result.exit_code == 0, result.output
    assert "3 cases" in result.stdout
    assert "1 of them open" in result.stdout
