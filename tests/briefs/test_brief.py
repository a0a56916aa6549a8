from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.exports.json_export import brief_json
from rag.messages.notices import NoticeKey, notice
from rag.records import Brief, BriefEvent, BriefFinished, BriefProgress, SearchFilter
from rag.service import Service
from rag.settings import Settings
from tests.briefs.scripted import ARABIC, ENGLISH, FACTS, QUAKE, ZILZAL, Script, fail
from tests.factories import indexed, with_model
from tests.openai_server import Fault, OpenAIServer

TOPIC = "The earthquake in Karsan"
NEWS = {
    "quake": f"---\ntitle: {QUAKE.title}\ndate: 2024-05-04\noutlet: Harbour Wire\n---\n"
    f"{QUAKE.text}",
    "zilzal": f"---\ntitle: {ZILZAL.title}\ndate: 2024-05-05\noutlet: وكالة المرفأ\n---\n"
    f"{ZILZAL.text}",
    "canal": "---\ntitle: Canal blocked\ndate: 2021-03-24\noutlet: Shipping News\n---\n"
    "A container ship blocked the Suez Canal for six days. It was freed on 29 March 2021.",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return indexed(tmp_path, NEWS, ending="md")


@pytest.fixture
def extracting(home: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=home)) as service:
        yield service


@pytest.fixture
def writing(home: Path, openai_server: OpenAIServer) -> Iterator[Service]:
    openai_server.reply(Script())
    with Service.open(with_model(home, openai_server)) as service:
        yield service


def _ids(brief: Brief) -> set[str]:
    return {article.id for article in brief.sources}


def _told(brief: Brief) -> int:
    return sum((point.ar is not None) + (point.en is not None) for point in brief.points)


# --- without a model ---


def test_a_story_that_only_mentions_the_topic_is_no_section(tmp_path: Path) -> None:
    home = indexed(
        tmp_path,
        {
            "revenue": "---\ntitle: Canal revenue falls\ndate: 2024-12-27\n---\n"
            "The revenue of the canal fell by seven billion dollars this year. Ships sail around "
            "Africa. Insurance has become dear. Owners wait for calm. Freight rates have doubled. "
            "The last time that so many ships waited was when the Ever Given ran aground.",
        },
        ending="md",
    )
    with Service.open(Settings.load(home=home)) as service:
        assert service.brief("Ever Given").sections == ()
        assert _ids(service.brief("canal revenue")) == {"revenue"}


def test_chosen_articles_of_one_event_are_one_section_and_of_two_are_two(
    extracting: Service,
) -> None:
    one = extracting.brief(articles=["quake", "zilzal"])
    assert [sorted(_ids(one))] == [["quake", "zilzal"]]
    assert len(one.sections) == 1
    two = extracting.brief(articles=["quake", "canal"])
    assert len(two.sections) == 2
    assert _ids(two) == {"quake", "canal"}


def test_a_topic_gathers_its_articles_in_both_languages(extracting: Service) -> None:
    brief = extracting.brief(TOPIC, length="short")
    assert _ids(brief) == {"quake", "zilzal"}
    assert (brief.writer, brief.topic, brief.words) == ("extractive", TOPIC, 60)
    assert brief.as_of == date(2024, 5, 5)
    assert brief.headline("en") == QUAKE.title
    assert brief.usage.calls == 0
    assert not brief.abstained
    for citation in (one for point in brief.points for one in point.citations):
        assert citation.quote in citation.article.text


def test_an_article_that_only_mentions_the_topic_is_left_out(
    extracting: Service, tmp_path: Path
) -> None:
    mentions = tmp_path / "mentions.md"
    mentions.write_text(
        "---\ntitle: Port opens\n---\nThe port of Lobel opened on Monday. Trade will grow. "
        "Ships came from four countries. The port had closed after the earthquake in Karsan."
    )
    extracting.index([mentions])
    assert _ids(extracting.brief(TOPIC)) == {"quake", "zilzal"}


def test_articles_may_be_chosen(extracting: Service) -> None:
    brief = extracting.brief(articles=["canal", "canal"])
    assert _ids(brief) == {"canal"}
    assert brief.topic == "Canal blocked"
    assert [one.language for one in brief.missing_languages] == ["ar"]
    assert "MUJAZ_MODEL" in brief.missing_languages[0].reason


def test_an_article_that_is_not_there_is_named(extracting: Service) -> None:
    with pytest.raises(UsageError, match="'nothing'"):
        extracting.brief(articles=["canal", "nothing"])


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (SearchFilter(since=date(2024, 1, 1)), {"quake", "zilzal"}),
        (SearchFilter(until=date(2022, 1, 1)), {"canal"}),
        (SearchFilter(outlet="Harbour Wire"), {"quake"}),
        (SearchFilter(articles="quake"), {"quake"}),
        (SearchFilter(since=date(2024, 5, 5), language="ar"), {"zilzal"}),
    ],
)
def test_days_and_outlets_narrow_what_a_brief_is_written_from(
    extracting: Service, where: SearchFilter, ids: set[str]
) -> None:
    assert _ids(extracting.brief(where=where, length="long")) == ids


def test_a_topic_is_searched_within_days_and_outlets(extracting: Service) -> None:
    assert _ids(extracting.brief(TOPIC, where=SearchFilter(outlet="Harbour Wire"))) == {"quake"}
    assert _ids(extracting.brief(TOPIC, where=SearchFilter(articles=["quake"]))) == {"quake"}


@pytest.mark.parametrize("topic", [None, "", "   "])
def test_a_brief_of_nothing_is_refused(extracting: Service, topic: str | None) -> None:
    with pytest.raises(UsageError):
        extracting.brief(topic, where=SearchFilter())


