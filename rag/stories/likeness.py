"""How alike articles are: a logit, above 0 where they are rather of one story than not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rag.stories.profile import Bag, Profile
from rag.stories.tuning import (
    ACROSS_WITH_VECTOR,
    ACROSS_WITHOUT,
    LEAST_HELD,
    LOWEST_LOGIT,
    SAME_WITH_VECTOR,
    SAME_WITHOUT,
    STEADY,
    UNKNOWN_GAP,
    UNSEEN,
    WINDOW,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PoolMember:
    """An article among others: its number, its day (as `date.toordinal` counts; None: unknown),
    its story (None: in none yet) and its profile."""

    article: int
    day: int | None
    story: int | None
    profile: Profile


@dataclass(frozen=True, slots=True)
class Compared:
    """How an article compares with each of a pool: how alike they are (`logits`, -inf to those of
    days too far off and to itself), the cosines of their words and keys, and the days between."""

    logits: NDArray[np.float64]
    words: NDArray[np.float64]
    keys: NDArray[np.float64]
    gaps: NDArray[np.float64]


class Usual:
    """How many of some articles of any days have each token.

    A word that occurs in a few days far more often than otherwise belongs to an event of these
    days; one that is as frequent all the year (Houthi, gold, Gaza) belongs to a topic.
    """

    def __init__(self, sample: Sequence[Profile]) -> None:
        import numpy as np

        self.count = len(sample)
        self._found = {
            kind: np.unique(
                np.concatenate(
                    [np.zeros(0, np.uint32), *(getattr(one, kind).tokens for one in sample)]
                ),
                return_counts=True,
            )
            for kind in ("words", "keys")
        }

    def having(self, kind: str, tokens: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Return how many of the articles have each of the tokens (`words` or `keys`)."""
        import numpy as np

        known, counts = self._found[kind]
        if not len(known):
            return np.zeros(len(tokens))
        at = np.minimum(np.searchsorted(known, tokens), len(known) - 1)
        return np.where(known[at] == tokens, counts[at], 0).astype(np.float64)


class _Bags:
    """The bags of one kind of many articles, as vectors of weights of unit length, token by
    token: for each token the rows that have it, one after the other."""

    def __init__(self, bags: Sequence[Bag], kind: str, usual: Usual, held: int) -> None:
        """Take bags of a `kind`, of a library that is taken to hold `held` articles at least."""
        import numpy as np

        self._count = len(bags)
        self._bounds = np.cumsum([0, *(len(one.tokens) for one in bags)])
        rows = np.repeat(np.arange(len(bags)), np.diff(self._bounds))
        tokens = np.concatenate([np.zeros(0, np.uint32), *(one.tokens for one in bags)])
        counts = np.concatenate([np.zeros(0, np.uint8), *(one.counts for one in bags)])
        distinct, self._tokens = np.unique(tokens, return_inverse=True)
        having = np.bincount(self._tokens, minlength=len(distinct))
        usually = usual.having(kind, distinct)
        weights = _weights(having, len(bags), usually, usual.count, held=held)
        values = (1 + np.log(np.maximum(counts, 1))) * weights[self._tokens]
        lengths = np.sqrt(np.bincount(rows, values * values, minlength=len(bags)))
        self._values = values / np.maximum(lengths[rows], 1e-9)
        order = np.argsort(self._tokens, kind="stable")
        self._token_rows, self._token_values = rows[order], self._values[order]
        self._sizes = having
        self._starts = np.cumsum(having) - having

    def cosines(self, row: int) -> NDArray[np.float64]:
        """Return the similarity of an article to each."""
        import numpy as np

        own = slice(self._bounds[row], self._bounds[row + 1])
        tokens, values = self._tokens[own], self._values[own]
        sizes = self._sizes[tokens]
        before = np.cumsum(sizes) - sizes
        at = np.repeat(self._starts[tokens] - before, sizes) + np.arange(int(sizes.sum()))
        shared = self._token_values[at] * np.repeat(values, sizes)
        found: NDArray[np.float64] = np.bincount(
            self._token_rows[at], weights=shared, minlength=self._count
        ).astype(np.float64)
        return found

    def squares(self, groups: NDArray[np.int64], count: int) -> NDArray[np.float64]:
        """Return the squared length of the sum of each group's vectors; `groups` tells for each
        article its group, below `count`, or -1."""
        import numpy as np

        of_value = np.repeat(groups, np.diff(self._bounds))
        inside = of_value >= 0
        width = len(self._sizes)
        places, at = np.unique(of_value[inside] * width + self._tokens[inside], return_inverse=True)
        sums = np.bincount(at, self._values[inside], minlength=len(places))
        of_group = places // max(width, 1)
        return np.bincount(of_group, sums * sums, minlength=count).astype(np.float64)


