"""The one composition root: opens a library, hands out what it can do, closes it again."""

from __future__ import annotations

import threading
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.components import Components
from rag.errors import FingerprintError, LibraryError, UsageError
from rag.records import (
    Answer,
    AnswerEvent,
    Article,
    ArticleSummary,
    Brief,
    BriefEvent,
    IngestReport,
    Language,
    Passage,
    SearchFilter,
    Turn,
)
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.lock import LibraryLock
from rag.text.crosslingual.glossary import use as use_glossary
from rag.text.display import whole

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from rag.answering.answer import AnswerRequest
    from rag.briefs.brief import BriefRequest
    from rag.ingest.ingester import Progress
    from rag.retrieval.retriever import PassageRetriever

_LONGEST_QUESTION = 2_000
_FREE = "builtin:"
_SHORTEST_BRIEF, _LONGEST_BRIEF = 30, 1_000  # words


@dataclass(frozen=True, slots=True)
class Health:
    """What `doctor` found. `missing` and `stray` count chunks that an index lacks or should not
    have; `unreadable` says why an index could not be opened, if so."""

    articles: int
    chunks: int
    owed: int
    missing_words: int
    stray_words: int
    missing_vectors: int
    stray_vectors: int
    embedder: str
    tokens: str
    unreadable: str | None = None

    @property
    def sound(self) -> bool:
        wrong = self.missing_words + self.stray_words + self.missing_vectors + self.stray_vectors
        return self.unreadable is None and wrong == 0 and self.owed == 0


