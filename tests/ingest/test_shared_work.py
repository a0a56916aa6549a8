"""What a library in PostgreSQL and Milvus owes is done once, by whichever process is there."""

from __future__ import annotations

import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from rag.errors import LibraryError
from rag.ingest import settling
from rag.ingest.catching_up import CatchingUp
from rag.ingest.chunking import Chunker
from rag.ingest.comparing import IndexComparison
from rag.ingest.ingester import Ingester
from rag.ingest.settling import make_vectors, settle, settle_some, settle_words
from rag.protocols import PassageIndex
from rag.records import StoredChunk
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.catalog.schema import PLAN
from rag.store.milvus_index import open_milvus
from rag.store.postgres_database import _lock_of
from rag.stories.keeping import StoryKeeper
from rag.text.analyzer import shipped_analyzer
from rag.text.spelling_processes import Speller
from tests.factories import ANALYZER
from tests.ingest.feed_site import NewsSite, story
from tests.milvus_server import MilvusServer
from tests.store.test_passage_indexes import EMBEDDER, ids_of, put
from tests.web.site import Site, reply

ROOT = Path(__file__).parents[2]

# A process that claims what is owed, says so, and tells the index when it is told to; then again.
WORKER = """
import sys
from rag.ingest.settling import settle_some
from rag.store.catalog import Catalog
from rag.store.milvus_index import MilvusIndex, open_milvus
from tests.factories import ANALYZER
from tests.store.test_passage_indexes import EMBEDDER

apply = MilvusIndex.apply_words

def waiting(self, adds, deletes):
    print(*(one.chunk.id for one in adds), flush=True)
    sys.stdin.readline()
    apply(self, adds, deletes)

MilvusIndex.apply_words = waiting
while place := sys.stdin.readline().split():
    catalog = Catalog(place[0])
    index = open_milvus(place[1], catalog, EMBEDDER, ANALYZER)
    print("done", settle_some(catalog, index), flush=True)
    index.close()
    catalog.close()
"""


