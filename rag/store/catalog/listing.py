"""What a catalog holds, counted and listed page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from rag.records import ArticleSummary, Language, Scope, SearchFilter, Totals
from rag.store.catalog.database import Database
from rag.store.catalog.rows import SUMMARY_COLUMNS, condition, date_of, summary_of
from rag.store.sql_database import NUMBERS, TEXTS, as_list

T = TypeVar("T", str, int)

_Group = tuple[Language, str | None, date | None, int, date | None, date | None]
"""Language, outlet and month (its first day) of some articles; their number, first and last day."""


@dataclass(frozen=True, slots=True)
class MatchingWords:
    """What a search by words found: chunks, and outlets of that name."""

    chunk_ids: Sequence[str]
    outlets: Sequence[str]


class Listing:
    """Counts and lists the articles of an open catalog."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def totals(self, where: SearchFilter) -> Totals:
        """Return how many articles a filter lets through, by language, outlet and month.

        Reads no texts: all of it stands in the index of the days.
        """
        let_through, values = condition(where)
        groups = self._db.records(
            _group,
            "SELECT a.language, a.outlet, substr(a.published_at, 1, 7), count(*),"
            " min(a.published_at), max(a.published_at)"
            f" FROM articles a WHERE {let_through} GROUP BY 1, 2, 3",
            values,
        )
        return _totals(groups)

    def scope(self, where: SearchFilter) -> Scope:
        """Return how many articles a filter lets through, and their first and last day."""
        let_through, values = condition(where)
        (found,) = self._db.records(
            lambda row: Scope(row[0], date_of(row[1]), date_of(row[2])),
            "SELECT count(*), min(a.published_at), max(a.published_at) FROM articles a"
            f" WHERE {let_through}",
            values,
        )
        return found

    def page(
        self, where: SearchFilter, among: MatchingWords | None, *, limit: int, offset: int
    ) -> tuple[list[ArticleSummary], int]:
        """Return some of the articles that a filter lets through, and how many there are.

        The newest come first, those without a day last. `among`: only what a search found.
        """
        let_through, values = _narrowed(where, among)
        rows = self._db.all(f"SELECT count(*) FROM articles a WHERE {let_through}", values)
        numbers = self._db.all(
            f"SELECT a.number FROM articles a WHERE {let_through}"
            " ORDER BY a.published_at DESC NULLS LAST, a.number DESC LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        found = self._summaries("number", NUMBERS, [row[0] for row in numbers])
        return found, int(rows[0][0])

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Return the articles of these ids, in their order; unknown ids are left out."""
        return self._summaries("id", TEXTS, list(dict.fromkeys(article_ids)))

    def _summaries(self, column: str, named: str, keys: Sequence[T]) -> list[ArticleSummary]:
        found: dict[T, ArticleSummary] = dict(
            self._db.records(
                lambda row: (row[0], summary_of(row[1:])),
                f"SELECT {column}, {SUMMARY_COLUMNS} FROM articles WHERE {column} IN {named}",
                (as_list(keys),),
            )
        )
        return [found[key] for key in keys if key in found]

    def story_numbers(
        self,
        where: SearchFilter,
        among: MatchingWords | None,
        *,
        limit: int,
        offset: int,
        least: int,
    ) -> list[tuple[int, date | None]]:
        """Return the numbers of some stories of the articles that a filter lets through, each with
        the newest day of these articles.

        They come by this day, those without a day last, and on one day by
        how many of them it has. Each has, as a whole, at least `least` articles. Only the days
        that are needed are read.
        """
        let_through, values = _narrowed(where, among)
        sized = ""
        if least > 1:
            sized = " AND (SELECT count(*) FROM stories t WHERE t.story = s.story) >= ?"
            values = [*values, least]
        query = (
            # The sign keeps SQLite from going from stories to articles: the days come out of their
            # index in order.
            "SELECT s.story, a.published_at FROM articles a JOIN stories s"
            f" ON s.article = +a.number WHERE {let_through} AND s.story IS NOT NULL"
            f"{sized} ORDER BY a.published_at DESC NULLS LAST"
        )
        wanted = offset + limit
        days: dict[int, str | None] = {}
        sizes: Counter[int] = Counter()
        last: str | None = None
        with self._db.each(query, values) as rows:
            for story, day in rows:
                if story not in days:
                    if len(days) >= wanted and day != last:
                        break
                    days[story] = last = day
                sizes[story] += day == days[story]
        ordered = sorted(days, key=lambda one: (days[one] or "", sizes[one], one), reverse=True)
        return [(story, date_of(days[story])) for story in ordered[offset:wanted]]


def _narrowed(where: SearchFilter, among: MatchingWords | None) -> tuple[str, list[Any]]:
    let_through, values = condition(where)
    if among is None:
        return let_through, list(values)
    found = (
        f"(a.number IN (SELECT c.article FROM chunks c WHERE c.id IN {TEXTS})"
        f" OR a.outlet IN {TEXTS})"
    )
    lists = [as_list(some) for some in (among.chunk_ids, among.outlets)]
    return f"{let_through} AND {found}", [*values, *lists]


def _group(row: Sequence[Any]) -> _Group:
    month = None if row[2] is None else date.fromisoformat(f"{row[2]}-01")
    return row[0], row[1], month, int(row[3]), date_of(row[4]), date_of(row[5])


def _totals(groups: Sequence[_Group]) -> Totals:
    languages: Counter[Language] = Counter()
    outlets: Counter[str] = Counter()
    months: dict[date, Counter[Language]] = {}
    for language, outlet, month, count, _, _ in groups:
        languages[language] += count
        if outlet is not None:
            outlets[outlet] += count
        if month is not None:
            months.setdefault(month, Counter())[language] += count
    return Totals(
        articles=languages.total(),
        languages=dict(languages.most_common()),
        outlets=dict(sorted(outlets.items(), key=lambda one: (-one[1], one[0]))),
        months={month: dict(months[month]) for month in sorted(months)},
        first_day=min((group[4] for group in groups if group[4]), default=None),
        last_day=max((group[5] for group in groups if group[5]), default=None),
    )
