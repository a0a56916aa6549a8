"""Finds articles on one event in a news corpus, with one of another outlet held out."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.records import Article
from rag.text.analyzer import content_stems

_REFERENCE_WORDS = 100
_DAYS_APART = 2
_TITLES_ALIKE, _OPENINGS_ALIKE, _COPIES = 0.30, 0.22, 0.9
_OPENING = 600  # characters
_FEWEST, _MOST = 5, 11  # articles, with the one held out
_COMMON = 400  # titles with a word that says nothing about an event


@dataclass(frozen=True, slots=True)
class NewsCluster:
    """Articles on one event, and the beginning of an article of another outlet on it."""

    articles: tuple[Article, ...]
    reference: str

    @property
    def text(self) -> str:
        """Return all articles as one text."""
        return "\n".join(article.text for article in self.articles)


def load_ant(path: Path) -> list[Article]:
    """Return the articles of the ANT corpus."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Article(
            id=row["id"],
            text=row["text"],
            title=row["title"],
            language="ar",
            source=row["id"],
            published_at=date.fromisoformat(row["published_at"][:10]),
            outlet=row["outlet"],
            titled=True,
        )
        for row in rows
    ]


class _Likeness:
    """The words of titles and openings, the rare ones weighing more."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.titles = [frozenset(content_stems(one.title)) for one in articles]
        self._openings = [frozenset(content_stems(one.text[:_OPENING])) for one in articles]
        self.holding = Counter(stem for title in self.titles for stem in title)
        self._rare = _rarity(self.titles)
        self._rare_in_openings = _rarity(self._openings)

    def of_titles(self, one: int, other: int) -> float:
        """Return how alike two titles are."""
        return _dice(self.titles[one], self.titles[other], self._rare)

    def of_openings(self, one: int, other: int) -> float:
        """Return how alike the beginnings of two articles are."""
        return _dice(self._openings[one], self._openings[other], self._rare_in_openings)


def _rarity(bags: Sequence[Collection[str]]) -> Mapping[str, float]:
    holding = Counter(stem for bag in bags for stem in bag)
    return {stem: math.log(len(bags) / count) for stem, count in holding.items()}


def _dice(one: frozenset[str], other: frozenset[str], rare: Mapping[str, float]) -> float:
    both = sum(rare[stem] for stem in one & other)
    return 2 * both / (sum(map(rare.__getitem__, [*one, *other])) or 1.0)


def clusters(articles: Sequence[Article]) -> list[NewsCluster]:
    """Return the clusters of a corpus, in the order of the ids of the articles held out.

    They are stars: articles near one of them by day, title and opening, copies left out.
    """
    alike = _Likeness(articles)
    near = _near(articles, alike)
    spent: set[int] = set()
    found: list[tuple[str, NewsCluster]] = []
    for centre in sorted(near, key=lambda at: (-len(near[at]), at)):
        if centre in spent:
            continue
        around = sorted(
            (at for at in near[centre] if at not in spent), key=lambda at: (-near[centre][at], at)
        )
        members: list[int] = []
        for at in (centre, *around):
            if all(alike.of_openings(at, other) < _COPIES for other in members):
                members.append(at)
        members = members[:_MOST]
        held_out = _held_out([articles[at] for at in members])
        if held_out is not None:
            spent.update(members)
            rest = tuple(articles[at] for at in members if articles[at] is not held_out)
            reference = " ".join(held_out.text.split()[:_REFERENCE_WORDS])
            found.append((held_out.id, NewsCluster(rest, reference)))
    return [cluster for _, cluster in sorted(found, key=lambda pair: pair[0])]


def _near(articles: Sequence[Article], alike: _Likeness) -> dict[int, dict[int, float]]:
    """Return, for each article, those on the same event with how near they are."""
    holders: dict[str, list[int]] = defaultdict(list)
    near: dict[int, dict[int, float]] = defaultdict(dict)
    days = [one.published_at.toordinal() if one.published_at else 0 for one in articles]
    for at, title in enumerate(alike.titles):
        telling = [stem for stem in title if alike.holding[stem] < _COMMON]
        others = {other for stem in telling for other in holders[stem]}
        for other in others:
            if abs(days[at] - days[other]) > _DAYS_APART:
                continue
            titles, openings = alike.of_titles(at, other), alike.of_openings(at, other)
            if titles >= _TITLES_ALIKE and openings >= _OPENINGS_ALIKE:
                near[at][other] = near[other][at] = titles + openings
        for stem in telling:
            holders[stem].append(at)
    return near


def _held_out(members: Sequence[Article]) -> Article | None:
    """Return the article held out: the first of the outlet with the fewest; None where it will not
    do."""
    outlets = Counter(one.outlet for one in members)
    if len(members) < _FEWEST or len(outlets) < 2:
        return None
    rarest = min(outlets, key=lambda outlet: (outlets[outlet], outlet))
    own = (one for one in members if one.outlet == rarest)
    return next((one for one in own if len(one.text.split()) >= 80), None)
