"""Briefs of several stories, over the sample articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from rag.exports.json_export import brief_json
from rag.records import Brief, Citation, SearchFilter, StorySection
from rag.service import Service
from rag.settings import Settings
from tests.factories import indexed

SUEZ = "قناة السويس"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("sections")
    with Service.open(Settings.load(home=home)) as service:
        service.index([str(files("seeds"))])
        service.group_stories()
        yield service


def story_of(section: StorySection) -> set[str]:
    """The names of the sample stories that a section cites: 07-ever-given of 07-ever-given.ar."""
    return {article.id.rpartition(".")[0] for article in section.sources}


def test_a_topic_of_two_stories_has_a_section_for_each_newest_first(library: Service) -> None:
    brief = library.brief(SUEZ, length="long")
    stories = [story_of(section) for section in brief.sections]
    assert len(stories) > 1
    assert all(len(names) == 1 for names in stories)
    assert {"07-ever-given", "08-suez-revenue"} <= set.union(*stories)
    days = [section.last_day for section in brief.sections if section.last_day]
    assert days == sorted(days, reverse=True)
    assert len(days) == len(brief.sections)


def test_points_and_evidence_are_numbered_through_all_sections(library: Service) -> None:
    brief = library.brief(SUEZ, length="long")
    assert [point.id for point in brief.points] == [
        f"p{at}" for at in range(1, len(brief.points) + 1)
    ]
    numbers: dict[int, str] = {}
    for citation in cited(brief):
        assert numbers.setdefault(citation.number, citation.article.id) == citation.article.id
    assert len(set(numbers.values())) == len(numbers)


def cited(brief: Brief) -> Iterator[Citation]:
    yield from (citation for point in brief.points for citation in point.citations)
    yield from (fact.citation for fact in brief.key_facts)
    for compared in brief.updates:
        yield from (claim.citation for claim in compared.claims)
    for differing in brief.disagreements:
        yield from (claim.citation for claim in differing.claims)


def test_the_words_are_shared_among_the_stories(library: Service) -> None:
    brief = library.brief(SUEZ, length=240, languages=("ar",))
    told = sum(len(point.ar.text.split()) for point in brief.points if point.ar)
    assert len(brief.sections) > 1
    assert told <= 240 * 1.15 + 1


def test_a_short_brief_tells_one_story_and_names_the_others(library: Service) -> None:
    brief = library.brief(SUEZ, length="short")
    (section,) = brief.sections
    untold = {"07-ever-given", "08-suez-revenue"} - story_of(section)
    assert brief.reason
    titles = [
        article.title
        for name in untold
        for language in ("ar", "en")
        if (article := library.article(f"{name}.{language}"))
    ]
    assert any(title in brief.reason for title in titles)


def test_days_without_a_topic_are_told_story_by_story(library: Service) -> None:
    where = SearchFilter(since=date(2023, 8, 1), until=date(2023, 8, 31))
    brief = library.brief(where=where, length="long")
    assert [story_of(section) for section in brief.sections] == [
        {"06-chandrayaan"},
        {"02-camp-david"},
    ]


def test_sections_in_json_name_points_and_sources_that_are_there(library: Service) -> None:
    told = brief_json(library.brief(SUEZ, length="long"))
    points = [name for section in told["sections"] for name in section["points"]]
    assert points == [point["id"] for point in told["points"]]
    sources = [name for section in told["sections"] for name in section["sources"]]
    assert sources == [source["article_id"] for source in told["sources"]]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", one["last_day"] or "") for one in told["sections"])


def put_into_stories(service: Service, *stories: Iterable[str]) -> None:
    """Make stories of the articles with these ids."""
    catalog = service._components._catalog
    known: dict[str, int] = dict(catalog._db.all("SELECT id, number FROM articles"))
    catalog.stories.put(
        {known[name]: 900 + at for at, names in enumerate(stories) for name in names}, {}
    )


@pytest.fixture
def ferry(tmp_path: Path) -> Iterator[Service]:
    """Three articles of one story, of which the last does not name the topic, and another story."""
    told = {
        "day1": ("2024-05-01", "A ferry sank off Suakin. Nine people drowned in the harbour."),
        "day2": ("2024-05-02", "Rescuers found three survivors on Thursday. Divers go on."),
        "day3": ("2024-05-03", "انتشل الغواصون أربع جثث أخرى. وأعلنت السلطات الحداد."),
        "later": ("2024-08-01", "A ferry to Suakin was named after its captain. It sails daily."),
    }
    files = {name: f"---\ndate: {day}\n---\n{text}" for name, (day, text) in told.items()}
    with Service.open(Settings.load(home=indexed(tmp_path, files, ending="md"))) as service:
        put_into_stories(service, ["day1", "day2", "day3"], ["later"])
        yield service


def test_a_story_brings_articles_that_do_not_name_the_topic(ferry: Service) -> None:
    brief = ferry.brief("the ferry that sank off Suakin", length="long")
    told = [{article.id for article in section.sources} for section in brief.sections]
    assert {"day1", "day2", "day3"} in told
    narrowed = ferry.brief(
        "the ferry that sank off Suakin", where=SearchFilter(until=date(2024, 5, 2))
    )
    assert {article.id for article in narrowed.sources} == {"day1", "day2"}


def test_of_stories_as_much_on_the_topic_a_short_brief_tells_the_newest(ferry: Service) -> None:
    brief = ferry.brief("Suakin ferry", length="short")
    assert [{article.id for article in section.sources} for section in brief.sections] == [
        {"later"}
    ]


def test_a_brief_of_days_has_their_span_and_no_topic(ferry: Service) -> None:
    summer = SearchFilter(since=date(2024, 5, 1), until=date(2024, 8, 31))
    brief = ferry.brief(where=summer, reader="en")
    assert (brief.topic, brief.days) == ("", (date(2024, 5, 1), date(2024, 8, 1)))


def test_a_small_story_leaves_its_room_to_a_large_one(tmp_path: Path) -> None:
    """Of twenty articles together none is left out, however they are spread over the stories."""
    fairs = {
        f"fair{at}": f"---\ndate: 2024-05-{at + 1:02}\n---\nThe fair of Orlic sold {at + 70} lamps."
        for at in range(18)
    }
    flood = {
        f"flood{at}": f"---\ndate: 2024-07-0{at + 1}\n---\nA flood closed bridge {at} in Orlic."
        for at in range(2)
    }
    home = indexed(tmp_path, fairs | flood, ending="md")
    with Service.open(Settings.load(home=home)) as service:
        put_into_stories(service, fairs, flood)
        brief = service.brief(where=SearchFilter(since=date(2024, 1, 1)), length=300)
    assert len(brief.sections) == 2
    assert brief.reason is None


def test_what_another_language_alone_tells_takes_no_room(ferry: Service) -> None:
    """The newest story is English only; of an Arabic brief it is neither a section nor the day."""
    brief = ferry.brief("Suakin ferry", length="short", languages=("ar",), reader="en")
    assert [{article.id for article in section.sources} for section in brief.sections] == [{"day3"}]
    assert brief.as_of == date(2024, 5, 3)
