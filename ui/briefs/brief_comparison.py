"""Compares two briefs on the same matter: what the newer one tells more, less or otherwise."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.briefs.same_fact import best_matches, same_texts
from rag.records import Brief, Language, Point, Update
from rag.text.analysis.folding import plain
from rag.text.analyzer import shipped_analyzer
from rag.text.display import line
from ui.briefs.brief_columns import LANGUAGES, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_ALIKE = 0.6
"""Share of words, figures left out, from which on two sentences are taken for the same with other
figures. Not tuned: sentences that agencies update share most of their words."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class BriefComparison:
    """What became of the points of an older brief in a newer one.

    `changed` are pairs of a point as it was and as it is, `same` those told as before, as they are
    in the newer one. `updates` are figures that only the newer one says have changed.
    """

    new: tuple[Point, ...]
    gone: tuple[Point, ...]
    changed: tuple[tuple[Point, Point], ...]
    same: tuple[Point, ...]
    updates: tuple[Update, ...]


def compare(older: Brief, newer: Brief) -> BriefComparison:
    """Compare two briefs point by point; a point matches one other at most."""
    before, now = older.points, newer.points
    matched = dict(best_matches(_likeness(before, now))) if before and now else {}
    pairs = [(before[row], now[column]) for row, column in sorted(matched.items())]
    known = {_values(update) for update in older.updates}
    return BriefComparison(
        new=tuple(one for at, one in enumerate(now) if at not in matched.values()),
        gone=tuple(one for at, one in enumerate(before) if at not in matched),
        changed=tuple(one for one in pairs if not _tell_the_same(*one)),
        same=tuple(one[1] for one in pairs if _tell_the_same(*one)),
        updates=tuple(one for one in newer.updates if _values(one) not in known),
    )


def _likeness(before: Sequence[Point], now: Sequence[Point]) -> NDArray[np.float64]:
    """Return how surely each point (rows) is told by each newer one (columns), 0 to 1."""
    import numpy as np

    table = np.zeros((len(before), len(now)))
    for language in LANGUAGES:
        rows, ones = _told(before, language)
        columns, others = _told(now, language)
        if not ones or not others:
            continue
        found = same_texts(ones, others, analyzer=shipped_analyzer(), encoder=None)
        for at, one in enumerate(ones):
            for place, other in enumerate(others):
                found[at, place] = max(found[at, place], _shared(one[0], other[0]))
        places = np.ix_(rows, columns)
        table[places] = np.maximum(table[places], found)
    return table


def _told(
    points: Sequence[Point], language: Language
) -> tuple[list[int], list[tuple[str, Language]]]:
    """Return the places of the points that are told in a language, and their texts."""
    versions = [(at, version_of(point, language)) for at, point in enumerate(points)]
    told = [(at, version.text) for at, version in versions if version is not None]
    return [at for at, _ in told], [(text, language) for _, text in told]


def _shared(one: str, other: str) -> float:
    """Return the share of words that two texts have in common (Dice's coefficient), figures left
    out; 0 where it is too small to mean anything."""
    own, given = (Counter(_WORD.findall(plain(text).text)) for text in (one, other))
    total = own.total() + given.total()
    share = 2 * (own & given).total() / total if total else 0.0
    return share if share >= _ALIKE else 0.0


def _tell_the_same(old: Point, new: Point) -> bool:
    """Tell whether two points have the same words in every language that both are told in."""
    both = ((version_of(old, one), version_of(new, one)) for one in LANGUAGES)
    return all(line(was.text) == line(now.text) for was, now in both if was and now)


def _values(update: Update) -> tuple[str, ...]:
    return tuple(line(claim.value) for claim in update.claims)
