"""Words are searchable at once, vectors follow."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.errors import EmbeddingError
from rag.ingest import catching_up
from rag.ingest.catching_up import CatchingUp
from rag.ingest.settling import settle_words
from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.local_index import LocalIndex
from rag.stories.keeping import StoryKeeper
from tests.factories import ANALYZER
from tests.leaks import leaked
from tests.openai_server import API_KEY, Fault, OpenAIServer
from tests.store.test_local_index import Compass, opened, put
from tests.store.test_passage_indexes import ids_of

if TYPE_CHECKING:
    from chromadb.api.client import Client

ARTICLES = 300  # one chunk each: more than one step
CANAL = "The container ship blocked the Suez Canal for six days."


def drafts(count: int = ARTICLES) -> list[Draft]:
    texts = [f"Report {number} tells of harbour {number}." for number in range(count - 1)]
    return [Draft(text=text, id=f"n{at}") for at, text in enumerate([*texts, CANAL])]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(home=tmp_path / "home", embedder="use")


def finds_the_canal(service: Service) -> bool:
    return service.search("Which ship blocked the canal?")[0].article.id == f"n{ARTICLES - 1}"


def test_words_find_articles_whose_vectors_follow(settings: Settings) -> None:
    with Service.open(settings) as service:
        report = service.add(drafts(), vectors=False)
        assert (report.added, report.vectors_owed) == (ARTICLES, ARTICLES)
        assert finds_the_canal(service)
        assert service.ask("How long was the Suez Canal blocked?").sentences[0].text == CANAL
        assert service.vectors_made() == (0, ARTICLES)
        health = service.check()
        assert (health.sound, health.owed_vectors, health.missing_vectors) == (True, ARTICLES, 0)


def test_catching_up_tells_its_progress_and_makes_all(settings: Settings) -> None:
    steps: list[tuple[int, int]] = []
    with Service.open(settings) as service:
        service.add(drafts(), vectors=False)
        assert service.catch_up(lambda done, total: steps.append((done, total))) == 0
        assert service.vectors_made() == (ARTICLES, ARTICLES)
        assert service.check().owed_vectors == 0
        assert service.check().sound
        assert service.catch_up() == 0
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1] == (ARTICLES, ARTICLES)


def test_without_more_words_indexing_makes_the_vectors_too(settings: Settings) -> None:
    with Service.open(settings) as service:
        assert service.add(drafts(3)).vectors_owed == 0
        assert service.vectors_made() == (3, 3)


def test_what_was_stopped_the_next_process_takes_up_but_not_by_asking(settings: Settings) -> None:
    stop = Event()
    with Service.open(settings) as service:
        service.add(drafts(), vectors=False)
        left = service.catch_up(lambda done, total: stop.set(), stop=stop)
        assert 0 < left < ARTICLES
    with Service.open(settings) as service:
        assert finds_the_canal(service)
        service.ask("How long was the Suez Canal blocked?")
        assert service.vectors_made() == (ARTICLES - left, ARTICLES)
        assert service.catch_up() == 0
        assert service.check().owed_vectors == 0


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_in_the_background_no_call_waits_for_vectors(settings: Settings) -> None:
    with Service.open(settings, background=True) as service:
        assert service.add(drafts()).vectors_owed > 0
        assert finds_the_canal(service)
        wait_until(lambda: service.vectors_made() == (ARTICLES, ARTICLES))
        service.add(Draft(text="A comet was seen over Aswan.", id="comet"))
        wait_until(lambda: service.vectors_made() == (ARTICLES + 1, ARTICLES + 1))
        assert service.remove("comet") == []
        health = service.check()
        assert (health.sound, health.owed_vectors) == (True, 0)


def test_a_library_is_closed_in_the_midst_of_its_vectors(settings: Settings) -> None:
    with Service.open(settings, background=True) as service:
        service.add(drafts())
        wait_until(lambda: service.vectors_made()[0] > 0)
    with Service.open(settings) as service:
        made, wanted = service.vectors_made()
        assert 0 < made < wanted == ARTICLES
        assert service.check().sound


def test_another_free_embedder_makes_the_vectors_anew_and_drops_the_old(
    settings: Settings,
) -> None:
    builtin = settings.model_copy(update={"embedder": "builtin"})
    with Service.open(builtin) as service:
        assert service.add(drafts()).vectors_owed == 0
    for moved in (settings, builtin, settings):  # the first two are never opened to the end
        Service.open(moved).close()
    with Service.open(settings) as service:
        assert finds_the_canal(service)
        assert service.vectors_made() == (0, ARTICLES)
        assert service.check().owed_vectors == ARTICLES
        assert service.catch_up() == 0
        assert service.check().sound
    assert collections(settings.folder / "vectors") == [0, ARTICLES]


def test_a_library_says_that_it_moves_until_it_has_moved(settings: Settings) -> None:
    with Service.open(settings.model_copy(update={"embedder": "builtin"})) as service:
        service.add(drafts())
        assert service.moving_to() is None
    stop = Event()
    with Service.open(settings) as service:
        service.catch_up(lambda done, total: stop.set(), stop=stop)
        assert service.moving_to() == "use"
        assert service.check().moving
    with Service.open(settings) as service:
        assert service.moving_to() == "use"
        assert service.catch_up() == 0
        service.add(Draft(text="A comet was seen over Aswan."), vectors=False)
        assert service.moving_to() is None
        assert not service.check().moving


def test_with_the_last_article_whose_vector_was_owed_the_move_is_over(settings: Settings) -> None:
    with Service.open(settings.model_copy(update={"embedder": "builtin"})) as service:
        service.add(drafts(2))
    with Service.open(settings) as service:
        assert service.moving_to() == "use"
        service.remove(["n0", "n1"])
        service.add(Draft(text="A comet was seen over Aswan."), vectors=False)
        assert service.moving_to() is None
        assert service.check().sound


def test_a_changed_title_gives_an_article_another_vector(settings: Settings) -> None:
    with Service.open(settings) as service:
        for title in ("A ship aground", "A comet over Aswan"):
            service.add(Draft(text=CANAL, title=title, id="canal"))
            index = service._components.index()
            assert isinstance(index, LocalIndex)
            (chunk,) = service._catalog.stored_chunks(service._catalog.chunk_ids())
            assert chunk.title == title
            ((_, cosine),) = index._vectors.search(index.embed([chunk])[0], "en", limit=1)
            assert cosine == pytest.approx(1, abs=1e-5)  # that of the id, which names the text
        assert service.check().sound


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.1])
def test_a_library_closed_at_any_time_leaves_no_thread(settings: Settings, seconds: float) -> None:
    for _ in range(5):
        with Service.open(settings, background=True) as service:
            service.add(Draft(text=CANAL))
            time.sleep(seconds)
    wait_until(lambda: all(one.name != "mujaz-vectors" for one in threading.enumerate()), 10)


def test_a_library_is_sound_whenever_it_is_checked(settings: Settings) -> None:
    with Service.open(settings, background=True) as service:
        service.add(drafts())
        checks = 0
        while service.vectors_made()[0] < ARTICLES:
            assert service.check().sound
            checks += 1
    assert checks > 1


def test_threads_that_add_remove_and_search_do_not_disturb_each_other(settings: Settings) -> None:
    def use(number: int) -> int:
        for at in range(12):
            name = f"t{number}-{at}"
            service.add(Draft(text=f"Comet {number} was seen over Aswan {at} times.", id=name))
            assert service.search("Which ship blocked the canal?")
            made, wanted = service.vectors_made()
            assert 0 <= made <= wanted
            if at % 2:
                assert service.remove(name) == []
        return number

    with Service.open(settings, background=True) as service:
        service.add(drafts())
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(use, range(4))) == [0, 1, 2, 3]
        assert service.catch_up() == 0
        health = service.check()
        assert (health.sound, health.owed_vectors) == (True, 0)
        assert health.articles == ARTICLES + 4 * 6
        assert finds_the_canal(service)


def collections(folder: Path) -> list[int]:
    """How many vectors each collection in a folder holds."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    opened = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    client = cast("Client", opened)
    counts = sorted(one.count() for one in client.list_collections())
    client.close()
    return counts


