"""Measures what one article, one question and one brief cost: seconds of one core, bytes on disk.

`make bench ARGS=costs` prints them. `service_times.tsv` holds what docs/scaling.md plans by: these,
and the two that other sections measure.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, cast

from eval.bench.harness import Context, Measurement, in_new_process
from eval.bench.made_up_news import Item, generate, write_jsonl
from eval.measures import quantile
from rag.garbage import collect_seldom
from rag.service import Service
from rag.settings import Settings
from rag.text import spelling_processes

if TYPE_CHECKING:
    from rag.protocols import PassageIndex
    from rag.records import StoredChunk

ARTICLES = 2_000
_WARM_UP = 40
_QUESTIONS = 120
_BRIEFS = 12
_TABLE = "service_times.tsv"


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """What the parts of the work cost.

    Seconds are of one core. Of an article: `storing` (reading, chunking, the catalog), `words`
    (analysing, the word index), `vectors`, `stories`; it has `chunks` chunks. Of a question the
    middle one, and the one that 95 of 100 do not exceed; so of a brief. Bytes on disk are those of
    an article's rows in the catalog, and of a chunk in the two indexes.

    `shard` is a search of words, keys and vectors among a million chunks (`make soak ARGS=large`),
    `lookup` what PostgreSQL does for one question.
    """

    chunks: float
    storing: float
    words: float
    vectors: float
    stories: float
    question: float
    question_p95: float
    brief: float
    catalog_bytes: float
    words_bytes: float
    vectors_bytes: float
    shard: float = 0.0
    lookup: float = 0.0


_UNITS = {
    "chunks": "chunks an article",
    "storing": "s an article",
    "words": "s an article",
    "vectors": "s an article",
    "stories": "s an article",
    "question": "s",
    "question_p95": "s",
    "brief": "s",
    "catalog_bytes": "bytes an article",
    "words_bytes": "bytes a chunk",
    "vectors_bytes": "bytes a chunk",
}


def costs(context: Context) -> Iterator[Measurement]:
    """Measure all of them in a fresh process."""
    found = in_new_process(measured, context.folder("costs"), ARTICLES)
    for name, unit in _UNITS.items():
        value = float(getattr(found, name))
        yield Measurement(name, value, unit=unit, digits=4 if value < 1 else 1)


def kept() -> ServiceTimes:
    """Return the measured values that docs/scaling.md plans by."""
    table = files("eval.bench").joinpath(_TABLE).read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t")
    return ServiceTimes(**{row["name"]: float(row["value"]) for row in rows})


def measured(folder: Path, articles: int) -> ServiceTimes:
    """Measure in libraries below `folder`, after everything was loaded on a few articles. One
    process does all of it, for the processor time of another would not be seen."""
    spelling_processes.MOST_PROCESSES = 1
    collect_seldom()  # as the `mujaz` command does
    source = write_jsonl(generate(articles, seed=1), folder / "news.jsonl")
    warm = write_jsonl(generate(_WARM_UP, seed=2), folder / "warm.jsonl")
    with _opened(folder / "warm") as service:
        service.index([warm])
    storing = _storing(folder / "stored", source)
    home = folder / "measured"
    with _opened(home) as service:
        spent = _Clock()
        service.index([source], vectors=False, stories=False)
        stored_and_words = spent()
        service.group_stories()
        stories = spent()
        service.catch_up()
        vectors = spent()
        chunks, _ = service.vectors_made()
        questions, briefs = _asked(service, list(generate(articles, seed=1)))
    return ServiceTimes(
        chunks=chunks / articles,
        storing=storing / articles,
        words=(stored_and_words - storing) / articles,
        vectors=vectors / articles,
        stories=stories / articles,
        question=quantile(questions, 0.5),
        question_p95=quantile(questions, 0.95),
        brief=mean(briefs),
        catalog_bytes=_size(home, "catalog.sqlite*") / articles,
        words_bytes=_size(home / "words", "*") / chunks,
        vectors_bytes=_size(home / "vectors", "**/*") / chunks,
    )


class _Clock:
    """Tells the seconds of processor time, of all threads, since it was last asked."""

    def __init__(self) -> None:
        self._since = time.process_time()

    def __call__(self) -> float:
        before, self._since = self._since, time.process_time()
        return self._since - before


def _opened(home: Path) -> Service:
    return Service.open(Settings.load(home=home))


def _storing(home: Path, source: Path) -> float:
    """Return the seconds that articles take until the catalog has them, without any index."""
    from rag.ingest.chunking import Chunker
    from rag.ingest.ingester import Ingester
    from rag.llm.tokens import open_token_counter
    from rag.store.catalog import CATALOG, Catalog
    from rag.text.analyzer import shipped_analyzer
    from rag.text.spelling_processes import Speller

    home.mkdir()
    catalog = Catalog(home / CATALOG)
    try:
        chunker = Chunker(open_token_counter(), max_tokens=Settings.load().chunk_tokens)
        index = cast("PassageIndex", _NoIndex())
        speller = Speller(shipped_analyzer(), processes=1)
        ingester = Ingester(
            catalog, index, chunker, max_bytes=10**9, at_once=False, speller=speller
        )
        spent = _Clock()
        ingester.run([source])
        return spent()
    finally:
        catalog.close()


class _NoIndex:
    """A `PassageIndex` that keeps nothing."""

    def apply_words(self, adds: Sequence[StoredChunk], deletes: Sequence[str]) -> None:
        """Take what is to be searched."""

    def delete_vectors(self, chunk_ids: Sequence[str]) -> None:
        """Drop nothing."""


def _asked(service: Service, items: Sequence[Item]) -> tuple[list[float], list[float]]:
    """Return the seconds that questions take to be answered, and stories to be told in a brief."""
    step = max(1, len(items) // _QUESTIONS)
    asked = [item.question for item in items[::step]]
    for question in asked[:5]:
        service.ask(question)
    questions = [_spent(partial(service.ask, question)) for question in asked]
    topics = [item.title for item in items[:: max(1, len(items) // _BRIEFS)]]
    briefs = [_spent(partial(service.brief, topic)) for topic in topics]
    return questions, briefs


def _spent(work: Callable[[], object]) -> float:
    spent = _Clock()
    work()
    return spent()


def _size(folder: Path, names: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(names) if path.is_file())
