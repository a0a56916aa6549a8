"""Says above a list of articles which articles they are, and how many there are of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.intent_search import narrowed
from rag.answering.intents import Intent
from rag.answering.open_question import OpenQuestion
from rag.answering.tuning import COUNTED, OUTLETS_NAMED
from rag.messages.quantities import articles
from rag.messages.replies import ReplyKey, courtesy, holdings, listed, reply, which_articles
from rag.records import Article, Language, Scope, SearchFilter, Sentence
from rag.store.catalog import Catalog

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


class IntentPrefaces:
    """Writes what Mujaz itself says in answer to an `Intent`; every number is the catalog's."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def above(
        self, question: OpenQuestion, wanted: Intent, sentences: Sequence[Sentence]
    ) -> str | None:
        """Return what stands above the sentences, a quoted one for each article; None where there
        is nothing to answer with."""
        language = question.language
        if line := courtesy(wanted.kind, language):
            return line
        where = narrowed(question.request.where, wanted)
        if wanted.kind == "how_many" and not wanted.topic:
            return self._holdings(where, wanted, language)
        if where is None or not sentences:
            return None
        shown = _articles_of(sentences)
        if wanted.kind == "summary":
            return reply("short", language, found=articles(len(shown), language))
        if wanted.topic:
            return _found(len(shown), wanted, language)
        if wanted.kind == "contents":
            return " ".join(
                [self._holdings(where, wanted, language), *self._outlets(where, language)]
            )
        return self._above_newest(where, wanted, language, shown)

    def _above_newest(
        self, where: SearchFilter, wanted: Intent, language: Language, shown: Sequence[Article]
    ) -> str:
        scope = self._catalog.scope(where)
        which = _which(wanted, language)
        if not scope.articles:
            key: ReplyKey = "none_then" if wanted.kind == "latest" else "days_after"
            return reply(key, language, which=which)
        if not scope.since:
            return reply("undated", language, found=articles(scope.articles, language))
        if not which:
            return reply("newest", language, found=articles(scope.articles, language))
        return listed(scope.articles, len(shown), language, which=which)

    def _holdings(self, where: SearchFilter | None, wanted: Intent, language: Language) -> str:
        """Return how many articles the library has of those wanted, by language and day."""
        which = _which(wanted, language)
        scope = Scope(0) if where is None else self._catalog.scope(where)
        if where is None or not scope.articles:
            return reply("nothing", language, which=which)
        shares = {
            one: self._catalog.scope(replace(where, language=one)).articles
            for one in _LANGUAGES
            if where.language in (None, one)
        }
        return holdings(scope, shares, language, which=which)

    def _outlets(self, where: SearchFilter, language: Language) -> list[str]:
        """Return the names of the outlets and what stands above the newest articles."""
        names = self._catalog.outlets(where)[:OUTLETS_NAMED]
        between = "، " if language == "ar" else ", "
        told = [reply("outlets", language, names=between.join(names))] if names else []
        return [*told, reply("such_as", language)]


def _found(count: int, wanted: Intent, language: Language) -> str:
    key: ReplyKey = "found_at_least" if count >= COUNTED else "found"
    which = _which(wanted, language)
    return reply(key, language, which=which, found=articles(count, language))


def _which(wanted: Intent, language: Language) -> str:
    return which_articles(language, outlet=wanted.outlet, topic=wanted.topic, days=wanted.days)


def _articles_of(sentences: Sequence[Sentence]) -> list[Article]:
    cited = (citation.article for sentence in sentences for citation in sentence.citations)
    return list({article.id: article for article in cited}.values())
