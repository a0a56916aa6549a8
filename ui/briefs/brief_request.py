"""What a brief is asked of on the page, checked, and as the library behind it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from rag.briefs.tuning import MOST_ARTICLES
from rag.errors import UsageError
from rag.records import ArticleSummary, BriefRequest, Language, SearchFilter
from rag.requests import brief_request
from rag.text.asked_days import asked_days
from rag.text.display import whole
from ui.briefs.brief_desk import BriefDesk
from ui.guard.refusal import PageError

MAX_TOPIC = 2000
"""Characters; a longer topic is refused."""

_SEARCHED = 10
"""Passages that a topic is searched for in each of several outlets."""


class Wish(BaseModel):
    """What was asked for, as it was typed and chosen; it is kept with the brief, so that the same
    can be asked again.

    `length` is short, medium, long or a number of words. Days are in ISO form or in words. `story`
    is the number of a story, `title` that of what was chosen.
    """

    model_config = ConfigDict(frozen=True)

    topic: str = ""
    length: str | int = "medium"
    languages: tuple[Language, ...] = Field(default=("ar", "en"), min_length=1, max_length=2)
    since: str = Field(default="", max_length=100)
    until: str = Field(default="", max_length=100)
    outlets: tuple[str, ...] = Field(default=(), max_length=500)
    story: int | None = None
    articles: tuple[str, ...] = Field(default=(), max_length=500)
    title: str = Field(default="", max_length=1000)

    @property
    def problem(self) -> str | None:
        """Return the name of what is wrong with the request, or None if nothing is."""
        if not any((*self._typed, self.outlets, self.articles, self.story is not None)):
            return "of_nothing"
        if len(self.topic) > MAX_TOPIC:
            return "topic_too_long"
        if any(text.strip() and not _days(text) for text in (self.since, self.until)):
            return "bad_day"
        if self._are_reversed():
            return "days_reversed"
        return None if self._words() else "bad_length"

    @property
    def _typed(self) -> tuple[str, ...]:
        return tuple(map(str.strip, (self.topic, self.since, self.until)))

    def request(self, desk: BriefDesk, reader: Language) -> BriefRequest:
        """Return what to ask of the library. Blocks while the library is read.

        Raises `PageError` for what cannot be asked, or where nothing is left of what was chosen.
        """
        if self.problem is not None:
            raise PageError(f"briefs.{self.problem}")
        where = self._where()
        articles = self._articles(desk)
        return BriefRequest(
            topic=whole(self.topic).strip() or None,
            articles=articles,
            where=None if articles or where == SearchFilter() else where,
            words=self._words() or 0,
            languages=self.languages,
            reader=reader,
        )

    def _where(self) -> SearchFilter:
        first, last = self._limits()
        only = self.outlets[0] if len(self.outlets) == 1 else None
        return SearchFilter(since=first, until=last, outlet=only)

    def _limits(self) -> tuple[date | None, date | None]:
        """Return the first day of what is typed as the first, and the last of the other."""
        first, last = _days(self.since), _days(self.until)
        return first and first[0], last and last[1]

    def _are_reversed(self) -> bool:
        since, until = self._limits()
        return since is not None and until is not None and since > until

    def _words(self) -> int | None:
        try:
            return brief_request(length=self.length).words
        except UsageError:
            return None

    def _articles(self, desk: BriefDesk) -> tuple[str, ...]:
        """Return the ids of what was chosen, as far as the days and outlets let it through; none
        where the filter alone says what is meant."""
        if self.articles or self.story is not None:
            return self._within(desk, [*self.articles, *self._of_story(desk)])
        if len(self.outlets) < 2:
            return ()
        found = self._found(desk) if self.topic.strip() else self._told(desk)
        if not found:
            raise PageError("briefs.none_within")
        return tuple(found)

    def _of_story(self, desk: BriefDesk) -> Sequence[str]:
        """Return the articles of the chosen story, newest first: a brief takes the first ones."""
        if self.story is None:
            return ()
        story = desk.story(self.story)
        if story is None:
            raise PageError("briefs.story_gone", status=404)
        return story.article_ids[::-1]

    def _within(self, desk: BriefDesk, chosen: Sequence[str]) -> tuple[str, ...]:
        here = desk.summaries([*dict.fromkeys(chosen)])
        if not here:
            raise PageError("briefs.articles_gone", status=404)
        kept = tuple(one.id for one in here if self._lets_through(one))
        if not kept:
            raise PageError("briefs.none_within")
        return kept

    def _lets_through(self, article: ArticleSummary) -> bool:
        """Tell whether an article is of the chosen days and outlets."""
        return self._where().lets_through(article) and (
            not self.outlets or article.outlet in self.outlets
        )

    def _each_outlet(self) -> Iterator[SearchFilter]:
        first, last = self._limits()
        for outlet in self.outlets:
            yield SearchFilter(since=first, until=last, outlet=outlet)

    def _found(self, desk: BriefDesk) -> Sequence[str]:
        """Return the articles on the topic of several outlets, each searched on its own."""
        topic = whole(self.topic).strip()
        passages = [
            passage
            for where in self._each_outlet()
            for passage in desk.search(topic, limit=_SEARCHED, where=where)
            if passage.outcome != "absent"
        ]
        best = sorted(passages, key=lambda one: one.score, reverse=True)
        return [*dict.fromkeys(one.article.id for one in best)][:MOST_ARTICLES]

    def _told(self, desk: BriefDesk) -> Sequence[str]:
        """Return the articles of several outlets on what they tell most of."""
        stories = {
            story.number: story.article_ids[::-1]
            for where in self._each_outlet()
            for story, _ in desk.story_page(where, limit=MOST_ARTICLES)
        }
        ids = [name for members in stories.values() for name in members]
        allowed = {one.id for one in desk.summaries(ids) if self._lets_through(one)}
        told = [[name for name in members if name in allowed] for members in stories.values()]
        told.sort(key=len, reverse=True)
        return [name for members in told for name in members][:MOST_ARTICLES]


def _days(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a text names; None for blank text and what names none."""
    return asked_days(whole(text), today=date.today())
