"""Puts articles into stories, one after the other, each with those that it is most like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.stories.likeness import Pool
from rag.stories.tuning import CLOSEST, COHESION, JOIN, LEAST_LOGIT, LOWEST_LOGIT, MERGE, MOST_ASKED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Grouping:
    """The stories of the articles of a pool, while some of these are being put into stories."""

    def __init__(self, pool: Pool, *, highest: int) -> None:
        """Take the articles; stories that are made are numbered from `highest` + 1."""
        self._pool = pool
        self._highest = highest
        self._rows: dict[int, list[int]] = {}
        self._stories: list[int | None] = [member.story for member in pool.members]
        for row, story in enumerate(self._stories):
            if story is not None:
                self._rows.setdefault(story, []).append(row)

    def story(self, row: int) -> int:
        """Return the story of an article that was put into one."""
        found = self._stories[row]
        assert found is not None
        return found

    def new_story(self) -> int:
        """Return the number of a story that is new."""
        self._highest += 1
        return self._highest

    def place(self, row: int) -> dict[int, int]:
        """Put an article into the story that it is most like, or into one of its own.

        Where that shows two stories to be one, the smaller is added to the larger: returned is the
        number that is gone with the one that takes its place.
        """
        logits = self._pool.logits(row)
        links = self._links(logits)
        joined = [story for story, link in links if link > JOIN] or [self.new_story()]
        self._put(row, joined[0])
        return self._merged(joined[0], joined[1:])

    def _put(self, row: int, story: int) -> None:
        self._stories[row] = story
        self._rows.setdefault(story, []).append(row)

    def _links(self, logits: NDArray[np.float64]) -> list[tuple[int, float]]:
        """Return how well an article fits each story that has one like it, best first."""
        near = (int(row) for row in (logits > LEAST_LOGIT).nonzero()[0])
        stories = {story for row in near if (story := self._stories[row]) is not None}
        links = [(story, _link(logits[self._rows[story]])) for story in stories]
        return sorted(links, key=lambda pair: (-pair[1], pair[0]))

    def _merged(self, story: int, others: list[int]) -> dict[int, int]:
        gone: dict[int, int] = {}
        for other in others:
            if self._between(story, other) > MERGE:
                small, large = sorted((story, other), key=lambda one: (len(self._rows[one]), -one))
                for row in self._rows.pop(small):
                    self._put(row, large)
                gone[small] = large
                story = large
        return gone

    def _between(self, one: int, other: int) -> float:
        """Return how well two stories fit each other: the mean of how well the articles of the
        smaller fit the larger."""
        small, large = sorted((one, other), key=lambda story: len(self._rows[story]))
        asked = self._rows[small][-MOST_ASKED:]
        links = [_link(self._pool.logits(row)[self._rows[large]]) for row in asked]
        return sum(links) / len(links)


def _link(logits: NDArray[np.float64]) -> float:
    """Return how well an article fits a story: the mean logit of its closest members, and for a
    part that of all.

    The closest alone would let a topic that goes on grow into one giant story; with all alone the
    later articles of a long story would not find it.
    """
    import numpy as np

    bounded = np.maximum(logits, LOWEST_LOGIT)
    closest = np.sort(bounded)[-CLOSEST:]
    return float((1 - COHESION) * closest.mean() + COHESION * bounded.mean())
