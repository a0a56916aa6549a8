"""The public door: what a program outside the project can do with `import mujaz`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mujaz

TALKS = "Ministers met in Tokyo on Sunday. Japan hosts 54,000 American troops."
SCRIPT = Path(__file__).with_name("outside_script.py")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[mujaz.Service]:
    with mujaz.open(tmp_path / "library") as opened:
        yield opened


def test_every_public_name_is_there_and_stands_in_all() -> None:
    assert sorted(mujaz.__all__) == mujaz.__all__
    for name in mujaz.__all__:
        assert getattr(mujaz, name) is not None


@pytest.mark.parametrize("kind", [str, Path])
def test_one_path_is_one_path_and_never_its_letters(
    library: mujaz.Service, tmp_path: Path, kind: Callable[[Path], Any]
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "talks.txt").write_text(TALKS)
    assert library.index(kind(tmp_path / "news")).added == 1
    assert library.index([kind(tmp_path / "news" / "talks.txt")]).unchanged == 1
    assert library.brief(articles="talks", length="short").sources[0].id == "talks"
    assert library.remove("talks") == []
    assert library.count() == 0


def test_articles_are_added_from_memory(library: mujaz.Service) -> None:
    report = library.add(
        [
            mujaz.Draft(text=TALKS, id="talks", published_at=date(2024, 7, 28), outlet="Wire"),
            {"text": "غرقت سفينة شحن في البحر.", "published_at": "2024-01-02"},
            "A third article, without anything but its text.",
        ]
    )
    assert (report.added, report.failed) == (3, 0)
    talks = library.article("talks")
    assert talks is not None
    assert (talks.published_at, talks.outlet, talks.language) == (date(2024, 7, 28), "Wire", "en")
    assert {one.language for one in library.articles()} == {"ar", "en"}
    assert library.add(mujaz.Draft(text=f"{TALKS} More.", id="talks")).updated == 1
    assert library.add(TALKS + " Alone.").added == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (mujaz.Draft(text=" \n"), "blank"),
        ({"text": TALKS, "published_at": "soon"}, "published_at"),
        ({"text": TALKS, "url": "ftp://host"}, "url"),
        ({"text": TALKS, "language": "fr"}, "language"),
    ],
)
def test_an_article_that_cannot_be_taken_is_named_and_the_others_go_in(
    library: mujaz.Service, given: Any, said: str
) -> None:
    report = library.add([TALKS, given])
    assert (report.added, report.failed) == (1, 1)
    assert said in report.failures[0].reason
    assert "article 2" in report.failures[0].source


@pytest.mark.parametrize(
    "call",
    [
        lambda library: library.index(None),
        lambda library: library.index([None]),
        lambda library: library.index(b"news"),
        lambda library: library.add(None),
        lambda library: library.add([7]),
        lambda library: library.add({"body": TALKS}),
        lambda library: library.ask(None),
        lambda library: library.ask(7),
        lambda library: library.ask("  "),
        lambda library: library.ask("Who?", history="before"),
        lambda library: library.ask("Who?", history=[("a", "b", "c")]),
        lambda library: library.ask("Who?", where="2024"),
        lambda library: library.ask("Who?", language="fr"),
        lambda library: library.search(None),
        lambda library: library.brief(7),
        lambda library: library.brief("Japan", length="endless"),
        lambda library: library.brief("Japan", length=None),
        lambda library: library.brief("Japan", languages="fr"),
        lambda library: library.brief(articles="absent"),
        lambda library: library.brief(articles=[None]),
        lambda library: library.remove(None),
        lambda library: mujaz.SearchFilter(since="soon"),
        lambda library: mujaz.SearchFilter(since="2024-02-01", until="2024-01-01"),
        lambda library: mujaz.SearchFilter(language="fr"),  # type: ignore[arg-type]
    ],
)
def test_wrong_types_are_refused_at_the_border(
    library: mujaz.Service, call: Callable[[mujaz.Service], object]
) -> None:
    with pytest.raises(mujaz.UsageError):
        call(library)


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    library = mujaz.open(tmp_path / "library")
    library.close()
    library.close()
    for call in (library.count, library.articles, lambda: library.ask("Who?")):
        with pytest.raises(mujaz.UsageError, match="closed"):
            call()


def test_closing_in_a_with_block_hides_no_error_of_the_user(tmp_path: Path) -> None:
    def fail() -> None:
        with mujaz.open(tmp_path / "library") as library:
            library.close()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


def test_another_package_of_the_name_rag_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "rag").mkdir()
    (tmp_path / "rag" / "__init__.py").write_text("")
    run = subprocess.run(
        [sys.executable, "-c", "import mujaz"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *_search_path()])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "another module named 'rag' hides the one of Mujaz" in run.stderr
    assert str(tmp_path / "rag") in run.stderr


def test_a_script_outside_the_checkout_runs(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "sea.txt").write_text("A ship sank off the coast on Monday.")
    run = subprocess.run(
        [sys.executable, SCRIPT],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_search_path())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "54,000" in run.stdout


def _search_path() -> list[str]:
    return [str(Path(mujaz.__file__).parent.parent)]
