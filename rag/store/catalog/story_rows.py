"""The stories of articles: which belong together, and what tells one article from others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.records import Article, Headline, SearchFilter, Story
from rag.store.catalog.database import Database
from rag.store.catalog.rows import ARTICLE_COLUMNS, article_of, condition, date_of
from rag.store.sql_database import ALL_ROWS, NUMBERS, TEXTS, as_list

MADE_WITH = "stories"
"""The key under which a catalog states how its stories were made."""


@dataclass(frozen=True, slots=True)
class StoryRow:
    """An article with its profile, the bytes by which it is compared with others
    (`rag.stories.profile`). `number` is its number in the catalog, `story` None until it is in
    one."""

    number: int
    day: date | None
    story: int | None
    profile: bytes


class StoryRows:
    """The table `stories` of an open catalog."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- what has still to be done ---

    def owed_count(self) -> int:
        """Count the articles that are in no story yet."""
        return self._db.count(
            "SELECT (SELECT count(*) FROM articles)"
            " - (SELECT count(*) FROM stories WHERE story IS NOT NULL)"
        )

    def without_profile(self, limit: int) -> list[tuple[int, Article]]:
        """Return new articles with their numbers, at most `limit`, the newest days first."""
        return self._db.records(
            lambda row: (int(row[0]), article_of(row[1:])),
            f"SELECT number, {ARTICLE_COLUMNS} FROM articles a"
            " WHERE NOT EXISTS (SELECT 1 FROM stories s WHERE s.article = a.number)"
            " ORDER BY published_at DESC NULLS LAST, number DESC LIMIT ?",
            (limit,),
        )

    def add(self, profiles: Iterable[tuple[int, bytes]]) -> None:
        """Add the profiles of new articles; those that are gone by now are left out."""
        self._db.run_many(
            "INSERT INTO stories SELECT number, NULL, ? FROM articles WHERE number = ?"
            " ON CONFLICT (article) DO NOTHING",
            [(profile, number) for number, profile in profiles],
        )

    def waiting(self, limit: int) -> list[tuple[int, date | None]]:
        """Return articles that have a profile and no story, each a number with its day; at most
        `limit`, the newest days first, those without a day last."""
        return self._db.records(
            lambda row: (int(row[0]), date_of(row[1])),
            "SELECT s.article, a.published_at"
            " FROM stories s JOIN articles a ON a.number = s.article"
            " WHERE s.story IS NULL ORDER BY a.published_at DESC NULLS LAST, a.number DESC LIMIT ?",
            (limit,),
        )

    def of_days(self, first: date, last: date, *, limit: int) -> list[StoryRow]:
        """Return the articles of some days that have a profile; of too many the newest."""
        return self._rows(
            "a.published_at BETWEEN ? AND ?", [first.isoformat(), last.isoformat()], limit
        )

    def newest(self, *, limit: int) -> list[StoryRow]:
        """Return the newest articles of those that have a day and a profile."""
        return self._rows("a.published_at IS NOT NULL", [], limit)

    def without_day(self, *, limit: int) -> list[StoryRow]:
        """Return the articles without a day that have a profile; of too many the latest added."""
        return self._rows("a.published_at IS NULL", [], limit)

    def sample(self, limit: int) -> list[bytes]:
        """Return the profiles of about so many articles, evenly from the whole library."""
        step = max(1, self._db.count("SELECT count(*) FROM stories") // limit)
        rows = self._db.all("SELECT profile FROM stories WHERE article % ? = 0", (step,))
        return [row[0] for row in rows]

    def _rows(self, where: str, values: Sequence[Any], limit: int) -> list[StoryRow]:
        return self._db.records(
            _story_row,
            "SELECT a.number, a.published_at, s.story, s.profile"
            " FROM articles a JOIN stories s ON s.article = a.number"
            f" WHERE {where} ORDER BY a.published_at DESC NULLS LAST, a.number DESC LIMIT ?",
            (*values, limit),
        )

    def put(self, stories: Mapping[int, int], merged: Mapping[int, int]) -> None:
        """Put articles, by their numbers, into stories; then all of a merged story into the one
        that takes its place."""
        self._db.run_many(
            "UPDATE stories SET story = ? WHERE article = ?",
            [(story, number) for number, story in stories.items()],
        )
        self._db.run_many(
            "UPDATE stories SET story = ? WHERE story = ?",
            [(kept, gone) for gone, kept in merged.items()],
        )

    def clear(self) -> None:
        """Forget all stories and profiles."""
        self._db.run("DELETE FROM stories")

    def highest(self) -> int:
        """Return the highest number of a story, 0 if there is none."""
        return self._db.count("SELECT coalesce(max(story), 0) FROM stories")

    # --- what can be asked ---

    def count(self) -> int:
        """Return how many stories there are."""
        return self._db.count("SELECT count(DISTINCT story) FROM stories")

    def numbers(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Return the story of each article that is in one, by the article's id."""
        return {
            row[0]: row[1]
            for row in self._db.all(
                "SELECT a.id, s.story FROM articles a JOIN stories s ON s.article = a.number"
                f" WHERE a.id IN {TEXTS} AND s.story IS NOT NULL",
                (as_list(article_ids),),
            )
        }

    def members(self, stories: Sequence[int], where: SearchFilter) -> dict[int, list[str]]:
        """Return the ids of the articles of some stories that a filter lets through, by the number
        of the story, the newest first, those without a day last."""
        let_through, values = condition(where)
        found: dict[int, list[str]] = {}
        rows = self._db.all(
            "SELECT s.story, a.id FROM articles a JOIN stories s ON s.article = a.number"
            f" WHERE s.story IN {NUMBERS} AND {let_through}"
            " ORDER BY a.published_at DESC NULLS LAST, a.id",
            (as_list(stories), *values),
        )
        for story, name in rows:
            found.setdefault(int(story), []).append(name)
        return found

    def all(self, where: SearchFilter, *, limit: int, least: int) -> list[Story]:
        """Return the stories of the articles that a filter lets through, each whole and each of at
        least `least` articles, at most `limit` (-1: all).

        They come by the last day of all their articles, newest first, those without a day last.
        """
        let_through, values = condition(where)
        rows = self._db.all(
            "SELECT s.story FROM articles a JOIN stories s ON s.article = a.number"
            f" WHERE {let_through} AND s.story IS NOT NULL GROUP BY s.story"
            " HAVING (SELECT count(*) FROM stories t WHERE t.story = s.story) >= ?"
            " ORDER BY (SELECT max(b.published_at) FROM stories t JOIN articles b"
            " ON b.number = t.article WHERE t.story = s.story) DESC NULLS LAST,"
            " count(*) DESC, s.story DESC LIMIT ?",
            (*values, least, ALL_ROWS if limit < 0 else limit),
        )
        return self.of([int(row[0]) for row in rows])

    def of(self, numbers: Sequence[int]) -> list[Story]:
        """Return the stories of these numbers, in their order; unknown ones are left out."""
        members = self._members(numbers)
        return [_story(number, members[number]) for number in numbers if number in members]

    def _members(self, numbers: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        for story, *row in self._db.all(
            "SELECT s.story, a.id, a.title, a.language, a.outlet, a.published_at"
            " FROM stories s JOIN articles a ON a.number = s.article"
            f" WHERE s.story IN {NUMBERS}"
            " ORDER BY a.published_at IS NULL, a.published_at, a.number",
            (as_list(numbers),),
        ):
            found.setdefault(story, []).append(tuple(row))
        return found


def _story_row(row: Sequence[Any]) -> StoryRow:
    """Return the row as a record. Raises `TypeError` for what was never written there."""
    if type(row[2]) not in (int, type(None)) or not isinstance(row[3], bytes):
        raise TypeError("a story does not hold what was written there")
    return StoryRow(row[0], date_of(row[1]), row[2], row[3])


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
