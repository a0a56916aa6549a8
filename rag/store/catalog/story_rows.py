"""The stories of articles: which belong together, and what tells one article from others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.records import Article, Headline, SearchFilter, Story
from rag.store.catalog.database import Database, portions
from rag.store.catalog.rows import ARTICLE_COLUMNS, article_of, condition, date_of

_MEMBER = "s.story, a.number, a.published_at, s.profile"


@dataclass(frozen=True, slots=True)
class StoryRow:
    """An article in its story: its number in the catalog, its day, and its profile, the bytes by
    which it is compared with others (`rag.stories.profile`)."""

    story: int
    article: int
    day: date | None
    profile: bytes


class StoryRows:
    """The table `stories` of an open catalog."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- what has still to be done ---

    def owed_count(self) -> int:
        """Count the articles that are in no story yet."""
        return self._db.count(
            "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM stories)"
        )

    def owed(self, limit: int) -> list[tuple[int, Article]]:
        """Return articles that are in no story yet with their numbers, at most `limit`: those of
        the newest days, of these the oldest first, those without a day before all."""
        found = self._db.records(
            lambda row: (int(row[0]), article_of(row[1:])),
            f"SELECT number, {ARTICLE_COLUMNS} FROM articles"
            " WHERE number NOT IN (SELECT article FROM stories)"
            " ORDER BY published_at DESC, number DESC LIMIT ?",
            (limit,),
        )
        return found[::-1]

    def put(self, rows: Iterable[StoryRow]) -> None:
        """Put articles into their stories; those that were removed meanwhile are left out."""
        self._db.run_many(
            "INSERT OR REPLACE INTO stories SELECT number, ?, ? FROM articles WHERE number = ?",
            [(row.story, row.profile, row.article) for row in rows],
        )

    def move(self, articles: Iterable[tuple[int, int]]) -> None:
        """Move articles, each a number with its new story."""
        self._db.run_many(
            "UPDATE stories SET story = ? WHERE article = ?",
            [(story, article) for article, story in articles],
        )

    def clear(self) -> None:
        """Take all articles out of their stories."""
        self._db.run("DELETE FROM stories")

    def highest(self) -> int:
        """Return the highest number of a story, 0 if there is none."""
        return self._db.count("SELECT coalesce(max(story), 0) FROM stories")

    def of_days(self, first: date, last: date, *, limit: int) -> list[StoryRow]:
        """Return the articles of some days, oldest first; of too many the oldest are left out."""
        return self._rows(
            "a.published_at BETWEEN ? AND ?", [first.isoformat(), last.isoformat()], limit
        )

    def without_day(self, *, limit: int) -> list[StoryRow]:
        """Return the articles without a day; of too many those that came first are left out."""
        return self._rows("a.published_at IS NULL", [], limit)

    def _rows(self, where: str, values: Sequence[Any], limit: int) -> list[StoryRow]:
        rows = self._db.records(
            _story_row,
            f"SELECT {_MEMBER} FROM articles a JOIN stories s ON s.article = a.number"
            f" WHERE {where} ORDER BY a.published_at DESC, a.number DESC LIMIT ?",
            (*values, limit),
        )
        return rows[::-1]

    # --- what can be asked ---

    def numbers(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Return the story of each article that is in one, by the article's id."""
        return {
            row[0]: row[1]
            for row in self._db.by_portions(
                "SELECT a.id, s.story FROM articles a JOIN stories s ON s.article = a.number"
                " WHERE a.id IN ({keys})",
                article_ids,
            )
        }

    def all(self, where: SearchFilter, *, limit: int, least: int) -> list[Story]:
        """Return the stories of the articles that a filter lets through, each whole, newest first,
        those without a day last; at most `limit` (-1: all), each of at least `least` articles."""
        let_through, values = condition(where)
        rows = self._db.all(
            "SELECT s.story FROM articles a JOIN stories s ON s.article = a.number"
            f" WHERE {let_through} GROUP BY s.story"
            " HAVING (SELECT count(*) FROM stories t WHERE t.story = s.story) >= ?"
            " ORDER BY max(a.published_at) IS NULL, max(a.published_at) DESC,"
            " count(*) DESC, s.story DESC LIMIT ?",
            (*values, least, limit),
        )
        numbers = [int(row[0]) for row in rows]
        members = self._members(numbers)
        return [_story(number, members[number]) for number in numbers if number in members]

    def _members(self, numbers: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        for some, marks in portions(numbers):
            for story, *row in self._db.all(
                "SELECT s.story, a.id, a.title, a.language, a.outlet, a.published_at"
                " FROM stories s JOIN articles a ON a.number = s.article"
                f" WHERE s.story IN ({marks})"
                " ORDER BY a.published_at IS NULL, a.published_at, a.number",
                some,
            ):
                found.setdefault(story, []).append(tuple(row))
        return found


def _story_row(row: Sequence[Any]) -> StoryRow:
    """Return the row as a record. Raises `TypeError` for what was never written there."""
    if type(row[0]) is not int or not isinstance(row[3], bytes):
        raise TypeError("a story does not hold what was written there")
    return StoryRow(row[0], row[1], date_of(row[2]), row[3])


def _story(number: int, members: Sequence[tuple[Any, ...]]) -> Story:
    headlines: dict[Any, Headline] = {}
    for _, title, language, _, _ in members:
        headlines.setdefault(language, Headline(language, title))
    days = [date.fromisoformat(day) for *_, day in members if day is not None]
    outlets = dict.fromkeys(outlet for *_, outlet, _ in members if outlet is not None)
    return Story(
        number=number,
        headlines=tuple(headlines.values()),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        outlets=tuple(outlets),
        article_ids=tuple(member[0] for member in members),
    )
