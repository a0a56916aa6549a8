"""Finds the articles that an intent wants: by their day, their outlet or their subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.answering.intents import Intent
from rag.answering.lead_sentence import lead_passage
from rag.answering.open_question import OpenQuestion
from rag.answering.tuning import COUNTED, DAYS_AFTER, LISTED, ON_SUBJECT
from rag.messages.replies import courtesy
from rag.records import Language, Passage, SearchFilter
from rag.retrieval.retriever import Retriever
from rag.store.catalog import Catalog

_BOTH: dict[Language, tuple[Language, Language]] = {"ar": ("ar", "en"), "en": ("en", "ar")}


class IntentSearch:
    """Finds one passage of each article that is wanted."""

    def __init__(self, catalog: Catalog, retriever: Retriever) -> None:
        self._catalog = catalog
        self._retriever = retriever

    def find(self, question: OpenQuestion, wanted: Intent) -> list[Passage]:
        """Return what a subject finds, best first, else the first sentences of articles, the newest
        first; nothing for a courtesy and a mere number. Raises `EmbeddingError`."""
        where = narrowed(question.request.where, wanted)
        if where is None or courtesy(wanted.kind, question.language):
            return []
        if wanted.subject:
            limit = COUNTED if wanted.kind == "how_many" else LISTED
            found = self._on(wanted.subject, where, question.language, limit)
            return sorted(found, key=_day, reverse=True) if wanted.kind == "latest" else found
        if wanted.kind == "how_many":
            return []
        return self._newest(where, question.language) or self._instead(question, wanted)

    def _on(self, topic: str, where: SearchFilter, language: Language, limit: int) -> list[Passage]:
        """Return a passage of each article on a subject, at most half of them in the language that
        is not the reader's; or, where there is none, what is nearest."""
        found = {
            one: self._retriever.search(
                topic, limit=limit, where=replace(where, language=one), thorough=True
            )
            for one in _BOTH[language]
            if where.language in (None, one)
        }
        own, other = (self._openings(topic, found.get(one, [])) for one in _BOTH[language])
        kept = own[: limit - min(len(other), limit // 2)]
        kept += other[: limit - len(kept)]
        return kept or [one for passages in found.values() for one in passages][:limit]

    def _openings(self, topic: str, passages: Sequence[Passage]) -> list[Passage]:
        """Return a passage of each relevant article: its first sentence where that or the title is
        on the subject, and those articles first, for what an article is about stands there."""
        relevant = _relevant_articles(passages)
        leads = [lead_passage(one.article) or one for one in relevant]
        texts = [f"{one.article.title}\n{one.chunk.text}" for one in leads]
        opened = [
            (share, replace(one, chunk=lead.chunk) if share >= ON_SUBJECT else one)
            for one, lead, share in zip(
                relevant, leads, self._retriever.coverage(topic, texts), strict=True
            )
        ]
        return [one for _, one in sorted(opened, key=lambda pair: -pair[0])]

    def _newest(self, where: SearchFilter, language: Language) -> list[Passage]:
        articles = self._catalog.newest(where, limit=LISTED, first=language)
        return [passage for one in articles if (passage := lead_passage(one))]

    def _instead(self, question: OpenQuestion, wanted: Intent) -> list[Passage]:
        """Return, where nothing was published on the days that are asked for, what was soon after,
        or for the latest news the newest."""
        if wanted.days is None:
            return []
        last = wanted.days[1]
        after = (last + timedelta(days=1), last + timedelta(days=DAYS_AFTER))
        days = None if wanted.kind == "latest" else after
        where = narrowed(question.request.where, replace(wanted, days=days))
        return [] if where is None else self._newest(where, question.language)


def narrowed(where: SearchFilter | None, wanted: Intent) -> SearchFilter | None:
    """Return the filter of a request together with the days and the outlet that are wanted; None
    where nothing can pass both."""
    own = where or SearchFilter()
    if wanted.outlet and own.outlets and wanted.outlet not in own.outlets:
        return None
    first, last = wanted.days or (None, None)
    since = max(filter(None, (own.since, first)), default=None)
    until = min(filter(None, (own.until, last)), default=None)
    if since and until and since > until:
        return None
    language = None if wanted.kind == "summary" else wanted.language
    if language and own.language not in (None, language):
        return None
    return SearchFilter(
        language or own.language,
        since,
        until,
        outlets=wanted.outlet or own.outlets,
        articles=own.articles,
    )


def _relevant_articles(passages: Sequence[Passage]) -> list[Passage]:
    """Return the best passage of each article that is about what was searched for."""
    first: dict[str, Passage] = {}
    for one in passages:
        if one.relevant:
            first.setdefault(one.article.id, one)
    return list(first.values())


def _day(passage: Passage) -> date:
    return passage.article.published_at or date.min
