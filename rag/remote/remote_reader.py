"""All that asks a library in another process and changes nothing in it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from rag.records import (
    Answer,
    AnswerEvent,
    Article,
    ArticleSummary,
    ArticleVersion,
    Brief,
    BriefEvent,
    Language,
    Passage,
    SearchFilter,
    Story,
    Totals,
    Turn,
    WatchedFeed,
)
from rag.remote.calling import Caller

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from rag.langchain import Input, PassageRetriever
    from rag.text.crosslingual.gloss import Gloss

T = TypeVar("T")


class RemoteReader:
    """What can be asked of a library that a server has open; safe to use from many threads.

    The methods are those of `rag.library_reader.LibraryReader`, and are described there. Of the
    articles of passages, answers and briefs there is the text that is shown of them, at its place;
    `article` returns the whole.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def articles(self) -> list[ArticleSummary]:
        """Return all articles, newest first."""
        return self._caller.call(list[ArticleSummary], "articles")

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None for an unknown id."""
        return self._caller.maybe(Article, "article", article_id=article_id)

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return the versions of an article, oldest first, the present one last."""
        return self._caller.call(list[ArticleVersion], "versions", article_id=article_id)

    def stories(
        self, where: SearchFilter | None = None, *, limit: int | None = None, least: int = 1
    ) -> tuple[Story, ...]:
        """Return the stories of the articles that `where` lets through, newest first."""
        given: dict[str, Any] = {"where": _filter(where), "limit": limit, "least": least}
        return self._caller.call(tuple[Story, ...], "stories", **given)

    def story_of(self, article_id: str) -> Story | None:
        """Return the story that an article belongs to; None for an unknown id."""
        return self._caller.maybe(Story, "story_of", article_id=article_id)

    def feeds(self) -> list[WatchedFeed]:
        """Return the feeds that are watched, in the order in which they were added."""
        return self._caller.call(list[WatchedFeed], "feeds")

    def count(self) -> int:
        """Return how many articles the library holds."""
        return self._caller.call(int, "count")

    def totals(self, where: SearchFilter | None = None) -> Totals:
        """Return how many articles there are, by language, outlet and month."""
        return self._caller.call(Totals, "totals", where=_filter(where))

    def article_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[ArticleSummary], int]:
        """Return some of the articles, newest first, and how many there are in all."""
        given = _part(where, search, limit, offset)
        return self._caller.call(tuple[list[ArticleSummary], int], "article_page", **given)

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Return articles without their text, in the order of their ids."""
        from rag.requests import many

        given = many(article_ids, str, "article ids")
        return self._caller.call(list[ArticleSummary], "summaries", article_ids=given)

    def story_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[Story]:
        """Return the stories of `stories_by_day` without their days."""
        given = _part(where, search, limit, offset)
        kind = list[Story]
        return self._caller.call(kind, "story_page", **given, least=least)

    def stories_by_day(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[tuple[Story, date | None]]:
        """Return some of the stories, each with the newest day of its articles that were found."""
        given = _part(where, search, limit, offset)
        kind = list[tuple[Story, date | None]]
        return self._caller.call(kind, "stories_by_day", **given, least=least)

    def story(self, number: int) -> Story | None:
        """Return the story of that number; None if there is none."""
        return self._caller.maybe(Story, "story", number=number)

    def vectors_made(self) -> tuple[int, int]:
        """Return how many passages have their vector, and how many passages there are."""
        return self._caller.call(tuple[int, int], "vectors_made")

    def words_owed(self) -> int:
        """Return how many passages words do not find yet."""
        return self._caller.call(int, "words_owed")

    def moving_to(self) -> str | None:
        """Return the embedder for which all vectors are being made anew; None if none is."""
        return self._caller.maybe(str, "moving_to")

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        """Return what the glossary has in the other language for the words of a text."""
        from rag.text.crosslingual.gloss import Gloss

        return self._caller.call(tuple[Gloss, ...], "word_aid", text=text)

    def unknown_words(self, limit: int = 50) -> dict[Language, list[tuple[str, int]]]:
        """Return the most frequent words that the glossary does not know, by language."""
        kind = dict[Language, list[tuple[str, int]]]
        return self._caller.call(kind, "unknown_words", limit=limit)

    # --- questions and briefs ---

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: SearchFilter | None = None,
        model: bool = True,
    ) -> list[Passage]:
        """Return the best passages for a question, best first."""
        given: dict[str, Any] = {"limit": limit, "where": _filter(where), "model": model}
        return self._caller.call(list[Passage], "search", question=question, **given)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question; where the model fails, with quotations and the answer's `fault`."""
        request = _question(question, history, where, language)
        return self._caller.call(Answer, "ask", **request)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> Generator[AnswerEvent]:
        """Yield the answer as it is made. Closing the iterator stops the work."""
        request = _question(question, history, where, language)
        return self._caller.items(AnswerEvent, "stream", **request)

    def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncGenerator[AnswerEvent]:
        """Yield the same events to asynchronous callers."""
        request = _question(question, history, where, language)
        return _drawn(partial(self._caller.items, AnswerEvent, "stream", **request))

    def brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> Brief:
        """Return a brief on a topic, on chosen articles, or on all that `where` lets through."""
        request = _brief(topic, articles, where, length, languages, reader)
        return self._caller.call(Brief, "brief", **request)

    def stream_brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> Generator[BriefEvent]:
        """Yield the brief with its progress. Closing the iterator stops the work."""
        request = _brief(topic, articles, where, length, languages, reader)
        return self._caller.items(BriefEvent, "stream_brief", **request)

    def astream_brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> AsyncGenerator[BriefEvent]:
        """Yield the same events to asynchronous callers."""
        request = _brief(topic, articles, where, length, languages, reader)
        return _drawn(partial(self._caller.items, BriefEvent, "stream_brief", **request))

    @property
    def retriever(self) -> PassageRetriever:
        """Return the search as a LangChain retriever."""
        from rag.langchain import PassageRetriever

        return PassageRetriever(retriever=self, limit=self._passages())

    @property
    def chain(self) -> Runnable[Input, dict[str, Any]]:
        """Return the answering as a LangChain runnable (`rag.langchain`)."""
        from rag.langchain import stream_runnable

        return stream_runnable(self.stream, self.astream, "question")

    @property
    def brief_chain(self) -> Runnable[Input, dict[str, Any]]:
        """Return the making of briefs as a LangChain runnable (`rag.langchain`)."""
        from rag.langchain import stream_runnable

        return stream_runnable(self.stream_brief, self.astream_brief, "topic")

    def _passages(self) -> int:
        """Return how many passages a writer is handed there."""
        raise NotImplementedError


