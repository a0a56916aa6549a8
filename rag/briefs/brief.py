"""Makes a brief: gathers the articles of a topic or a filter, has their story written, adds what
stands around it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from rag.briefs.emptiness import Emptiness, reader_of, without_points
from rag.briefs.figures.disagreements import disagreements
from rag.briefs.key_facts.key_facts import key_facts
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.briefs.single_outlets import single_outlets
from rag.briefs.tuning import LEAST_RELEVANCE, OPENING_SENTENCES, OPENING_WEIGHT, SEARCHED_PASSAGES
from rag.errors import ModelError, UsageError
from rag.messages.notices import notice
from rag.protocols import BriefDraft, BriefTask, BriefWriter, Embedder
from rag.records import (
    Article,
    Brief,
    BriefEvent,
    BriefFinished,
    BriefProgress,
    BriefRequest,
    Language,
    Passage,
    Point,
    SearchFilter,
    Usage,
)
from rag.retrieval.retriever import Retriever
from rag.store.catalog import Catalog
from rag.text.analyzer import Analyzer

MOST_ARTICLES = 20
"""Articles of a brief at most; a reader is told how many were left out."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


@dataclass(frozen=True, slots=True)
class OpenBrief:
    """A brief on its way through the chain. `left_out` counts articles beyond the most,
    `request` is what was asked for, and `empty` says why no articles were found."""

    task: BriefTask
    topic: str
    left_out: int
    started: float
    request: BriefRequest
    empty: str | None = None


@dataclass(slots=True)
class _BriefDraft:
    """What one writer makes of a story; `fault` says what was wrong with the one before it."""

    writer: BriefWriter
    draft: BriefDraft = field(default_factory=lambda: BriefDraft(points=()))
    fault: str | None = None

    async def steps(self, task: BriefTask) -> AsyncGenerator[BriefProgress]:
        """Yield the progress of writing, and keep the draft. Raises `ModelError`."""
        if not task.articles:
            return
        async with aclosing(self.writer.astream(task)) as events:
            async for event in events:
                if isinstance(event, BriefProgress):
                    yield event
                else:
                    self.draft = event

    def instead_of(self, failed: BriefDraft, reader: Language) -> _BriefDraft:
        """Return this draft in the place of one without points, with what is to be told of that."""
        told = [notice("brief_quoted_instead", reader) if self.draft.points else None]
        draft = replace(
            self.draft,
            dropped=(*failed.dropped, *self.draft.dropped),
            usage=failed.usage + self.draft.usage,
            reason=" ".join(filter(None, [*told, self.draft.reason])) or None,
        )
        return _BriefDraft(self.writer, draft, failed.reason)


