"""Puts articles into stories, one after the other, each with those that it is most like."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rag.stories.likeness import Compared, Pool
from rag.stories.tuning import (
    CLOSEST,
    COHESION,
    GROWTH,
    JOIN,
    LEAST_LOGIT,
    LEAST_MEMBERS,
    LIKE_WHOLE,
    LOWEST_LOGIT,
    MERGE,
    MOST_ASKED,
    WHOLE,
)

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
        self._squares = self._known_squares()

    def _known_squares(self) -> dict[tuple[int, bool], tuple[float, float]]:
        """Return, for each story and language, the squared lengths of the sums of its members'
        words and keys: they change as the story grows."""
        import numpy as np

        known = {story: at for at, story in enumerate(self._rows)}
        groups = np.array([-1 if one is None else 2 * known[one] for one in self._stories])
        groups[groups >= 0] += self._pool.arabic[groups >= 0]
        words, keys = self._pool.squares(groups, 2 * len(known))
        return {
            (story, arabic): (float(words[2 * at + arabic]), float(keys[2 * at + arabic]))
            for story, at in known.items()
            for arabic in (False, True)
        }

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
        compared = self._pool.compare(row)
        links = self._links(row, compared)
        joined = [story for story, link in links if link > JOIN] or [self.new_story()]
        self._put(row, joined[0], compared)
        return self._merged(joined[0], joined[1:])

    def _put(self, row: int, story: int, compared: Compared) -> None:
        """Put an article into a story."""
        arabic = bool(self._pool.arabic[row])
        members = self._of_language(story, arabic)
        words, keys = self._squares.get((story, arabic), (0.0, 0.0))
        # What has neither words nor keys is of length 0, here and below.
        words += 1 + 2 * float(compared.words[members].sum())
        keys += 1 + 2 * float(compared.keys[members].sum())
        self._squares[story, arabic] = words, keys
        self._stories[row] = story
        self._rows.setdefault(story, []).append(row)

    def _of_language(self, story: int, arabic: bool) -> NDArray[np.intp]:
        """Return the members of a story that are in one language."""
        import numpy as np

        rows = np.array(self._rows.get(story, []), dtype=np.intp)
        found: NDArray[np.intp] = rows[self._pool.arabic[rows] == arabic]
        return found

    def _links(self, row: int, compared: Compared) -> list[tuple[int, float]]:
        """Return how well an article fits each story that has one like it, best first."""
        near = (int(one) for one in (compared.logits > LEAST_LOGIT).nonzero()[0])
        stories = {story for one in near if (story := self._stories[one]) is not None}
        links = [(story, self._link(row, story, compared)) for story in stories]
        return sorted(links, key=lambda pair: (-pair[1], pair[0]))

    def _merged(self, story: int, others: list[int]) -> dict[int, int]:
        gone: dict[int, int] = {}
        for other in others:
            if self._between(story, other) > MERGE:
                small, large = sorted((story, other), key=lambda one: (len(self._rows[one]), -one))
                for row in self._rows.pop(small):
                    self._put(row, large, self._pool.compare(row))
                gone[small] = large
                story = large
        return gone

    def _between(self, one: int, other: int) -> float:
        """Return how well two stories fit each other: the mean of how well the articles of the
        smaller fit the larger."""
        small, large = sorted((one, other), key=lambda story: len(self._rows[story]))
        asked = self._rows[small][-MOST_ASKED:]
        links = [self._link(row, large, self._pool.compare(row)) for row in asked]
        return sum(links) / len(links)

    def _link(self, row: int, story: int, compared: Compared) -> float:
        """Return how well an article fits a story: its members, and for a part the story as a
        whole, as far as that is told in the article's language."""
        members = _fits(compared.logits[self._rows[story]])
        arabic = bool(self._pool.arabic[row])
        own = self._of_language(story, arabic)
        if not len(own) or members < LEAST_MEMBERS:
            return members
        words_square, keys_square = self._squares[story, arabic]
        words, keys, days, constant = LIKE_WHOLE
        whole = (
            words * float(compared.words[own].sum()) / math.sqrt(max(words_square, 1.0))
            + keys * float(compared.keys[own].sum()) / math.sqrt(max(keys_square, 1.0))
            + days * math.log1p(_nearest(compared.gaps[own]))
            + constant
            - GROWTH * math.log(len(own))
        )
        part = WHOLE * (1 - 1 / len(own))
        return (1 - part) * members + part * whole


def _fits(logits: NDArray[np.float64]) -> float:
    """Return how well an article fits the members of a story: the mean logit of the closest, and
    for a part that of all.

    The closest alone would let a topic that goes on grow into one giant story; with all alone the
    later articles of a long story would not find it.
    """
    import numpy as np

    bounded = np.maximum(logits, LOWEST_LOGIT)
    closest = np.sort(bounded)[-CLOSEST:]
    return float((1 - COHESION) * closest.mean() + COHESION * bounded.mean())


def _nearest(gaps: NDArray[np.float64]) -> float:
    """Return the days to the members of a story that are nearest in time."""
    import numpy as np

    return float(np.sort(gaps)[:CLOSEST].mean())
