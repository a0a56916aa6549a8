"""Makes briefs from the articles' own sentences, without a model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from itertools import product

from rag.briefs.extractive.selection import BriefFact, Chooser, rank
from rag.briefs.points import version
from rag.briefs.sentences.source_sentences import SourceSentence, article_sentences, as_evidence
from rag.briefs.tuning import BOTH_LANGUAGES, CANDIDATES, MOST_POINTS, SAME_EVENT, SAME_FACT
from rag.grounding.cited_sentence import overlaps
from rag.grounding.verdicts import verify
from rag.messages.notices import notice
from rag.protocols import BriefDraft, BriefTask, Embedder
from rag.records import (
    BriefProgress,
    Headline,
    Language,
    MissingLanguage,
    Point,
    Version,
)
from rag.text.analyzer import Analyzer


def pair(
    ones: Sequence[SourceSentence], others: Sequence[SourceSentence], analyzer: Analyzer
) -> dict[SourceSentence, SourceSentence]:
    """Return, for sentences of `ones`, the sentence of `others` that tells the same.

    The two are in different languages, and each is the best match of the other. Empty where one of
    the lists is.
    """
    if not ones or not others:
        return {}
    table = _likeness(ones, others, analyzer)
    pairs = {ones[row]: others[column] for row, column in _best_matches(table)}
    for (row, one), (column, other) in product(enumerate(ones), enumerate(others)):
        if one not in pairs and other not in pairs.values():
            opening = one.place == other.place == 0
            if opening and table[row][column] >= SAME_EVENT:
                pairs[one] = other
    return pairs


def _likeness(
    ones: Sequence[SourceSentence], others: Sequence[SourceSentence], analyzer: Analyzer
) -> list[list[float]]:
    """Return, in a row for each sentence of `ones`, how much of it each of `others` tells."""
    texts = [line.text for line in others]
    return [overlaps(line.text, texts, analyzer) for line in ones]


def _best_matches(table: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """Yield each row and column of a table of likeness that are the best match of each other."""
    for row, scores in enumerate(table):
        column = max(range(len(scores)), key=scores.__getitem__)
        best = max(range(len(table)), key=lambda at: table[at][column])
        if best == row and scores[column] >= SAME_FACT:
            yield row, column


_STEPS = 3


class ExtractiveBriefWriter:
    """A `BriefWriter` that chooses, for each language, sentences from articles in that language."""

    name = "extractive"

    def __init__(
        self,
        rarity: Callable[[str], float] | None = None,
        *,
        analyzer: Analyzer,
        encoder: Embedder | None = None,
    ) -> None:
        """Take the function that gives the inverse document frequency of a stem or key.

        `encoder` knows the meaning of sentences; without one they are compared by their words.
        """
        self._rarity = rarity
        self._analyzer = analyzer
        self._encoder = encoder

    async def astream(self, task: BriefTask) -> AsyncGenerator[BriefProgress | BriefDraft]:
        """Yield progress, then the draft, which has no points where no article is in a language."""
        yield BriefProgress("reading", 0, _STEPS)
        sides = _sides(task)
        yield BriefProgress("writing", 1, _STEPS)
        chosen = _chooser(task, sides, self._analyzer).choose()
        yield BriefProgress("checking", 2, _STEPS)
        points = [
            self._point(f"p{at}", facts, task.languages[0])
            for at, facts in enumerate(_grouped(_in_order(chosen)), start=1)
        ]
        yield BriefDraft(
            points=tuple(points),
            headlines=tuple(_headlines(task, sides)),
            missing_languages=tuple(_missing(task, sides)),
        )

    def _point(self, name: str, facts: Sequence[BriefFact], reader: Language) -> Point:
        told = [line for fact in facts for line in fact.lines]
        return Point(
            name, ar=self._version("ar", told, reader), en=self._version("en", told, reader)
        )

    def _version(
        self, language: Language, told: Sequence[SourceSentence], reader: Language
    ) -> Version | None:
        own = sorted(
            (line for line in told if line.language == language),
            key=lambda line: (line.article.id, line.place),
        )
        sentences = [
            verify(
                line.sentence,
                language=reader,
                rarity=self._rarity,
                copied=True,
                analyzer=self._analyzer,
            )
            for line in own
        ]
        return version(language, sentences) if sentences else None


class _Side:
    """The sentences of one language with their scores."""

    def __init__(self, task: BriefTask, language: Language) -> None:
        self.language = language
        own = [
            one
            for one in as_evidence(task.articles, first=task.first)
            if one.passage.article.language == language
        ]
        found = [line for one in own for line in article_sentences(one)]
        self.articles = [one.passage.article for one in own]
        self.length = sum(line.length for line in found)
        self._ranking = rank(
            [line.text for line in found], [line.place for line in found], task.topic
        )
        self._places = {line: at for at, line in enumerate(found)}
        self.scores = self._best_scores(found)
        self.lines = list(self.scores)

    def _best_scores(self, found: Sequence[SourceSentence]) -> dict[SourceSentence, float]:
        """Return the best sentences, the best first, each with its score for its length."""
        ranked = self._ranking.scores
        order = sorted(range(len(found)), key=lambda at: -ranked[at])[:CANDIDATES]
        mean = self.length / max(len(found), 1)
        return {found[at]: float(ranked[at]) * found[at].length / mean for at in order}

    def likeness(self, one: SourceSentence, other: SourceSentence) -> float:
        """Return how similar two sentences of the language are (0 to 1)."""
        return float(self._ranking.likeness[self._places[one], self._places[other]])


def _sides(task: BriefTask) -> dict[Language, _Side]:
    sides = {language: _Side(task, language) for language in task.languages}
    return {language: side for language, side in sides.items() if side.lines}


def _chooser(task: BriefTask, sides: Mapping[Language, _Side], analyzer: Analyzer) -> Chooser:
    """Return a chooser for the length asked for, or for all that a language's articles hold."""
    pairs = pair(sides["ar"].lines, sides["en"].lines, analyzer) if len(sides) == 2 else {}

    def likeness(one: SourceSentence, other: SourceSentence) -> float:
        if one.language == other.language:
            return sides[one.language].likeness(one, other)
        return 1.0 if pairs.get(one) is other or pairs.get(other) is one else 0.0

    words = {language: min(task.words, side.length) for language, side in sides.items()}
    return Chooser(_facts(sides, pairs), words, likeness)


