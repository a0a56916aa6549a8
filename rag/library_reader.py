"""All that asks a library and changes nothing in it: articles, searches, answers, briefs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.open_library import OpenLibrary
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Article,
    ArticleSummary,
    ArticleVersion,
    Brief,
    BriefEvent,
    BriefFinished,
    Language,
    Passage,
    SearchFilter,
    Story,
    Totals,
    Turn,
    WatchedFeed,
)
from rag.requests import (
    answer_request,
    brief_request,
    checked_text,
    counted,
    many,
    search_filter,
)
from rag.store.catalog import MOVING, MatchingWords

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.runnables import Runnable
    from numpy.typing import NDArray

    from rag.langchain import Input, PassageRetriever
    from rag.text.crosslingual.gloss import Gloss


MOST_FOUND = 2_000
"""Chunks with the words of a search that a list of articles is made of: some 20 milliseconds."""


class LibraryReader(OpenLibrary):
    """What can be asked of an open library; safe to use from many threads."""

    # --- what is in the library ---

    def articles(self) -> list[ArticleSummary]:
        """Return all articles, newest first."""
        return self._catalog.summaries()

    def article(self, article_id: str) -> Article | None:
        return self._catalog.article(article_id)

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return the versions of an article, oldest first, the present one last.

        A new version is made whenever the text or the title changes; the last 20 former ones are
        kept. An unknown id has none.
        """
        return self._catalog.versions(article_id)

    def stories(
        self, where: SearchFilter | None = None, *, limit: int | None = None, least: int = 1
    ) -> tuple[Story, ...]:
        """Return the stories of the articles that `where` lets through, newest first.

        Each is whole, with the articles that `where` does not let through. There are at most
        `limit`, each of at least `least` articles. Articles that are in no story yet are put into
        one first, as far as that takes a few seconds (see `group_stories`). Raises `UsageError`.
        """
        wanted = search_filter(where) or SearchFilter()
        most = -1 if limit is None else counted(limit, "limit")
        fewest = counted(least, "least")
        self._refuse_if_closed()
        self._group_at_once()
        return tuple(self._catalog.stories.all(wanted, limit=most, least=fewest))

    def story_of(self, article_id: str) -> Story | None:
        """Return the story that an article belongs to; None for an unknown id.

        An article that is in no story yet is put into one first, which may take a few seconds.
        """
        self._refuse_if_closed()
        if self._catalog.article(article_id) is None:
            return None
        number = self._story_numbers([article_id]).get(article_id)
        return None if number is None else self.story(number)

    def feeds(self) -> list[WatchedFeed]:
        """Return the feeds that are watched, in the order in which they were added."""
        return self._catalog.watched.all()

    def count(self) -> int:
        """Return how many articles the library holds."""
        return self._catalog.article_count()

    def totals(self, where: SearchFilter | None = None) -> Totals:
        """Return how many articles there are that `where` lets through, by language, outlet and
        month. Raises `UsageError`."""
        return self._catalog.totals(search_filter(where))

    def article_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[ArticleSummary], int]:
        """Return some of the articles that `where` lets through, and how many there are in all.

        The newest come first, those without a day last; `offset` are left out before. `search`:
        only those with all of these words in a part of their text or in their title, or in the name
        of their outlet, of very many the best `MOST_FOUND` parts. The last word may be half
        written. Raises `UsageError`.
        """
        wanted = search_filter(where) or SearchFilter()
        among = self._found(search, wanted)
        return self._catalog.listing.page(
            wanted, among, limit=counted(limit, "limit"), offset=offset
        )

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Return articles without their text, in the order of their ids; unknown ids are left
        out."""
        return self._catalog.listing.summaries(many(article_ids, str, "article ids"))

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
        found = self.stories_by_day(where, search=search, limit=limit, offset=offset, least=least)
        return [story for story, _ in found]

    def stories_by_day(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[tuple[Story, date | None]]:
        """Return some of the stories of the articles that `where` lets through and `search` finds,
        each with the newest day of these articles, by which they come.

        Unlike `stories` it waits for nothing: articles that are in no story yet are left out. Only
        the days that are needed are read. Raises `UsageError`.
        """
        wanted = search_filter(where) or SearchFilter()
        among = self._found(search, wanted)
        found = self._catalog.listing.story_numbers(
            wanted,
            among,
            limit=counted(limit, "limit"),
            offset=offset,
            least=counted(least, "least"),
        )
        stories = {one.number: one for one in self._catalog.stories.of([n for n, _ in found])}
        return [(stories[number], day) for number, day in found if number in stories]

    def story(self, number: int) -> Story | None:
        """Return the story of that number; None if there is none."""
        return next(iter(self._catalog.stories.of([number])), None)

    def _found(self, search: str, where: SearchFilter) -> MatchingWords | None:
        """Return what holds the words of a search; None for one without words."""
        from rag.text.analyzer import normal_words

        words = normal_words(search)
        if not words:
            return None
        chunks = self._components.index().holding(search, limit=MOST_FOUND, where=where)
        outlets = [name for name in self.totals().outlets if set(words) <= set(normal_words(name))]
        return MatchingWords(chunks, outlets)

    def vectors_made(self) -> tuple[int, int]:
        """Return how many passages have their vector, and how many passages there are."""
        return self._catalog.vectors_made()

    def words_owed(self) -> int:
        """Return how many passages words do not find yet: opening a shared library makes none."""
        return self._catalog.words_owed()

    def moving_to(self) -> str | None:
        """Return the embedder for which all vectors are being made anew; None if none is."""
        moving = self._catalog.meta(MOVING) is not None and self._catalog.vectors_owed() > 0
        return self._settings.embedder if moving else None

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        """Return what the glossary has in the other language for the words of a text.

        It helps a reader of the other language, and is no translation.
        """
        from rag.text.crosslingual.gloss import gloss

        return gloss(text, self._components.analyzer)

    def unknown_words(self, limit: int = 50) -> dict[Language, list[tuple[str, int]]]:
        """Return, by language, the most frequent words of the articles that no concept, name or
        number knows, with how often they occur."""
        from rag.text.crosslingual.unknown_words import unknown_words

        articles = (self._catalog.article(summary.id) for summary in self._catalog.summaries())
        texts = (article.text for article in articles if article)
        return unknown_words(texts, self._components.analyzer.glossary, limit=limit)

    # --- questions and briefs ---

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: SearchFilter | None = None,
        model: bool = True,
    ) -> list[Passage]:
        """Return the best passages for a question, best first; without `model`, no chat model puts
        them in order."""
        return self._components.retriever(model=model).search(
            checked_text(question, "question"), limit=limit, where=search_filter(where)
        )

    def embed(self, texts: str | Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """Return the vectors of texts, one or many, by the library's embedder: a row of unit length
        for each.

        `query` embeds them as questions, which differs where the embedder puts another prefix
        before these. Nothing is stored, but for the cache of an embedder that costs money. Raises
        `UsageError`, `EmbeddingError`.
        """
        import numpy as np

        chosen = many(texts, str, "texts")
        embedder = self._components.embedder
        if query and chosen:
            return np.stack([embedder.embed_query(text) for text in chosen])
        return embedder.embed_documents(chosen)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question; where the model fails, with quotations and the answer's `fault`.

        Raises `UsageError`, `EmbeddingError`.
        """
        for event in self.stream(question, history=history, where=where, language=language):
            if isinstance(event, AnswerFinished):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> Generator[AnswerEvent]:
        """Yield the answer as it is made; see `AnswerEvent`.

        Closing the iterator stops the work.
        """
        request = answer_request(question, history=history, where=where, language=language)
        return self._components.loop.stream(self._components.answering().astream, request)

    def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncGenerator[AnswerEvent]:
        """Yield the same events to asynchronous callers."""
        request = answer_request(question, history=history, where=where, language=language)
        return self._components.loop.astream(self._components.answering().astream, request)

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
        """Return a brief on a topic, on chosen articles, or on all that `where` lets through.

        `length` is short, medium, long, or words per language, such as "200 words". `reader` is the
        language of remarks, by default that of the topic. A brief without points has a `reason`.
        Where the model fails, the brief is made of quotations, and has a `fault`. Raises
        `UsageError`, `EmbeddingError`.
        """
        stream = self.stream_brief(
            topic,
            articles=articles,
            where=where,
            length=length,
            languages=languages,
            reader=reader,
        )
        for event in stream:
            if isinstance(event, BriefFinished):
                return event.brief
        raise AssertionError("a stream ends with its brief")

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
        """Yield the brief with its progress; see `BriefEvent`.

        Closing the iterator stops the work.
        """
        request = brief_request(
            topic,
            articles=articles,
            where=where,
            length=length,
            languages=languages,
            reader=reader,
        )
        return self._components.loop.stream(self._components.briefing().astream, request)

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
        request = brief_request(
            topic,
            articles=articles,
            where=where,
            length=length,
            languages=languages,
            reader=reader,
        )
        return self._components.loop.astream(self._components.briefing().astream, request)

    @property
    def retriever(self) -> PassageRetriever:
        """Return the search as a LangChain retriever."""
        from rag.langchain import PassageRetriever

        return PassageRetriever(
            retriever=self._components.retriever(), limit=self._settings.passages
        )

    @property
    def chain(self) -> Runnable[Input, dict[str, Any]]:
        """Return the answering pipeline as a LangChain runnable (`rag.langchain`)."""
        from rag.langchain import answering_runnable

        return answering_runnable(self._components.answering(), self._components.loop)

    @property
    def brief_chain(self) -> Runnable[Input, dict[str, Any]]:
        """Return the brief pipeline as a LangChain runnable (`rag.langchain`)."""
        from rag.langchain import brief_runnable

        return brief_runnable(self._components.briefing(), self._components.loop)