def _weights(
    having: NDArray[np.int64],
    count: int,
    usually: NDArray[np.float64],
    usual_count: int,
    *,
    held: int,
) -> NDArray[np.float64]:
    """Return the weight of each token: its rarity, less for one that is as frequent usually.

    `having` of the `count` articles of these days have it, `usually` of `usual_count` of any. The
    library is taken to hold `held` articles at least.
    """
    import numpy as np

    share = (having + usually + 0.5) / max(count + usual_count + UNSEEN, held)
    rarity = np.log1p(1 / share)
    now = (having + 0.5) / (count + 1)
    then = (usually + 0.5) / (usual_count + 1) if usual_count > 200 else now
    return rarity * now / (now + STEADY * then)


class Pool:
    """Articles of some days that are compared with each other."""

    def __init__(self, members: Sequence[PoolMember], usual: Usual) -> None:
        """Take the articles in the order of their days, those without one last."""
        import numpy as np

        self.members = list(members)
        held = LEAST_HELD if any(len(one.profile.vector) for one in members) else 0
        self._words = _Bags([one.profile.words for one in members], "words", usual, held)
        self._keys = _Bags([one.profile.keys for one in members], "keys", usual, held)
        known = [one.day for one in members if one.day is not None]
        self._days = np.array(known, dtype=np.float64)
        self.arabic = np.array([one.profile.is_arabic for one in members], dtype=bool)

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        import numpy as np

        size = max((len(one.profile.vector) for one in self.members), default=0)
        table = np.zeros((len(self.members), size), dtype=np.float32)
        for row, one in enumerate(self.members):
            table[row, : len(one.profile.vector)] = one.profile.vector
        return table

    def squares(
        self, groups: NDArray[np.int64], count: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the squared lengths of the sums of each group's words and keys; `groups` tells for
        each article its group, below `count`, or -1."""
        return self._words.squares(groups, count), self._keys.squares(groups, count)

    def compare(self, row: int) -> Compared:
        """Return how an article compares with each of the pool."""
        import numpy as np

        gaps = self._gaps(row)
        same = self.arabic == self.arabic[row]
        words, keys = self._words.cosines(row), self._keys.cosines(row)
        has_vectors = self._vectors.shape[1] > 0
        within, across = (
            (SAME_WITH_VECTOR, ACROSS_WITH_VECTOR)
            if has_vectors
            else (SAME_WITHOUT, ACROSS_WITHOUT)
        )
        w, k, v, g, base = np.where(same, np.array([within]).T, np.array([across]).T)
        found: NDArray[np.float64] = w * words + k * keys
        found += g * np.log1p(gaps) + base
        found[gaps > WINDOW] = -np.inf
        if has_vectors:
            # A vector is asked for only where it can matter: that is most of the work.
            able = np.nonzero(found + v > LOWEST_LOGIT)[0]
            found[able] += v[able] * np.einsum("ij,j->i", self._vectors[able], self._vectors[row])
        found[row] = -np.inf
        return Compared(found, words, keys, gaps)

    def _gaps(self, row: int) -> NDArray[np.float64]:
        """Return how many days lie between an article and each; a usual gap where that is not
        known."""
        import numpy as np

        gaps = np.full(len(self.members), UNKNOWN_GAP)
        day = self.members[row].day
        if day is not None:
            gaps[: len(self._days)] = np.abs(self._days - day)
        return gaps
