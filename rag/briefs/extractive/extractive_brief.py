"""Makes briefs from the articles' own sentences, without a model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from rag.briefs.extractive.candidates import Side, gathered
from rag.briefs.extractive.order import BriefFact, facts, grouped, in_order
from rag.briefs.extractive.program import choose
from rag.briefs.points import version
from rag.briefs.sentences.source_sentences import SourceSentence
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
        read = {language: Side(task, language) for language in task.languages}
        sides = {language: side for language, side in read.items() if side.lines}
        yield BriefProgress("writing", 1, _STEPS)
        found = gathered(sides, task, analyzer=self._analyzer, encoder=self._encoder)
        told = facts([found.lines[at] for at in choose(found.program)], found.same)
        yield BriefProgress("checking", 2, _STEPS)
        points = [
            self._point(f"p{at}", group, task.languages[0])
            for at, group in enumerate(grouped(in_order(told, task.articles), task.words), start=1)
        ]
        yield BriefDraft(
            points=tuple(points),
            headlines=tuple(_headlines(sides)),
            missing_languages=tuple(_missing(task, sides)),
        )

    def _point(self, name: str, group: Sequence[BriefFact], reader: Language) -> Point:
        told = [line for fact in group for line in fact.lines]
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
            line.checked(language=reader, rarity=self._rarity, analyzer=self._analyzer)
            for line in own
        ]
        return version(language, sentences) if sentences else None


def _headlines(sides: Mapping[Language, Side]) -> list[Headline]:
    """Return the title of the most relevant article in each language."""
    return [Headline(language, side.articles[0].title) for language, side in sides.items()]


def _missing(task: BriefTask, sides: Mapping[Language, Side]) -> list[MissingLanguage]:
    """Return the languages that no article is in, each with the reason for the reader."""
    return [
        MissingLanguage(language, notice("no_article_in", language))
        for language in task.languages
        if language not in sides
    ]
