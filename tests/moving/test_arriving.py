"""Rows arrive wholly, however often the process that brings them is killed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.moving.library_databases import LibraryPlace
from rag.moving.library_moves import Progress, export_library, import_library
from rag.service import Service
from rag.settings import Settings
from tests.moving.libraries import all_rows, filled, killed, meta, with_articles


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 articles: each table is written in several transactions."""
    folder = tmp_path_factory.mktemp("many")
    home = with_articles(folder / "home", [f"Report {number} on Suez." for number in range(3_000)])
    export_library(LibraryPlace(home), folder / "x.mujaz")
    return folder / "x.mujaz"


def importing(archive: Path, place: LibraryPlace) -> Callable[[Progress], object]:
    return lambda progress: import_library(archive, place, progress=progress)


def test_an_import_that_is_killed_again_and_again_goes_on(archive: Path, tmp_path: Path) -> None:
    place, kills = LibraryPlace(tmp_path / "new"), []
    for after in range(500, 40_000, 1_500):
        was_killed = killed(importing(archive, place), after=after)
        kills.append(was_killed)
        if not was_killed:
            break
        if (place.folder / "catalog.sqlite").exists() and "arriving" in meta(place.folder):
            with pytest.raises(LibraryError, match="an import into it was cut short"):
                Service.open(Settings.load(home=place.folder, embedder="builtin"))
    assert kills.count(True) > 8
    assert not kills[-1]
    arrived = all_rows(place)
    expected = all_rows(LibraryPlace(archive.parent / "home"))
    assert {name: arrived[name] for name in expected} == expected
    assert "arriving" not in meta(place.folder)


def test_what_is_there_is_not_brought_again_but_compared(archive: Path, tmp_path: Path) -> None:
    place = LibraryPlace(tmp_path / "new")
    assert killed(importing(archive, place), after=6_000 + 1_500)
    with closing(sqlite3.connect(place.folder / "catalog.sqlite")) as db:
        db.execute("UPDATE articles SET source = 'kept' WHERE number = 1")
        db.commit()
        ((there,),) = db.execute("SELECT count(*) FROM articles")
    assert 1_000 <= there < 3_000
    with pytest.raises(LibraryError, match=r"articles of .* did not arrive as it was sent"):
        import_library(archive, place)


def test_another_file_takes_the_place_of_one_that_was_cut_short(
    archive: Path, tmp_path: Path
) -> None:
    place = LibraryPlace(tmp_path / "new")
    assert killed(importing(archive, place), after=6_000 + 1_500)
    other = LibraryPlace(filled(tmp_path / "other"))
    export_library(other, tmp_path / "other.mujaz", people=True)
    import_library(tmp_path / "other.mujaz", place, people=True)
    assert all_rows(place) == all_rows(other)


def test_a_half_written_file_has_not_its_name(tmp_path: Path) -> None:
    home = with_articles(tmp_path / "home", [f"Report {number}." for number in range(1_500)])
    assert killed(
        lambda progress: export_library(
            LibraryPlace(home), tmp_path / "x.mujaz", progress=progress
        ),
        after=0,
    )
    assert not (tmp_path / "x.mujaz").exists()
    export_library(LibraryPlace(home), tmp_path / "x.mujaz")
    import_library(tmp_path / "x.mujaz", LibraryPlace(tmp_path / "new"))