class Service:
    """One open library. This process owns it until `close`; safe to use from many threads."""

    def __init__(self, settings: Settings, lock: LibraryLock, catalog: Catalog) -> None:
        self._settings = settings
        self._lock = lock
        self._catalog = catalog
        self._parts = Components(settings, catalog)
        self._writing = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, reembed: bool = False) -> Self:
        """Open the library in `settings.home`, making it if there is none.

        Raises `LibraryLockedError`, `FingerprintError` (unless `reembed`, which gives all chunks
        over to the embedder of the settings), `LibraryError`, `SettingsError`.
        """
        own = settings.glossary
        use_glossary(None if own is None else own.expanduser())
        folder = settings.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{folder} cannot be made ({error.strerror}); choose another folder with MUJAZ_HOME"
            ) from None
        lock = LibraryLock(folder)
        lock.acquire()
        catalog: Catalog | None = None
        try:
            catalog = Catalog(folder / "catalog.sqlite")
            service = cls(settings, lock, catalog)
            service._claim(reembed=reembed)
        except BaseException:
            if catalog is not None:
                catalog.close()
            lock.release()
            raise
        return service

    def close(self) -> None:
        """Close everything and let another process have the library."""
        self._parts.close()
        self._catalog.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- what is in the library ---

    def index(self, paths: Sequence[str | Path], progress: Progress | None = None) -> IngestReport:
        """Read files and folders into the library. Raises `EmbeddingError`."""
        from rag.ingest.chunking import Chunker
        from rag.ingest.ingester import Ingester

        with self._writing:
            chunker = Chunker(self._parts.tokens(), max_tokens=self._settings.chunk_tokens)
            ingester = Ingester(
                self._catalog,
                self._parts.index(),
                chunker,
                max_bytes=self._settings.max_file_mb * 1_000_000,
            )
            return ingester.run(paths, progress)

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Remove articles; hands back the ids for which there was none."""
        from rag.ingest.ingester import settle

        with self._writing:
            unknown = [name for name in article_ids if not self._catalog.remove(name)]
            settle(self._catalog, self._parts.index())
        return unknown

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""
        return self._catalog.summaries()

    def article(self, article_id: str) -> Article | None:
        return self._catalog.article(article_id)

    def count(self) -> int:
        """How many articles the library holds."""
        return self._catalog.article_count()

    # --- asking ---

    def search(
        self, question: str, *, limit: int = 10, where: SearchFilter | None = None
    ) -> list[Passage]:
        """The best passages for a question, best first."""
        return self._parts.retriever().search(_checked(question), limit=limit, where=where)

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
            if "answer" in event:
                return event["answer"]
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> Iterator[AnswerEvent]:
        """The answer as it is made; see `AnswerEvent`. Closing the iterator stops the work."""
        request = _request(question, history, where, language)
        return self._parts.loop.stream(lambda: self.chain.astream(request))

    def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        """The same for asynchronous callers."""
        request = _request(question, history, where, language)
        return self._parts.loop.astream(lambda: self.chain.astream(request))

    def brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
    ) -> Brief:
        """A brief on a topic, on chosen articles, or on all that `where` lets through. `length`
        is short, medium, long, or words per language. Raises `UsageError`, `EmbeddingError`,
        `ModelError`."""
        stream = self.stream_brief(
            topic, articles=articles, where=where, length=length, languages=languages
        )
        for event in stream:
            if "brief" in event:
                return event["brief"]
        raise AssertionError("a stream ends with its brief")

    def stream_brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
    ) -> Iterator[BriefEvent]:
        """The brief with its progress; see `BriefEvent`. Closing the iterator stops the work."""
        request = _brief_request(topic, articles, where, length, languages)
        return self._parts.loop.stream(lambda: self.brief_chain.astream(request))

    def astream_brief(
        self,
        topic: str | None = None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
    ) -> AsyncIterator[BriefEvent]:
        """The same for asynchronous callers."""
        request = _brief_request(topic, articles, where, length, languages)
        return self._parts.loop.astream(lambda: self.brief_chain.astream(request))

    @property
    def brief_chain(self) -> Runnable[BriefRequest, BriefEvent]:
        """The brief as a LangChain runnable."""
        return self._parts.brief_chain()

    @property
    def retriever(self) -> PassageRetriever:
        """The search as a LangChain retriever."""
        from rag.retrieval.retriever import PassageRetriever

        return PassageRetriever(retriever=self._parts.retriever(), limit=self._settings.passages)

    @property
    def chain(self) -> Runnable[AnswerRequest, AnswerEvent]:
        """The answering chain as a LangChain runnable."""
        return self._parts.chain()

    # --- health ---

    def check(self) -> Health:
        """Compare the indexes with the catalog, chunk by chunk."""
        wanted = set(self._catalog.chunk_ids())
        owed = self._catalog.owed_count()
        try:
            words, vectors = self._parts.index(heal=False).ids()
            unreadable = None
        except LibraryError as error:
            words, vectors, unreadable = set(), set(), str(error)
        return Health(
            articles=self._catalog.article_count(),
            chunks=len(wanted),
            owed=owed,
            missing_words=len(wanted - words),
            stray_words=len(words - wanted),
            missing_vectors=len(wanted - vectors),
            stray_vectors=len(vectors - wanted),
            embedder=self._parts.embedder.fingerprint,
            tokens=self._parts.tokens().name,
            unreadable=unreadable,
        )

    def unknown_words(self, limit: int = 50) -> dict[Language, list[tuple[str, int]]]:
        """By language, the most frequent words of the articles that no concept, name or number
        knows, with how often they occur."""
        from rag.text.crosslingual.unknown_words import unknown_words

        articles = (self._catalog.article(summary.id) for summary in self._catalog.summaries())
        return unknown_words((article.text for article in articles if article), limit=limit)

    def repair(self) -> None:
        """Build both indexes anew from the catalog. Neither the source files nor vectors that
        were paid for are needed again."""
        from rag.ingest.ingester import settle

        with self._writing, self._parts.opening:
            self._parts.discard_index()
            self._catalog.owe(add=self._catalog.chunk_ids())
            settle(self._catalog, self._parts.index(heal=False))

    def _claim(self, *, reembed: bool) -> None:
        """Give a new library its name, and see that the embedder is the one it was built with.
        Another version of the one that costs nothing simply embeds everything anew."""
        if self._catalog.meta("library") is None:
            self._catalog.set_meta("library", uuid.uuid4().hex)
        built_with = self._catalog.meta("embedder")
        asked = self._parts.embedder.fingerprint
        if built_with == asked:
            return
        free = (built_with or "").startswith(_FREE) and asked.startswith(_FREE)
        if built_with is not None and self._catalog.chunk_count() and not (reembed or free):
            raise FingerprintError(
                f"the library in {self._settings.folder} was embedded with {built_with!r}, the "
                f"settings say {asked!r}; set MUJAZ_EMBEDDER back, or embed everything anew: "
                "mujaz doctor --reembed"
            )
        with self._catalog.transaction():
            self._catalog.set_meta("embedder", asked)
            self._catalog.owe(add=self._catalog.chunk_ids())


def _words(length: str | int) -> int:
    from rag.briefs.brief import LENGTHS

    if isinstance(length, str) and length in LENGTHS:
        return LENGTHS[length]
    if str(length).isdecimal() and _SHORTEST_BRIEF <= int(length) <= _LONGEST_BRIEF:
        return int(length)
    raise UsageError(
        f"the length {length!r} is none of {', '.join(LENGTHS)} or a number of words "
        f"from {_SHORTEST_BRIEF} to {_LONGEST_BRIEF}"
    )


def _checked(question: str) -> str:
    question = whole(question).strip()
    if not question:
        raise UsageError("the question is empty; ask something, in Arabic or English")
    if len(question) > _LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(question):,} characters; at most {_LONGEST_QUESTION:,} are read"
        )
    return question


def _request(
    question: str,
    history: Sequence[Turn],
    where: SearchFilter | None,
    language: Language | None,
) -> AnswerRequest:
    return {
        "question": _checked(question),
        "history": tuple(history),
        "where": where,
        "language": language,
    }


def _brief_request(
    topic: str | None,
    articles: Sequence[str],
    where: SearchFilter | None,
    length: str | int,
    languages: Sequence[Language],
) -> BriefRequest:
    return {
        "topic": None if topic is None else _checked(topic),
        "articles": articles,
        "where": where,
        "words": _words(length),
        "languages": languages,
    }
