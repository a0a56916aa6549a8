"""Keeps the stories of a library: puts its new articles into stories, some at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rag.protocols import Embedder
from rag.store.catalog import MADE_WITH, Catalog, StoryRow
from rag.stories.grouping import Grouping
from rag.stories.likeness import Pool, PoolMember, Usual
from rag.stories.profile import profile_of, profiles
from rag.stories.tuning import (
    ARTICLES_A_STEP,
    DAYS_A_STEP,
    MOST_COMPARED,
    MOST_UNDATED,
    SAMPLED,
    VERSION,
    WINDOW,
)
from rag.text.analyzer import Analyzer


class StoryKeeper:
    """Puts the articles of one library into stories.

    What is still to be done is what the catalog shows: an article without a profile or a story. So
    it may be left at any moment and taken up by another process.
    """

    def __init__(self, catalog: Catalog, analyzer: Analyzer, encoder: Embedder | None) -> None:
        """Compare by the encoder's vectors too, unless there is none."""
        self._rows = catalog.stories
        self._catalog = catalog
        self._analyzer = analyzer
        self._encoder = encoder
        self._usual: Usual | None = None
        self._known = 0

    def owed(self) -> int:
        """Return how many articles are in no story yet; all of them where stories were made in
        another way than now."""
        self._begin_anew_if_made_otherwise()
        return self._rows.owed_count()

    def _begin_anew_if_made_otherwise(self) -> None:
        made_with = f"{VERSION}:{self._encoder.fingerprint if self._encoder else ''}"
        if self._catalog.meta(MADE_WITH) != made_with:
            with self._catalog.transaction():
                self._rows.clear()
                self._catalog.set_meta(MADE_WITH, made_with)

    def step(self) -> int:
        """Make some profiles or, where none are missing, put some articles into stories; return of
        how many articles."""
        self._begin_anew_if_made_otherwise()
        try:
            return self._profile() or self._group()
        except ValueError:  # a profile is damaged: all that is here can be made again
            self._rows.clear()
            return 1

    def _profile(self) -> int:
        found = self._rows.without_profile(ARTICLES_A_STEP)
        made = profiles([article for _, article in found], self._analyzer, self._encoder)
        with self._catalog.transaction():
            self._rows.add(
                (number, profile.to_bytes())
                for (number, _), profile in zip(found, made, strict=True)
            )
        return len(found)

    def _group(self) -> int:
        waiting = self._rows.waiting(ARTICLES_A_STEP)
        if not waiting:
            return 0
        chosen = _of_few_days(waiting)
        members = self._compared([day for _, day in chosen])
        grouping = Grouping(Pool(members, self._usually()), highest=self._rows.highest())
        rows = {member.article: row for row, member in enumerate(members)}
        merged: dict[int, int] = {}
        for number, _ in reversed(chosen):
            if number in rows:
                merged.update(grouping.place(rows[number]))
        # One that is beyond the bound of what is compared is in a story of its own.
        stories = {
            number: grouping.story(rows[number]) if number in rows else grouping.new_story()
            for number, _ in chosen
        }
        with self._catalog.transaction():
            self._rows.put(stories, _chained(merged))
        return len(chosen)

    def _compared(self, days: Sequence[date | None]) -> list[PoolMember]:
        """Return the articles that those of some days are compared with and these themselves, in
        the order of days, those without one last."""
        known = [day for day in days if day is not None]
        if known:
            apart = timedelta(days=WINDOW)
            rows = self._rows.of_days(min(known) - apart, max(known) + apart, limit=MOST_COMPARED)
        else:
            rows = self._rows.newest(limit=MOST_UNDATED)
        return _members(rows[::-1]) + _members(self._rows.without_day(limit=MOST_UNDATED))

    def _usually(self) -> Usual:
        """Return how frequent words are in the whole library, anew when it has grown by half."""
        count = self._catalog.article_count()
        if self._usual is None or count > 1.5 * self._known:
            self._usual = Usual([profile_of(stored) for stored in self._rows.sample(SAMPLED)])
            self._known = count
        return self._usual


def _members(rows: Sequence[StoryRow]) -> list[PoolMember]:
    return [
        PoolMember(
            row.number,
            None if row.day is None else row.day.toordinal(),
            row.story,
            profile_of(row.profile),
        )
        for row in rows
    ]


def _of_few_days(waiting: Sequence[tuple[int, date | None]]) -> list[tuple[int, date | None]]:
    """Return the first articles whose days are near each other, so that few others are near."""
    newest = waiting[0][1]
    if newest is None:
        return list(waiting)
    first = newest - timedelta(days=DAYS_A_STEP)
    return [one for one in waiting if one[1] is not None and one[1] >= first]


def _chained(merged: dict[int, int]) -> dict[int, int]:
    """Return merges in which what takes a place has not lost its own meanwhile."""
    found = {}
    for gone, kept in merged.items():
        while kept in merged:
            kept = merged[kept]
        found[gone] = kept
    return found
