"""How the facts of much material are read, in parts, and chosen."""

from __future__ import annotations

import re

import pytest

from rag.protocols import BriefDraft
from rag.records import Article
from tests.briefs.scripted import (
    FACTS,
    QUAKE,
    Script,
    brief_writer,
    draft_of,
    events_of,
    fail,
    prompts,
    task_on,
    versions_of,
)
from tests.factories import article
from tests.openai_replies import Json
from tests.openai_server import Fault, OpenAIServer

TOWNS = ("Karsan", "Belmar", "Tolosa", "Vendra", "Orlic", "Sumet", "Quinta", "Jarvo")


def _story(town: str) -> Article:
    return article(
        f"Rain in {town} closed the market for days. " + "Nothing else happened. " * 40,
        id=town.lower(),
        title=town,
    )


def _facts(body: Json) -> str:
    """One fact of each passage, in the passages' words."""
    text = body["messages"][-1]["content"]
    found = [town for town in TOWNS if f"Rain in {town}" in text]
    return "\n".join(
        f"- Rain in {town} closed the market for days. [{at}]" for at, town in enumerate(found, 1)
    )


class Reader(Script):
    """A script that notes down what it is given."""

    def __call__(self, body: Json) -> str:
        said = super().__call__(body)
        return _facts(body) if self.asked[-1] == "facts" else said


SYLLABLES = ("Kar", "Bel", "Tol", "Ven", "Orl", "Sum", "Qui", "Jar", "Dom", "Fez")


class Towns(Script):
    """A script that notes down a fact of each town that it is given, and chooses the first 12."""

    def __call__(self, body: Json) -> str:
        said = super().__call__(body)
        found = re.findall(r"The town of \w+ was closed\.", body["messages"][-1]["content"])
        if self.asked[-1] not in ("facts", "merge"):
            return said
        most = 12 if self.asked[-1] == "merge" else len(found)
        return "\n".join(f"- {text} [{at}]" for at, text in enumerate(found[:most], start=1))


def _brief(server: OpenAIServer, script: Script, **options: int) -> BriefDraft:
    stories = [_story(town) for town in TOWNS]
    return draft_of(server, script, task_on(*stories, languages=("en",)), **options)


def test_what_fits_is_read_at_once(openai_server: OpenAIServer) -> None:
    script = Reader(write_en="NO_ANSWER")
    draft = _brief(openai_server, script)
    assert script.asked.count("facts") == 1
    assert len(draft.points) == 3


def test_long_material_is_read_in_parts_and_its_facts_are_joined(
    openai_server: OpenAIServer,
) -> None:
    joined = (
        "- Rain closed the market in Karsan and Jarvo for days. [1][8]\n"
        "- Rain in Orlic closed the market for days. [5]"
    )
    script = Reader(merge=joined, write_en="NO_ANSWER")
    draft = _brief(openai_server, script, window=900)
    assert script.asked.count("facts") > 2
    assert script.asked.count("merge") == 1
    assert "8. Rain in Jarvo closed the market" in prompts(openai_server, "merge")[0]
    assert [one.article.id for one in draft.points[0].citations] == ["karsan", "jarvo"]
    assert [one.number for one in draft.points[0].citations] == [1, 8]
    assert len(draft.points) == 2


def test_where_the_model_does_not_choose_the_first_facts_count(
    openai_server: OpenAIServer,
) -> None:
    draft = _brief(openai_server, Reader(merge="No.", write_en="NO_ANSWER"), window=900)
    assert [point.citations[0].article.id for point in draft.points] == [
        "karsan",
        "belmar",
        "tolosa",
    ]


def test_facts_too_many_to_compare_at_once_are_joined_batch_by_batch(
    openai_server: OpenAIServer,
) -> None:
    names = [f"{first}{second}" for first in SYLLABLES for second in SYLLABLES]
    many = [article(f"The town of {one} was closed.", id=one.lower()) for one in names]
    task = task_on(*many, languages=("en",), words=350)
    script = Towns(write_en="NO_ANSWER")
    draft = draft_of(openai_server, script, task, window=900)
    assert script.asked.count("merge") > 1
    assert all(text.count("\n60. ") <= 1 for text in prompts(openai_server, "merge"))
    assert not any("\n61. " in text for text in prompts(openai_server, "merge"))
    assert len(draft.points) == 12


def test_a_window_smaller_than_a_passage_is_read_sentence_by_sentence(
    openai_server: OpenAIServer,
) -> None:
    script = Script(write_en="NO_ANSWER", facts=FACTS.splitlines()[0].replace("[2]", ""))
    openai_server.reply(script)
    task = task_on(QUAKE, languages=("en",))
    progress, draft = events_of(brief_writer(openai_server, window=200), task)
    asked = prompts(openai_server, "facts")
    assert len(asked) == 3
    assert ["46 people" in text for text in asked] == [True, False, False]
    assert "30 dogs" in asked[2]
    assert [one.done for one in progress if one.stage == "reading"] == [0, 0, 0, 1]
    assert draft.points


@pytest.mark.parametrize("fault", [Fault.CONTEXT_LENGTH, Fault.TOO_LARGE])
def test_too_much_for_the_model_is_read_in_halves_from_then_on(
    openai_server: OpenAIServer, fault: Fault
) -> None:
    openai_server.fault(fault)
    script = Reader(merge="No.", write_en="NO_ANSWER")
    draft = _brief(openai_server, script)
    assert script.asked.count("facts") == 2
    sizes = [text.count("<passage ") for text in prompts(openai_server, "facts")]
    assert sizes[0] == 8
    assert all(size <= 4 for size in sizes[1:])
    assert sum(sizes[1:]) >= 8
    assert len(draft.points) == 3
    assert not draft.incomplete


def test_a_reading_that_fails_leaves_the_others(openai_server: OpenAIServer) -> None:
    script = Reader(merge="No.", write_en="NO_ANSWER")
    openai_server.fault(Fault.EMPTY_BODY)
    draft = _brief(openai_server, script, window=900)
    assert len(draft.points) == 3
    assert draft.points[0].citations[0].article.id != "karsan"
    assert draft.incomplete


def test_after_the_second_failure_nothing_more_is_asked(openai_server: OpenAIServer) -> None:
    script = Reader(merge="No.")
    openai_server.reply(script)
    fail(openai_server, Fault.EMPTY_BODY, "merge", "write_en", "mend_en")
    draft = _brief(openai_server, script, window=900)
    asked = [one for one in openai_server.requests if one.body]
    assert len(asked) == script.asked.count("facts") + 2
    assert versions_of(draft, "en")[0] == "Rain in Karsan closed the market for days."