class Worker:
    """A process that claims the words that are owed, and does them when it is told to."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def claim(self, database: str, milvus: str) -> list[str]:
        """Claim all words that are owed; return which."""
        return self._asked(f"{database} {milvus}").split()

    def finish(self) -> None:
        """Do the work that was claimed."""
        assert self._asked("") == "done 2\n"

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _asked(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


@pytest.fixture(scope="module")
def workers() -> Iterator[list[Worker]]:
    """The worker that is alive, if one is: starting one takes seconds."""
    alive: list[Worker] = []
    yield alive
    for worker in alive:
        worker.kill()


@dataclass
class Desk:
    """A library in PostgreSQL and Milvus, and what this process has open of it."""

    database: str
    milvus: str
    catalog: Catalog
    index: PassageIndex
    opened: list[PassageIndex | Catalog] = field(default_factory=list)

    def put_two(self) -> None:
        """Put two articles into the catalog, which then owes them to the index."""
        put(self.catalog, "a", "en", "1 rain fell on Cairo")
        put(self.catalog, "b", "en", "2 the ship left the port")

    def again(self) -> tuple[Catalog, PassageIndex]:
        """Open the library once more, as another process does."""
        catalog = Catalog(self.database)
        index = open_milvus(self.milvus, catalog, EMBEDDER, ANALYZER)
        self.opened += [index, catalog]
        return catalog, index

    def chunks(self) -> tuple[set[str], set[str]]:
        """The chunks in the index by their words, and by their vectors."""
        return ids_of(self.index)

    def wait_for_a_lock(self) -> None:
        """Wait until somebody waits for a row that another has locked."""
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with psycopg.connect(self.database, autocommit=True) as connection:
            while connection.execute(waits).fetchone() is None:
                threading.Event().wait(0.01)


@pytest.fixture
def worker(desk: Desk, workers: list[Worker]) -> Worker:
    """A process that has claimed the words of two articles."""
    desk.put_two()
    workers[:] = [one for one in workers if one.is_alive] or [Worker()]
    (worker,) = workers
    assert worker.claim(desk.database, desk.milvus) == ["a", "b"]
    return worker


@pytest.fixture
def desk(postgres: str, milvus: MilvusServer) -> Iterator[Desk]:
    catalog = Catalog(postgres)
    catalog.set_meta("library", uuid.uuid4().hex)
    index = open_milvus(milvus.url, catalog, EMBEDDER, ANALYZER)
    desk = Desk(postgres, milvus.url, catalog, index)
    yield desk
    for one in (*desk.opened, index, catalog):
        one.close()


def test_workers_share_the_vectors_of_a_library(desk: Desk) -> None:
    names = {f"n{at}" for at in range(24)}
    for name in names:
        put(desk.catalog, name, "en", f"{len(name)} a ship was seen near {name}")
    settle_words(desk.catalog, desk.index)
    assert desk.chunks() == (names, set())
    both = threading.Barrier(2, timeout=60)

    def work(catalog: Catalog, index: PassageIndex) -> int:
        done = 0
        with catalog.claim("vectors", "add", 4) as first:
            both.wait()  # each has taken some before either goes on
            index.add_vectors(chunks := catalog.stored_chunks(first), index.embed(chunks))
            catalog.settle("vectors", "add", first)
            done += len(first)
        while more := make_vectors(catalog, index, 4):
            done += more
        return done

    with ThreadPoolExecutor(2) as workers:
        done = list(workers.map(lambda pair: work(*pair), [desk.again(), desk.again()]))
    assert sum(done) == len(names)
    assert min(done) >= 4
    assert desk.chunks() == (names, names)
    assert desk.catalog.owed_count() == 0


def test_an_article_that_is_replaced_while_it_is_claimed_is_there_as_it_is_now(
    desk: Desk, worker: Worker
) -> None:
    with ThreadPoolExecutor(1) as others:
        replacing = others.submit(put, desk.catalog, "a", "en", "1 snow fell on Cairo")
        desk.wait_for_a_lock()
        worker.finish()
        replacing.result(60)
    settle(desk.catalog, desk.index)
    assert desk.chunks() == ({"a", "b"}, {"a", "b"})
    assert [desk.index.holding(word, limit=9) for word in ("snow", "rain")] == [["a"], []]


def test_who_adds_articles_waits_for_their_words(desk: Desk, worker: Worker) -> None:
    with ThreadPoolExecutor(1) as others:
        adding = others.submit(settle_words, desk.catalog, desk.index)
        with pytest.raises(TimeoutError):
            adding.result(0.2)
        worker.finish()
        adding.result(60)
    assert desk.index.holding("rain", limit=9) == ["a"]


def test_what_others_have_left_is_not_made_by_who_adds(desk: Desk) -> None:
    desk.put_two()
    other, index = desk.again()
    put(other, "c", "en", "3 the bridge was closed")
    settle_words(other, index)
    assert desk.chunks() == ({"c"}, set())
    other.remove("c")
    settle_words(other, index)
    assert desk.chunks() == (set(), set())
    settle(desk.catalog, desk.index)
    assert desk.chunks() == ({"a", "b"}, {"a", "b"})


def test_who_waits_too_long_is_told_that_the_articles_are_stored(
    desk: Desk, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_PATIENCE", 0.0)
    with pytest.raises(LibraryError, match=r"2 passages .* are stored"):
        settle_words(desk.catalog, desk.index)
    worker.finish()


@pytest.mark.parametrize("is_killed", [False, True], ids=["it finishes", "it is killed"])
def test_an_article_that_is_removed_while_it_is_claimed_is_gone_at_the_end(
    desk: Desk, worker: Worker, is_killed: bool
) -> None:
    with ThreadPoolExecutor(1) as others:
        removing = others.submit(desk.catalog.remove, "a")
        desk.wait_for_a_lock()
        assert not removing.done()
        (worker.kill if is_killed else worker.finish)()
        assert removing.result(60)
    settle(desk.catalog, desk.index)
    assert desk.chunks() == ({"b"}, {"b"})
    assert desk.catalog.owed_count() == 0


def test_a_worker_that_is_killed_gives_back_what_it_had_claimed(desk: Desk, worker: Worker) -> None:
    assert settle_some(desk.catalog, desk.index) == 0  # all is claimed
    assert make_vectors(desk.catalog, desk.index, 9) == 0  # vectors wait for the words
    worker.kill()
    settle_words(desk.catalog, desk.index)
    assert desk.chunks() == ({"a", "b"}, set())
    assert make_vectors(desk.catalog, desk.index, 9) == 2


def catching_up(catalog: Catalog, index: PassageIndex) -> CatchingUp:
    keeper = StoryKeeper(catalog, ANALYZER, None)
    return CatchingUp(catalog, lambda: index, threading.Lock(), lambda: keeper)


def test_stories_are_made_by_one_process_at_a_time(desk: Desk) -> None:
    desk.put_two()
    other, _ = desk.again()
    here = catching_up(desk.catalog, desk.index)
    with other.alone("stories") as is_alone:
        assert is_alone
        assert here.do_some("stories") == 0
    assert [here.do_some("stories") for _ in range(3)] == [2, 2, 0]
    assert here.group() == 0
    put(desk.catalog, "c", "en", "3 a museum was opened")
    assert here.do_some("stories") == 1


def test_claimed_vectors_do_not_wait_for_stories(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making stories may wait for another process, and that for the chunks that are claimed."""
    desk.put_two()
    settle_words(desk.catalog, desk.index)
    here, embed = catching_up(desk.catalog, desk.index), desk.index.embed
    claimed, grouping = threading.Event(), threading.Event()

    def embed_slowly(chunks: Sequence[StoredChunk]) -> NDArray[np.float32]:
        claimed.set()
        grouping.wait(60)
        return embed(chunks)

    def step(_: StoryKeeper) -> int:
        grouping.set()
        return making.result(60)

    monkeypatch.setattr(desk.index, "embed", embed_slowly)
    monkeypatch.setattr(StoryKeeper, "step", step)
    with ThreadPoolExecutor(1) as others:
        making = others.submit(here.do_some, "vectors")
        assert claimed.wait(60)
        assert here.do_some("stories") == 2
    assert desk.chunks() == ({"a", "b"}, {"a", "b"})


