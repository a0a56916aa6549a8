"""Finds the articles of a brief and puts those of one story together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.briefs.tuning import (
    LEAST_RELEVANCE,
    LEAST_SHARE,
    MOST_ARTICLES,
    OPENING_SENTENCES,
    OPENING_WEIGHT,
    SEARCHED_PASSAGES,
    STORY_RELEVANCE,
)
from rag.errors import UsageError
from rag.records import Article, BriefRequest, Language, Passage, SearchFilter
from rag.retrieval.retriever import Retriever
from rag.store.catalog import Catalog

StoryNumbers = Callable[[Sequence[str]], Mapping[str, int]]
"""Gives the number of the story of each article, by the article's id."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


@dataclass(frozen=True, slots=True)
class FoundStory:
    """The articles of one story that a brief may use, the most relevant first."""

    articles: tuple[Article, ...]

    @property
    def last_day(self) -> str:
        """Return the day of the newest article for sorting; "" where no day is known."""
        return max(
            (one.published_at.isoformat() for one in self.articles if one.published_at), default=""
        )


@dataclass(frozen=True, slots=True)
class FoundStories:
    """The stories of a request, the most important first. `left_out` counts the articles of these
    stories beyond the most."""

    stories: tuple[FoundStory, ...]
    left_out: int = 0


class StoryFinder:
    """Finds the stories of a request in one library."""

    def __init__(
        self,
        retriever: Retriever,
        catalog: Catalog,
        story_numbers: StoryNumbers,
        related: Callable[[Sequence[Article]], Sequence[Sequence[Article]]],
    ) -> None:
        """Put articles that were chosen together as `related` does."""
        self._retriever = retriever
        self._catalog = catalog
        self._numbers = story_numbers
        self._related = related

    def find(self, request: BriefRequest) -> FoundStories:
        """Return the stories of the articles that a request names, or of those on its topic, or
        within its filter.

        Chosen articles are one story as far as they could be of one topic, because whoever chose
        them wants them told together. Those of a topic come by relevance; those of a filter by the
        number of their articles.
        Raises `UsageError` for a request that asks for nothing, or for an article that is not
        there.
        """
        topic = (request.topic or "").strip()
        if request.articles:
            chosen = [self._article(name) for name in dict.fromkeys(request.articles)]
            kept = chosen[:MOST_ARTICLES]
            stories = tuple(FoundStory(tuple(story)) for story in self._related(kept))
            return FoundStories(stories, len(chosen) - len(kept))
        if topic:
            ranked = self._ranked(topic, request.where)
            numbers = self._numbers([one.id for _, one in ranked])
            return _within_limit(_grouped(_of_stories_on_topic(ranked, numbers), numbers))
        if request.where is not None and request.where != SearchFilter():
            return self._within(request.where)
        raise UsageError(
            "a brief needs a topic, articles (--article ID), or days or an outlet "
            "(--since, --until, --outlet)"
        )

    def _article(self, name: str) -> Article:
        """Return the article of an id. Raises `UsageError` where there is none."""
        article = self._catalog.article(name)
        if article is None:
            raise UsageError(f"no article has the id {name!r}; see: mujaz list")
        return article

    def _within(self, where: SearchFilter) -> FoundStories:
        """Return the stories of a filter, the most told first and the newer of two that are told
        as much."""
        ids = self._catalog.article_ids(where)
        numbers = self._numbers(ids)
        told = Counter(numbers.values())
        # The sort is stable, and the ids come with the newest first.
        ranked = sorted(ids, key=lambda name: -told.get(numbers.get(name, -1), 1))
        kept = [self._article(name) for name in ranked[:MOST_ARTICLES]]
        return FoundStories(tuple(_grouped(kept, numbers)), len(ids) - len(kept))

    def on_topic(self, topic: str, where: SearchFilter | None) -> list[Article]:
        """Return the articles about a topic in both languages, the most relevant first."""
        return [article for _, article in self._ranked(topic, where)]

    def _ranked(self, topic: str, where: SearchFilter | None) -> list[tuple[float, Article]]:
        """Return the articles about a topic with the share of it that each names, best first."""
        wanted = where or SearchFilter()
        ranked: list[tuple[float, Article]] = []
        for language in _LANGUAGES:
            if wanted.language in (None, language):
                near = self._weighed(topic, replace(wanted, language=language))
                best = max((share for share, _ in near), default=0.0)
                ranked += [one for one in near if one[0] >= LEAST_RELEVANCE * best]
        return sorted(ranked, key=lambda pair: -pair[0])

    def _weighed(self, topic: str, where: SearchFilter) -> list[tuple[float, Article]]:
        """Return the articles that a topic finds, each with the share of the topic that it names.

        An article counts by how much of the topic its title and first sentences name (three
        quarters) and by how much its best passage names (one quarter). An article that only
        mentions the topic does so further down in its text.
        """
        passages = self._retriever.search(
            topic, limit=SEARCHED_PASSAGES, where=where, thorough=True
        )
        told = _best_coverage([passage for passage in passages if passage.relevant])
        opened = self._retriever.coverage(topic, [_opening(article) for article in told])
        return [
            (OPENING_WEIGHT * opening + (1 - OPENING_WEIGHT) * anywhere, article)
            for opening, (article, anywhere) in zip(opened, told.items(), strict=True)
        ]


def _of_stories_on_topic(
    ranked: Sequence[tuple[float, Article]], numbers: Mapping[str, int]
) -> list[Article]:
    """Return the articles of the stories that are on a topic: one of their articles opens with it,
    and names nearly as much of it as the best of all.

    An article of such a story may name less, as one in the other language does.
    """
    best: dict[int | str, float] = {}
    for share, article in ranked:
        story = numbers.get(article.id, article.id)
        best[story] = max(share, best.get(story, 0.0))
    least = max(LEAST_SHARE, STORY_RELEVANCE * max(best.values(), default=0.0))
    return [one for _, one in ranked if best[numbers.get(one.id, one.id)] >= least]


def _grouped(articles: Sequence[Article], numbers: Mapping[str, int]) -> list[FoundStory]:
    """Put the articles of each story together, in the order in which the stories first come.

    An article that is not in a story yet is one by itself.
    """
    stories: dict[int | str, list[Article]] = {}
    for article in articles:
        stories.setdefault(numbers.get(article.id, article.id), []).append(article)
    return [FoundStory(tuple(found)) for found in stories.values()]


def _within_limit(stories: Sequence[FoundStory]) -> FoundStories:
    """Return the first articles of the stories, at most `MOST_ARTICLES` together."""
    room, kept = MOST_ARTICLES, []
    for story in stories:
        if taken := story.articles[:room]:
            kept.append(FoundStory(taken))
            room -= len(taken)
    return FoundStories(
        tuple(kept), sum(len(one.articles) for one in stories) - (MOST_ARTICLES - room)
    )


def _best_coverage(passages: Sequence[Passage]) -> dict[Article, float]:
    """Return the articles of the passages, each with the coverage of its best passage."""
    best: dict[Article, float] = {}
    for passage in passages:
        best[passage.article] = max(passage.coverage, best.get(passage.article, 0.0))
    return best


def _opening(article: Article) -> str:
    """Return the title and the first sentences of an article."""
    (evidence,) = as_evidence([article])
    first = [line.text for line in article_sentences(evidence)[:OPENING_SENTENCES]]
    return "\n".join([article.title, *first])
