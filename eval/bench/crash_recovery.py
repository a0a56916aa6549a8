"""Kills indexing at random moments, while words are added or the vectors that follow.

Nothing acknowledged gets lost, and the library heals.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from eval.bench.harness import Context, Measurement
from eval.bench.made_up_news import Item, generate, write_jsonl
from rag.errors import LibraryError
from rag.service import Service
from rag.settings import Settings

if TYPE_CHECKING:
    from chromadb.api.client import Client

_ROUNDS = {("builtin",): 70, ("use", "builtin"): 40}
"""How many rounds there are for a library of one embedder, and for one that moves between two."""

_MOVES = 0.2  # of the rounds: each makes all vectors anew
_CAUGHT_UP = 3  # every so many rounds; a backlog is killed into in between
_LONGEST = 3.0  # seconds that a process is left to live once it sets about its work
_STEPS = 30  # more than a process gets done in that time
_ADDED, _CHANGED, _REMOVED = 16, 8, 4

# Imported before forking: a round then takes as long as its work, not as long as its imports.
_PRELOAD = [
    "chromadb",
    "tantivy",
    "rag.embedding.builtin",
    "rag.embedding.use",
    "rag.store.local_index",
    "rag.retrieval.retriever",
]

State = dict[str, str]
"""The texts that a library holds, by article id."""


@dataclass(slots=True)
class Trial:
    """What happened in some rounds; after `owing` of them vectors were still to be made. `wrong`
    and `unsound` say what and when."""

    rounds: int = 0
    acknowledged: int = 0
    owing: int = 0
    wrong: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Step:
    """Something to do to a library in one call: articles to index, or ids to remove."""

    articles: tuple[Item, ...] = ()
    removed: tuple[str, ...] = ()

    def do(self, service: Service, folder: Path) -> None:
        """Do the step; returning acknowledges it. The vectors follow, unless they are quick."""
        if self.articles:
            service.index([write_jsonl(self.articles, folder / "step.jsonl")], vectors=False)
        if self.removed:
            service.remove(self.removed)

    def after(self, state: Mapping[str, str]) -> State:
        """Return what the library holds after the step."""
        kept = {name: text for name, text in state.items() if name not in self.removed}
        return kept | {item.id: item.text for item in self.articles}


def soak(context: Context) -> Iterator[Measurement]:
    """Kill many times on one library, and on one whose embedder changes."""
    for embedders, rounds in _ROUNDS.items():
        name = " and ".join(embedders)
        folder = context.folder(f"killed-{len(embedders)}")
        trial = kill_rounds(folder, rounds=rounds, seed=int(time.time()), embedders=embedders)
        yield Measurement(f"{name}: rounds of kill -9", trial.rounds, digits=0)
        yield Measurement(f"{name}: calls acknowledged", trial.acknowledged, digits=0)
        yield Measurement(f"{name}: rounds killed with vectors owed", trial.owing, digits=0)
        lost, unsound = len(trial.wrong), len(trial.unsound)
        yield Measurement(f"{name}: articles lost or wrong", lost, at_most=0, digits=0)
        yield Measurement(f"{name}: openings that did not heal", unsound, at_most=0, digits=0)
        for problem in (*trial.wrong, *trial.unsound):
            yield Measurement(problem, 1, digits=0)


def kill_rounds(
    folder: Path,
    *,
    rounds: int,
    seed: int,
    longest: float = _LONGEST,
    embedders: Sequence[str] = ("builtin",),
) -> Trial:
    """Index, change and remove in a process that is killed at random, and check what is left.

    Repeats this `rounds` times on one library in `folder`, which moves among the `embedders`.
    """
    random = Random(seed)
    embedder = embedders[0]
    processes = get_context("forkserver")
    processes.set_forkserver_preload(_PRELOAD)
    trial, state = Trial(), State()
    for number in range(rounds):
        steps = list(islice(_steps(sorted(state), f"{seed}/{number}"), _STEPS))
        if random.random() < _MOVES:
            embedder = random.choice(embedders)
        settings = Settings.load(home=folder / "library", embedder=embedder)
        reports, report = processes.Pipe(duplex=False)
        worker = processes.Process(
            target=_work, args=(settings, folder, steps, report), daemon=True
        )
        worker.start()
        report.close()
        reports.recv_bytes()
        worker.join(random.uniform(0, longest))
        worker.kill()
        worker.join()
        done = _acknowledged(reports)
        trial.rounds += 1
        if worker.exitcode not in (0, -signal.SIGKILL):
            trial.unsound.append(f"round {trial.rounds}: ended by itself with {worker.exitcode}")
        trial.acknowledged += done
        state = _look(settings, state, steps[:done], steps[done:][:1], trial)
    return trial


def _work(settings: Settings, folder: Path, steps: Sequence[_Step], report: Connection) -> None:
    """Do the steps in the process to be killed, and report the beginning and each step done."""
    report.send_bytes(b"begins")
    with Service.open(settings) as service:
        for step in steps:
            step.do(service, folder)
            report.send_bytes(b"done")
            service.catch_up()


def _acknowledged(reports: Connection) -> int:
    """Count the reports that a killed process left in its pipe."""
    for number in count():
        try:
            reports.recv_bytes()
        except EOFError:
            return number
    raise AssertionError("count never ends")


def _steps(names: Sequence[str], place: str) -> Iterator[_Step]:
    """Yield new articles, new texts for old ones and removals in turn, the same for the same
    `place`.
    """
    random = Random(place)
    held = list(names)
    for number in count():
        items = tuple(generate(_ADDED, seed=f"{place}/{number}"))
        yield _Step(articles=items)
        held += [item.id for item in items]
        texts = generate(_CHANGED, seed=f"{place}/{number}/changed")
        changed = zip(random.sample(held, _CHANGED), texts, strict=True)
        yield _Step(articles=tuple(item.renamed(name) for name, item in changed))
        removed = random.sample(held, _REMOVED)
        yield _Step(removed=tuple(removed))
        held = [name for name in held if name not in removed]


def _look(
    settings: Settings, before: State, done: Sequence[_Step], begun: Sequence[_Step], trial: Trial
) -> State:
    """Open the library that a killed process left, compare, and return what it holds.

    What was `done` must be there; what was only `begun` may be there in whole, in part or not at
    all.
    """
    must = before
    for step in done:
        must = step.after(must)
    may = begun[0].after(must) if begun else must
    try:
        with Service.open(settings) as service:
            service.search("a first search opens the indexes, which heals their words")
            _check(service, trial)
            there = {one.id: _text(service, one.id) for one in service.articles()}
            _compare(must, may, there, trial)
            _search_one(service, there, trial)
    except LibraryError as error:
        trial.unsound.append(f"round {trial.rounds}: {error}")
        return must
    if fault := _vector_fault(settings.folder / "vectors"):
        trial.unsound.append(f"round {trial.rounds}: {fault}")
    return there


def _check(service: Service, trial: Trial) -> None:
    """See that the library is sound, and now and then that its vectors can be finished."""
    health = service.check()
    trial.owing += health.owed_vectors > 0
    if health.sound and trial.rounds % _CAUGHT_UP == 0:
        service.catch_up()
        health = service.check()
        if health.owed_vectors:
            trial.unsound.append(f"round {trial.rounds}: {health.owed_vectors} vectors still owed")
    if not health.sound:
        trial.unsound.append(f"round {trial.rounds}: {health}")


def _vector_fault(folder: Path) -> str | None:
    """Return why Chroma cannot read its vectors, None if it can.

    Chroma lists the ids also of vectors that it has lost. It is given a copy: it writes where it
    reads, which would be taken for damage.
    """
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    with TemporaryDirectory() as place:
        copy = copytree(folder, Path(place) / "vectors")
        opened = chromadb.PersistentClient(str(copy), Settings(anonymized_telemetry=False))
        client = cast("Client", opened)
        try:
            for collection in client.list_collections():
                held = collection.get(include=["embeddings"])["embeddings"]
                if held is None or len(held) != collection.count():
                    return "some vectors cannot be read"
        except ChromaError as error:
            return f"the vectors cannot be read: {error}"
        finally:
            client.close()
    return None


def _compare(must: State, may: State, there: State, trial: Trial) -> None:
    """Note the articles that are neither as before nor as after the step."""
    for name in must.keys() | may.keys() | there.keys():
        if there.get(name) not in (must.get(name), may.get(name)):
            trial.wrong.append(f"round {trial.rounds}: {name}")


def _search_one(service: Service, there: State, trial: Trial) -> None:
    """Note an article that its own words do not find."""
    if not there:
        return
    name = sorted(there)[trial.rounds % len(there)]
    question = there[name][:150]
    if name not in [passage.article.id for passage in service.search(question, limit=5)]:
        trial.unsound.append(f"round {trial.rounds}: {name} is not found by its own words")


def _text(service: Service, name: str) -> str:
    """Return the text of an article, "" if it is not there."""
    article = service.article(name)
    return "" if article is None else article.text
