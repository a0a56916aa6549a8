"""Tells which of a few chosen articles belong together, more generously than a story does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.protocols import Embedder
from rag.records import Article
from rag.store.catalog import Catalog
from rag.stories.likeness import Pool, PoolMember, Usual
from rag.stories.profile import profile_of, profiles
from rag.stories.tuning import RELATED, RELATED_ACROSS, SAMPLED
from rag.text.analyzer import Analyzer


def related(
    articles: Sequence[Article], catalog: Catalog, analyzer: Analyzer, encoder: Embedder | None
) -> list[list[Article]]:
    """Put chosen articles together that could be of one topic, in the order in which they come.

    Two are together when they are of one story of the catalog or rather alike, whatever their days,
    and so are those that others between them join. Only what is clearly of another topic stays
    apart, because whoever chose the articles had a reason.
    """
    numbers = catalog.story_numbers([one.id for one in articles])
    members = [
        PoolMember(row, None, numbers.get(articles[row].id), profile)
        for row, profile in enumerate(profiles(articles, analyzer, encoder))
    ]
    groups = list(range(len(articles)))
    for one, other in _joined(members, Pool(members, _usual(catalog))):
        gone, kept = sorted((groups[one], groups[other]), reverse=True)
        groups = [kept if group == gone else group for group in groups]
    found: dict[int, list[Article]] = {}
    for group, article in zip(groups, articles, strict=True):
        found.setdefault(group, []).append(article)
    return list(found.values())


def _usual(catalog: Catalog) -> Usual:
    """Return how frequent words are in the library; nothing is known of it where a profile is
    damaged, which the next grouping mends."""
    try:
        return Usual([profile_of(stored) for stored in catalog.stories.sample(SAMPLED)])
    except ValueError:
        return Usual([])


def _joined(members: Sequence[PoolMember], pool: Pool) -> Iterator[tuple[int, int]]:
    """Yield the pairs of articles that could be of one topic."""
    for row, member in enumerate(members):
        logits = pool.compare(row).logits
        for other in range(row):
            least = RELATED if pool.arabic[row] == pool.arabic[other] else RELATED_ACROSS
            of_one_story = member.story is not None and member.story == members[other].story
            if of_one_story or logits[other] > least:
                yield row, other