def _filter(where: object) -> SearchFilter | None:
    """Return a filter that can be sent. Raises `UsageError`."""
    if where is None or where == SearchFilter():
        return None
    from rag.requests import search_filter

    return search_filter(where)


def _part(where: object, search: str, limit: int, offset: int) -> dict[str, Any]:
    """Return the arguments of a part of a list."""
    return {"where": _filter(where), "search": search, "limit": limit, "offset": offset}


def _question(question: object, history: object, where: object, language: object) -> dict[str, Any]:
    """Return the arguments of a question, checked as they are where a library is open."""
    where = None if where == SearchFilter() else where
    if isinstance(question, str) and history == () and (where, language) == (None, None):
        return {"question": question}  # a terminal's, which need not wait for the rest to load
    from rag.requests import answer_request

    request = answer_request(question, history=history, where=where, language=language)
    return {
        "question": request.question,
        "history": request.history,
        "where": request.where,
        "language": request.language,
    }


def _brief(
    topic: object,
    articles: object,
    where: object,
    length: object,
    languages: object,
    reader: object,
) -> dict[str, Any]:
    """Return the arguments of a brief, checked in the same way."""
    from rag.requests import brief_request

    request = brief_request(
        topic, articles=articles, where=where, length=length, languages=languages, reader=reader
    )
    return {
        "topic": request.topic,
        "articles": request.articles,
        "where": request.where,
        "length": request.words,
        "languages": request.languages,
        "reader": request.reader,
    }


async def _drawn(start: Callable[[Event], Generator[T]]) -> AsyncGenerator[T]:
    """Yield the items of a generator that waits, without keeping the loop waiting.

    It is drawn in threads; when the caller leaves, one that is waiting ends as the work does.
    """
    import asyncio  # which takes long to load

    left, end = Event(), object()
    items = start(left)
    try:
        while (item := await asyncio.to_thread(next, items, end)) is not end:
            yield item  # type: ignore[misc]
    finally:
        left.set()
        with suppress(ValueError):  # it is being drawn still
            items.close()
