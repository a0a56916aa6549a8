"""Finds the articles of a brief and puts those of one story together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.briefs.sentences.source_sentences import as_evidence, running_sentences
from rag.briefs.tuning import (
    LEAST_RELEVANCE,
    LEAST_SHARE,
    MOST_ARTICLES,
    MOST_FOUND,
    MOST_STORIES,
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
    """The articles of one story that a brief may use, the most relevant first.

    `beyond` counts the articles of the story that there was no room for. `relevance` is that of its
    best article for the topic, 0 to 1.
    """

    articles: tuple[Article, ...]
    beyond: int = 0
    relevance: float = 1.0

    @property
    def last_day(self) -> str:
        """Return the day of the newest article for sorting; "" where no day is known."""
        return max(
            (one.published_at.isoformat() for one in self.articles if one.published_at), default=""
        )

    def is_in(self, languages: Sequence[Language]) -> bool:
        """Tell whether an article is in one of the languages."""
        return any(one.language in languages for one in self.articles)

    def within(self, most: int) -> FoundStory:
        """Return the story with its first articles, at most so many."""
        kept = self.articles[:most]
        return replace(self, articles=kept, beyond=self.beyond + len(self.articles) - len(kept))


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

    def find(self, request: BriefRequest) -> tuple[FoundStory, ...]:
        """Return the stories of the articles that a request names, or of those on its topic, or
        within its filter; the most important first.

        Chosen articles are one story as far as they could be of one topic, because whoever chose
        them wants them told together. Those of a topic come with the newest first, those of a
        filter by the number of their articles, the newer of two that are told as much first.
        Raises `UsageError` for a request that asks for nothing, or for an article that is not
        there.
        """
        topic = (request.topic or "").strip()
        if request.articles:
            chosen = [self._article(name) for name in dict.fromkeys(request.articles)]
            stories = [FoundStory(tuple(one)) for one in self._related(chosen[:MOST_ARTICLES])]
            stories[0] = replace(stories[0], beyond=len(chosen[MOST_ARTICLES:]))
            return tuple(stories)
        if topic:
            return self._stories_on(topic, request.where)
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

    def _within(self, where: SearchFilter) -> tuple[FoundStory, ...]:
        """Return the stories of a filter, the most told first and the newer of two that are told
        as much. Of the last ones, which no brief has room for, only the newest article is read."""
        stories: dict[int | str, list[str]] = {}
        ids = self._catalog.article_ids(where)
        numbers = self._numbers(ids)
        for name in ids:
            stories.setdefault(numbers.get(name, name), []).append(name)
        # The sort is stable, and the ids come with the newest first.
        ranked = sorted(stories.values(), key=len, reverse=True)
        return tuple(
            self._story(names, most=MOST_ARTICLES if at < MOST_STORIES else 1)
            for at, names in enumerate(ranked[:MOST_FOUND])
        )

    def _story(self, names: Sequence[str], *, most: int = MOST_ARTICLES) -> FoundStory:
        """Return a story with its first articles."""
        kept = [one for name in names[:most] if (one := self._catalog.article(name)) is not None]
        return FoundStory(tuple(kept), beyond=len(names) - len(kept))

    def _stories_on(self, topic: str, where: SearchFilter | None) -> tuple[FoundStory, ...]:
        """Return the stories that a topic finds, each with its other articles, the newest first.

        One of its articles opens with the topic, and names nearly as much of it as the best of all.

        What follows up on a story need not name the topic, and the other language may name it in
        words that are not found.
        """
        shares = self._ranked(topic, where)
        numbers = self._numbers([article.id for _, article in shares])
        members = self._catalog.story_members([*set(numbers.values())], where)
        named: dict[int | str, list[tuple[float, Article]]] = {}
        for share, article in shares:
            named.setdefault(numbers.get(article.id, article.id), []).append((share, article))
        stories = []
        for number, found in named.items():
            ids = dict.fromkeys(article.id for _, article in found)
            ids.update(dict.fromkeys(members.get(number, ()) if isinstance(number, int) else ()))
            stories.append(replace(self._story([*ids]), relevance=found[0][0]))
        best = max((story.relevance for story in stories), default=0.0)
        told = [one for one in stories if one.relevance >= max(LEAST_SHARE, STORY_RELEVANCE * best)]
        return tuple(sorted(told, key=lambda one: one.last_day, reverse=True))

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


def _best_coverage(passages: Sequence[Passage]) -> dict[Article, float]:
    """Return the articles of the passages, each with the coverage of its best passage."""
    best: dict[Article, float] = {}
    for passage in passages:
        best[passage.article] = max(passage.coverage, best.get(passage.article, 0.0))
    return best


def _opening(article: Article) -> str:
    """Return the title and the first sentences of an article."""
    (evidence,) = as_evidence([article])
    first = [line.text for line in running_sentences(evidence)[:OPENING_SENTENCES]]
    return "\n".join([article.title, *first])
