"""Finds out why a brief has no points, and what the reader could ask for instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from rag.messages.empty_briefs import (
    asked_articles,
    found_articles,
    in_language,
    listed,
    say_empty,
    short_topic,
    span_of,
)
from rag.records import Article, BriefRequest, Language, Scope, SearchFilter
from rag.store.catalog import Catalog
from rag.text.analysis.languages import detect_language
from rag.text.display import day

MOST_OUTLETS = 8
"""Outlets that a reader is told of; the most alike to the one asked for come first."""

_LIKE = 0.5  # least likeness of an outlet's name to come first; not tuned


def reader_of(request: BriefRequest, articles: Sequence[Article] = ()) -> Language:
    """Return the language in which to speak to whoever asked for a brief.

    That is what the request says, else the language of the topic, else that of the brief, if it is
    one, else those of the outlet's name and of the first article, and English where nothing tells.
    """
    if request.reader:
        return request.reader
    if request.topic and request.topic.strip():
        return detect_language(request.topic)
    if len(request.languages) == 1:
        return request.languages[0]
    if request.where and request.where.outlets:
        return detect_language(request.where.outlets[0])
    return articles[0].language if articles else "en"


def without_points(request: BriefRequest, articles: Sequence[Article]) -> str:
    """Return why articles that were found gave no points: their language, or what they say."""
    reader, languages = reader_of(request, articles), {article.language for article in articles}
    count = found_articles(len(articles), reader)
    if languages & set(request.languages):
        return say_empty("nothing_to_tell", reader, count=count)
    (found, *_) = languages
    return say_empty(
        "in_one_language",
        reader,
        count=count,
        found=in_language(found, reader),
        wanted=in_language(request.languages[0], reader),
    )


@dataclass(frozen=True, slots=True)
class Emptiness:
    """A brief for which no articles were found.

    `find` returns the articles that a topic finds within a filter.
    """

    request: BriefRequest
    catalog: Catalog
    find: Callable[[str, SearchFilter | None], Sequence[Article]]

    def reason(self) -> str:
        """Return what was searched and would help. Raises `EmbeddingError`."""
        where = self.request.where or SearchFilter()
        searched = self.catalog.scope(where)
        if searched.articles:
            return self._not_found(where, searched)
        if not self.catalog.article_count():
            return say_empty("empty_library", self._reader)
        return f"{self._say('nothing_there', where)} {self._nearest(where)}".strip()

    @property
    def _reader(self) -> Language:
        return reader_of(self.request)

    def _say(self, name: str, where: SearchFilter, **values: object) -> str:
        reader = self._reader
        return say_empty(name, reader, which=asked_articles(where, reader), **values)

    def _not_found(self, where: SearchFilter, searched: Scope) -> str:
        """Say what was searched for a topic, and what is found for it without the filter."""
        reader, topic = self._reader, self.request.topic or ""
        count = found_articles(searched.articles, reader)
        told = self._say("not_found", where, count=count, topic=short_topic(topic))
        elsewhere = self.find(topic, None) if where != SearchFilter() else ()
        if elsewhere:
            count = found_articles(len(elsewhere), reader)
            days = span_of(_scope(elsewhere), reader)
            return f"{told} {say_empty('without_limits', reader, count=count, days=days)}"
        return f"{told} {say_empty('other_words', reader)}"

    def _nearest(self, where: SearchFilter) -> str:
        """Say what there is beside a filter that lets nothing through, its first failing part."""
        chosen = SearchFilter(articles=where.articles)
        if where.articles and not self.catalog.scope(chosen).articles:
            return say_empty("chosen_gone", self._reader)
        if where.outlets and not set(where.outlets) & set(self.catalog.outlets()):
            return self._outlets(where.outlets[0])
        undated = replace(where, since=None, until=None)
        days = self.catalog.scope(undated)
        if days.articles:
            return self._days(where, undated, days)
        free = replace(undated, language=None)
        return self._language(where, free) if where.language else ""

    def _outlets(self, asked: str) -> str:
        """Say which outlets there are, those with a like name first."""
        names = self.catalog.outlets()
        if not names:
            return say_empty("no_outlets", self._reader)
        folded = {name.casefold(): name for name in names}
        alike = get_close_matches(asked.casefold(), folded, n=MOST_OUTLETS, cutoff=_LIKE)
        within = [name for name in names if asked.casefold() in name.casefold()]
        ordered = dict.fromkeys([*within, *(folded[name] for name in alike), *names])
        shown = listed(list(ordered)[:MOST_OUTLETS], self._reader)
        name = "outlets" if len(ordered) <= MOST_OUTLETS else "more_outlets"
        return say_empty(name, self._reader, outlets=shown)

    def _days(self, where: SearchFilter, undated: SearchFilter, scope: Scope) -> str:
        """Say which days of articles are nearest to those asked for."""
        if scope.since is None or scope.until is None:
            return say_empty("no_days", self._reader)
        reader = self._reader
        before = self._before(where.since, undated)
        after = self._after(where.until, undated)
        if before and after:
            days = {"first": day(before, reader), "last": day(after, reader)}
            return self._say("between", undated, **days)
        if after:
            return self._say("begins", undated, first=day(after, reader))
        return self._say("ends", undated, last=day(before or scope.until, reader))

    def _before(self, since: date | None, undated: SearchFilter) -> date | None:
        """Return the last day with articles before `since`."""
        if since is None or since == date.min:
            return None
        return self.catalog.scope(replace(undated, until=since - timedelta(days=1))).until

    def _after(self, until: date | None, undated: SearchFilter) -> date | None:
        """Return the first day with articles after `until`."""
        if until is None or until == date.max:
            return None
        return self.catalog.scope(replace(undated, since=until + timedelta(days=1))).since

    def _language(self, where: SearchFilter, free: SearchFilter) -> str:
        """Say how much there is in the other language."""
        scope = self.catalog.scope(free)
        if not scope.articles:
            return ""
        other: Language = "en" if where.language == "ar" else "ar"
        count = found_articles(scope.articles, self._reader)
        language = in_language(other, self._reader)
        return say_empty("other_language", self._reader, count=count, language=language)


def _scope(articles: Sequence[Article]) -> Scope:
    days = [article.published_at for article in articles if article.published_at]
    return Scope(len(articles), min(days, default=None), max(days, default=None))