def test_the_background_does_words_vectors_and_stories(desk: Desk) -> None:
    desk.put_two()
    background = catching_up(desk.catalog, desk.index)
    background.start()
    try:
        wait_until(lambda: desk.catalog.owed_count() == 0 and background.group() == 0)
    finally:
        background.close()
    assert desk.chunks() == ({"a", "b"}, {"a", "b"})


def test_what_came_too_late_is_found_and_mended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.ingest.comparing._APART", 0.0)
    desk.put_two()
    (late,) = desk.catalog.stored_chunks(["a"])
    settle(desk.catalog, desk.index)
    desk.catalog.remove("a")
    settle_words(desk.catalog, desk.index)
    desk.index.apply_words([late], [])  # sent by a process that died before it was removed
    comparison = IndexComparison(desk.catalog)
    assert comparison.owe(desk.index) > 0
    assert settle_some(desk.catalog, desk.index) > 0
    assert desk.chunks() == ({"b"}, {"b"})
    assert comparison.owe(desk.index) == 0


def shared_desks(
    ends: ExitStack, postgres: str, milvus: MilvusServer, folder: Path
) -> list[Service]:
    """Open one library twice, as two processes do."""
    return [
        ends.enter_context(
            Service.open(
                Settings.load(
                    home=folder / name,
                    embedder="builtin",
                    database_url=postgres,
                    milvus_url=milvus.url,
                )
            )
        )
        for name in ("one", "other")
    ]


def test_a_feed_is_read_by_one_of_two_workers(
    postgres: str, milvus: MilvusServer, tmp_path: Path
) -> None:
    with ExitStack() as ends:
        desks = shared_desks(ends, postgres, milvus, tmp_path)
        news = NewsSite(ends.enter_context(Site()))
        for number in range(3):
            news.page(f"/{number}", story(number))
        fetcher = news.site.fetcher()
        desks[0].watch(news.url, fetcher=fetcher)
        news.site.requests.clear()
        with ThreadPoolExecutor(2) as both:
            reports = list(both.map(lambda one: one.read_due_feeds(60, fetcher=fetcher), desks))
        assert sorted(report.added for report in reports) == [0, 3]
        asked = [one.target for one in news.site.requests if one.target != "/robots.txt"]
        assert sorted(asked) == ["/0", "/1", "/2", "/feed"]
        desks[1].read_due_feeds(60, fetcher=fetcher)
        assert len(news.site.asked("/feed")) == 1  # it is not due
        desks[1].read_feeds(fetcher=fetcher)
        assert len(news.site.asked("/feed")) == 2  # who asks for it gets it all the same


