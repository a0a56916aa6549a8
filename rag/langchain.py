"""Mujaz as LangChain knows it: a retriever, runnables that answer and brief, embeddings.

This is the one adapter. The pipelines themselves (`rag.answering`, `rag.briefs`) are plain async
functions, and know nothing of LangChain.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import (
    AddableDict,
    Runnable,
    RunnableConfig,
    RunnableGenerator,
    RunnableLambda,
)
from pydantic import ConfigDict, Field

from rag.answering.answer import Answering
from rag.answering.open_question import OpenQuestion
from rag.background import BackgroundLoop
from rag.briefs.brief import Briefing, OpenBrief
from rag.errors import UsageError
from rag.protocols import Embedder
from rag.records import (
    AnswerEvent,
    AnswerFinished,
    AnswerRequest,
    BriefEvent,
    BriefFinished,
    BriefProgress,
    BriefRequest,
    Passage,
    PassagesFound,
    SearchFilter,
    SentenceFinished,
    TextWritten,
)
from rag.requests import answer_request, brief_request, search_filter

Request = TypeVar("Request", AnswerRequest, BriefRequest)
Input = str | Mapping[str, Any]
"""What a runnable takes: the question or topic alone, or a mapping of the request's fields."""


@runtime_checkable
class Searching(Protocol):
    """What finds passages: the retriever of a library that is open here, or a library elsewhere."""

    def search(self, question: str, *, limit: int, where: SearchFilter | None) -> list[Passage]:
        """Return the best passages for a question, best first."""
        ...


