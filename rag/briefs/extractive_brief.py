"""Makes briefs of the articles' own sentences: no model, nothing invented."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from rag.briefs.points import version
from rag.briefs.selection import BriefFact, Chooser, Ranking, rank
from rag.briefs.source_sentences import SourceSentence, lines, number
from rag.grounding.cited_sentence import overlaps
from rag.grounding.verdicts import verify
from rag.messages.notices import notice
from rag.protocols import BriefDraft, BriefTask
from rag.records import (
    BriefProgress,
    Headline,
    Language,
    MissingLanguage,
    Point,
    Version,
)

SAME_FACT = 0.27
"""The least F1 of the keys of two sentences that tell the same. Of the pairs so made on the
sample stories nine in ten do."""

SAME_EVENT = 0.15
"""The same for two that open their articles and have no better match: both tell the event."""


def pair(
    ones: Sequence[SourceSentence], others: Sequence[SourceSentence]
) -> dict[SourceSentence, SourceSentence]:
    """For lines of `ones`, the line of `others` in the other language that tells the same: each
    is the other's best. Empty where a side is."""
    if not ones or not others:
        return {}
    texts = [line.text for line in others]
    table = [overlaps(line.text, texts) for line in ones]
    pairs = {}
    for row, scores in enumerate(table):
        column = max(range(len(others)), key=scores.__getitem__)
        best = max(range(len(ones)), key=lambda at: table[at][column])
        if best == row and scores[column] >= SAME_FACT:
            pairs[ones[row]] = others[column]
    for row, one in enumerate(ones):
        for column, other in enumerate(others):
            opening = one.place == other.place == 0 and table[row][column] >= SAME_EVENT
            if opening and one not in pairs and other not in pairs.values():
                pairs[one] = other
    return pairs


BOTH = 2.0
"""What it is worth that both languages tell a fact."""

MOST = 12
"""Points of a brief, at most: beyond that, those that stand near each other become one."""

_CANDIDATES = 40  # sentences of each language, the best
_STEPS = 3


class ExtractiveBriefWriter:
    """A `BriefWriter` that picks, in each language, sentences of that language's articles."""

    name = "extractive"

    def __init__(self, rarity: Callable[[str], float] | None = None) -> None:
        """`rarity` gives the idf of a stem or key in the library, for the check."""
        self._rarity = rarity

    async def astream(self, task: BriefTask) -> AsyncGenerator[BriefProgress | BriefDraft]:
        """Progress, then the draft; without points where no article is in a language asked for."""
        yield BriefProgress("reading", 0, _STEPS)
        sides = _sides(task)
        yield BriefProgress("writing", 1, _STEPS)
        chosen = _chooser(task, sides).choose()
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
            verify(line.sentence, language=reader, rarity=self._rarity, copied=True) for line in own
        ]
        return version(language, sentences) if sentences else None


class _Side:
    """The sentences of one language with what they are worth."""

    def __init__(self, task: BriefTask, language: Language) -> None:
        self.language = language
        own = [one for one in number(task.articles) if one.passage.article.language == language]
        found = [line for one in own for line in lines(one)]
        ranking = rank([line.text for line in found], [line.place for line in found], task.topic)
        self.articles = [one.passage.article for one in own]
        self.length = sum(line.length for line in found)
        order = sorted(range(len(found)), key=lambda at: -ranking.scores[at])[:_CANDIDATES]
        self.lines = [found[at] for at in order]
        mean = self.length / max(len(found), 1)
        self.scores = {
            found[at]: float(ranking.scores[at]) * found[at].length / mean for at in order
        }
        self._ranking: Ranking = ranking
        self._places = {line: at for at, line in enumerate(found)}

    def likeness(self, one: SourceSentence, other: SourceSentence) -> float:
        return float(self._ranking.likeness[self._places[one], self._places[other]])


def _sides(task: BriefTask) -> dict[Language, _Side]:
    sides = {language: _Side(task, language) for language in task.languages}
    return {language: side for language, side in sides.items() if side.lines}


def _chooser(task: BriefTask, sides: Mapping[Language, _Side]) -> Chooser:
    """For a side of the length asked for, or of all that its articles hold."""
    pairs = pair(sides["ar"].lines, sides["en"].lines) if len(sides) == 2 else {}

    def likeness(one: SourceSentence, other: SourceSentence) -> float:
        if one.language == other.language:
            return sides[one.language].likeness(one, other)
        return 1.0 if pairs.get(one) is other or pairs.get(other) is one else 0.0

    words = {language: min(task.words, side.length) for language, side in sides.items()}
    return Chooser(_facts(sides, pairs), words, likeness)


def _facts(
    sides: Mapping[Language, _Side], pairs: Mapping[SourceSentence, SourceSentence]
) -> list[BriefFact]:
    """Those that both languages tell, and every sentence alone: the two of a pair may be too long
    for the brief where one is not."""
    together = [
        BriefFact((one, other), sides["ar"].scores[one] + sides["en"].scores[other] + BOTH)
        for one, other in pairs.items()
    ]
    alone = [
        BriefFact((line,), score) for side in sides.values() for line, score in side.scores.items()
    ]
    return together + alone


def _in_order(chosen: Sequence[BriefFact]) -> list[BriefFact]:
    """As a reader wants them: what stands first in its article first, the weightier of two."""
    return sorted(chosen, key=lambda fact: (min(line.place for line in fact.lines), -fact.score))


def _grouped(facts: Sequence[BriefFact]) -> list[list[BriefFact]]:
    """At most `MOST` groups of facts that follow each other, the nearest put together."""
    groups = [[fact] for fact in facts]
    while len(groups) > MOST:
        at = min(range(len(groups) - 1), key=lambda at: _distance(groups[at], groups[at + 1]))
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
    return groups


def _distance(one: Sequence[BriefFact], other: Sequence[BriefFact]) -> tuple[int, int]:
    """How far apart two groups stand in an article that both are from; then their size."""
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
    """The title of the nearest article in each language."""
    return [Headline(language, side.articles[0].title) for language, side in sides.items()]


def _missing(task: BriefTask, sides: Mapping[Language, _Side]) -> list[MissingLanguage]:
    return [
        MissingLanguage(language, notice("no_article_in", language))
        for language in task.languages
        if language not in sides
    ]
