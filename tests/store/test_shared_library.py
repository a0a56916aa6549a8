"""A library whose catalog is on a PostgreSQL server: who may open it, and what then happens."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.errors import FingerprintError, LibraryError, LibraryLockedError
from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from rag.store.health import claim, open_catalog
from rag.store.library_hold import LibraryHold
from tests.milvus_server import MilvusServer

HARBOUR = "The port of Tartus is open again, its harbour master said on Sunday. Ships may enter."
FERRY = "The ferry between Tangier and Tarifa was cancelled for the third day because of wind."


def settings(home: Path, postgres: str) -> Settings:
    return Settings.load(home=home, embedder="builtin", database_url=SecretStr(postgres))


def test_it_is_indexed_asked_and_opened_again(tmp_path: Path, postgres: str) -> None:
    with Service.open(settings(tmp_path, postgres)) as library:
        library.add([Draft(text=HARBOUR, id="harbour"), Draft(text=FERRY, id="ferry")])
        library.conversations.begin("somebody")
        assert not library.people.accounts()
    assert not list(tmp_path.glob("*.sqlite"))
    assert not list(tmp_path.glob("*.db"))
    with Service.open(settings(tmp_path, postgres)) as library:
        assert [one.article.id for one in library.search("Tartus", limit=1)] == ["harbour"]
        health = library.check()
        assert health.sound
        assert health.server is not None
        assert library.remove("harbour") == []


def test_with_its_index_in_a_folder_one_process_at_a_time_has_it(
    tmp_path: Path, postgres: str
) -> None:
    with Service.open(settings(tmp_path / "one", postgres)):
        with pytest.raises(LibraryLockedError, match=f"in use by .*{os.getpid()}"):
            Service.open(settings(tmp_path / "other", postgres))
        shared = LibraryHold(tmp_path, SecretStr(postgres), is_shared=True)
        with pytest.raises(LibraryLockedError, match="MUJAZ_MILVUS_URL"):
            shared.acquire()
    with Service.open(settings(tmp_path / "other", postgres)):
        pass


def test_without_the_address_of_its_index_nothing_is_made_anew(
    tmp_path: Path, postgres: str, milvus: MilvusServer
) -> None:
    alone = settings(tmp_path, postgres)
    both = alone.model_copy(update={"milvus_url": SecretStr(milvus.url)})
    with Service.open(both) as library:
        library.add(Draft(text=HARBOUR, id="harbour"))
    with Service.open(alone) as library:
        with pytest.raises(FingerprintError, match="set MUJAZ_MILVUS_URL"):
            library.search("Tartus")
        assert library.words_owed() == 0
        library.repair()
        assert [one.article.id for one in library.search("Tartus", limit=1)] == ["harbour"]


def test_a_library_that_processes_share_has_one_embedder(
    tmp_path: Path, postgres: str, milvus: MilvusServer
) -> None:
    ours = settings(tmp_path, postgres).model_copy(update={"milvus_url": SecretStr(milvus.url)})
    theirs = ours.model_copy(update={"embedder": "use"})
    with Service.open(ours) as library:
        library.add(Draft(text=HARBOUR, id="harbour"))
        with pytest.raises(FingerprintError, match=r"indexed with the embedder 'builtin:.*'use:"):
            Service.open(theirs)
        with pytest.raises(LibraryLockedError, match="end all of its processes"):
            Service.open(theirs, reembed=True)
        assert [one.article.id for one in library.search("Tartus")] == ["harbour"]
    with pytest.raises(FingerprintError, match="mujaz doctor --reembed"):
        Service.open(theirs)
    with Service.open(theirs, reembed=True) as library, Service.open(theirs) as other:
        assert library.catch_up() == 0
        assert [one.article.id for one in other.search("Tartus")] == ["harbour"]
        with pytest.raises(FingerprintError, match="indexed with the embedder 'use:"):
            Service.open(ours)
        assert other.check().sound


def test_what_a_process_has_left_is_made_by_catching_up(
    tmp_path: Path, postgres: str, milvus: MilvusServer
) -> None:
    both = settings(tmp_path, postgres).model_copy(update={"milvus_url": SecretStr(milvus.url)})
    with Service.open(both) as library:
        library.add(Draft(text=HARBOUR, id="harbour"))
        library._catalog.owe(add=library._catalog.chunk_ids())  # as one that dies leaves it
        library.add(Draft(text=FERRY, id="ferry"), vectors=False)
        assert library.words_owed() == 1
        assert library.catch_up() == 0
        assert library.words_owed() == 0
        assert library.check().sound


def test_the_index_of_another_machine_is_brought_to_what_the_catalog_says(
    tmp_path: Path, postgres: str
) -> None:
    one, other = settings(tmp_path / "one", postgres), settings(tmp_path / "other", postgres)
    with Service.open(one) as library:
        library.add([Draft(text=HARBOUR, id="harbour")])
    with Service.open(other) as library:
        assert library.search("Tartus")[0].article.id == "harbour"
        library.remove("harbour")
        library.add([Draft(text=FERRY, id="ferry")])
    with Service.open(one) as library:  # of as many chunks as the catalog, but not the same
        assert not any(one.article.id == "harbour" for one in library.search("Tartus"))
        assert [one.article.id for one in library.search("Tangier")] == ["ferry"]


def test_a_folder_with_an_index_of_its_own_is_not_taken_for_that_of_an_empty_database(
    tmp_path: Path, postgres: str
) -> None:
    with Service.open(Settings.load(home=tmp_path, embedder="builtin")) as library:
        library.add([Draft(text=HARBOUR)])
    with pytest.raises(LibraryError, match="mujaz move"):
        Service.open(settings(tmp_path, postgres))


OPENED = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from pydantic import SecretStr
from rag.store.health import claim, open_catalog
from rag.store.library_hold import LibraryHold

hold = LibraryHold(Path(sys.argv[1]), SecretStr(sys.argv[2]), is_shared=True)
sys.stdin.readline()
hold.acquire()
catalog = open_catalog(Path(sys.argv[1]), hold.server)
claim(catalog, Path(sys.argv[1]), "builtin:1", reembed=False)
print(catalog.meta("library"))
hold.release()
"""


def test_processes_that_open_a_new_library_at_once_give_it_one_name(
    tmp_path: Path, postgres: str
) -> None:
    command = [sys.executable, "-c", OPENED, str(tmp_path), postgres]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    names = {one.communicate()[0] for one in started}
    assert [one.returncode for one in started] == [0, 0, 0]
    assert len(names) == 1
    hold = LibraryHold(tmp_path, SecretStr(postgres), is_shared=True)
    hold.acquire()
    catalog = open_catalog(tmp_path, hold.server)
    claim(catalog, tmp_path, "builtin:1", reembed=False)
    assert {f"{catalog.meta('library')}\n"} == names
    hold.release()


def test_threads_that_find_the_server_started_anew_take_the_library_once(
    tmp_path: Path, postgres: str
) -> None:
    hold = LibraryHold(tmp_path, SecretStr(postgres))
    hold.acquire()
    server = hold.server
    assert server is not None
    with server.connect() as other:
        other.execute(
            "SELECT pg_terminate_backend(l.pid, 5000) FROM pg_locks l JOIN pg_database d"
            " ON d.oid = l.database AND d.datname = current_database()"
            " WHERE l.locktype = 'advisory'"
        )
    with ThreadPoolExecutor(4) as threads:
        for one in [threads.submit(server.confirm) for _ in range(4)]:
            one.result()
    with pytest.raises(LibraryLockedError):
        LibraryHold(tmp_path / "other", SecretStr(postgres), is_shared=True).acquire()
    hold.release()
