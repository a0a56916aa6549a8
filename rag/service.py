"""The one composition root: opens a library, hands out what it can do, closes it again."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rag.components import Components
from rag.errors import DamagedLibraryError, LibraryError, UsageError
from rag.ingest.catching_up import CatchingUp
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Article,
    ArticleSummary,
    Brief,
    BriefEvent,
    BriefFinished,
    Draft,
    IngestReport,
    Language,
    Passage,
    SearchFilter,
    Turn,
)
from rag.requests import (
    Drafts,
    answer_request,
    brief_request,
    checked_text,
    many,
    paths,
    search_filter,
)
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.health import Health, check, claim, make_folder, open_catalog
from rag.store.lock import LibraryLock
from rag.text.analyzer import Analyzer, open_analyzer

if TYPE_CHECKING:
    from threading import Event

    from langchain_core.runnables import Runnable

    from rag.ingest.ingester import Progress
    from rag.langchain import Input, PassageRetriever
    from rag.text.crosslingual.gloss import Gloss

_LOG = logging.getLogger(__name__)


class Service:
    """One open library. This process owns it until `close`; safe to use from many threads."""

    def __init__(
        self, settings: Settings, lock: LibraryLock, catalog: Catalog, analyzer: Analyzer
    ) -> None:
        self._settings = settings
        self._lock = lock
        self._open_components = Components(settings, catalog, analyzer)
        self._open_catalog = catalog
        self._writing = threading.Lock()
        self._catching_up = CatchingUp(catalog, self._open_components.index, self._writing)
        self._closed = False

    @classmethod
    def open(cls, settings: Settings, *, reembed: bool = False, background: bool = False) -> Self:
        """Open the library in `settings.home`, making it if there is none.

        With `background` a thread makes the vectors that the library owes, for as long as it is
        open, and no call waits for them. Raises `LibraryLockedError`, `FingerprintError` (unless
        `reembed`, which gives all chunks over to the embedder of the settings), `LibraryError`,
        `SettingsError`.
        """
        analyzer = open_analyzer(settings.glossary)
        folder = settings.folder
        make_folder(folder)
        lock = LibraryLock(folder)
        lock.acquire()
        catalog: Catalog | None = None
        try:
            catalog = open_catalog(folder)
            service = cls(settings, lock, catalog, analyzer)
            claim(catalog, folder, service._components.embedder.fingerprint, reembed=reembed)
            if background:
                service._catching_up.start()
        except BaseException:
            if catalog is not None:
                catalog.close()
            lock.release()
            raise
        return service

    def close(self) -> None:
        """Back up the catalog if its articles have changed, and close everything.

        Another process can then have the library. Closing twice is allowed. Raises
        `LibraryError` when the backup fails.
        """
        self._close(back_up=True)

    def _close(self, *, back_up: bool) -> None:
        if self._closed:
            return
        self._closed = True
        with ExitStack() as last:
            last.callback(self._lock.release)
            last.callback(self._open_catalog.close)
            if back_up:
                last.callback(self._back_up)
            last.callback(self._open_components.close)
            last.callback(self._catching_up.close)

    def _back_up(self) -> None:
        """Back up the catalog; the failure of a backup that another process owed stops nobody."""
        try:
            self._open_catalog.back_up()
        except LibraryError as error:
            if self._open_catalog.changed:
                raise
            _LOG.warning("the catalog was not backed up: %s", error)

    @property
    def _components(self) -> Components:
        self._refuse_if_closed()
        return self._open_components

    @property
    def _catalog(self) -> Catalog:
        self._refuse_if_closed()
        return self._open_catalog

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise UsageError(f"the library in {self._settings.folder} was closed; open it again")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._closed:
            return
        try:
            self._close(back_up=error is None or self._open_catalog.changed)
        except LibraryError as failed:
            if error is None:
                raise
            _LOG.info("closing failed, too: %s", failed)

    # --- what is in the library ---

    def index(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Progress | None = None,
        *,
        vectors: bool = True,
    ) -> IngestReport:
        """Read files and folders into the library, one path or many.

        First words find all articles, then their vectors are made, unless `vectors` is False or a
        thread makes them in the background. Raises `UsageError` for what is no path,
        `EmbeddingError`; the articles are in then, and `catch_up` goes on.
        """
        chosen = paths(sources)
        with self._writing:
            report = self._components.ingester().run(chosen, progress)
        return replace(report, vectors_owed=self._catching_up.follow(now=vectors))

    def add(self, drafts: Drafts, *, vectors: bool = True) -> IngestReport:
        """Put articles from memory into the library, one or many.

        An article is a `Draft`, a mapping of its fields, or its text alone; `vectors` is as for
        `index`. Raises `UsageError` for what is none of these, `EmbeddingError`.
        """
        chosen = many(drafts, (Draft, str, Mapping), "articles")
        with self._writing:
            report = self._components.ingester().add(chosen)
        return replace(report, vectors_owed=self._catching_up.follow(now=vectors))

    def catch_up(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Make the vectors that the library owes, until `stop` is set; return how many are left.

        Words find an article as soon as it is in; its vectors may follow later, also in another
        process. A damaged index is built anew. Raises `EmbeddingError`, `LibraryError`; what was
        made until then is kept.
        """
        try:
            with self._writing:
                self._components.index()
            return self._catching_up.run(progress, stop=stop)
        except DamagedLibraryError:
            return self.repair(progress, stop=stop)

    def vectors_made(self) -> tuple[int, int]:
        """Return how many passages have their vector, and how many passages there are."""
        wanted = self._catalog.chunk_count()
        return wanted - self._catalog.vectors_owed(), wanted

    def remove(self, article_ids: str | Sequence[str]) -> list[str]:
        """Remove articles, one id or many; return the ids for which there was none.

        Raises `UsageError`.
        """
        from rag.ingest.settling import remove

        chosen = many(article_ids, str, "article ids")
        with self._writing:
            return remove(self._catalog, self._components.index(), chosen)

    def articles(self) -> list[ArticleSummary]:
        """Return all articles, newest first."""
        return self._catalog.summaries()

    def article(self, article_id: str) -> Article | None:
        return self._catalog.article(article_id)

    def count(self) -> int:
        """Return how many articles the library holds."""
        return self._catalog.article_count()

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        """Return what the glossary has in the other language for the words of a text.

        It helps a reader of the other language, and is no translation.
        """
        from rag.text.crosslingual.gloss import gloss

        return gloss(text, self._components.analyzer)

    # --- asking ---

    def search(
        self, question: str, *, limit: int = 10, where: SearchFilter | None = None
    ) -> list[Passage]:
        """Return the best passages for a question, best first."""
        return self._components.retriever().search(
            checked_text(question, "question"), limit=limit, where=search_filter(where)
        )

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question. Raises `UsageError`, `EmbeddingError`, `ModelError`."""
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
    ) -> Brief:
        """Return a brief on a topic, on chosen articles, or on all that `where` lets through.

        `length` is short, medium, long, or words per language. Raises `UsageError`,
        `EmbeddingError`, `ModelError`.
        """
        stream = self.stream_brief(
            topic, articles=articles, where=where, length=length, languages=languages
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
    ) -> Generator[BriefEvent]:
        """Yield the brief with its progress; see `BriefEvent`.

        Closing the iterator stops the work.
        """
        request = brief_request(
            topic, articles=articles, where=where, length=length, languages=languages
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
    ) -> AsyncGenerator[BriefEvent]:
        """Yield the same events to asynchronous callers."""
        request = brief_request(
            topic, articles=articles, where=where, length=length, languages=languages
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

    # --- health ---

    def check(self) -> Health:
        """Read all of the catalog and the indexes, and compare them chunk by chunk."""
        return check(
            self._settings.folder,
            self._catalog,
            lambda: self._components.index(heal=False),
            embedder=self._components.embedder.fingerprint,
            tokens=self._components.tokens().name,
        )

    def unknown_words(self, limit: int = 50) -> dict[Language, list[tuple[str, int]]]:
        """Return, by language, the most frequent words of the articles that no concept, name or
        number knows, with how often they occur."""
        from rag.text.crosslingual.unknown_words import unknown_words

        articles = (self._catalog.article(summary.id) for summary in self._catalog.summaries())
        texts = (article.text for article in articles if article)
        return unknown_words(texts, self._components.analyzer.glossary, limit=limit)

    def repair(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Build both indexes anew from the catalog; return how many vectors are left, which is 0
        unless `stop` is set. Neither the source files nor vectors that were paid for are needed
        again."""
        with self._writing:
            self._components.rebuild_words()
        return self._catching_up.run(progress, stop=stop)