def _facts(
    sides: Mapping[Language, _Side], pairs: Mapping[SourceSentence, SourceSentence]
) -> list[BriefFact]:
    """Return the facts that both languages tell, followed by every sentence as a fact of its own.

    The two sentences of a pair may be too long for the brief where one of them is not.
    """
    together = [
        BriefFact(
            (one, other), sides["ar"].scores[one] + sides["en"].scores[other] + BOTH_LANGUAGES
        )
        for one, other in pairs.items()
    ]
    alone = [
        BriefFact((line,), score) for side in sides.values() for line, score in side.scores.items()
    ]
    return together + alone


def _in_order(chosen: Sequence[BriefFact]) -> list[BriefFact]:
    """Sort facts by their place in their article; at the same place the better comes first."""
    return sorted(chosen, key=lambda fact: (min(line.place for line in fact.lines), -fact.score))


def _grouped(facts: Sequence[BriefFact]) -> list[list[BriefFact]]:
    """Group successive facts into at most `MOST_POINTS` points, joining the nearest ones."""
    groups = [[fact] for fact in facts]
    while len(groups) > MOST_POINTS:
        at = min(range(len(groups) - 1), key=lambda at: _distance(groups[at], groups[at + 1]))
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
    return groups


def _distance(one: Sequence[BriefFact], other: Sequence[BriefFact]) -> tuple[int, int]:
    """Return how far apart two groups stand in an article that both quote, and their joint size."""
    apart = min(
        (
            abs(a.place - b.place)
            for first in one
            for second in other
            for a in first.lines
            for b in second.lines
            if a.article.id == b.article.id
        ),
        default=1_000,
    )
    return apart, len(one) + len(other)


def _headlines(task: BriefTask, sides: Mapping[Language, _Side]) -> list[Headline]:
    """Return the title of the most relevant article in each language."""
    return [Headline(language, side.articles[0].title) for language, side in sides.items()]


def _missing(task: BriefTask, sides: Mapping[Language, _Side]) -> list[MissingLanguage]:
    """Return the languages that no article is in, each with the reason for the reader."""
    return [
        MissingLanguage(language, notice("no_article_in", language))
        for language in task.languages
        if language not in sides
    ]
