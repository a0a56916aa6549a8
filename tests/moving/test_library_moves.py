"""A library that was written into a file and read again is the same, row for row."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.conversations.kept_tables import PLAN as KEPT
from rag.errors import ArchiveError, LibraryError, UsageError
from rag.moving.library_databases import LibraryPlace
from rag.moving.library_moves import export_library, import_library
from rag.moving.moved_tables import TABLES
from rag.people.people_tables import PLAN as PEOPLE
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from tests.moving.libraries import (
    QUESTION,
    all_rows,
    filled,
    known,
    meta,
    with_articles,
    without_people,
)

NOT_MOVED = {
    "catalog/outbox.jsonl",
    "catalog/rests.jsonl",
    "conversations/writers.jsonl",
    "people/sessions.jsonl",
    "conversations/exchanges.jsonl writer",
}
"""Tables and columns of a library that stay behind: what the indexes owe, which feeds are left
alone for now because they failed, which processes answer questions, and who is signed in."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> LibraryPlace:
    return LibraryPlace(filled(tmp_path_factory.mktemp("library") / "home"))


@pytest.fixture(scope="module")
def archive(library: LibraryPlace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "library.mujaz"
    export_library(library, path, people=True)
    return path


@pytest.fixture
def new(tmp_path: Path) -> LibraryPlace:
    return LibraryPlace(tmp_path / "new")


def test_every_table_and_column_of_a_library_is_moved_or_said_not_to_be(tmp_path: Path) -> None:
    """Whoever adds one decides which."""
    Catalog(tmp_path / "catalog.sqlite").close()
    found = {}
    for name in ("catalog", "conversations", "people"):
        path = tmp_path / "catalog.sqlite" if name == "catalog" else ":memory:"
        with closing(sqlite3.connect(path)) as db:
            db.executescript({"conversations": KEPT.sql, "people": PEOPLE.sql}.get(name, ""))
            for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                member = f"{name}/{table}.jsonl"
                columns = db.execute("SELECT name FROM pragma_table_info(?)", (table,))
                found[member] = {
                    column for (column,) in columns if f"{member} {column}" not in NOT_MOVED
                }
    moved = {
        table.member: {column.name for column in table.columns}
        for table in TABLES
        if table.database != "embeddings"
    }
    assert {name: found[name] for name in found if name not in NOT_MOVED} == moved


def test_an_imported_library_is_the_exported_one_row_for_row(
    library: LibraryPlace, archive: Path, new: LibraryPlace
) -> None:
    before = all_rows(library)
    assert {name for name, rows in before.items() if not rows} == set()
    moved = import_library(archive, new, people=True)
    assert all_rows(new) == before
    assert moved.rows == {table.name: len(before[table.member]) for table in TABLES}


def test_who_may_ask_is_left_out_unless_asked_for(
    library: LibraryPlace, new: LibraryPlace, tmp_path: Path
) -> None:
    moved = export_library(library, tmp_path / "x.mujaz")
    assert (moved.people, moved.rows.get("tokens")) == (0, None)
    import_library(tmp_path / "x.mujaz", new)
    assert without_people(all_rows(new)) == without_people(all_rows(library))
    assert b"Amal" not in (new.folder / "people.db").read_bytes()


def test_people_of_a_file_are_not_let_in_unless_that_is_asked_for(
    archive: Path, new: LibraryPlace
) -> None:
    """The file may be a stranger's, whose people could sign in."""
    moved = import_library(archive, new)
    assert (moved.people, moved.people_left_out) == (0, 1)
    people = known(new.folder)
    assert not people.any()
    people.close()


def test_people_of_the_new_library_stay_where_none_are_brought(
    library: LibraryPlace, new: LibraryPlace, tmp_path: Path
) -> None:
    """As when an admin was added first."""
    export_library(library, tmp_path / "x.mujaz")
    with Service.open(Settings.load(home=new.folder, embedder="builtin")):
        pass
    people = known(new.folder)
    people.add("Basma", "admin", "a long password of hers")
    people.close()
    import_library(tmp_path / "x.mujaz", new)
    people = known(new.folder)
    assert [one.name for one in people.accounts()] == ["Basma"]
    people.close()


def test_a_question_is_answered_with_the_same_citations(
    library: LibraryPlace, archive: Path, new: LibraryPlace
) -> None:
    import_library(archive, new)
    answers = []
    for place in (library, new):
        with Service.open(Settings.load(home=place.folder, embedder="builtin")) as opened:
            opened.catch_up()
            answers.append(opened.ask(QUESTION))
            assert opened.check().sound
            assert opened.vectors_made()[0] == opened.vectors_made()[1] > 0
    before, after = answers
    assert before.sentences == after.sentences
    assert before.sentences[0].citations


def test_a_removed_article_can_still_be_brought_back(archive: Path, new: LibraryPlace) -> None:
    import_library(archive, new)
    with Service.open(Settings.load(home=new.folder, embedder="builtin")) as opened:
        assert opened.restore("gone") == []
        assert opened.article("gone") is not None


def test_the_copy_has_a_name_of_its_own_so_that_no_server_mixes_up_their_vectors(
    library: LibraryPlace, archive: Path, new: LibraryPlace
) -> None:
    import_library(archive, new)
    with Service.open(Settings.load(home=new.folder, embedder="use")):
        pass  # another embedder than before is no fault: no vector of the former was brought
    assert meta(new.folder)["library"] != meta(library.folder)["library"]


def test_only_its_owner_can_read_the_file_and_its_manifest_says_what_is_in_it(
    library: LibraryPlace, archive: Path
) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [file.name for file in archive.parent.iterdir()] == [archive.name]
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", archive], capture_output=True, text=True, check=True
    )
    assert all(table.member in listed.stdout for table in TABLES)
    from zipfile import ZipFile

    with ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        rows = [json.loads(row) for row in opened.read("catalog/articles.jsonl").splitlines()]
    assert (manifest["format"], manifest["version"]) == ("mujaz-library", 1)
    assert manifest["library"] == meta(library.folder)["library"]
    assert datetime.fromisoformat(manifest["made_at"]) <= datetime.now(UTC)
    assert {row["id"] for row in rows} == {"troops", "qanat", "port"}
    assert "قناة السويس" in next(row["text"] for row in rows if row["id"] == "qanat")