@pytest.mark.parametrize("length", ["longer", 5, 5_000, "-60", ""])
def test_a_length_that_is_none_is_refused(extracting: Service, length: str | int) -> None:
    with pytest.raises(UsageError, match="length"):
        extracting.brief(TOPIC, length=length)


def test_a_topic_on_which_there_is_nothing_is_refused_with_a_reason(extracting: Service) -> None:
    brief = extracting.brief("Which opera did Verdi compose last?")
    assert brief.abstained
    assert brief.reason
    assert (brief.sources, brief.as_of, brief.headlines) == ((), None, ())
    empty = extracting.brief(where=SearchFilter(since=date(2030, 1, 1)))
    assert empty.abstained
    assert empty.reason


def test_articles_beyond_the_most_are_told_of(extracting: Service, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    for at in range(22):
        text = f"---\ndate: 2019-01-{at + 1:02}\n---\nThe fair of {1900 + at} opened on a Monday."
        (folder / f"fair{at}.md").write_text(text)
    extracting.index([folder])
    brief = extracting.brief(where=SearchFilter(until=date(2020, 1, 1)))
    kept, left_out = map(int, re.findall(r"\d+", brief.reason or ""))
    assert kept + left_out == 22
    assert 0 < kept <= 20


def test_progress_comes_first_and_the_brief_once_last(extracting: Service) -> None:
    *steps, last = extracting.stream_brief(TOPIC)
    assert isinstance(last, BriefFinished)
    assert steps
    for step in steps:
        assert isinstance(step, BriefProgress)
        assert 0 <= step.done <= step.total


def test_the_chain_runs_on_any_loop(extracting: Service) -> None:
    async def last() -> BriefEvent:
        events = [one async for one in extracting.astream_brief(TOPIC)]
        return events[-1]

    finished = asyncio.run(last())
    assert isinstance(finished, BriefFinished)
    assert finished.brief.points == extracting.brief(TOPIC).points


# --- with a model ---


def test_a_model_writes_both_sides_of_the_same_points(
    writing: Service, openai_server: OpenAIServer
) -> None:
    brief = writing.brief(articles=["quake", "zilzal"], length=30)
    assert brief.writer == "openai:test"
    assert len(brief.points) == 3
    assert _told(brief) == 6
    assert [point.en.text for point in brief.points if point.en] == [
        line[3:] for line in ENGLISH.splitlines()[1:]
    ]
    assert [point.ar.text for point in brief.points if point.ar] == [
        line[3:] for line in ARABIC.splitlines()[1:]
    ]
    assert brief.usage.calls == len(openai_server.requests) == 3
    assert brief.missing_languages == ()
    assert _ids(brief) == {"quake", "zilzal"}


def test_one_language_of_articles_makes_both_sides(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply(Script(facts=FACTS.replace("[1][2]", "[1]")))
    brief = writing.brief(articles=["quake"], length=30)
    assert _told(brief) == 6
    assert {article.language for article in brief.sources} == {"en"}


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.HTML_OK])
def test_where_the_model_fails_the_quoted_brief_is_there_with_the_fault_beside_it(
    writing: Service, openai_server: OpenAIServer, fault: Fault
) -> None:
    fail(openai_server, fault, "facts")
    brief = writing.brief(TOPIC)
    assert brief.writer == "extractive"
    verdicts = [side.verdict.status for one in brief.points for side in (one.ar, one.en) if side]
    assert set(verdicts) == {"quoted"}
    assert brief.fault
    assert "sk-test" not in brief.fault
    assert brief.reason == notice("brief_quoted_instead", "en")
    assert brief.usage.calls == 1
    assert (brief_json(brief)["fault"], brief.incomplete) == (brief.fault, False)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ("- On 9 June 800 people left Karsan. [1]", "brief_unfounded"),
        ("I like trains.", "model_reply"),
        ("NO_ANSWER", "no_facts"),
    ],
)
def test_where_nothing_is_supported_the_quoted_brief_is_there(
    writing: Service, openai_server: OpenAIServer, facts: str, key: NoticeKey
) -> None:
    openai_server.reply(Script(facts=facts))
    brief = writing.brief(TOPIC)
    assert (brief.abstained, brief.writer) == (False, "extractive")
    assert brief.fault == notice(key, "en")
    assert ["800" in one.text for one in brief.dropped] == [True] * (key == "brief_unfounded")


def test_a_model_that_fails_later_leaves_a_brief(
    writing: Service, openai_server: OpenAIServer
) -> None:
    fail(openai_server, Fault.SERVER_ERROR, "write_ar")
    brief = writing.brief(articles=["quake", "zilzal"], length=30)
    assert brief.incomplete
    assert brief.reason
    assert [one.language for one in brief.missing_languages] == ["ar"]
    assert _told(brief) == 3


def test_a_model_is_not_asked_where_nothing_is_found(
    writing: Service, openai_server: OpenAIServer
) -> None:
    assert writing.brief("Which opera did Verdi compose last?").abstained
    assert openai_server.requests == []


def test_closing_the_stream_stops_the_model(writing: Service, openai_server: OpenAIServer) -> None:
    fail(openai_server, Fault.HANG_MID_STREAM, "facts")
    stream = writing.stream_brief(TOPIC)
    assert isinstance(next(stream), BriefProgress)
    _wait_for_a_request(openai_server)
    stream.close()
    assert openai_server.abandoned.wait(5)
    fail(openai_server, Fault.SLOW)
    assert not writing.brief(articles=["quake", "zilzal"], length=30).abstained


def _wait_for_a_request(server: OpenAIServer) -> None:
    for _ in range(500):
        if server.requests:
            return
        server.closing.wait(0.01)
    raise TimeoutError("the model was not asked")
