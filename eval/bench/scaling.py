"""What a large archive needs by the measured costs, and a simulation of a busy hour there.

The plan counts: so many processes, so much memory and disk. A mean is no promise, for readers and
articles come in bunches, so an hour of the day's peak is simulated: each question goes through the
processes that answer, the shards of the index and the catalog, each article through the catalog and
the workers, and each waits where all are busy.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eval.bench.harness import Context, Measurement
from eval.bench.service_times import ServiceTimes, kept
from eval.measures import quantile

if TYPE_CHECKING:
    import simpy

HOUR, DAY = 3600.0, 86_400.0

BUSY = 0.6
"""The share of its time that a process is planned to work at the peak. Waiting grows as 1 / (1 -
share): at .6 a question waits on average less than it takes itself, with two processes or more."""

PEAK = 3.0
"""How many times the mean of the day come in the busiest hour, of articles and of questions."""

BATCH = 40
"""Articles that come at once: a feed that was read, a file of an agency."""

QUESTIONS_A_READER = 40
"""A day, and each person has one brief for ten questions."""

BRIEFS_A_QUESTION = 0.1

SHARD = 1_000_000
"""Chunks in a part of the index that one core searches by itself."""

INDEX_SECONDS = 0.1
"""How long the index may take for a question that comes alone: so many cores search at once."""

VECTOR_MEMORY = 512 * 4 * 1.2
"""Bytes a chunk: 512 numbers of four bytes, and a fifth more for the graph of neighbours."""

COPIES = 2
"""Of each part of the index in memory, so that one machine may fail."""

MILVUS_BYTES = 4_400 + 512 * 4
"""Bytes a chunk in Milvus's storage: the names of its tokens, as measured on milvus-lite, and its
vector."""


@dataclass(frozen=True, slots=True)
class Load:
    """What an archive has to bear: how many articles it holds, how many come a day, who asks."""

    articles: int
    articles_a_day: int
    readers: int

    @property
    def questions_a_second(self) -> float:
        """Return how many questions come in a second of the busiest hour."""
        return PEAK * self.readers * QUESTIONS_A_READER / DAY

    @property
    def articles_a_second(self) -> float:
        """Return how many articles come in a second of the busiest hour."""
        return PEAK * self.articles_a_day / DAY


KINDS = ("servers", "index", "catalog", "storing", "workers")
"""What a question or an article may have to wait for."""

LOADS = (
    Load(articles=1_000_000, articles_a_day=1_000, readers=20),
    Load(articles=10_000_000, articles_a_day=10_000, readers=100),
    Load(articles=100_000_000, articles_a_day=50_000, readers=1_000),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a load needs: processes of `mujaz serve` and `mujaz work`, cores of the index and of the
    catalog; bytes of memory for the index with its copies, bytes on disk for the catalog and for
    the index. `storing_share` is the share of its time for which the one that stores articles is
    busy. `loading` is how many hours of a core it takes to bring in the whole archive at first, and
    `storing` how many of them can be done by one process at a time alone."""

    servers: int
    workers: int
    index_cores: int
    catalog_cores: int
    index_memory: float
    catalog_disk: float
    index_disk: float
    storing_share: float
    loading: float
    storing: float


@dataclass(slots=True)
class Hour:
    """What came of a simulated hour: seconds until each question was answered, and until each
    article was found by its words and had its vectors; the share of the time in which the processes
    of each kind worked."""

    answers: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    busy: dict[str, float] = field(default_factory=dict)


def plan(load: Load, times: ServiceTimes) -> Plan:
    """Return what a load needs at its peak, each process working for the share `BUSY`."""
    asked = load.questions_a_second
    chunks = load.articles * times.chunks
    shards = math.ceil(chunks / SHARD)
    work = times.words + times.vectors + times.stories
    per_question = times.question + BRIEFS_A_QUESTION * times.brief
    chunk_memory = VECTOR_MEMORY + times.words_bytes
    return Plan(
        servers=_processes(asked * per_question),
        workers=_processes(load.articles_a_second * work),
        index_cores=max(
            _processes(asked * shards * times.shard),
            math.ceil(shards * times.shard / INDEX_SECONDS),
        ),
        catalog_cores=_processes(asked * times.lookup),
        index_memory=COPIES * chunks * chunk_memory,
        catalog_disk=load.articles * times.catalog_bytes,
        index_disk=chunks * MILVUS_BYTES,
        storing_share=load.articles_a_second * times.storing,
        loading=load.articles * (times.storing + work) / HOUR,
        storing=load.articles * times.storing / HOUR,
    )