def test_a_file_that_is_there_is_not_written_over(library: LibraryPlace, tmp_path: Path) -> None:
    taken = tmp_path / "taken.mujaz"
    taken.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        export_library(library, taken)
    assert taken.read_text() == "mine"


def test_a_library_that_is_not_empty_is_not_imported_into(archive: Path, new: LibraryPlace) -> None:
    import_library(archive, new)
    before = all_rows(new)
    with pytest.raises(UsageError, match="is not empty"):
        import_library(archive, new)
    assert all_rows(new) == before


def test_what_is_no_library_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="there is no library"):
        export_library(LibraryPlace(tmp_path), tmp_path / "x.mujaz")
    assert list(tmp_path.iterdir()) == []


def test_a_library_in_use_is_exported_as_it_is_at_one_moment(
    library: LibraryPlace, tmp_path: Path, new: LibraryPlace
) -> None:
    """The process that has it open goes on writing meanwhile."""
    path = tmp_path / "x.mujaz"
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from rag.moving.library_databases import LibraryPlace
        from rag.moving.library_moves import export_library

        def told(done: int, total: int) -> None:
            print(done, flush=True)
            sys.stdin.readline()

        export_library(LibraryPlace(Path(sys.argv[1])), Path(sys.argv[2]), progress=told)
    """)
    home = with_articles(tmp_path / "home", ["The first text."])
    with (
        Service.open(Settings.load(home=home, embedder="builtin")) as opened,
        subprocess.Popen(
            [sys.executable, "-c", script, home, path],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as exporting,
    ):
        assert exporting.stdout is not None
        exporting.stdout.readline()
        before = all_rows_of_open(home)
        opened.add([{"id": "late", "text": "It came too late for the file."}])
        exporting.communicate("\n" * 100, timeout=60)
    assert exporting.returncode == 0
    import_library(path, new)
    assert all_rows(new)["catalog/articles.jsonl"] == before


def all_rows_of_open(home: Path) -> list[tuple[object, ...]]:
    return all_rows(LibraryPlace(home))["catalog/articles.jsonl"]


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
        max_size=5,
        unique_by=str.strip,
    )
)
def test_odd_texts_arrive_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    home = LibraryPlace(
        with_articles(folder / "home", [*texts, "\0\u202e قناة \x1b[0m\u2028" * 99])
    )
    export_library(home, folder / "x.mujaz")
    import_library(folder / "x.mujaz", LibraryPlace(folder / "new"))
    arrived = all_rows(LibraryPlace(folder / "new"))
    assert {name: arrived[name] for name in all_rows(home)} == all_rows(home)


def test_memory_does_not_grow_with_the_library(tmp_path: Path) -> None:
    """20,000 articles of 3 kB are exported and imported by a process of its own."""
    texts = [
        f"{number} " + "خبر عن قناة السويس. A story of the canal. " * 45 for number in range(20_000)
    ]
    home = with_articles(tmp_path / "home", texts)
    script = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from rag.moving.library_databases import LibraryPlace
        from rag.moving.library_moves import export_library, import_library

        small, large, path, new = map(Path, sys.argv[1:])
        def peak() -> int:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        export_library(LibraryPlace(small), path.with_suffix(".small"))
        import_library(path.with_suffix(".small"), LibraryPlace(new.with_suffix(".small")))
        before = peak()
        export_library(LibraryPlace(large), path)
        import_library(path, LibraryPlace(new))
        print(peak() - before)
    """)
    small = with_articles(tmp_path / "small", texts[:1])
    done = subprocess.run(
        [sys.executable, "-c", script, small, home, tmp_path / "x.mujaz", tmp_path / "new"],
        cwd=Path(__file__).parents[2],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 40  # MB, of 70 MB of texts
    assert len(all_rows(LibraryPlace(tmp_path / "new"))["catalog/articles.jsonl"]) == 20_000


def test_a_damaged_file_is_told_before_anything_is_written(
    archive: Path, tmp_path: Path, new: LibraryPlace
) -> None:
    cut = tmp_path / "cut.mujaz"
    cut.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(ArchiveError, match="nothing of it was used"):
        import_library(cut, new)
    assert not new.folder.exists()
