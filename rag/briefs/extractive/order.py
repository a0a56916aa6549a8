"""Puts the sentences that a brief tells in order, and groups them into points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import FEWEST_POINTS, MOST_POINTS, WORDS_A_POINT
from rag.records import Article


def needed(line: SourceSentence) -> frozenset[int]:
    """Return the places in its article of the sentences that must be told with one."""
    return frozenset(range(line.place - line.needs, line.place))


@dataclass(frozen=True, slots=True)
class BriefFact:
    """Sentences that are told together: one, one in each language, or one with those it needs."""

    lines: tuple[SourceSentence, ...]

    @property
    def place(self) -> int:
        """Return how many sentences of an article stand before the fact at least."""
        return min(line.place for line in self.lines)

    def follows(self, other: BriefFact) -> bool:
        """Tell whether a sentence of the fact comes right after one of the other."""
        return any(
            one.article.id == before.article.id and one.place == before.place + 1
            for one, before in product(self.lines, other.lines)
        )


def facts(
    told: Sequence[SourceSentence], same: Iterable[tuple[SourceSentence, SourceSentence]]
) -> list[BriefFact]:
    """Return the sentences told as facts: those that tell the same, or need each other, are one."""
    group = {line: [line] for line in told}
    places = {(line.article.id, line.place): line for line in told}
    links = [(one, other) for one, other in same if one in group and other in group]
    for line in told:
        before = [places.get((line.article.id, place)) for place in sorted(needed(line))]
        links += [(line, other) for other in before if other is not None]
    for one, other in links:
        if group[one] is not group[other]:
            joined = group[one] + group[other]
            group.update(dict.fromkeys(joined, joined))
    return [BriefFact(tuple(lines)) for lines in {id(one): one for one in group.values()}.values()]


def in_order(found: Sequence[BriefFact], articles: Sequence[Article]) -> list[BriefFact]:
    """Sort facts as they are read: the latest state first, then by their places in the articles.

    The newest article begins; of several, the first of `articles`. At the same place the newer
    article comes first. Sentences that follow each other in an article stay together.
    """
    days = sorted({_day(article) for article in articles}, reverse=True)
    rank = {one.id: (days.index(_day(one)), at) for at, one in enumerate(articles)}
    first = min(rank, key=lambda name: rank[name])
    own = [line.place for fact in found for line in fact.lines if line.article.id == first]
    opening = min(own, default=0)

    def key(fact: BriefFact) -> tuple[bool, int, tuple[int, int]]:
        opens = any((line.article.id, line.place) == (first, opening) for line in fact.lines)
        return not opens, fact.place, min(rank[line.article.id] for line in fact.lines)

    waiting = sorted(found, key=key)
    ordered: list[BriefFact] = []
    while waiting:
        after = [fact for fact in waiting if ordered and fact.follows(ordered[-1])]
        ordered.append((after or waiting)[0])
        waiting.remove(ordered[-1])
    return ordered


def _day(article: Article) -> int:
    return article.published_at.toordinal() if article.published_at else 0


def grouped(ordered: Sequence[BriefFact], words: int) -> list[list[BriefFact]]:
    """Group successive facts into points of about `WORDS_A_POINT` words, `MOST_POINTS` at most.

    Only sentences that follow each other in an article are joined, as long as they are enough.
    """
    groups = [[fact] for fact in ordered]
    wanted = max(FEWEST_POINTS, round(words / WORDS_A_POINT))
    while len(groups) > min(wanted, MOST_POINTS):
        at = min(range(len(groups) - 1), key=lambda at: _distance(groups[at], groups[at + 1]))
        if _distance(groups[at], groups[at + 1])[0] > 1 and len(groups) <= MOST_POINTS:
            break
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
    return groups


def _distance(one: Sequence[BriefFact], other: Sequence[BriefFact]) -> tuple[int, int]:
    """Return how far apart two groups stand in an article that both quote, and their joint size."""
    apart = min(
        (
            abs(a.place - b.place)
            for first, second in product(one, other)
            for a, b in product(first.lines, second.lines)
            if a.article.id == b.article.id
        ),
        default=1_000,
    )
    return apart, len(one) + len(other)