def _processes(seconds_a_second: float) -> int:
    """Return how many processes do so much work, at least two, so that one may fail."""
    return max(2, math.ceil(seconds_a_second / BUSY))


def simulated(
    load: Load, plan: Plan, times: ServiceTimes, *, seconds: float = HOUR, seed: int = 1
) -> Hour:
    """Simulate the busiest hour of a load on what is planned for it."""
    return _Simulation(load, plan, times, random.Random(seed)).run(seconds)


class _Simulation:
    """One run. Questions and batches of articles come at random (Poisson); what each costs is drawn
    from a lognormal distribution with the measured middle and 95th of a hundred."""

    def __init__(self, load: Load, plan: Plan, times: ServiceTimes, chance: random.Random) -> None:
        import simpy

        self._clock = simpy.Environment()
        self._load, self._times, self._chance = load, times, chance
        shards = math.ceil(load.articles * times.chunks / SHARD)
        # A question takes as many cores as it has shards, or all, and they work for it together.
        cores = min(shards, plan.index_cores)
        self._searching = shards * times.shard / cores
        self._hour = Hour()
        self._worked: dict[str, float] = {}
        self._kinds = {
            "servers": simpy.PriorityResource(self._clock, plan.servers),
            "index": simpy.PriorityResource(self._clock, plan.index_cores // cores),
            "catalog": simpy.PriorityResource(self._clock, plan.catalog_cores),
            "storing": simpy.PriorityResource(self._clock, 1),
            "workers": simpy.PriorityResource(self._clock, plan.workers),
        }

    def run(self, seconds: float) -> Hour:
        self._clock.process(self._readers())
        self._clock.process(self._feeds())
        self._clock.run(until=seconds)
        for name, kind in self._kinds.items():
            self._hour.busy[name] = self._worked.get(name, 0.0) / (kind.capacity * seconds)
        return self._hour

    def _readers(self) -> Generator[Any, Any, None]:
        while True:
            yield self._clock.timeout(self._chance.expovariate(self._load.questions_a_second))
            self._clock.process(self._question())

    def _question(self) -> Generator[Any, Any, None]:
        """Answer one question, or make a brief; both search once."""
        began, times = self._clock.now, self._times
        is_brief = self._chance.random() < BRIEFS_A_QUESTION / (1 + BRIEFS_A_QUESTION)
        spread = math.log(times.question_p95 / times.question) / 1.645
        seconds = times.brief if is_brief else times.question
        with self._kinds["servers"].request() as mine:
            yield mine
            yield self._clock.process(self._work("index", self._searching))
            yield self._clock.process(self._work("catalog", times.lookup))
            yield self._spend("servers", self._chance.lognormvariate(math.log(seconds), spread))
        if not is_brief:
            self._hour.answers.append(self._clock.now - began)

    def _feeds(self) -> Generator[Any, Any, None]:
        while True:
            rate = self._load.articles_a_second / BATCH
            yield self._clock.timeout(self._chance.expovariate(rate))
            self._clock.process(self._batch())

    def _batch(self) -> Generator[Any, Any, None]:
        """Store a batch, which only one process does at a time, then index it, words first."""
        began, times = self._clock.now, self._times
        yield self._clock.process(self._work("storing", BATCH * times.storing))
        yield self._clock.process(self._work("workers", BATCH * times.words))
        self._hour.found.append(self._clock.now - began)
        later = BATCH * (times.vectors + times.stories)
        yield self._clock.process(self._work("workers", later, priority=1))
        self._hour.whole.append(self._clock.now - began)

    def _work(self, name: str, seconds: float, *, priority: int = 0) -> Generator[Any, Any, None]:
        kind = self._kinds[name]
        with kind.request(priority=priority) as mine:
            yield mine
            yield self._spend(name, seconds)

    def _spend(self, name: str, seconds: float) -> simpy.Timeout:
        self._worked[name] = self._worked.get(name, 0.0) + seconds
        return self._clock.timeout(seconds)


def scaling(context: Context) -> Iterator[Measurement]:
    """Plan for each load by the kept costs, and simulate its busiest hour."""
    times = kept()
    for load in LOADS:
        needed = plan(load, times)
        hour = simulated(load, needed, times)
        name = f"{load.articles:,} articles"
        yield Measurement(f"{name}: servers", needed.servers, digits=0)
        yield Measurement(f"{name}: workers", needed.workers, digits=0)
        yield Measurement(f"{name}: cores of the index", needed.index_cores, digits=0)
        yield Measurement(f"{name}: cores of the catalog", needed.catalog_cores, digits=0)
        disk = needed.catalog_disk / 1e9
        yield Measurement(f"{name}: disk of the catalog", disk, unit="GB", digits=0)
        disk = needed.index_disk / 1e9
        yield Measurement(f"{name}: disk of the index", disk, unit="GB", digits=0)
        yield Measurement(f"{name}: first load", needed.loading, unit="core hours", digits=0)
        yield Measurement(f"{name}: of them by one alone", needed.storing, unit="h", digits=1)
        memory = needed.index_memory / 1e9
        yield Measurement(f"{name}: memory of the index", memory, unit="GB", digits=0)
        yield from _answers(name, hour, alone(load, needed, times))
        late = quantile(hour.found, 0.95)
        yield Measurement(f"{name}: until found by words, p95", late, unit="s", at_most=60.0)
        late = quantile(hour.whole, 0.95)
        yield Measurement(f"{name}: until the vectors, p95", late, unit="s", at_most=600.0)
        for kind, share in hour.busy.items():
            yield Measurement(f"{name}: {kind} busy", share, at_most=0.9, digits=2)


def alone(load: Load, needed: Plan, times: ServiceTimes) -> float:
    """Return the seconds that an answer takes where nobody else asks."""
    shards = math.ceil(load.articles * times.chunks / SHARD)
    searching = shards * times.shard / min(shards, needed.index_cores)
    return searching + times.lookup + times.question


def plan_table(times: ServiceTimes) -> str:
    """Return what each load needs as a table in Markdown."""
    found = [(load, plan(load, times)) for load in LOADS]
    rows: list[tuple[str, Callable[[Load, Plan], str]]] = [
        ("articles", lambda load, _: f"{load.articles:,}"),
        ("articles a day", lambda load, _: f"{load.articles_a_day:,}"),
        ("readers", lambda load, _: f"{load.readers:,}"),
        ("chunks", lambda load, _: f"{load.articles * times.chunks / 1e6:,.1f} million"),
        ("processes of `mujaz serve`", lambda _, needed: str(needed.servers)),
        ("processes of `mujaz work`", lambda _, needed: str(needed.workers)),
        ("cores of Milvus", lambda _, needed: str(needed.index_cores)),
        ("memory of Milvus", lambda _, needed: f"{needed.index_memory / 1e9:,.0f} GB"),
        ("disk of Milvus", lambda _, needed: f"{needed.index_disk / 1e9:,.0f} GB"),
        ("cores of PostgreSQL", lambda _, needed: str(needed.catalog_cores)),
        ("disk of PostgreSQL", lambda _, needed: f"{needed.catalog_disk / 1e9:,.0f} GB"),
        ("first load, core hours", lambda _, needed: f"{needed.loading:,.0f}"),
        ("… of them one process at a time", lambda _, needed: f"{needed.storing:,.0f}"),
    ]
    lines = [[name, *(cell(load, needed) for load, needed in found)] for name, cell in rows]
    lines.insert(1, ["---", *("---:" for _ in found)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def hour_table(times: ServiceTimes) -> str:
    """Return what came of the busiest hour of each load as a table in Markdown."""
    hours = [simulated(load, plan(load, times), times) for load in LOADS]
    rows: list[tuple[str, Callable[[Hour], float]]] = [
        ("an answer, p50", lambda hour: quantile(hour.answers, 0.5)),
        ("an answer, p95", lambda hour: quantile(hour.answers, 0.95)),
        ("until words find an article, p95", lambda hour: quantile(hour.found, 0.95)),
        ("until it has its vectors and story, p95", lambda hour: quantile(hour.whole, 0.95)),
    ]
    lines = [["articles", *(f"{load.articles:,}" for load in LOADS)]]
    lines.append(["---", *("---:" for _ in LOADS)])
    for name, value in rows:
        lines.append([name, *(f"{value(hour):.2f} s" for hour in hours)])
    for kind in KINDS:
        lines.append([f"{kind} busy", *(f"{hour.busy[kind]:.0%}" for hour in hours)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _answers(name: str, hour: Hour, single: float) -> Iterator[Measurement]:
    middle, late = quantile(hour.answers, 0.5), quantile(hour.answers, 0.95)
    yield Measurement(f"{name}: an answer, p50", middle, unit="s")
    yield Measurement(f"{name}: an answer, p95", late, unit="s")
    yield Measurement(f"{name}: p95 over an answer alone", late / single, at_most=4.0, digits=2)
