"""What several processes index is what one indexes, and nothing waits for a source that is slow."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from rag.ingest import batches
from rag.ingest.chunking import Chunker
from rag.ingest.ingester import Ingester
from rag.llm.tokens import EstimatedTokenCounter
from rag.records import Draft
from rag.store.catalog import Catalog
from rag.store.local_index import LocalIndex, open_index
from rag.text.analyzer import shipped_analyzer
from rag.text.spelling_processes import Speller
from tests.store.test_local_index import Compass

ARTICLES = 1_300  # three batches
WORDS = ["ship", "storm", "port", "budget", "school", "وزير", "ميناء", "مدرسة", "مطر", "سفينة"]


class Library:
    """A catalog and an index in a folder, and what reads sources into them."""

    def __init__(self, folder: Path, speller: Speller) -> None:
        folder.mkdir()
        self.catalog = Catalog(folder / "catalog.sqlite")
        self.index: LocalIndex = open_index(
            folder,
            self.catalog,
            Compass(),
            analyzer=speller.analyzer,
            library="l",
            chroma_url=None,
            speller=speller,
        )
        self.ingester = Ingester(
            self.catalog,
            self.index,
            Chunker(EstimatedTokenCounter(), max_tokens=40),
            max_bytes=1_000_000,
            at_once=False,
            speller=speller,
        )

    def found(self) -> dict[str, list[str]]:
        """Return which chunks hold each of the words and numbers."""
        asked = [*WORDS, *map(str, range(0, ARTICLES, 50))]
        return {word: sorted(self.index.holding(word, limit=10_000)) for word in asked}


def write(path: Path) -> Path:
    def lines() -> Iterator[str]:
        for number in range(ARTICLES):
            one, other = WORDS[number % 10], WORDS[number * 7 % 10]
            text = f"The {one} and the {other} were seen. Report {number} tells of {other}. " * 3
            yield json.dumps({"id": f"a{number}", "title": f"Report {number}", "text": text})

    path.write_text("\n".join(lines()))
    return path


@pytest.mark.parametrize("fate", [None, signal.SIGKILL, signal.SIGSTOP])
def test_two_processes_index_what_one_does(tmp_path: Path, fate: signal.Signals | None) -> None:
    """Also where the second one is killed or stopped on the way."""
    source = write(tmp_path / "news.jsonl")
    alone = Library(tmp_path / "one", Speller(shipped_analyzer(), processes=1))
    alone.ingester.run([source])
    speller = Speller(shipped_analyzer(), processes=2, enough=100, patience=0.5)
    ends = count()

    def end_it(_: object) -> None:
        started = speller.processes()
        if fate is not None and started and next(ends) == 0:
            os.kill(started[0], fate)

    try:
        two = Library(tmp_path / "two", speller)
        report = two.ingester.run([source], end_it)
        assert (report.added, report.failures) == (ARTICLES, ())
        assert next(ends) > 0 or fate is None
        assert two.catalog.words_owed() == 0
        assert sorted(two.catalog.chunk_ids()) == sorted(alone.catalog.chunk_ids())
        assert two.index.counts()[0] == alone.index.counts()[0] == two.catalog.chunk_count()
        assert two.found() == alone.found()
    finally:
        speller.close()


def found_as_each_is_read(library: Library) -> list[int]:
    """Add four articles; return how many are found when each of them is read."""
    found: list[int] = []

    def drafts() -> Iterator[Draft]:
        for number in range(4):
            found.append(library.index.counts()[0])
            yield Draft(text=f"Ship number {number} has come.", id=f"s{number}")

    library.ingester.add(drafts())
    return found


def test_words_find_what_is_stored_while_a_source_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_ARTICLES_A_BATCH", 2)
    monkeypatch.setattr(batches, "_SOON", 0.0)
    library = Library(tmp_path / "library", Speller(shipped_analyzer(), processes=1))
    assert found_as_each_is_read(library) == [0, 1, 2, 3]
    assert library.index.counts()[0] == 4


@pytest.fixture
def hanging() -> Iterator[Speller]:
    """A speller whose other process is there and does nothing."""
    speller = Speller(shipped_analyzer(), processes=2, patience=0.2)
    try:
        speller.expect(10**9)
        while not (started := speller.processes()):
            pass
        os.kill(started[0], signal.SIGSTOP)
        yield speller
    finally:
        speller.close()


def test_what_is_read_slowly_does_not_wait_for_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hanging: Speller
) -> None:
    monkeypatch.setattr(batches, "_SOON", 0.0)
    library = Library(tmp_path / "library", hanging)
    assert found_as_each_is_read(library) == [0, 1, 2, 3]


def test_long_articles_make_small_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_CHARACTERS_A_BATCH", 1_000)
    library = Library(tmp_path / "library", Speller(shipped_analyzer(), processes=1))
    stored: list[int] = []

    def drafts() -> Iterator[Draft]:
        for number in range(6):
            stored.append(library.catalog.article_count())
            yield Draft(text=f"Ship number {number} has come. " * 20, id=f"s{number}")

    library.ingester.add(drafts())
    assert stored == [0, 0, 0, 3, 3, 3]


def test_who_presses_ctrl_c_does_not_wait_for_what_was_read_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hanging: Speller
) -> None:
    monkeypatch.setattr(batches, "_ARTICLES_A_BATCH", 2)
    library = Library(tmp_path / "library", hanging)
    with pytest.raises(KeyboardInterrupt):
        library.ingester.add(_interrupted())
    assert library.catalog.article_count() == 0
    assert library.ingester.add([Draft(text="A ship has come.", id="one")]).added == 1


def test_what_is_stored_is_found_where_the_rest_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_ARTICLES_A_BATCH", 2)
    library = Library(tmp_path / "library", Speller(shipped_analyzer(), processes=1))
    with pytest.raises(KeyboardInterrupt):
        library.ingester.add(_interrupted())
    assert library.index.counts()[0] == 2
    assert library.catalog.words_owed() == 0


def _interrupted() -> Iterator[Draft]:
    yield Draft(text="A ship has come.", id="one")
    yield Draft(text="A storm has come.", id="two")
    raise KeyboardInterrupt
