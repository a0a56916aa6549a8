"""One library of hostile articles for the whole run, indexed a file at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.records import IngestReport
from rag.service import Service
from rag.settings import Settings
from tests.hostile import corpus


@dataclass(frozen=True, slots=True)
class Library:
    """Where it lies, what came of the whole folder, and the CPU seconds that each file took."""

    home: Path
    news: Path
    report: IngestReport
    seconds: dict[str, float]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("hostile")
    home, news = root / "home", root / "news"
    corpus.write(news)
    seconds = {}
    with Service.open(Settings.load(home=home)) as service:
        service.index([news / corpus.FACT.file])  # what is loaded once is loaded now
        for case in corpus.SHAPES:
            started = time.process_time()
            service.index([news / case.file])
            seconds[case.file] = time.process_time() - started
        report = service.index([news])
    return Library(home, news, report, seconds)


@pytest.fixture(scope="module")
def mujaz(library: Library) -> Iterator[Service]:
    """The library without a model."""
    with Service.open(Settings.load(home=library.home)) as service:
        service.ask("Is it warm?")
        yield service
