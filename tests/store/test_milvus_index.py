"""A library in Milvus: shared by processes, refused where it must not be touched, and what is told
when the server fails."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import grpc
import pytest
from pydantic import SecretStr

from rag.embedding.builtin import BuiltinEmbedder
from rag.errors import DiskError, FingerprintError, LibraryError, SettingsError
from rag.ingest.settling import settle, settle_words
from rag.protocols import PassageIndex
from rag.records import Draft, SearchFilter
from rag.service import Service
from rag.settings import Settings, told_settings
from rag.store.catalog import Catalog
from rag.store.local_index import open_index
from rag.store.milvus_address import MilvusAddress
from rag.store.milvus_collection import MilvusCollection
from rag.store.milvus_index import MilvusIndex, open_milvus
from tests.factories import ANALYZER
from tests.milvus_server import MilvusServer, running_milvus
from tests.store.test_passage_indexes import EMBEDDER, fill, found, ids_of, put

CANAL = "The container ship blocked the Suez Canal for six days."
SECRET = "s3cr3t-Passw0rd"


@pytest.fixture
def settings(tmp_path: Path, milvus: MilvusServer) -> Settings:
    return Settings.load(home=tmp_path / "home", embedder="builtin", milvus_url=milvus.url)


def catalog_of(path: Path, library: str) -> Catalog:
    catalog = Catalog(path)
    catalog.set_meta("library", library)
    return catalog


def collections(server: MilvusServer) -> set[str]:
    from pymilvus import MilvusClient

    return set(MilvusClient(server.url).list_collections())


# --- a library ---


def test_a_library_in_milvus_has_nothing_in_its_folder_but_the_catalog(settings: Settings) -> None:
    with Service.open(settings) as service:
        service.add([Draft(text=CANAL, id="canal"), Draft(text="Wheat grew in Egypt.", id="w")])
        assert service.search("Which ship blocked the canal?")[0].article.id == "canal"
        assert service.ask("How long was the Suez Canal blocked?").sentences
        assert service.check().sound
        assert service.unready() == ()
        assert not (settings.folder / "words").exists()
        assert not (settings.folder / "vectors").exists()
    with Service.open(settings) as service:
        assert service.remove(["w"]) == []
        assert service.check().sound
        assert {one.article.id for one in service.search("wheat")} <= {"canal"}


def test_a_repair_fills_the_collection_anew(settings: Settings, milvus: MilvusServer) -> None:
    with Service.open(settings) as service:
        service.add([Draft(text=CANAL, id="canal")])
        index = service._components.index()
        assert isinstance(index, MilvusIndex)
        index.apply_words([], service._catalog.chunk_ids())
        assert not service.check().sound
        before = collections(milvus)
        assert service.repair() == 0
        assert service.check().sound
        assert collections(milvus) == before
        assert service.search("Suez")[0].article.id == "canal"


def test_a_library_moves_to_milvus_and_back(settings: Settings) -> None:
    local = settings.model_copy(update={"milvus_url": None})
    for chosen in (local, settings, local, settings):
        with Service.open(chosen) as service:
            service.add([Draft(text=CANAL, id="canal"), Draft(text=f"It is {uuid.uuid4()}.")])
            service.catch_up()
            assert service.search("Which ship blocked the canal?")[0].article.id == "canal"
            assert service.check().sound


def test_another_embedder_gets_another_collection(settings: Settings, milvus: MilvusServer) -> None:
    with Service.open(settings) as service:
        service.add([Draft(text=CANAL, id="canal")])
        before = collections(milvus)
    with Service.open(settings.model_copy(update={"embedder": "use"})) as service:
        assert service.search("Suez")[0].article.id == "canal"
        service.catch_up()
        assert service.check().sound
        assert len(collections(milvus)) == len(before)
        assert collections(milvus) != before


def test_a_library_of_another_analysis_is_refused_and_not_touched(
    settings: Settings, tmp_path: Path
) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("zorblax\tسمندع\n", encoding="utf-8")
    with Service.open(settings) as service:
        service.add([Draft(text=CANAL, id="canal")])
    with Service.open(settings.model_copy(update={"glossary": own})) as service:
        with pytest.raises(FingerprintError, match="doctor --repair"):
            service.search("Suez")
        assert "glossary" in (service.check().unreadable or "")
    with Service.open(settings) as service:
        assert service.search("Suez")[0].article.id == "canal"
    with Service.open(settings.model_copy(update={"glossary": own})) as service:
        service.repair()
        assert service.search("Suez")[0].article.id == "canal"
        assert service.check().sound


# --- processes ---

_WRITER = """
import sys
from pathlib import Path
from rag.ingest.settling import settle, settle_words
from rag.store.milvus_index import open_milvus
from tests.factories import ANALYZER
from tests.store.test_milvus_index import catalog_of
from tests.store.test_passage_indexes import EMBEDDER, put

