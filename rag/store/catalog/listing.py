"""What a catalog holds, counted and listed page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from rag.records import Language, SearchFilter, Totals
from rag.store.catalog.database import Database
from rag.store.catalog.rows import condition, date_of

_Group = tuple[Language, str | None, date | None, int, date | None, date | None]
"""Language, outlet and month (its first day) of some articles; their number, first and last day."""


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