class PassageDocument(Document):
    """A passage as a LangChain document.

    The text is the chunk's exact slice of the article, the metadata names the article, the
    offsets and the score, and `passage` is the record itself.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    passage: Passage = Field(exclude=True)


class PassageRetriever(BaseRetriever):
    """The search as a LangChain retriever of `PassageDocument`s.

    A filter is given once with `with_filter`, or for one call as `invoke(question, where=...)` or
    in the config as `{"configurable": {"where": ...}}`. It is a `SearchFilter` or a mapping of
    its fields. Raises `UsageError` for any argument that it does not know.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Searching
    limit: int = 6
    where: SearchFilter | None = None

    def with_filter(
        self, where: SearchFilter | Mapping[str, Any] | None = None, **fields: Any
    ) -> PassageRetriever:
        """Return a retriever that searches only what the filter lets through."""
        return self.model_copy(update={"where": search_filter(where or fields)})

    def invoke(
        self,
        input: str,  # noqa: A002 (LangChain's name)
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """Return the best passages for a question, best first."""
        return super().invoke(input, config, **_with_configured(config, kwargs))

    async def ainvoke(
        self,
        input: str,  # noqa: A002 (LangChain's name)
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """Return the best passages for a question, best first."""
        return await super().ainvoke(input, config, **_with_configured(config, kwargs))

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        where: SearchFilter | Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> list[Document]:
        if unknown:
            raise UsageError(
                f"the retriever takes no argument {', '.join(map(repr, unknown))}; it takes where="
            )
        narrowed = self.where if where is None else search_filter(where)
        passages = self.retriever.search(query, limit=self.limit, where=narrowed)
        return [_document(passage) for passage in passages]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **given: Any
    ) -> list[Document]:
        return await asyncio.to_thread(
            self._get_relevant_documents, query, run_manager=run_manager.get_sync(), **given
        )


class LangChainEmbeddings(Embeddings):
    """Hands an `Embedder` to anything that takes LangChain's `Embeddings`.

    The async methods are LangChain's own: they run these in a thread.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of unit length for each text, in order. Raises `EmbeddingError`."""
        vectors: list[list[float]] = self._embedder.embed_documents(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return a vector of unit length. Raises `EmbeddingError`."""
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector


def answering_runnable(answering: Answering, loop: BackgroundLoop) -> Runnable[Input, AddableDict]:
    """Return the answering pipeline as a runnable.

    It takes a question, or a mapping with `question` and, as wanted, `history`, `where` and
    `language`. It streams dictionaries of one key each (`passages`, `text`, `sentences`,
    `answer`), which `invoke` adds up to one. The `answer` is what counts: where the model failed,
    or was not supported, it is quoted and has a `fault`. Raises `UsageError`, `EmbeddingError`.
    """

    async def rewrite(asked: Input) -> OpenQuestion:
        return await answering.rewrite(answer_request(**_as_fields(asked, "question")))

    def find(question: OpenQuestion, config: RunnableConfig) -> _Found:
        # Through a retriever, so that a tracer sees what was searched and found.
        searching = _AnsweringRetriever(answering=answering, question=question)
        documents = searching.invoke(question.standalone, config)
        return question, [cast("PassageDocument", document).passage for document in documents]

    async def write(found: AsyncIterator[_Found]) -> AsyncIterator[AddableDict]:
        async for question, passages in found:
            async with aclosing(answering.write(question, passages)) as events:
                async for event in events:
                    yield _answer_step(event)

    def write_now(found: Iterator[_Found]) -> Iterator[AddableDict]:
        for question, passages in found:
            yield from map(_answer_step, loop.stream(answering.write, question, passages))

    return (
        RunnableLambda(lambda asked: loop.run(rewrite(asked)), afunc=rewrite, name="rewrite")
        | RunnableLambda(find, name="retrieve")
        | RunnableGenerator(write_now, write, name="write")
    )


def brief_runnable(briefing: Briefing, loop: BackgroundLoop) -> Runnable[Input, AddableDict]:
    """Return the brief pipeline as a runnable.

    It takes a topic, or a mapping with any of `topic`, `articles`, `where`, `length` and
    `languages`. It streams dictionaries of one key each (`progress`, `brief`), of which `invoke`
    returns the last of each. Raises `UsageError`, `EmbeddingError`.
    """

    def gather(asked: Input) -> OpenBrief:
        return briefing.gather(brief_request(**_as_fields(asked, "topic")))

    async def write(stories: AsyncIterator[OpenBrief]) -> AsyncIterator[AddableDict]:
        async for story in stories:
            async with aclosing(briefing.write(story)) as events:
                async for event in events:
                    yield _brief_step(event)

    def write_now(stories: Iterator[OpenBrief]) -> Iterator[AddableDict]:
        for story in stories:
            yield from map(_brief_step, loop.stream(briefing.write, story))

    return RunnableLambda(gather, name="gather") | RunnableGenerator(write_now, write, name="write")


def stream_runnable(
    stream: Callable[..., Iterator[AnswerEvent | BriefEvent]],
    astream: Callable[..., AsyncGenerator[AnswerEvent | BriefEvent]],
    first: str,
) -> Runnable[Input, AddableDict]:
    """Return the answers or briefs of a library elsewhere as a runnable.

    It takes and streams the same as the runnables above, in one step: what happens inside is seen
    where the library is. `first` is the field that text alone stands for.
    """

    def draw(asked: Iterator[Input]) -> Iterator[AddableDict]:
        for one in asked:
            yield from map(_step, stream(**_as_fields(one, first)))

    async def adraw(asked: AsyncIterator[Input]) -> AsyncIterator[AddableDict]:
        async for one in asked:
            async with aclosing(astream(**_as_fields(one, first))) as events:
                async for event in events:
                    yield _step(event)

    return RunnableGenerator(draw, adraw, name=first)


_Found = tuple[OpenQuestion, Sequence[Passage]]


class _AnsweringRetriever(BaseRetriever):
    """The search of one question within the answering pipeline."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    answering: Answering
    question: OpenQuestion

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(passage) for passage in self.answering.find(self.question)]


class _Latest(dict[str, Any]):
    """A step of a brief; added to another, the later value of each key stays."""

    def __add__(self, later: Mapping[str, Any]) -> _Latest:
        return _Latest({**self, **later})


def _step(event: AnswerEvent | BriefEvent) -> AddableDict:
    if isinstance(event, BriefProgress | BriefFinished):
        return _brief_step(event)
    return _answer_step(event)


def _answer_step(event: AnswerEvent) -> AddableDict:
    match event:
        case PassagesFound(passages):
            return AddableDict(passages=list(passages))
        case TextWritten(text):
            return AddableDict(text=text)
        case SentenceFinished(sentence):
            return AddableDict(sentences=[sentence])
        case AnswerFinished(answer):
            return AddableDict(answer=answer)


def _brief_step(event: BriefEvent) -> AddableDict:
    if isinstance(event, BriefFinished):
        return cast("AddableDict", _Latest(brief=event.brief))
    return cast("AddableDict", _Latest(progress=event))


def _as_fields(asked: Input, first: str) -> dict[str, Any]:
    """Return the fields of a request. Raises `UsageError` for what is none."""
    if isinstance(asked, str):
        return {first: asked}
    if not isinstance(asked, Mapping):
        raise UsageError(
            f"give the {first} as text or a mapping with {first!r}, not {type(asked).__name__}"
        )
    return dict(asked)


def _with_configured(config: RunnableConfig | None, given: dict[str, Any]) -> dict[str, Any]:
    configured = (config or {}).get("configurable", {}).get("where")
    return given if configured is None else {"where": configured, **given}


def _document(passage: Passage) -> PassageDocument:
    article, chunk = passage.article, passage.chunk
    metadata: dict[str, Any] = {
        "article_id": article.id,
        "title": article.title,
        "language": article.language,
        "source": article.source,
        "outlet": article.outlet,
        "url": article.url,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "start": chunk.start,
        "end": chunk.end,
        "score": passage.score,
        "coverage": passage.coverage,
    }
    return PassageDocument(id=chunk.id, page_content=chunk.text, metadata=metadata, passage=passage)
