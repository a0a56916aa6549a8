"""`mujaz export`, `mujaz import` and `mujaz move` as commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mujaz.cli import main
from rag.moving.library_databases import LibraryPlace
from rag.service import Service
from rag.settings import Settings
from tests.milvus_server import MilvusServer
from tests.moving.libraries import QUESTION, all_rows, filled, with_articles, without_people


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "builtin")
    return tmp_path / "home"


def mujaz(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_library_goes_into_a_file_and_out_of_it(home: Path, tmp_path: Path) -> None:
    filled(home)
    out = mujaz("export", "x.mujaz")
    counts = "3 articles, 1 former versions, 1 watched feeds, 1 conversations, 1 briefs"
    assert out.stdout.startswith(f"{counts}, 2 vectors that were paid for written to x.mujaz")
    assert (out.exit_code, out.stderr) == (0, "")
    into = mujaz("import", "x.mujaz", "--home", tmp_path / "new")
    assert (into.exit_code, into.stderr) == (0, "")
    assert f"read into {tmp_path / 'new'}, and compared with the file" in into.stdout
    again = mujaz("import", "x.mujaz", "--home", tmp_path / "new")
    assert (again.exit_code, "is not empty" in again.stderr) == (2, True)
    listed = json.loads(mujaz("list", "--json").stdout)
    assert listed == json.loads(
        CliRunner()
        .invoke(main, ["list", "--json"], env={"MUJAZ_HOME": str(tmp_path / "new")})
        .stdout
    )


def test_people_are_moved_only_when_that_is_asked_for_and_then_it_is_said(
    home: Path, tmp_path: Path
) -> None:
    filled(home)
    out = mujaz("export", "x.mujaz", "--people")
    assert "1 person is in the file, with hashes of passwords" in out.stderr
    left_out = mujaz("import", "x.mujaz", "--home", tmp_path / "without")
    assert "people of the file who were left out: 1" in left_out.stderr
    into = mujaz("import", "x.mujaz", "--home", tmp_path / "new", "--people", "--json")
    assert json.loads(into.stdout)["rows"]["people"] == 1


def test_a_damaged_file_and_a_taken_name_end_with_2(home: Path, tmp_path: Path) -> None:
    with_articles(home, ["A text."])
    (tmp_path / "x.mujaz").write_text("no zip")
    taken, damaged = mujaz("export", "x.mujaz"), mujaz("import", "x.mujaz", "--home", "new")
    assert (taken.exit_code, "is there already" in taken.stderr) == (2, True)
    assert (damaged.exit_code, "is damaged or no file of a library" in damaged.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_what_was_written_is_printed_as_json(home: Path, tmp_path: Path) -> None:
    with_articles(home, ["A text.", "Another."])
    written = json.loads(mujaz("export", "x.mujaz", "--json").stdout)
    assert (written["file"], written["rows"]["articles"]) == ("x.mujaz", 2)
    assert written["bytes"] == (tmp_path / "x.mujaz").stat().st_size


def test_a_library_moves_into_a_database_and_back_into_a_folder(
    home: Path, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(home)
    before = without_people(all_rows(LibraryPlace(home)))
    monkeypatch.setenv("MUJAZ_MOVE_TO", postgres.replace("postgres@", "postgres:secret@"))
    there = mujaz("move")
    assert (there.exit_code, there.stderr) == (0, "")
    assert "3 articles, 1 former versions" in there.stdout
    assert "moved to PostgreSQL at" in there.stdout
    assert "the old library is as it was" in there.stdout
    again = mujaz("move")
    assert (again.exit_code, "is not empty" in again.stderr) == (2, True)
    assert "secret" not in there.output + again.output
    monkeypatch.delenv("MUJAZ_MOVE_TO")
    monkeypatch.setenv("MUJAZ_DATABASE_URL", postgres)
    assert mujaz("search", "Tartus").exit_code == 0
    back = mujaz("move", "--to", tmp_path / "back")
    assert f"MUJAZ_HOME={tmp_path / 'back'}" in back.stdout
    assert without_people(all_rows(LibraryPlace(tmp_path / "back"))) == before
    assert without_people(all_rows(LibraryPlace(home))) == before


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("mysql://user:secret@host/x", "--to is no place"),
        ("postgresql://user:secret@127.0.0.1:1/x?connect_timeout=1", "does not answer"),
    ],
)
def test_a_place_that_is_none_is_named_without_its_password(home: Path, to: str, told: str) -> None:
    with_articles(home, ["A text."])
    result = mujaz("move", "--to", to)
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert "secret" not in result.output


def test_a_question_finds_the_same_behind_a_move_to_servers(
    home: Path, tmp_path: Path, postgres: str, milvus: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(home)
    before = json.loads(mujaz("ask", QUESTION, "--json").stdout)
    moved = mujaz("move", "--to", postgres, "--milvus", milvus.url)
    assert (moved.exit_code, moved.stderr) == (0, "")
    monkeypatch.setenv("MUJAZ_DATABASE_URL", postgres)
    monkeypatch.setenv("MUJAZ_MILVUS_URL", milvus.url)
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "another"))
    after = json.loads(mujaz("ask", QUESTION, "--json").stdout)
    assert [one["citations"] for one in after["sentences"]] == [
        one["citations"] for one in before["sentences"]
    ]
    doctor = json.loads(mujaz("doctor", "--json").stdout)
    assert (doctor["articles"], doctor["owed"], doctor["owed_vectors"]) == (3, 0, 0)


def test_nothing_is_moved_where_no_server_of_the_index_answers(
    home: Path, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.milvus_collection._CONNECTING", 0.3)
    with_articles(home, ["A text."])
    failed = mujaz("move", "--to", postgres, "--milvus", "http://127.0.0.1:1")
    assert (failed.exit_code, "does not answer" in failed.stderr) == (2, True)
    assert "--milvus" in failed.stderr
    assert failed.stdout == ""
    assert mujaz("move", "--to", postgres).exit_code == 0  # it is empty still


def test_what_a_question_cannot_find_yet_is_told(
    home: Path, tmp_path: Path, postgres: str, milvus: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(home)
    moved = mujaz("move", "--to", postgres, "--milvus", milvus.url, "--no-index")
    assert (moved.exit_code, moved.stderr) == (0, "")
    assert "mujaz work or mujaz serve makes what is missing of its index" in moved.stdout
    monkeypatch.setenv("MUJAZ_DATABASE_URL", postgres)
    monkeypatch.setenv("MUJAZ_MILVUS_URL", milvus.url)
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "another"))
    unfound = "passages are not found yet; mujaz work or mujaz serve makes the index of them"
    assert unfound in mujaz("ask", QUESTION).stderr
    assert unfound in mujaz("doctor").stdout
    with Service.open(Settings.load()) as library:
        while library.do_some("words"):
            pass
    assert "not found yet" not in mujaz("ask", QUESTION).stderr