def test_a_feed_that_fails_is_left_alone_by_all_workers(
    postgres: str, milvus: MilvusServer, tmp_path: Path
) -> None:
    with ExitStack() as ends:
        one, other = shared_desks(ends, postgres, milvus, tmp_path)
        news = NewsSite(ends.enter_context(Site()))
        fetcher = news.site.fetcher()
        one.watch(news.url, fetcher=fetcher)
        catalog = one._catalog
        good, news.site.pages["/feed"] = news.site.pages["/feed"], reply(status="404 Not Found")
        news.site.requests.clear()
        rests: list[timedelta] = []
        for failures in (1, 2, 3):
            assert one.read_due_feeds(60, fetcher=fetcher).failed == 1
            assert other.read_due_feeds(60, fetcher=fetcher).failed == 0  # it is not due
            assert len(news.site.asked("/feed")) == failures
            ((until,),) = catalog._db.all("SELECT until FROM rests")
            rests.append(datetime.fromisoformat(until) - datetime.now(UTC))
            catalog.watched.rest(news.url, datetime.now(UTC))  # as if that time were over
        for times, rest in zip((1, 2, 4), rests, strict=True):
            assert rest == pytest.approx(times * timedelta(minutes=48), abs=timedelta(minutes=5))
        news.site.pages["/feed"] = good
        assert other.read_feeds(fetcher=fetcher).failed == 0
        assert catalog._db.all("SELECT until FROM rests") == []


@pytest.mark.parametrize("asked", ["999999999", "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_site_that_asks_to_be_left_alone_for_years_is_for_a_day(
    postgres: str, milvus: MilvusServer, tmp_path: Path, asked: str
) -> None:
    with ExitStack() as ends:
        one, _ = shared_desks(ends, postgres, milvus, tmp_path)
        news = NewsSite(ends.enter_context(Site()))
        one.watch(news.url, fetcher=news.site.fetcher())
        news.site.pages["/feed"] = reply(status="503 Service Unavailable", retry_after=asked)
        assert one.read_due_feeds(60, fetcher=news.site.fetcher()).failed == 1
        watched, now = one._catalog.watched, datetime.now(UTC)
        assert watched.is_resting(news.url, now + timedelta(hours=23))
        assert not watched.is_resting(news.url, now + timedelta(hours=25))


class TurnCounter:
    """A token counter that notes whether somebody could store articles while it counts."""

    name, exact = "turns", False

    def __init__(self, database: str) -> None:
        self.free: list[bool] = []
        self._connection = psycopg.connect(database, autocommit=True)

    def count(self, text: str) -> int:
        number = (_lock_of(PLAN.name),)
        with self._connection.transaction():
            row = self._connection.execute("SELECT pg_try_advisory_xact_lock(%s)", number)
            self.free += row.fetchone() or ()
        return len(text.split())

    def close(self) -> None:
        self._connection.close()


def test_an_article_is_cut_into_chunks_before_its_turn_to_be_stored(desk: Desk) -> None:
    with closing(TurnCounter(desk.database)) as counter:
        chunker = Chunker(counter, max_tokens=20)
        ingester = Ingester(
            desk.catalog,
            desk.index,
            chunker,
            max_bytes=10**6,
            speller=Speller(shipped_analyzer(), processes=1),
        )
        drafts = [{"id": f"n{at}", "text": story(at)} for at in range(3)]
        assert ingester.add(drafts).added == 3
        assert len(counter.free) > 9
        assert all(counter.free)
        counter.free.clear()
        assert ingester.add(drafts).unchanged == 3
        assert counter.free == []  # what is there as it is is not cut
        assert ingester.add([{**drafts[0], "text": f"{story(0)}\nAnd more."}]).updated == 1
        assert all(counter.free)
    assert desk.catalog.chunk_count() == len(desk.chunks()[0]) > 9


def wait_until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        threading.Event().wait(0.02)
