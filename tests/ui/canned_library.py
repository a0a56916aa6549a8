"""What a canned desk tells of its articles: lists, counts and stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.records import (
    Article,
    ArticleSummary,
    Headline,
    Passage,
    SearchFilter,
    Story,
    Totals,
)
from tests.factories import passage


def summary_of(article: Article) -> ArticleSummary:
    return ArticleSummary(
        id=article.id,
        title=article.title,
        language=article.language,
        source=article.source,
        published_at=article.published_at,
        outlet=article.outlet,
        url=article.url,
        length=len(article.text),
        chunks=1,
    )


class CannedLibrary:
    """The articles of a desk; those of one day are one story, numbered from 1."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {one.id: one for one in articles}

    def totals(self, where: SearchFilter | None = None) -> Totals:
        known = self.summaries([*self._articles])
        days = sorted(one.published_at for one in known if one.published_at)
        return Totals(
            articles=len(known),
            languages=Counter(one.language for one in known),
            outlets=Counter(one.outlet for one in known if one.outlet),
            months={},
            first_day=days[0] if days else None,
            last_day=days[-1] if days else None,
        )

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        return [summary_of(self._articles[one]) for one in article_ids if one in self._articles]

    def story_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[Story]:
        wanted = where or SearchFilter()
        return [
            story
            for story in self._stories()
            if any(wanted.lets_through(one) for one in self.summaries(story.article_ids))
            and any(search in headline.text for headline in story.headlines)
        ][offset : offset + limit]

    def story(self, number: int) -> Story | None:
        return next((one for one in self._stories() if one.number == number), None)

    def search(
        self, question: str, *, limit: int = 10, where: SearchFilter | None = None
    ) -> list[Passage]:
        """Every article that the filter lets through is found."""
        wanted = where or SearchFilter()
        found = [one for one in self._articles.values() if wanted.lets_through(summary_of(one))]
        return [replace(passage(one.text), article=one) for one in found[:limit]]

    def _stories(self) -> list[Story]:
        days: dict[object, list[Article]] = {}
        for one in self._articles.values():
            days.setdefault(one.published_at, []).append(one)
        return [
            Story(
                number,
                tuple(Headline(one.language, one.title) for one in told),
                told[0].published_at,
                told[0].published_at,
                tuple(one.outlet for one in told if one.outlet),
                tuple(one.id for one in told),
            )
            for number, told in enumerate(days.values(), start=1)
        ]
