"""Files that change while they are indexed fail by name, and all others go in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.records import Failure, IndexProgress, IngestReport, SourceArticle
from rag.service import Service
from rag.settings import Settings
from rag.sources.file_reading import read_source

KMSG = Path("/proc/kmsg")
ROWS = 2_000
"""More than is read of a file at once."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as opened:
        yield opened


def row(number: int) -> str:
    return json.dumps({"title": f"Report {number}", "text": f"Ship {number} entered. " * 12}) + "\n"


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def indexed_while(
    service: Service, folder: Path, change: Callable[[], object]
) -> tuple[IngestReport, list[Failure]]:
    """Index a folder of files in which `change` is made when all were found and none was read."""
    waiting = [change]

    def made(_: IndexProgress) -> None:
        if waiting:
            waiting.pop()()

    report = service.index(folder, made, vectors=False)
    assert not waiting
    return report, list(report.failures)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Path.unlink, "no such file"),
        (lambda path: os.truncate(path, 0), "empty"),
        (lambda path: os.truncate(path, 2**40), "limit"),
        (lambda path: (path.unlink(), path.mkdir()), "it is a folder"),
        (piped, "pipe"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50), "PNG"),
        (lambda path: (path.unlink(), path.symlink_to(path)), "circle"),
    ],
)
def test_a_file_that_changes_before_it_is_read_fails_by_name(
    service: Service, tmp_path: Path, change: Callable[[Path], object], reason: str
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Ship {number} is stuck in the harbour.\n" * 3)
    report, (failure,) = indexed_while(service, folder, lambda: change(folder / "1.txt"))
    assert (failure.source, report.added) == (str(folder / "1.txt"), 2)
    assert reason in failure.reason


@pytest.mark.parametrize(
    "change",
    [
        lambda path: os.truncate(path, 100_000),
        lambda path: os.truncate(path, 0),
        lambda path: path.write_text("".join(map(row, range(ROWS, 2 * ROWS)))),
        lambda path: path.write_text(path.read_text() + row(ROWS)),
    ],
    ids=["shortened", "emptied", "rewritten", "grown"],
)
def test_a_collection_that_changes_while_it_is_read_is_a_failure(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(map(row, range(ROWS))))
    items = read_source(path, max_bytes=1_000_000)
    assert isinstance(next(items), SourceArticle)
    change(path)
    rest = list(items)
    assert isinstance(rest[-1], Failure)
    assert rest[-1].source == str(path)
    assert "changed while it was read" in rest[-1].reason


def test_a_collection_that_is_replaced_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(map(row, range(ROWS))))
    items = read_source(path, max_bytes=1_000_000)
    next(items)
    other = tmp_path / "other"
    other.write_text(row(0))
    other.replace(path)
    assert sum(isinstance(item, SourceArticle) for item in items) == ROWS - 1


@pytest.mark.skipif(not os.access(KMSG, os.R_OK), reason="the log of the kernel may not be read")
@pytest.mark.parametrize("name", ["log.txt", "log.jsonl", "log.eml"])
def test_a_file_that_waits_for_its_bytes_is_a_failure(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.symlink_to(KMSG)
    items = list(read_source(path, max_bytes=1_000_000))
    assert isinstance(items[-1], Failure)
