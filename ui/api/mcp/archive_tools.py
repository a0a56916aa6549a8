"""The tools of the archive. They know nothing of the protocol by which they are called."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from rag.errors import UsageError
from rag.records import AnswerFinished, BriefFinished, BriefProgress, SearchFilter, SentenceFinished
from rag.service import Service
from ui.api.mcp import tool_outputs as outputs
from ui.api.mcp import tool_texts as texts
from ui.api.mcp.tool_arguments import (
    AskArguments,
    BriefArguments,
    NarrowedArguments,
    ReadArguments,
    SearchArguments,
    StoryArguments,
    ToolArguments,
)

Tell = Callable[[float, float | None, str], Awaitable[None]]
"""Told how far a call is: the steps done, of how many, and what is done now."""

_STAGES = ("reading", "writing", "checking")

_MOST_NAMED = 30
"""Outlets that a message names."""


@dataclass(frozen=True, slots=True)
class ToolReply:
    """What a tool returns: `text` for models, and the same as an object for programs."""

    text: str
    structured: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ArchiveTool:
    """One tool. `costly` ones wait for a place at work."""

    name: str
    title: str
    description: str
    arguments: type[ToolArguments]
    output: dict[str, Any]
    run: Callable[[Service, Any, Tell], Awaitable[ToolReply]]
    costly: bool = True


async def _search(desk: Service, given: SearchArguments, tell: Tell) -> ToolReply:
    where = await _narrowed(desk, given)
    found = await asyncio.to_thread(desk.search, given.query, limit=given.limit, where=where)
    return await _of_what_is_indexed(
        desk, texts.search_text(given.query, found), outputs.search_output(found)
    )


async def _of_what_is_indexed(desk: Service, text: str, output: dict[str, Any]) -> ToolReply:
    """Return a reply, with a note where a part of the archive cannot be found yet."""
    unfound = await asyncio.to_thread(desk.words_owed)
    noted = f"{text}\n\n{texts.unfound_text(unfound)}" if unfound else text
    return ToolReply(noted, {**output, "not_found_yet": unfound})


async def _ask(desk: Service, given: AskArguments, tell: Tell) -> ToolReply:
    where = await _narrowed(desk, given)
    done = 0
    events = desk.astream(given.question, where=where, language=given.answer_language)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AnswerFinished):
                answer = event.answer
                return await _of_what_is_indexed(
                    desk, texts.answer_text(answer), outputs.answer_output(answer)
                )
            if isinstance(event, SentenceFinished):
                done += 1
                await tell(done, None, f"sentences written and checked: {done}")
    raise AssertionError("a stream ends with its answer")


async def _brief(desk: Service, given: BriefArguments, tell: Tell) -> ToolReply:
    where = await _narrowed(desk, given)
    furthest = 0.0
    events = desk.astream_brief(
        given.topic,
        articles=given.article_ids,
        where=where,
        length=given.length,
        languages=tuple(dict.fromkeys(given.languages)),
    )
    async with aclosing(events):
        async for event in events:
            if isinstance(event, BriefFinished):
                made = event.brief
                return await _of_what_is_indexed(
                    desk, texts.brief_text(made), outputs.brief_output(made)
                )
            reached = _steps(event)
            if reached > furthest:  # it must grow with every report
                furthest = reached
                told = f"{event.stage} {event.done}/{event.total}"
                await tell(reached, len(_STAGES), told)
    raise AssertionError("a stream ends with its brief")


def _steps(event: BriefProgress) -> float:
    """Return how many stages are done, the share of the present one included."""
    share = event.done / event.total if event.total else 0.0
    return _STAGES.index(event.stage) + min(share, 1.0)


async def _read(desk: Service, given: ReadArguments, tell: Tell) -> ToolReply:
    article = await asyncio.to_thread(desk.article, given.article_id)
    if article is None:
        raise UsageError(
            f"there is no article {given.article_id!r}; give an article_id just as search, ask, "
            "brief or stories gave it"
        )
    whole = article.text
    if given.offset >= len(whole) > 0:
        raise UsageError(f"the article has {len(whole):,} characters; give a smaller offset")
    text = page_of(whole, given.offset, given.length)
    end = given.offset + len(text)
    following = end if end < len(whole) else None
    return ToolReply(
        texts.page_text(article, text, offset=given.offset, following=following),
        outputs.page_output(article, text, offset=given.offset, following=following),
    )


def page_of(text: str, offset: int, length: int) -> str:
    """Return a page of a text: `length` characters, or up to the last paragraph or word that ends
    in their second half."""
    page = text[offset : offset + length]
    if offset + length >= len(text):
        return page
    ends = (page.rfind(end) + 1 for end in ("\n", " "))
    return page[: next((end for end in ends if end > length // 2), length)]


async def _stories(desk: Service, given: StoryArguments, tell: Tell) -> ToolReply:
    where = await _narrowed(desk, given)
    found = await asyncio.to_thread(
        desk.story_page,
        where,
        search=given.search,
        limit=given.limit,
        offset=given.offset,
        least=given.least,
    )
    return ToolReply(texts.stories_text(found), outputs.stories_output(found))


async def _narrowed(desk: Service, given: NarrowedArguments) -> SearchFilter | None:
    """Return the filter of a call. Raises `UsageError`, also for an outlet that there is not: a
    model cannot know the names, and would take nothing found for an answer."""
    where = given.where()
    if where is None or not where.outlets:
        return where
    known = (await asyncio.to_thread(desk.totals)).outlets
    unknown = [name for name in where.outlets if name not in known]
    if unknown:
        named = texts.outlets_text(list(known)[:_MOST_NAMED])
        raise UsageError(f"there is no outlet {unknown[0]!r}; the largest are below. {named}")
    return where


TOOLS = (
    ArchiveTool(
        "search",
        "Search the news archive",
        "Find passages in an archive of Arabic and English news articles. A question or words in "
        "one language find articles in both. Returns passages, best first, with article, outlet "
        "and date. Use it to explore; to have a question answered with checked citations, use ask.",
        SearchArguments,
        outputs.SEARCH_SCHEMA,
        _search,
    ),
    ArchiveTool(
        "ask",
        "Ask the news archive",
        "Answer a question from an archive of Arabic and English news articles. Each sentence of "
        "the answer cites sentences of articles, word for word, and has a verdict of how well they "
        "support it. Where the archive holds no answer, it says so; then tell the user so. Keep "
        "the numbered sources when you repeat the answer.",
        AskArguments,
        outputs.ANSWER_SCHEMA,
        _ask,
    ),
    ArchiveTool(
        "brief",
        "Write a brief",
        "Write a brief in Arabic and English, side by side, on a topic, on chosen articles, or on "
        "all articles of some days or outlets: points with citations, key facts, updates, and "
        "what the sources disagree on. Takes seconds to minutes and reports its progress.",
        BriefArguments,
        outputs.BRIEF_SCHEMA,
        _brief,
    ),
    ArchiveTool(
        "read_article",
        "Read an article",
        "Read the text of one article, page by page. Give the article_id of another tool's result; "
        "go on with next_offset until it is null.",
        ReadArguments,
        outputs.PAGE_SCHEMA,
        _read,
        costly=False,
    ),
    ArchiveTool(
        "stories",
        "List stories",
        "List the stories of the archive, newest first. A story is all articles on one event, of "
        "all outlets and both languages. Use it to see what the archive is about, or what "
        "happened in some days.",
        StoryArguments,
        outputs.STORIES_SCHEMA,
        _stories,
        costly=False,
    ),
)
