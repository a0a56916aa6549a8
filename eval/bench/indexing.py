"""Measures the speed of indexing and the disk it takes, beside LangChain's pipeline, and the two
stages of indexing with an embedder whose vectors follow."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, cast

from eval.bench.harness import Context, Measurement, in_new_process, peak_memory
from eval.bench.made_up_news import Item, generate, write_jsonl
from rag.garbage import collect_seldom
from rag.service import Service
from rag.settings import Settings
from rag.text import spelling_processes

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

ARTICLES = 2_000
_RUNS = 3
_A_DAY = 10_000  # articles that a house which monitors the news takes in
_WARM_UP = 40  # articles of another seed, for what is loaded once


@dataclass(frozen=True, slots=True)
class IndexingRun:
    """One run over `articles`: seconds by the clock and of processor time, bytes on disk."""

    articles: int
    wall: float
    cpu: float
    disk: int


@dataclass(frozen=True, slots=True)
class StagesRun:
    """Seconds of processor time until words found `articles`, and then until their `passages` had
    their vectors; the peak of memory in MB after each."""

    articles: int
    passages: int
    words: float
    vectors: float
    memory: tuple[float, float]


def indexing(context: Context) -> Iterator[Measurement]:
    """Run the pipelines in turn, each time in a fresh process and folder, and compare medians.

    LangChain is given its vectors. Mujaz makes its own with the builtin embedder, and its stories;
    with `use` it is measured until words find the articles, in one process and in two.
    """
    runs: dict[str, list[IndexingRun]] = {name: [] for name in _PIPELINES}
    for number in range(_RUNS):
        for name, found in runs.items():
            folder = context.folder(f"{name}-{number}")
            found.append(in_new_process(run, name, folder, ARTICLES))
    yield from _compared(runs["mujaz"], runs["langchain"])
    yield from _words_compared(runs["words"], runs["words of two"], runs["langchain"])
    yield from _day_compared(
        *(
            in_new_process(run, name, context.folder(f"{name}-day"), _A_DAY)
            for name in ("words of two", "langchain")
        )
    )
    stages = in_new_process(in_stages, context.folder("stages"), ARTICLES)
    speed = stages.articles / stages.words
    yield Measurement("use: articles per second of CPU until words find them", speed, digits=0)
    speed = stages.passages / stages.vectors
    yield Measurement("use: vectors per second of CPU that follow", speed, digits=0)
    for name, peak in zip(("words", "vectors"), stages.memory, strict=True):
        yield Measurement(f"use: memory after the {name}", peak, unit="MB", digits=0)


def run(name: str, folder: Path, articles: int) -> IndexingRun:
    """Index into a library in `folder`, after everything has been loaded on a few articles."""
    if name != "langchain":
        collect_seldom()  # as the `mujaz` command does
    make = _PIPELINES[name]
    spelling_processes.MOST_PROCESSES = 2 if name == "words of two" else 1
    warm = make(generate(_WARM_UP, seed=2), folder)
    pipeline = make(generate(articles, seed=1), folder)
    measure(warm, _WARM_UP, folder / "warm")
    return measure(pipeline, articles, folder / "measured")


def in_stages(folder: Path, articles: int) -> StagesRun:
    """Index with the embedder `use`, first words and then vectors, after everything was loaded.
    One process does all of it, for the processor time of another would not be seen."""
    spelling_processes.MOST_PROCESSES = 1
    warm = write_jsonl(generate(_WARM_UP, seed=2), folder / "warm.jsonl")
    source = write_jsonl(generate(articles, seed=1), folder / "news.jsonl")
    with Service.open(Settings.load(home=folder / "warm", embedder="use")) as service:
        service.index([warm])
    with Service.open(Settings.load(home=folder / "measured", embedder="use")) as service:
        started = time.process_time()
        service.index([source], vectors=False, stories=False)
        words, memory = time.process_time() - started, peak_memory()
        started = time.process_time()
        service.catch_up()
        vectors = time.process_time() - started
        made, _ = service.vectors_made()
    return StagesRun(articles, made, words, vectors, (memory, peak_memory()))


def measure(pipeline: Callable[[Path], None], articles: int, home: Path) -> IndexingRun:
    """Run a pipeline into the folder `home` and measure it."""
    home.mkdir(parents=True, exist_ok=True)
    wall, cpu = time.perf_counter(), _cpu()
    pipeline(home)
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    return IndexingRun(articles, wall, cpu, disk)


def _cpu() -> float:
    """Return the processor time of this process and of all that it started and that have ended."""
    return sum(os.times()[:4])


def _compared(ours: Sequence[IndexingRun], theirs: Sequence[IndexingRun]) -> Iterator[Measurement]:
    """Yield the medians of both, and of the ratios run by run.

    A ratio within one run is not affected by how busy the machine was in another.
    """
    for name, runs in (("Mujaz", ours), ("LangChain stock", theirs)):
        speed = median(run.articles / run.wall for run in runs)
        yield Measurement(f"{name}: articles/s", speed, digits=0)
        speed = median(run.articles / run.cpu for run in runs)
        yield Measurement(f"{name}: articles per second of CPU", speed, digits=0)
        disk = median(run.disk for run in runs) / 1e6
        yield Measurement(f"{name}: disk", disk, unit="MB", digits=1)
    pairs = list(zip(ours, theirs, strict=True))
    times = median(other.wall / own.wall for own, other in pairs)
    yield Measurement("articles/s, times LangChain's", times, digits=2)
    times = median(other.cpu / own.cpu for own, other in pairs)
    yield Measurement("articles per second of CPU, times LangChain's", times, digits=2)
    share = median(own.disk / other.disk for own, other in pairs)
    yield Measurement("disk, times LangChain's", share, at_most=0.7, digits=2)


def _words_compared(
    ours: Sequence[IndexingRun], of_two: Sequence[IndexingRun], theirs: Sequence[IndexingRun]
) -> Iterator[Measurement]:
    """Yield how fast words find the articles, by one process and by two."""
    times = median(other.cpu / own.cpu for own, other in zip(ours, theirs, strict=True))
    name = "until words find them: articles per second of CPU, times LangChain's"
    yield Measurement(name, times, at_least=1.0, digits=2)
    for processes, runs, least in (("one process", ours, None), ("two processes", of_two, 1.5)):
        speed = median(run.articles / run.wall for run in runs)
        yield Measurement(f"until words find them, {processes}: articles/s", speed, digits=0)
        times = median(other.wall / own.wall for own, other in zip(runs, theirs, strict=True))
        name = f"until words find them, {processes}: articles/s, times LangChain's"
        yield Measurement(name, times, at_least=least, digits=2)


def _day_compared(ours: IndexingRun, theirs: IndexingRun) -> Iterator[Measurement]:
    """Yield how fast words find the articles of a day by two processes. The second one needs half a
    second to begin, which a few thousand articles are too few to make up for."""
    name = f"until words find {ours.articles:,} articles, two processes"
    yield Measurement(f"{name}: articles/s", ours.articles / ours.wall, digits=0)
    times = theirs.wall / ours.wall
    yield Measurement(f"{name}: articles/s, times LangChain's", times, at_least=2.0, digits=2)


class _Mujaz:
    """The whole path: a file of articles → a closed library."""

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        self._source = write_jsonl(items, folder / f"{uuid.uuid4()}.jsonl")

    def __call__(self, home: Path) -> None:
        with Service.open(Settings.load(home=home, embedder="builtin")) as service:
            report = service.index([self._source])
        if report.failures:
            raise RuntimeError(f"not indexed: {report.failures[0]}")


class _WordsOnly:
    """The path until words find the articles of a file; their vectors would follow."""

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        self._source = write_jsonl(items, folder / f"{uuid.uuid4()}.jsonl")

    def __call__(self, home: Path) -> None:
        with Service.open(Settings.load(home=home, embedder="use")) as service:
            report = service.index([self._source], vectors=False, stories=False)
        if report.failures:
            raise RuntimeError(f"not indexed: {report.failures[0]}")


class _LangChain:
    """Recursive splitter and `Chroma.from_documents`, as LangChain's own tutorials have it, with
    what Mujaz keeps of an article and where each piece begins in it."""

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        from langchain_core.documents import Document

        self._documents = [
            Document(
                f"{item.title}\n\n{item.text}",
                metadata={
                    "id": item.id,
                    "source": str(folder / "news.jsonl"),
                    "title": item.title,
                    "language": item.language,
                    "published_at": item.published_at.isoformat(),
                    "outlet": item.outlet,
                },
            )
            for item in items
        ]
        self._embedding = _given([document.page_content for document in self._split()])

    def _split(self) -> list[Document]:
        """Split the documents into pieces."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=150, add_start_index=True
        )
        return splitter.split_documents(self._documents)

    def __call__(self, home: Path) -> None:
        import chromadb
        from chromadb.config import Settings
        from langchain_chroma import Chroma

        opened = chromadb.PersistentClient(str(home), Settings(anonymized_telemetry=False))
        client = cast("Client", opened)
        Chroma.from_documents(self._split(), self._embedding, client=client)
        client.close()


def _given(texts: Sequence[str]) -> Embeddings:
    """Return embeddings made before: the built-in embedder's vectors by text."""
    from langchain_core.embeddings import Embeddings

    from rag.embedding.builtin import BuiltinEmbedder

    vectors: dict[str, list[float]] = dict(
        zip(texts, BuiltinEmbedder().embed_documents(texts).tolist(), strict=True)
    )

    class Given(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """Return the vectors of some texts."""
            return [vectors[text] for text in texts]

        def embed_query(self, text: str) -> list[float]:
            """Return the vector of a text."""
            return vectors[text]

    return Given()


_PIPELINES: dict[str, Callable[[Iterable[Item], Path], Callable[[Path], None]]] = {
    "mujaz": _Mujaz,
    "words": _WordsOnly,
    "words of two": _WordsOnly,
    "langchain": _LangChain,
}
