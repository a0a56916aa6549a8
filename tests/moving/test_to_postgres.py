"""A library is the same in a folder, in PostgreSQL, and in a folder again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.errors import LibraryError, LibraryLockedError, UsageError
from rag.moving.library_databases import LibraryPlace, databases_to_read
from rag.moving.library_moves import Progress, export_library, import_library, move_library
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.health import claim
from rag.store.library_hold import LibraryHold
from tests.moving.libraries import all_rows, filled, killed, with_articles


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> LibraryPlace:
    return LibraryPlace(filled(tmp_path_factory.mktemp("library") / "home"))


@pytest.fixture
def server(postgres: str, tmp_path: Path) -> LibraryPlace:
    return LibraryPlace(tmp_path / "side", SecretStr(postgres))


def without_vectors(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, object]:
    return {name: found for name, found in rows.items() if not name.startswith("embeddings/")}


def test_a_library_moves_to_a_server_and_back(
    library: LibraryPlace, server: LibraryPlace, tmp_path: Path
) -> None:
    before = all_rows(library)
    move_library(library, server, people=True)
    opened(server)
    assert all_rows(server) == without_vectors(before)
    assert all_rows(library) == before
    back = LibraryPlace(tmp_path / "back")
    moved = move_library(server, back, people=True)
    assert without_vectors(all_rows(back)) == without_vectors(before)
    assert moved.rows["articles"] == 3


def moving(home: LibraryPlace, server: LibraryPlace) -> Callable[[Progress], object]:
    return lambda progress: move_library(home, server, progress=progress)


def opened(server: LibraryPlace) -> None:
    """Give the library the id that the first to open it gives it."""
    assert server.database_url is not None
    catalog = Catalog(server.database_url.get_secret_value())
    claim(catalog, server.folder, "builtin:3:192", reembed=False)
    catalog.close()


def test_the_same_file_is_read_into_either_engine_and_written_from_it(
    library: LibraryPlace, server: LibraryPlace, tmp_path: Path
) -> None:
    export_library(library, tmp_path / "x.mujaz", people=True)
    import_library(tmp_path / "x.mujaz", server, people=True)
    opened(server)
    assert all_rows(server) == without_vectors(all_rows(library)) | {
        "embeddings/vectors.jsonl": all_rows(library)["embeddings/vectors.jsonl"]
    }
    export_library(server, tmp_path / "y.mujaz", people=True)
    import_library(tmp_path / "y.mujaz", LibraryPlace(tmp_path / "new"), people=True)
    assert all_rows(LibraryPlace(tmp_path / "new")) == all_rows(library)


def test_new_rows_are_numbered_after_those_that_were_moved(
    library: LibraryPlace, server: LibraryPlace
) -> None:
    move_library(library, server)
    opened(server)
    with databases_to_read(server) as databases:
        number = databases["conversations"].insert(
            "INSERT INTO briefs (id, person, made_at, title, brief, request)"
            " VALUES ('x', 'me', '', '', '', '') RETURNING number"
        )
    assert number == 2


def test_what_postgresql_keeps_in_no_text_is_replaced_where_it_stands(
    server: LibraryPlace, tmp_path: Path
) -> None:
    home = LibraryPlace(with_articles(tmp_path / "home", ["Ships \0 waited.", "قناة السويس"]))
    move_library(home, server)
    opened(server)
    with databases_to_read(server) as databases:
        texts = databases["catalog"].all("SELECT text FROM articles ORDER BY number")
    assert texts == [("Ships \ufffd waited.",), ("قناة السويس",)]


def test_a_move_that_is_killed_again_and_again_goes_on(
    server: LibraryPlace, tmp_path: Path
) -> None:
    home = LibraryPlace(
        with_articles(tmp_path / "home", [f"Report {number}." for number in range(2_500)])
    )
    kills = 0
    for after in range(500, 30_000, 1_500):
        if not killed(moving(home, server), after=after):
            break
        kills += 1
        with pytest.raises(LibraryError, match="a move into it was cut short"):
            opened(server)
    assert kills > 4
    opened(server)
    expected = all_rows(home)
    assert {name: all_rows(server)[name] for name in expected} == expected


def test_a_library_that_changed_between_two_runs_is_brought_anew(
    server: LibraryPlace, tmp_path: Path
) -> None:
    home = LibraryPlace(filled(tmp_path / "home"))
    assert killed(moving(home, server), after=0)
    with Service.open(Settings.load(home=home.folder, embedder="builtin")) as library:
        library.add([{"id": "late", "text": "It came between the two."}])
    move_library(home, server)
    opened(server)
    assert all_rows(server)["catalog/articles.jsonl"] == all_rows(home)["catalog/articles.jsonl"]


def test_a_place_that_is_taken_or_the_same_or_none_is_refused(
    library: LibraryPlace, server: LibraryPlace, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is there already"):
        move_library(library, library)
    with pytest.raises(LibraryError, match="there is no library in PostgreSQL at"):
        move_library(server, LibraryPlace(tmp_path / "new"))
    move_library(library, server)
    with pytest.raises(UsageError, match="is not empty"):
        move_library(library, server)


def test_a_library_that_others_have_open_on_a_server_is_not_moved(
    library: LibraryPlace, server: LibraryPlace, tmp_path: Path
) -> None:
    move_library(library, server)
    opened(server)
    back = LibraryPlace(tmp_path / "back")
    hold = LibraryHold(tmp_path, server.database_url, is_shared=True)
    hold.acquire()
    with pytest.raises(LibraryLockedError, match="in use by"):
        move_library(server, back)
    hold.release()
    held: list[type[Exception]] = []

    def try_to_open(done: int, total: int) -> None:
        try:
            hold.acquire()
        except LibraryLockedError as error:
            held.append(type(error))

    move_library(server, back, progress=try_to_open)
    assert set(held) == {LibraryLockedError}
    hold.acquire()
    hold.release()


def test_a_library_that_others_have_open_is_not_brought_rows(
    library: LibraryPlace, server: LibraryPlace, tmp_path: Path
) -> None:
    hold = LibraryHold(tmp_path, server.database_url, is_shared=True)
    hold.acquire()
    with pytest.raises(LibraryLockedError, match="in use by"):
        move_library(library, server)
    hold.release()
    move_library(library, server)
