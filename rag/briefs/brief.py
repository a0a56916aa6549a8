"""Makes a brief: finds the stories of a topic or a filter, has each written, adds what stands
around them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from rag.briefs.emptiness import Emptiness, reader_of, without_points
from rag.briefs.figures.disagreements import disagreements
from rag.briefs.figures.updates import replaced_figures, updates
from rag.briefs.found_stories import FoundStory, StoryFinder, StoryNumbers
from rag.briefs.key_facts.key_facts import key_facts
from rag.briefs.latest_state import latest_headlines, with_days_of_figures
from rag.briefs.section_writing import SectionWriter, WrittenSection
from rag.briefs.single_outlets import single_outlets
from rag.briefs.tuning import LEAST_WORDS, MOST_ARTICLES, MOST_STORIES, MOST_TITLES
from rag.messages.notices import notice
from rag.protocols import BriefTask, BriefWriter, Embedder
from rag.records import (
    Article,
    Brief,
    BriefEvent,
    BriefFinished,
    BriefProgress,
    BriefRequest,
    Claim,
    Disagreement,
    Language,
    MissingLanguage,
    Point,
    StorySection,
    Update,
    Usage,
)
from rag.retrieval.retriever import Retriever
from rag.store.catalog import Catalog
from rag.stories.relating import related
from rag.text.analyzer import Analyzer
from rag.tracing.steps import OpenStep, stepped

_Compared = TypeVar("_Compared", Update, Disagreement)


@dataclass(frozen=True, slots=True)
class OpenBrief:
    """A brief on its way through the chain, with a task for each story that it tells.

    `left_out` counts the articles beyond the most; `untold` are the stories that found no room;
    `empty` says why no articles were found.
    """

    request: BriefRequest
    topic: str
    tasks: tuple[BriefTask, ...]
    left_out: int
    untold: tuple[FoundStory, ...]
    started: float
    empty: str | None = None


class Briefing:
    """Makes briefs over one library, in two steps that can also be taken one by one."""

    def __init__(
        self,
        retriever: Retriever,
        catalog: Catalog,
        writer: BriefWriter,
        *,
        analyzer: Analyzer,
        story_numbers: StoryNumbers,
        fallback: BriefWriter | None = None,
        encoder: Embedder | None = None,
    ) -> None:
        """Take the parts of one library.

        `fallback` writes where `writer` fails or has no point that its sources support; without
        one, that is an error, or a brief without points. `encoder` knows the meaning of sentences;
        without one they are compared by their words.
        """
        self._catalog = catalog
        self._finder = StoryFinder(
            retriever,
            catalog,
            story_numbers,
            partial(related, catalog=catalog, analyzer=analyzer, encoder=encoder),
        )
        self._writer = writer
        self._fallback = fallback
        self._analyzer = analyzer
        self._encoder = encoder

    async def astream(self, request: BriefRequest) -> AsyncGenerator[BriefEvent]:
        """Yield the progress of one brief and, last, the brief.

        Raises `UsageError` for a request that asks for nothing, or for an article that is not
        there; `EmbeddingError`, `ModelError`.
        """
        async with aclosing(stepped("brief", self._steps(request), _note)) as events:
            async for event in events:
                yield event

    async def _steps(self, request: BriefRequest) -> AsyncGenerator[BriefEvent]:
        opened = await asyncio.to_thread(self.gather, request)
        async with aclosing(stepped("write", self.write(opened), _note)) as events:
            async for event in events:
                yield event

    def gather(self, request: BriefRequest) -> OpenBrief:
        """Find the stories of a brief. Raises `UsageError`, `EmbeddingError`."""
        started = time.perf_counter()
        found = self._finder.find(request)
        told, untold = _chosen(found, request)
        topic = (request.topic or "").strip()
        empty = Emptiness(request, self._catalog, self._finder.on_topic)
        return OpenBrief(
            request,
            topic or (_title(told[0].articles) if len(told) == 1 else ""),
            _tasks(told, request, topic),
            sum(story.beyond for story in told),
            untold,
            started,
            empty=None if any(story.articles for story in told) else empty.reason(),
        )

    async def write(self, opened: OpenBrief) -> AsyncGenerator[BriefEvent]:
        """Yield the progress of writing the stories and, last, the brief.

        Raises `ModelError` where the model fails and nothing else may write.
        """
        writing = SectionWriter(self._writer, self._fallback, _reader(opened))
        for at, task in enumerate(opened.tasks):
            async with aclosing(writing.steps(task)) as steps:
                async for one in steps:
                    yield _overall(one, at, len(opened.tasks))
        yield BriefFinished(await asyncio.to_thread(self._assembled, opened, writing.sections))

    def _assembled(self, opened: OpenBrief, written: Sequence[WrittenSection]) -> Brief:
        told = [one for one in written if one.draft.points]
        drafts = [one.draft for one in written]
        sections = _numbered([self._section(one) for one in told])
        last = written[-1] if written else None
        return Brief(
            topic=opened.topic,
            as_of=_last_day(article for one in told for article in one.task.articles),
            languages=opened.request.languages,
            words=opened.request.words,
            sections=sections,
            dropped=tuple(each for draft in drafts for each in draft.dropped),
            missing_languages=_missing(told or written),
            writer=last.writer if last else self._writer.name,
            reason=_reason(opened, written),
            fault=next((one.fault for one in written if one.fault), None),
            usage=sum((draft.usage for draft in drafts), Usage()),
            seconds=time.perf_counter() - opened.started,
            incomplete=any(draft.incomplete for draft in drafts),
        )

    def _section(self, written: WrittenSection) -> StorySection:
        articles, draft = written.task.articles, written.draft
        points = single_outlets(draft.points, articles, self._analyzer, self._encoder)
        days = [one.published_at for one in articles if one.published_at]
        replaced = replaced_figures(articles, self._analyzer)
        points = with_days_of_figures(points, replaced, max(days, default=None))
        return StorySection(
            headlines=latest_headlines(draft.headlines, articles, replaced),
            points=points,
            key_facts=key_facts(points, self._analyzer, articles=articles),
            updates=_renumbered(updates(articles, self._analyzer), written.task),
            disagreements=_renumbered(disagreements(articles, self._analyzer), written.task),
            sources=_cited(points, articles),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
        )


def _note(step: OpenStep, event: BriefEvent) -> None:
    """Note what a brief comes to, without its text."""
    if isinstance(event, BriefFinished):
        brief, step.is_whole = event.brief, True
        step.note(
            outcome="empty" if brief.abstained else "made",
            writer=brief.writer,
            points=len(brief.points),
            prompt_tokens=brief.usage.prompt_tokens,
            completion_tokens=brief.usage.completion_tokens,
            model_failed=brief.fault is not None,
        )


def _chosen(
    found: Sequence[FoundStory], request: BriefRequest
) -> tuple[tuple[FoundStory, ...], tuple[FoundStory, ...]]:
    """Return the stories that have room in a brief of so many words, the newest first, and the
    others. What was chosen by name is told in any case. Stories that have an article in a language
    asked for come before those that have none."""
    own = sorted(found, key=lambda story: not story.is_in(request.languages))
    most = max(1, min(MOST_STORIES, request.words // LEAST_WORDS))
    most = len(own) if request.articles else most
    told = sorted(_sharing(own[:most]), key=lambda story: story.last_day, reverse=True)
    return tuple(told), tuple(own[most:])


def _sharing(stories: Sequence[FoundStory]) -> list[FoundStory]:
    """Return the stories with as many articles as a brief has room for, the same number each; what
    the smaller ones leave is for the larger ones."""
    shared, room = [], MOST_ARTICLES
    smallest_first = sorted(stories, key=lambda story: len(story.articles))
    for left, story in zip(range(len(stories), 0, -1), smallest_first, strict=True):
        shared.append(story.within(room // left))
        room -= len(shared[-1].articles)
    return shared


def _tasks(
    stories: Sequence[FoundStory], request: BriefRequest, topic: str
) -> tuple[BriefTask, ...]:
    """Return a task for each story; the words are shared among them."""
    tasks, first = [], 1
    for story in stories:
        if story.articles:
            titles = " ".join(article.title for article in story.articles[:3])
            tasks.append(
                BriefTask(
                    topic=topic or titles,
                    articles=story.articles,
                    languages=request.languages,
                    words=request.words // len(stories),
                    first=first,
                )
            )
            first += len(story.articles)
    return tuple(tasks)


def _overall(progress: BriefProgress, at: int, count: int) -> BriefProgress:
    """Return the progress of one of `count` stories as a part of the whole brief."""
    done = at * progress.total + progress.done
    return BriefProgress(progress.stage, done, count * progress.total)


def _numbered(sections: Sequence[StorySection]) -> tuple[StorySection, ...]:
    """Return the sections with points named p1, p2 and so on through all of them."""
    numbered, before = [], 0
    for section in sections:
        points = tuple(
            replace(point, id=f"p{at}") for at, point in enumerate(section.points, start=before + 1)
        )
        numbered.append(replace(section, points=points))
        before += len(points)
    return tuple(numbered)


def _renumbered(compared: Iterable[_Compared], task: BriefTask) -> tuple[_Compared, ...]:
    """Return figures that are compared, with evidence numbered in the whole brief and not in its
    section."""

    def renumbered(claim: Claim) -> Claim:
        evidence = claim.citation.evidence
        whole = replace(evidence, number=evidence.number + task.first - 1)
        return replace(claim, citation=replace(claim.citation, evidence=whole))

    return tuple(replace(one, claims=tuple(map(renumbered, one.claims))) for one in compared)


def _articles(opened: OpenBrief) -> list[Article]:
    return [article for task in opened.tasks for article in task.articles]


def _reader(opened: OpenBrief) -> Language:
    return reader_of(opened.request, _articles(opened))


def _last_day(articles: Iterable[Article]) -> date | None:
    return max((one.published_at for one in articles if one.published_at), default=None)


def _title(articles: Sequence[Article]) -> str:
    return articles[0].title if articles else ""


def _cited(points: Sequence[Point], articles: Sequence[Article]) -> tuple[Article, ...]:
    """Return the articles that the points cite, in the order of `articles`."""
    cited = {citation.article.id for point in points for citation in point.citations}
    return tuple(article for article in articles if article.id in cited)


def _first_in(language: Language, articles: Sequence[Article]) -> list[Article]:
    """Return the articles, those of a language first."""
    return sorted(articles, key=lambda one: one.language != language)


def _titles(stories: Sequence[FoundStory], language: Language) -> str:
    """Return the titles of the first stories, in a language where they have one in it, and the
    number of the others behind them."""
    named = [_title(_first_in(language, story.articles)) for story in stories[:MOST_TITLES]]
    titles = [title.removesuffix(".") for title in named]
    if rest := len(stories) - len(titles):
        titles.append(f"+{rest}")
    return ("؛ " if language == "ar" else "; ").join(titles)


def _missing(written: Sequence[WrittenSection]) -> tuple[MissingLanguage, ...]:
    """Return the languages that no story could be written in."""
    lacking = [one.draft.missing_languages for one in written]
    if not lacking:
        return ()
    return tuple(
        each
        for each in lacking[0]
        if all(any(other.language == each.language for other in others) for others in lacking)
    )


def _reason(opened: OpenBrief, written: Sequence[WrittenSection]) -> str | None:
    """Return what a reader must know of the whole brief; None where there is nothing to say."""
    language = _reader(opened)
    told = list(dict.fromkeys(one.draft.reason for one in written if one.draft.reason))
    if not any(one.draft.points for one in written) and not told:
        told.append(opened.empty or without_points(opened.request, _articles(opened)))
    if opened.untold:
        told.append(notice("stories_left_out", language, titles=_titles(opened.untold, language)))
    if opened.left_out:
        told.append(
            notice(
                "articles_left_out", language, kept=len(_articles(opened)), count=opened.left_out
            )
        )
    return " ".join(told) or None
