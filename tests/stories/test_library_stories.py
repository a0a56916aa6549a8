"""Stories as the library, the command line and JSON give them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mujaz
from mujaz.cli import main
from rag.errors import UsageError

ARTICLES = [
    {
        "id": "quake",
        "title": "Earthquake strikes Turkey and Syria",
        "text": "An earthquake of magnitude 7.8 struck Gaziantep in southern Turkey on Monday,"
        " killing 1,200 people in Turkey and Syria. Rescuers searched collapsed buildings.",
        "published_at": "2023-02-06",
        "outlet": "Wire",
    },
    {
        "id": "toll",
        "title": "Earthquake toll in Turkey and Syria",
        "text": "The toll of the earthquake of magnitude 7.8 in Turkey and Syria has risen to"
        " 5,000. Rescuers pulled survivors from collapsed buildings in Gaziantep.",
        "published_at": "2023-02-08",
        "outlet": "Post",
    },
    {
        "id": "match",
        "title": "Liverpool beat Everton",
        "text": "Liverpool beat Everton 2-0 at Anfield with goals by Salah and Gakpo.",
        "published_at": "2023-02-13",
        "outlet": "Wire",
    },
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[mujaz.Service]:
    with mujaz.open(tmp_path / "library", embedder="builtin") as opened:
        opened.add(ARTICLES)
        yield opened


def test_stories_are_listed_newest_first_and_whole(library: mujaz.Service) -> None:
    match, quake = library.stories()
    assert (match.title, match.article_ids) == ("Liverpool beat Everton", ("match",))
    assert quake.article_ids == ("quake", "toll")
    assert quake.title == "Earthquake strikes Turkey and Syria"
    assert quake.outlets == ("Wire", "Post")
    assert quake.languages == ("en",)
    assert (str(quake.first_day), str(quake.last_day)) == ("2023-02-06", "2023-02-08")


def test_a_filter_chooses_stories_by_one_of_their_articles(library: mujaz.Service) -> None:
    def ids(**where: Any) -> list[str]:
        return [one.article_ids[0] for one in library.stories(mujaz.SearchFilter(**where))]

    assert ids(outlet="Post") == ["quake"]
    assert ids(until="2023-02-06") == ["quake"]
    assert ids(since="2023-02-09") == ["match"]
    assert [one.title for one in library.stories(limit=1)] == ["Liverpool beat Everton"]
    assert len(library.stories(least=2)) == 1


def test_under_a_filter_stories_come_by_the_last_of_all_their_days(library: mujaz.Service) -> None:
    # One article is the newest of those let through; the story of the other goes on for longer.
    storm = {"id": "storm", "title": "Storm floods Valencia", "published_at": "2023-02-07"}
    library.add([{**storm, "text": "A storm flooded streets of Valencia in eastern Spain."}])
    stories = library.stories(mujaz.SearchFilter(until="2023-02-07"))
    assert [one.article_ids for one in stories] == [("quake", "toll"), ("storm",)]
    days = [one.last_day for one in stories]
    assert days == sorted(days, key=str, reverse=True)


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": "many"}, {"least": 0}, {"least": True}])
def test_a_wrong_number_is_refused(library: mujaz.Service, asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="whole number"):
        library.stories(**asked)


def test_a_closed_library_has_no_stories(library: mujaz.Service) -> None:
    library.close()
    for ask in (library.stories, library.group_stories):
        with pytest.raises(UsageError, match="closed"):
            ask()


def test_removing_and_repairing_keep_the_stories_right(library: mujaz.Service) -> None:
    library.remove("quake")
    assert [one.article_ids for one in library.stories()] == [("match",), ("toll",)]
    library.add(ARTICLES)
    before = {one.article_ids for one in library.stories()}
    library.repair()
    assert library.group_stories() == 0
    assert {one.article_ids for one in library.stories()} == before
    assert library.check().without_story == 0


def test_a_brief_puts_its_articles_into_stories_where_they_are_in_none(
    library: mujaz.Service,
) -> None:
    library.repair()  # which forgets the stories, as a library from before them has none
    (section,) = library.brief("earthquake toll in Turkey and Syria").sections
    assert {article.id for article in section.sources} == {"quake", "toll"}


def test_the_command_lists_what_several_tell(tmp_path: Path, library: mujaz.Service) -> None:
    library.close()
    home = {"MUJAZ_HOME": str(tmp_path / "library"), "MUJAZ_EMBEDDER": "builtin"}
    listed = CliRunner().invoke(main, ["stories"], env=home)
    assert listed.exit_code == 0
    lines = listed.stdout.splitlines()
    assert lines[0] == "2023-02-08"
    assert "2 articles · en · Wire, Post · since 2023-02-06" in lines[1]
    assert lines[2].split() == ["en", "Earthquake", "strikes", "Turkey", "and", "Syria"]
    all_of_them = CliRunner().invoke(main, ["stories", "--min", "1", "--json"], env=home)
    assert [one["article_ids"] for one in json.loads(all_of_them.stdout)] == [
        ["match"],
        ["quake", "toll"],
    ]
    none = CliRunner().invoke(main, ["stories", "--in", "both"], env=home)
    assert (none.exit_code, none.stdout) == (0, "")
    assert "--min 1" in none.stderr


def test_days_of_stories_are_read_in_words(library: mujaz.Service, tmp_path: Path) -> None:
    library.close()
    home = {"MUJAZ_HOME": str(tmp_path / "library"), "MUJAZ_EMBEDDER": "builtin"}

    def listed(*options: str) -> list[str]:
        told = CliRunner().invoke(main, ["stories", "--min", "1", "--json", *options], env=home)
        return [story["title"] for story in json.loads(told.stdout)]

    assert listed("--since", "13 February 2023") == ["Liverpool beat Everton"]
    assert listed("--until", "7 فبراير 2023") == ["Earthquake strikes Turkey and Syria"]
    assert len(listed("--since", "February 2023", "--until", "2023-02")) == 2
    wrong = CliRunner().invoke(main, ["stories", "--since", "someday"], env=home)
    assert (wrong.exit_code, "'someday'" in wrong.stderr) == (2, True)
