"""What a brief is asked of on the page, checked, and as the library behind it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from rag.errors import UsageError
from rag.records import BriefRequest, Language, SearchFilter
from rag.requests import brief_request
from rag.service import Service
from rag.text.asked_days import asked_days
from rag.text.display import whole
from ui.guard.refusal import PageError

MAX_TOPIC = 2000
"""Characters; a longer topic is refused."""


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

    def request(self, desk: Service, reader: Language) -> BriefRequest:
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
        return SearchFilter(since=first, until=last, outlets=self.outlets)

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

    def _articles(self, desk: Service) -> tuple[str, ...]:
        """Return the ids of what was chosen, as far as the days and outlets let it through; none
        where the filter alone says what is meant."""
        if not self.articles and self.story is None:
            return ()
        here = desk.summaries([*dict.fromkeys([*self.articles, *self._of_story(desk)])])
        if not here:
            raise PageError("briefs.articles_gone", status=404)
        where = self._where()
        kept = tuple(one.id for one in here if where.lets_through(one))
        if not kept:
            raise PageError("briefs.none_within")
        return kept

    def _of_story(self, desk: Service) -> Sequence[str]:
        """Return the articles of the chosen story, newest first: a brief takes the first ones."""
        if self.story is None:
            return ()
        story = desk.story(self.story)
        if story is None:
            raise PageError("briefs.story_gone", status=404)
        return story.article_ids[::-1]


def _days(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a text names; None for blank text and what names none."""
    return asked_days(whole(text), today=date.today())
