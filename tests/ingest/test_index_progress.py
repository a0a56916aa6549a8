"""How far indexing is, is told in sources and in bytes, also within one large file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.records import IndexProgress
from rag.service import Service
from rag.settings import Settings

ARTICLES = 1_200


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as opened:
        yield opened


def rows() -> Iterator[dict[str, str]]:
    for number in range(ARTICLES):
        yield {"title": f"Report {number}", "text": f"Ship {number} entered. " * 12}


def write(path: Path) -> Path:
    match path.suffix:
        case ".jsonl":
            path.write_text("\n".join(map(json.dumps, rows())))
        case ".json":
            path.write_text(json.dumps(list(rows())))
        case _:
            with path.open("w", newline="") as file:
                writer = csv.DictWriter(file, ["title", "text"])
                writer.writeheader()
                writer.writerows(rows())
    return path


@pytest.mark.parametrize("name", ["news.jsonl", "news.json", "news.csv"])
def test_within_a_large_file_the_bytes_go_on(service: Service, tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name)
    size = path.stat().st_size
    told: list[IndexProgress] = []
    assert service.index(path, told.append, vectors=False, stories=False).added == ARTICLES
    behind = [one.bytes_done for one in told]
    assert behind[0] == 0
    assert behind[-1] == size == told[-1].bytes
    assert behind == sorted(behind)  # though a table is looked at before it is read
    assert len(set(behind)) > 3
    assert (told[0].done, told[-1].done, told[-1].sources) == (0, 1, 1)


def test_sources_and_bytes_never_go_back(service: Service, tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text("word " * (number * 40 + 1))
    (tmp_path / "5.txt").write_bytes(b"")
    told: list[IndexProgress] = []
    report = service.index(tmp_path, told.append)
    assert (report.added, report.failed) == (8, 1)
    reached = [(one.done, one.bytes_done) for one in told]
    assert reached == sorted(reached)
    assert reached[-1] == (9, told[0].bytes)


def test_nothing_to_read_is_told_too(service: Service, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told: list[IndexProgress] = []
    service.index(tmp_path / "empty", told.append)
    assert told == [IndexProgress(0, 0, 0, 0)]
