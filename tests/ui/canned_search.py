"""The part of the small desk that suggested questions and filters ask: nothing is found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.records import Article, ArticleSummary, Passage, SearchFilter, Story, Totals


class CannedSearch:
    """Counts a few articles, and has no stories."""

    _articles: dict[str, Article]

    def totals(self, where: SearchFilter | None = None) -> Totals:
        every = list(self._articles.values())
        days = [one.published_at for one in every if one.published_at]
        return Totals(
            len(every),
            Counter(one.language for one in every),
            Counter(one.outlet for one in every if one.outlet),
            {},
            min(days, default=None),
            max(days, default=None),
        )

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        return [_summary(self._articles[one]) for one in article_ids if one in self._articles]

    def article_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[ArticleSummary], int]:
        found = self.summaries(list(self._articles))
        return found[offset : offset + limit], len(found)

    def story(self, number: int) -> Story | None:
        return None

    def stories(
        self, where: SearchFilter | None = None, *, limit: int | None = None, least: int = 1
    ) -> tuple[Story, ...]:
        return ()

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: SearchFilter | None = None,
        model: bool = True,
    ) -> list[Passage]:
        return []


def _summary(one: Article) -> ArticleSummary:
    return ArticleSummary(
        *(one.id, one.title, one.language, one.source, one.published_at, one.outlet, one.url),
        length=len(one.text),
        chunks=1,
    )