class Interrupted(Compass):
    """An embedder during whose work something else happens to the library."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._meanwhile()
        self._meanwhile = lambda: None
        return super().embed_documents(texts)


@pytest.mark.parametrize("change", ["removed", "changed", "another language", "closed"])
def test_what_changes_while_it_is_embedded_leaves_no_stray_vector(
    tmp_path: Path, change: str
) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")

    def meanwhile() -> None:
        if change == "removed":
            catalog.remove("n1")
        elif change == "changed":
            put(catalog, "n1", "en", "item 7")
        elif change == "another language":
            put(catalog, "n1", "ar", "item 1")
        else:
            making.close()
        settle_words(catalog, index)

    index = opened(tmp_path, catalog, Interrupted(meanwhile))
    keeper = StoryKeeper(catalog, ANALYZER, None)
    making = CatchingUp(catalog, lambda: index, Lock(), lambda: keeper)
    for number in range(3):
        put(catalog, f"n{number}", "en", f"item {number}")
    settle_words(catalog, index)
    left = making.run()
    assert left == (3 if change == "closed" else 0)
    assert len(ids_of(index)[1]) == {"removed": 2, "closed": 0}.get(change, 3)
    assert ids_of(index)[1] <= set(catalog.chunk_ids())
    in_arabic = index._vectors.count("ar")
    assert in_arabic == (1 if change == "another language" else 0)
    index.close()
    catalog.close()


@pytest.fixture
def paid(tmp_path: Path, openai_server: OpenAIServer) -> Settings:
    return Settings.load(
        home=tmp_path / "paid",
        embedder="openai:text-embedding-3-small",
        openai_api_key=API_KEY,
        openai_base_url=openai_server.base_url,
    )


def test_where_the_embedding_server_fails_the_articles_are_in_all_the_same(
    paid: Settings, openai_server: OpenAIServer
) -> None:
    with Service.open(paid) as service:
        openai_server.fault(Fault.UNAUTHORIZED)
        with pytest.raises(EmbeddingError):
            service.add(drafts(3))
        assert service.vectors_made() == (0, 3)
        assert service.check().sound
        assert service.catch_up() == 0
        assert service.vectors_made() == (3, 3)


def test_in_the_background_a_failing_server_is_told_and_asked_again(
    paid: Settings,
    openai_server: OpenAIServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(catching_up, "_AGAIN", 0.2)
    openai_server.fault(Fault.UNAUTHORIZED, times=2)
    with Service.open(paid, background=True) as service:
        assert service.add(drafts(3)).added == 3
        wait_until(lambda: service.vectors_made() == (3, 3))
    assert "the next vectors are made in" in caplog.text
    assert not leaked(caplog.text)


def test_closing_does_not_wait_for_a_server_that_hangs(
    paid: Settings, openai_server: OpenAIServer
) -> None:
    openai_server.fault(Fault.HANG)
    with Service.open(paid, background=True) as service:
        service.add(drafts(3))
        wait_until(lambda: openai_server.most_at_once > 0)
        started = time.monotonic()
        service.close()
        took = time.monotonic() - started
    assert took < 5  # one second, and what a busy machine adds; the server would take a minute
    with Service.open(paid) as service:
        assert service.vectors_made() == (0, 3)


KILLED = """
import sys
from rag.ingest import catching_up
from rag.service import Service
from rag.settings import Settings
catching_up._CHUNKS_A_STEP = 20
with Service.open(Settings.load(home=sys.argv[1], embedder="use")) as service:
    service.index(sys.argv[2], vectors=False)
    print("words", flush=True)
    service.catch_up(lambda done, total: print(done, flush=True))
"""


@pytest.mark.parametrize("after", [1, 2, 5])
def test_killed_in_the_second_stage_nothing_is_lost(tmp_path: Path, after: int) -> None:
    lines = [json.dumps({"id": one.id, "text": one.text}) for one in drafts()]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    home = tmp_path / "home"
    command = [sys.executable, "-c", KILLED, str(home), str(tmp_path / "news.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(after)]
        process.send_signal(signal.SIGKILL)
    assert told[0] == "words"
    made = int(told[-1]) if after > 1 else 0
    with Service.open(Settings.load(home=home, embedder="use")) as service:
        assert service.count() == ARTICLES
        assert finds_the_canal(service)
        assert service.vectors_made()[0] >= made
        health = service.check()
        assert health.sound
        assert health.owed_vectors > 0
        assert service.catch_up() == 0
        assert service.check().sound
