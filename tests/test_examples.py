"""The questions that the help and the documents give as examples are answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mujaz.cli import main
from mujaz.cli.library_commands import sample_paths
from rag.service import Service
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_COMMAND = re.compile(r'mujaz (?:ask|search) "([^"]+)"')

RIGHT = {
    "How many US troops are in Japan?": "54,000",
    "What happened in July 2024?": "military headquarters in Japan",
    "latest news": "4 مليارات دولار",
    "الردع الموسع": "الردع الموسّع",
    "كم عدد العسكريين الأمريكيين في اليابان؟": "50 ألف عسكري",
    "كم عدد العسكريين الأميركيين في اليابان؟": "50 ألف عسكري",
    "من سيتولى القيادة الأميركية الجديدة في اليابان؟": "ثلاث نجوم",
}
"""Each example, with words of the sample articles that answer it."""


def examples() -> Iterator[str]:
    """Yield every question of the help and the documents."""
    for name, command in main.loaded().items():
        with click.Context(command, info_name=f"mujaz {name}") as context:
            yield from _COMMAND.findall(command.get_help(context))
    with click.Context(main, info_name="mujaz") as context:
        yield from _COMMAND.findall(main.get_help(context))
    for document in DOCUMENTS:
        yield from _COMMAND.findall(document.read_text(encoding="utf-8"))


FOUND = sorted(set(examples()))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path_factory.mktemp("samples"))) as service:
        service.index(sample_paths())
        yield service


def test_every_example_is_one_that_is_known_to_be_answered() -> None:
    assert set(FOUND) == set(RIGHT)
    assert "How many US troops are in Japan?" in FOUND


@pytest.mark.parametrize("question", FOUND)
def test_an_example_is_answered_in_the_first_sentence(samples: Service, question: str) -> None:
    answer = samples.ask(question)
    assert answer.outcome == "answered"
    assert RIGHT[question] in answer.sentences[0].text