class Briefing:
    """Makes briefs over one library, in two steps that can also be taken one by one."""

    def __init__(
        self,
        retriever: Retriever,
        catalog: Catalog,
        writer: BriefWriter,
        *,
        analyzer: Analyzer,
        fallback: BriefWriter | None = None,
        encoder: Embedder | None = None,
    ) -> None:
        """Take the parts of one library.

        `fallback` writes where `writer` fails or has no point that its sources support; without
        one, that is an error, or a brief without points. `encoder` knows the meaning of sentences;
        without one they are compared by their words.
        """
        self._retriever = retriever
        self._catalog = catalog
        self._writer = writer
        self._fallback = fallback
        self._analyzer = analyzer
        self._encoder = encoder

    async def astream(self, request: BriefRequest) -> AsyncGenerator[BriefEvent]:
        """Yield the progress of one brief and, last, the brief.

        Raises `UsageError` for a request that asks for nothing, or for an article that is not
        there; `EmbeddingError`, `ModelError`.
        """
        story = await asyncio.to_thread(self.gather, request)
        async with aclosing(self.write(story)) as events:
            async for event in events:
                yield event

    def gather(self, request: BriefRequest) -> OpenBrief:
        """Gather the articles of a brief. Raises `UsageError`, `EmbeddingError`."""
        started = time.perf_counter()
        topic = (request.topic or "").strip()
        articles = self._asked_for(request, topic)
        kept = tuple(articles[:MOST_ARTICLES])
        task = BriefTask(
            topic=topic or " ".join(article.title for article in kept[:3]),
            articles=kept,
            languages=request.languages,
            words=request.words,
        )
        left_out = len(articles) - len(kept)
        empty = None if kept else Emptiness(request, self._catalog, self._on).reason()
        return OpenBrief(task, topic or _title(kept), left_out, started, request, empty)

    def _asked_for(self, request: BriefRequest, topic: str) -> list[Article]:
        """Return the articles that a request names, or those on its topic, or within its filter.

        Raises `UsageError` for a request that asks for nothing.
        """
        where = request.where
        if request.articles:
            return [self._article(name) for name in dict.fromkeys(request.articles)]
        if topic:
            return self._on(topic, where)
        if where is not None and where != SearchFilter():
            return [self._article(name) for name in self._catalog.article_ids(where)]
        raise UsageError(
            "a brief needs a topic, articles (--article ID), or days or an outlet "
            "(--since, --until, --outlet)"
        )

    def _article(self, name: str) -> Article:
        """Return the article of an id. Raises `UsageError` where there is none."""
        article = self._catalog.article(name)
        if article is None:
            raise UsageError(f"no article has the id {name!r}; see: mujaz list")
        return article

    def _on(self, topic: str, where: SearchFilter | None) -> list[Article]:
        """Return the articles about a topic in both languages, the most relevant first."""
        wanted = where or SearchFilter()
        ranked: list[tuple[float, Article]] = []
        for language in _LANGUAGES:
            if wanted.language in (None, language):
                near = self._weighed(topic, replace(wanted, language=language))
                best = max((share for share, _ in near), default=0.0)
                ranked += [one for one in near if one[0] >= LEAST_RELEVANCE * best]
        return [article for _, article in sorted(ranked, key=lambda pair: -pair[0])]

    def _weighed(self, topic: str, where: SearchFilter) -> list[tuple[float, Article]]:
        """Return the articles that a topic finds, each with the share of the topic that it names.

        An article counts by how much of the topic its title and first sentences name (three
        quarters) and by how much its best passage names (one quarter). An article that only
        mentions the topic does so further down in its text.
        """
        passages = self._retriever.search(
            topic, limit=SEARCHED_PASSAGES, where=where, thorough=True
        )
        told = _best_coverage([passage for passage in passages if passage.relevant])
        opened = self._retriever.coverage(topic, [_opening(article) for article in told])
        return [
            (OPENING_WEIGHT * opening + (1 - OPENING_WEIGHT) * anywhere, article)
            for opening, (article, anywhere) in zip(opened, told.items(), strict=True)
        ]

    async def write(self, story: OpenBrief) -> AsyncGenerator[BriefEvent]:
        """Yield the progress of writing a story and, last, the brief.

        Raises `ModelError` where the model fails and nothing else may write.
        """
        drawn = _BriefDraft(self._writer)
        try:
            async with aclosing(drawn.steps(story.task)) as steps:
                async for progress in steps:
                    yield progress
        except ModelError as error:
            if self._fallback is None:
                raise
            drawn.draft = BriefDraft((), usage=error.usage or Usage(), reason=str(error))
        if self._fallback is not None and story.task.articles and not drawn.draft.points:
            quoted = _BriefDraft(self._fallback)
            async with aclosing(quoted.steps(story.task)) as steps:
                async for progress in steps:
                    yield progress
            drawn = quoted.instead_of(drawn.draft, reader_of(story.request, story.task.articles))
        yield BriefFinished(self._assembled(story, drawn))

    def _assembled(self, state: OpenBrief, drawn: _BriefDraft) -> Brief:
        task, draft = state.task, drawn.draft
        points = single_outlets(draft.points, task.articles, self._analyzer)
        days = [article.published_at for article in task.articles if article.published_at]
        return Brief(
            topic=state.topic,
            as_of=max(days, default=None),
            languages=task.languages,
            words=task.words,
            headlines=draft.headlines,
            points=points,
            key_facts=key_facts(points, self._analyzer),
            disagreements=disagreements(task.articles, self._analyzer) if points else (),
            dropped=draft.dropped,
            missing_languages=draft.missing_languages,
            sources=_cited(points, task.articles),
            writer=drawn.writer.name,
            reason=_reason(state, draft),
            fault=drawn.fault,
            usage=draft.usage,
            seconds=time.perf_counter() - state.started,
            incomplete=draft.incomplete,
        )


def _best_coverage(passages: Sequence[Passage]) -> dict[Article, float]:
    """Return the articles of the passages, each with the coverage of its best passage."""
    best: dict[Article, float] = {}
    for passage in passages:
        best[passage.article] = max(passage.coverage, best.get(passage.article, 0.0))
    return best


def _opening(article: Article) -> str:
    """Return the title and the first sentences of an article."""
    (evidence,) = as_evidence([article])
    first = [line.text for line in article_sentences(evidence)[:OPENING_SENTENCES]]
    return "\n".join([article.title, *first])


def _title(articles: Sequence[Article]) -> str:
    return articles[0].title if articles else ""


def _cited(points: Sequence[Point], articles: Sequence[Article]) -> tuple[Article, ...]:
    """Return the articles that the points cite, in the order of `articles`."""
    cited = {citation.article.id for point in points for citation in point.citations}
    return tuple(article for article in articles if article.id in cited)


def _reason(state: OpenBrief, draft: BriefDraft) -> str | None:
    """Return what a reader must know of the whole brief; None where there is nothing to say."""
    told = [draft.reason] if draft.reason else []
    if not draft.points and not told:
        told.append(state.empty or without_points(state.request, state.task.articles))
    if state.left_out:
        reader = reader_of(state.request, state.task.articles)
        left = notice("articles_left_out", reader, kept=MOST_ARTICLES, count=state.left_out)
        told.append(left)
    return " ".join(told) or None
