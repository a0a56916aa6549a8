"""The lists of the canned desk: its articles, each a story by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from rag.records import Article, ArticleSummary, Headline, SearchFilter, Story, Totals


class CannedLibrary:
    """Lists a few articles, whatever is searched for."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._listed = [_summary(article) for article in articles]

    def totals(self, where: SearchFilter | None = None) -> Totals:
        found = self._through(where)
        days = [one.published_at for one in found if one.published_at]
        return Totals(
            len(found),
            Counter(one.language for one in found),
            Counter(one.outlet for one in found if one.outlet),
            {day.replace(day=1): {"en": 1} for day in days},
            min(days, default=None),
            max(days, default=None),
        )

    def article_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[ArticleSummary], int]:
        found = self._through(where)
        return found[offset : offset + limit], len(found)

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        return [one for one in self._listed if one.id in article_ids]

    def story_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[tuple[Story, date | None]]:
        stories = [_story(at, one) for at, one in enumerate(self._through(where))]
        return [(one, one.last_day) for one in stories[offset : offset + limit]]

    def story(self, number: int) -> Story | None:
        return _story(number, self._listed[number]) if number < len(self._listed) else None

    def _through(self, where: SearchFilter | None) -> list[ArticleSummary]:
        return [one for one in self._listed if where is None or where.lets_through(one)]


def _summary(article: Article) -> ArticleSummary:
    return ArticleSummary(
        article.id,
        article.title,
        article.language,
        article.source,
        article.published_at,
        article.outlet,
        article.url,
        len(article.text),
        1,
    )


def _story(number: int, article: ArticleSummary) -> Story:
    day = article.published_at
    outlets = (article.outlet,) if article.outlet else ()
    headline = Headline(article.language, article.title)
    return Story(number, (headline,), day, day, outlets, (article.id,))