url, library, folder = sys.argv[1:]
catalog = catalog_of(Path(folder) / "theirs.sqlite", library)
index = open_milvus(url, catalog, EMBEDDER, ANALYZER)
for at in range(30):
    put(catalog, f"theirs{at}", "en", f"{at} report of another process")
    settle(catalog, index)
index.close()
"""


def test_two_processes_share_a_collection(milvus: MilvusServer, tmp_path: Path) -> None:
    library = uuid.uuid4().hex
    catalog = catalog_of(tmp_path / "ours.sqlite", library)
    command = [sys.executable, "-c", _WRITER, milvus.url, library, str(tmp_path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) as process:
        index = open_milvus(milvus.url, catalog, EMBEDDER, ANALYZER)
        for at in range(30):
            put(catalog, f"ours{at}", "en", f"{at} report of this process")
            settle(catalog, index)
            assert f"ours{at}" in found(index, f"{at} report", limit=100)
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told.decode()
    everything = {f"{whose}{at}" for whose in ("ours", "theirs") for at in range(30)}
    assert ids_of(index) == (everything, everything)
    assert set(found(index, "report", limit=100)) == everything
    index.close()
    catalog.close()


def test_milvus_lite_weighs_the_words_of_each_of_its_files_apart(
    milvus: MilvusServer, tmp_path: Path
) -> None:
    """A chunk that comes just after a file was written is found, but ranked as if it were alone in
    the library. When this fails, `make soak ARGS=cluster` can want it among the first five."""
    catalog = catalog_of(tmp_path / "c.sqlite", uuid.uuid4().hex)
    index = open_milvus(milvus.url, catalog, EMBEDDER, ANALYZER)
    put(catalog, "old", "en", "0 the harbour of Tartus")
    for at in range(20):
        put(catalog, f"n{at}", "en", f"{at} a report of the weather")
    settle_words(catalog, index)
    index._collection._client.flush(index._collection.name)
    put(catalog, "new", "en", "1 a report: zebra seen in the harbour")
    settle_words(catalog, index)
    assert found(index, "report of a zebra in the harbour")[:2] == ["old", "new"]
    where = SearchFilter(articles=["new"])
    assert found(index, "report of a zebra in the harbour", where=where) == ["new"]
    index.close()
    catalog.close()


# --- faults ---


def test_a_server_that_dies_in_mid_write_loses_nothing_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    """What was not is still owed."""
    with running_milvus(tmp_path / "server") as server:
        catalog = catalog_of(tmp_path / "catalog.sqlite", uuid.uuid4().hex)
        index = open_milvus(server.url, catalog, EMBEDDER, ANALYZER)
        some = threading.Event()

        def write() -> None:
            for at in range(40):
                put(catalog, f"n{at}", "en", f"{at} report of the harbour")
                while catalog.owed_count():
                    with suppress(LibraryError):
                        settle(catalog, index)
                        break
                    time.sleep(0.05)
                if at == 10:
                    some.set()

        with ThreadPoolExecutor(1) as writers:
            writing = writers.submit(write)
            some.wait(60)
            for _ in range(2):
                server.kill()
                server.start()
            writing.result()
        names = {f"n{at}" for at in range(40)}
        assert ids_of(index) == (names, names)
        index.close()
        catalog.close()


def test_a_server_that_is_away_is_told_with_its_address_and_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("rag.store.milvus_collection._CONNECTING", 0.3)
    address = f"http://desk:{SECRET}@127.0.0.1:9"
    settings = Settings.load(home=tmp_path / "home", embedder="builtin", milvus_url=address)
    with Service.open(settings) as service:
        with pytest.raises(LibraryError, match=r"http://127\.0\.0\.1:9 does not answer") as raised:
            service.search("Suez")
        assert service.unready() == ("index",)
        assert "does not answer" in (service.check().unreadable or "")
    assert SECRET not in str(raised.value) + caplog.text + repr(settings)
    assert SECRET not in str(told_settings(settings))


def test_a_server_that_goes_away_while_a_library_is_open_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_milvus(tmp_path / "server") as server:
        settings = Settings.load(home=tmp_path / "home", embedder="builtin", milvus_url=server.url)
        with Service.open(settings) as service:
            service.add([Draft(text=CANAL, id="canal")])
            server.kill()
            with pytest.raises(LibraryError, match="does not answer"):
                service.search("Suez")
            server.start()
            assert service.search("Suez")[0].article.id == "canal"
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "url", ["nonsense", "ftp://host", "http://", "http://host:port", f"desk:{SECRET}@host:1"]
)
def test_an_address_that_is_none_is_refused_without_telling_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="http://host:19530") as raised:
        open_milvus(url, catalog_of(tmp_path / "c.sqlite", "l"), EMBEDDER, ANALYZER)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "uri", "token", "database"),
    [
        ("http://host", "http://host:19530", "", ""),
        ("https://host/desk", "https://host:443", "", "desk"),
        ("http://desk:p%40ss@host:1/", "http://host:1", "desk:p@ss", ""),
        ("https://token@host:1", "https://host:1", "token", ""),
        ("http://[::1]:1", "http://[::1]:1", "", ""),
    ],
)
def test_an_address_holds_who_asks(url: str, uri: str, token: str, database: str) -> None:
    address = MilvusAddress.of(url)
    assert (address.uri, address.token, address.database) == (uri, token, database)
    assert not token or token not in repr(address)


@pytest.mark.parametrize("password", ["pa@ss/w", "pa/ss", "pa@ss#w", "pa@ss?w"])
def test_no_part_of_a_password_that_is_not_escaped_is_told(password: str) -> None:
    with pytest.raises(SettingsError, match="no address") as told:
        MilvusAddress.of(f"http://root:{password}@127.0.0.1:1/db")
    assert "ss" not in str(told.value).replace("address", "").replace("password", "")


def test_a_missing_package_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(SettingsError, match=r'pip install "mujaz\[cluster\]"'):
        MilvusCollection(MilvusAddress.of("http://127.0.0.1:9"), "c")


class _Refusing(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Answers every call with one error."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def service(self, handler_call_details: object) -> Any:
        def refuse(request: object, context: Any) -> None:
            context.abort(self._code, f"refused {SECRET}")

        return grpc.unary_unary_rpc_method_handler(refuse)


@contextmanager
def refusing(code: grpc.StatusCode) -> Iterator[str]:
    with ThreadPoolExecutor(2) as threads:
        server = grpc.server(threads, handlers=[_Refusing(code)])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        yield f"http://desk:{SECRET}@127.0.0.1:{port}"
        server.stop(None).wait()


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, LibraryError, "refuses the name and password"),
        (grpc.StatusCode.PERMISSION_DENIED, LibraryError, "refuses the name and password"),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, DiskError, "takes nothing more"),
        (grpc.StatusCode.INVALID_ARGUMENT, LibraryError, "INVALID_ARGUMENT"),
    ],
)
def test_what_a_server_refuses_is_told_without_its_words(
    code: grpc.StatusCode, kind: type[LibraryError], told: str
) -> None:
    with refusing(code) as url, pytest.raises(kind, match=told) as raised:
        MilvusCollection(MilvusAddress.of(url), "c").exists()
    assert SECRET not in str(raised.value)


def test_a_collection_that_another_process_dropped_is_told(
    milvus: MilvusServer, tmp_path: Path
) -> None:
    catalog = catalog_of(tmp_path / "c.sqlite", uuid.uuid4().hex)
    index = open_milvus(milvus.url, catalog, EMBEDDER, ANALYZER)
    fill(catalog, index)
    other = open_milvus(milvus.url, catalog, EMBEDDER, ANALYZER)
    other._collection.drop()
    other.close()
    with pytest.raises(LibraryError, match="open the library again"):
        found(index, "wheat")
    with pytest.raises(LibraryError, match="open the library again"):
        index.counts()
    index.close()
    catalog.close()


def test_no_secret_in_what_says_where_the_index_lies(tmp_path: Path) -> None:
    from rag.store.passage_indexes import IndexPlace

    place = IndexPlace(tmp_path, milvus_url=SecretStr(f"http://desk:{SECRET}@host"))
    assert SECRET not in repr(place)


# --- quality ---


def test_both_indexes_rank_alike(milvus: MilvusServer, tmp_path: Path) -> None:
    """Each title of the samples is asked for in its own language: the mean reciprocal rank of its
    article is the same within .02."""
    embedder = BuiltinEmbedder()
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        service.index(Path(__file__).parents[2] / "seeds")
        titles = [(one.title, one.id, one.language) for one in service.articles()]
    catalog = Catalog(tmp_path / "home" / "catalog.sqlite")

    def rank(index: PassageIndex) -> float:
        settle(catalog, index)
        total = 0.0
        for title, article, language in titles:
            query, vector = ANALYZER.analyze(title), embedder.embed_query(title)
            hits = index.search(query, vector, language=language, limit=10, where=None)
            ids = list(catalog.passages([hit.chunk_id for hit in hits]).values())
            places = [at for at, (_, found) in enumerate(ids, 1) if found.id == article]
            total += 1 / places[0] if places else 0.0
        index.close()
        return total / len(titles)

    local = rank(
        open_index(
            tmp_path / "home", catalog, embedder, analyzer=ANALYZER, library="l", chroma_url=None
        )
    )
    assert len(titles) > 20
    assert rank(open_milvus(milvus.url, catalog, embedder, ANALYZER)) == pytest.approx(
        local, abs=0.02
    )
    catalog.close()
