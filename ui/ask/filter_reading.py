"""Reads what a search is to be narrowed to from what the page sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rag.errors import UsageError
from rag.records import Language, SearchFilter
from rag.requests import day_asked
from rag.service import Service
from ui.guard.refusal import PageError

MOST_CHOSEN = 500
"""Outlets, articles or stories that one search may be narrowed to."""

_FIELDS = frozenset(["language", "since", "until", "outlets", "articles", "stories", "story"])


def search_filter_of(given: object, desk: Service) -> SearchFilter | None:
    """Return the filter that the page sends as `where`; None where it narrows nothing.

    A story stands for the articles that it has now. Days may be in words. Raises `PageError` for
    what cannot be read, for days in the wrong order, and where nothing of what was chosen is in the
    library any longer.
    """
    if given is None:
        return None
    if not isinstance(given, Mapping) or not _FIELDS.issuperset(given):
        raise PageError("page.bad")
    since, until = _day(given.get("since"), "since"), _day(given.get("until"), "until")
    if since and until and since > until:
        raise PageError("days_reversed")
    language = _language(given.get("language"))
    outlets, articles = _outlets(given, desk), _articles(given, desk)
    try:
        found = SearchFilter(language, since, until, outlets=outlets, articles=articles)
    except UsageError:  # what is left is that there are too many articles
        raise PageError("ask.filter_many") from None
    return None if found == SearchFilter() else found


def _language(given: object) -> Language | None:
    if given in (None, ""):
        return None
    if given not in ("ar", "en"):
        raise PageError("page.bad")
    return "ar" if given == "ar" else "en"


def _day(given: object, name: str) -> date | None:
    if given in (None, ""):
        return None
    if not isinstance(given, str):
        raise PageError("page.bad")
    try:
        day = day_asked(given, name)
    except UsageError:
        raise PageError("bad_day") from None
    if not isinstance(day, date):
        raise PageError("bad_day")
    return day


def _outlets(given: Mapping[str, object], desk: Service) -> tuple[str, ...]:
    wanted = _texts(given.get("outlets"))
    if not wanted:
        return ()
    known = desk.totals().outlets
    kept = tuple(one for one in wanted if one in known)
    if not kept:
        raise PageError("ask.filter_gone")
    return kept


def _articles(given: Mapping[str, object], desk: Service) -> tuple[str, ...]:
    """Return the ids of the chosen articles and of those of the chosen stories."""
    articles, numbers = _texts(given.get("articles")), _numbers(given)
    if not articles and not numbers:
        return ()
    ids = [one.id for one in desk.summaries(articles)] if articles else []
    for number in numbers:
        story = desk.story(number)
        ids += story.article_ids if story else ()
    if not ids:
        raise PageError("ask.filter_gone")
    return tuple(dict.fromkeys(ids))


def _texts(given: object) -> tuple[str, ...]:
    if given in (None, ""):
        return ()
    if not isinstance(given, list) or len(given) > MOST_CHOSEN:
        raise PageError("page.bad")
    if not all(isinstance(one, str) and one for one in given):
        raise PageError("page.bad")
    return tuple(dict.fromkeys(given))


def _numbers(given: Mapping[str, object]) -> tuple[int, ...]:
    one, many = given.get("story"), given.get("stories") or []
    if not isinstance(many, list) or len(many) > MOST_CHOSEN:
        raise PageError("page.bad")
    numbers = [*many, *([] if one is None else [one])]
    if not all(type(number) is int and 0 < number < 2**63 for number in numbers):
        raise PageError("page.bad")
    return tuple(dict.fromkeys(numbers))
