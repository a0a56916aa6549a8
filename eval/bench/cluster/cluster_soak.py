"""Two servers and three workers on one library, killed at random for minutes while articles are
written and questions asked: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.bench.cluster.cluster_findings import ClusterFindings, findings_on, look_in_index
from eval.bench.cluster.cluster_processes import ClusterProcess, Killer, free_port
from eval.bench.cluster.cluster_traffic import NewsAsker, NewsWriter, Texts
from eval.bench.cluster.milvus_server import running_milvus
from eval.bench.cluster.postgres_server import new_database, running_postgres
from eval.bench.harness import Context, Measurement
from rag.embedding.use import UseEmbedder
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.milvus_index import open_milvus
from rag.text.analyzer import open_analyzer

SECONDS = 300.0
SERVERS, WORKERS = 2, 3
WRITERS, ASKERS = 2, 2

_START_SECONDS = 90
_LOOK = 0.5


@dataclass(slots=True)
class ClusterTrial:
    """What happened in one trial."""

    kills: int = 0
    acknowledged: int = 0
    answered: int = 0
    away: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    unclear: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    behind: int = 0
    ended_alone: list[str] = field(default_factory=list)
    findings: ClusterFindings = field(default_factory=ClusterFindings)


def soak(context: Context) -> Iterator[Measurement]:
    """Kill the processes of a cluster at random, for as long as the command line says."""
    trial = kill_cluster(
        context.folder("cluster"), seconds=context.seconds or SECONDS, seed=int(time.time())
    )
    found = trial.findings
    yield Measurement("processes killed with kill -9", trial.kills, digits=0)
    yield Measurement("changes acknowledged", trial.acknowledged, at_least=1, digits=0)
    yield Measurement("articles at the end", found.articles, digits=0)
    yield Measurement("passages at the end", found.chunks, digits=0)
    yield Measurement("replies", trial.answered, at_least=1, digits=0)
    yield Measurement("no reply: the server was down or was killed", trial.away, digits=0)
    for name, count in sorted(trial.problems.items()):
        yield Measurement(f"clear errors: {name}", count, digits=0)
    yield Measurement("until nothing was owed", found.seconds, unit="s", digits=0)
    # No fault of ours: milvus-lite weighs words in each of its files apart (docs/scaling.md).
    yield Measurement("found at once, behind five others", trial.behind, digits=0)
    for name, wrong in (
        ("neither answers nor clear errors", trial.unclear),
        ("acknowledged and not found at once", trial.late),
        ("articles lost, wrong or there again", found.lost),
        ("the index holds other than the catalog", found.unsound),
        ("articles not found at the end", found.unfound),
        ("processes that ended by themselves", trial.ended_alone),
    ):
        yield Measurement(name, len(wrong), at_most=0, digits=0)
        for one in wrong[:20]:
            yield Measurement(one, 1, digits=0)


def kill_cluster(folder: Path, *, seconds: float, seed: int) -> ClusterTrial:
    """Run a cluster for so many seconds, kill its processes at random, and look what is left."""
    trial = ClusterTrial()
    with ExitStack() as ends:
        database = new_database(ends.enter_context(running_postgres()))
        milvus = ends.enter_context(running_milvus(folder / "milvus"))
        settings = {"MUJAZ_DATABASE_URL": database, "MUJAZ_MILVUS_URL": milvus.url}
        addresses, processes = _cluster(folder, settings)
        for process in processes:
            ends.callback(process.kill)
            process.start()
        _wait_for(addresses)
        texts = _under_fire(addresses, processes, trial, seconds=seconds, seed=seed)
        own = Settings.load(home=folder / "own", database_url=database, milvus_url=milvus.url)
        with Service.open(own) as service:
            trial.findings = findings_on(service, texts)
        for process in processes:
            code = process.end()
            if code or process.ended_alone:
                trial.ended_alone.append(f"{process.name}: {[*process.ended_alone, code]}")
        _look_in_index(own, trial.findings)
    return trial


def _cluster(
    folder: Path, settings: Mapping[str, str]
) -> tuple[Sequence[str], Sequence[ClusterProcess]]:
    """Return where the servers listen, and the processes, which are still to be started."""
    ports = [free_port() for _ in range(SERVERS)]
    servers = [
        ClusterProcess(f"server-{at}", ["serve", "--port", str(port)], folder, settings, port=port)
        for at, port in enumerate(ports)
    ]
    workers = [ClusterProcess(f"worker-{at}", ["work"], folder, settings) for at in range(WORKERS)]
    return [f"http://127.0.0.1:{port}" for port in ports], [*servers, *workers]


def _wait_for(addresses: Sequence[str]) -> None:
    """Wait until all servers answer. Raises `RuntimeError` where one does not."""
    until = time.monotonic() + _START_SECONDS
    for address in addresses:
        while time.monotonic() < until:
            try:
                if httpx.get(f"{address}/healthz").is_success:
                    break
            except httpx.TransportError:
                time.sleep(_LOOK)
        else:
            raise RuntimeError(f"no server answers at {address}")


def _under_fire(
    addresses: Sequence[str],
    processes: Sequence[ClusterProcess],
    trial: ClusterTrial,
    *,
    seconds: float,
    seed: int,
) -> Texts:
    """Write and ask while processes are killed; return what may be in the library then."""
    stop = threading.Event()
    writers = [NewsWriter(addresses, f"{seed}-{at}", stop) for at in range(WRITERS)]
    askers = [NewsAsker(addresses, f"{seed}/{at}", stop) for at in range(ASKERS)]
    killer = Killer(processes, seed)
    time.sleep(seconds)
    killer.stop()
    stop.set()
    trial.kills = killer.kills
    for one in (*writers, *askers):
        one.join()
        trial.answered += one.replies.answered
        trial.away += one.replies.away
        trial.problems += one.replies.problems
        trial.unclear += one.replies.unclear
    trial.acknowledged = sum(one.acknowledged for one in writers)
    trial.late = [name for one in writers for name in one.unfound]
    trial.behind = sum(len(one.behind) for one in writers)
    return {name: texts for one in writers for name, texts in one.texts.items()}


def _look_in_index(settings: Settings, findings: ClusterFindings) -> None:
    """Look for every article in the index by itself, which no other process has open."""
    assert settings.database_url is not None
    assert settings.milvus_url is not None
    with Service.open(settings) as service, ExitStack() as ends:
        catalog = Catalog(settings.database_url.get_secret_value())
        ends.callback(catalog.close)
        index = open_milvus(
            settings.milvus_url.get_secret_value(),
            catalog,
            UseEmbedder(),
            open_analyzer(settings.glossary),
        )
        ends.callback(index.close)
        look_in_index(service, index, findings)
