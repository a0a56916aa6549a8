"""Gathers the sentences that a brief may tell, with what speaks for and against each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import TYPE_CHECKING

from rag.briefs.extractive.concepts import concepts, weights
from rag.briefs.extractive.order import needed
from rag.briefs.extractive.program import ChoosableSentence, CoverageProgram
from rag.briefs.figures.updates import outdated
from rag.briefs.same_fact import SAME, best_matches, same_fact
from rag.briefs.sentences.source_sentences import SourceSentence, article_sentences, as_evidence
from rag.briefs.tuning import (
    ALSO_TOLD,
    ATTRIBUTED,
    BOTH_LANGUAGES,
    CANDIDATES,
    IN_A_ROW,
    IN_A_ROW_ALONE,
    LEAD_WORTH,
    OUTDATED,
    SHORTEST,
    TITLE_ALIKE,
    TITLED,
    TOGETHER,
)
from rag.protocols import BriefTask, Embedder
from rag.records import Language
from rag.text.analysis.numbers import numbers
from rag.text.analyzer import Analyzer, content_stems
from rag.text.news.attribution import attributes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Side:
    """The sentences of one language that may be told, the leads of its articles, and these."""

    def __init__(self, task: BriefTask, language: Language) -> None:
        """Read the articles of a language that a brief is asked for."""
        own = [
            one
            for one in as_evidence(task.articles, first=task.first)
            if one.passage.article.language == language
        ]
        most = IN_A_ROW_ALONE if len(task.articles) == 1 else IN_A_ROW
        self.in_a_row = len(own) == 1 and task.words < most
        words = task.words if self.in_a_row else None
        told = [_told(article_sentences(one), words) for one in own]
        self.articles = [one.passage.article for one in own]
        self.lines = [line for lines in told for line in lines]
        self.leads = [lines[0] for lines in told if lines]
        self.length = sum(line.length for line in self.lines)


def _told(lines: Sequence[SourceSentence], words: int | None) -> list[SourceSentence]:
    """Return the sentences of an article that may be told, in order.

    Left out are its title, sentences that need one that is gone, and those behind the lead that are
    too short; nothing is left out where nothing else is left. With `words`, they are the first that
    fit into so many, at least the lead.
    """
    there = {line.place for line in lines}
    whole = [line for line in lines if not _repeats_title(line) and needed(line) <= there]
    if words is not None:
        return _beginning(whole or lines, words)
    leaned_on = frozenset[int]().union(*map(needed, whole))
    long = [
        line
        for at, line in enumerate(whole)
        if at == 0 or line.length >= SHORTEST or line.place in leaned_on
    ]
    return long or list(lines)


def _beginning(lines: Sequence[SourceSentence], words: int) -> list[SourceSentence]:
    """Return the first sentences that fit into so many words, at least one."""
    fitting = sum(length <= words for length in accumulate(line.length for line in lines))
    return list(lines[: max(1, fitting)])


def _repeats_title(line: SourceSentence) -> bool:
    """Tell whether a sentence is the title of its article once more.

    A whole sentence is so only if the title has the same stems in the same order, and not where the
    title was taken from the text.
    """
    own, title = (list(content_stems(text)) for text in (line.text, line.article.title))
    if line.text.rstrip("\"'”’»)")[-1:] in {*".!?؟…"}:
        return line.article.titled and own == title
    return bool(own) and len({*own} & {*title}) >= TITLE_ALIKE * len({*own})


@dataclass(frozen=True, slots=True)
class _ValuedSentence:
    """A sentence with its concepts, what these are worth, and what it is worth for itself."""

    line: SourceSentence
    concepts: frozenset[str]
    covered: float
    own: float

    @property
    def density(self) -> float:
        """Return what a word of it is worth."""
        return (self.covered + self.own) / max(self.line.length, 1)


@dataclass(frozen=True, slots=True)
class Choosable:
    """The sentences that a brief may tell, and the program that chooses among them.

    `same` are an Arabic sentence and an English one that tells the same.
    """

    lines: Sequence[SourceSentence]
    same: Sequence[tuple[SourceSentence, SourceSentence]]
    program: CoverageProgram


def gathered(
    sides: Mapping[Language, Side],
    task: BriefTask,
    *,
    analyzer: Analyzer,
    encoder: Embedder | None = None,
) -> Choosable:
    """Return what a brief is chosen from: the best sentences of each language."""
    lines = [line for side in sides.values() for line in side.lines]
    held = [concepts(line.text, line.language, analyzer) for line in lines]
    worth = _scaled(weights(lines, held), lines, held)
    old = outdated(task.articles, analyzer)
    valued = [
        _ValuedSentence(
            line,
            own,
            sum(worth.get(one, 0.0) for one in own),
            _own_worth(line) - OUTDATED * ((line.article.id, line.start) in old),
        )
        for line, own in zip(lines, held, strict=True)
    ]
    best = _best(valued, [line for side in sides.values() for line in side.leads])
    told = [one.line for one in best]
    ours, others = ([line for line in told if line.language == name] for name in ("ar", "en"))
    across = same_fact(ours, others, analyzer=analyzer, encoder=encoder)
    at = {line: place for place, line in enumerate(told)}
    also = _told_across(ours, others, across)
    program = CoverageProgram(
        _candidates(best, sides, also),
        worth,
        {language: min(task.words, side.length) for language, side in sides.items()},
        {(at[ours[one]], at[others[two]]): BOTH_LANGUAGES for one, two in best_matches(across)},
        [
            (at[one], at[other])
            for own in (ours, others)
            for one, other in _clashes(own, analyzer, encoder)
        ],
    )
    same = [
        (ours[one], others[two]) for one, two in zip(*(across >= TOGETHER).nonzero(), strict=True)
    ]
    return Choosable(told, same, program)


def _told_across(
    ours: Sequence[SourceSentence],
    others: Sequence[SourceSentence],
    across: NDArray[np.float64],
) -> dict[SourceSentence, float]:
    """Return how surely a sentence of the other language tells the same; empty for one language."""
    if not ours or not others:
        return {}
    best = (*across.max(axis=1), *across.max(axis=0))
    return {line: float(sure) for line, sure in zip((*ours, *others), best, strict=True)}


def _candidates(
    best: Sequence[_ValuedSentence],
    sides: Mapping[Language, Side],
    also: Mapping[SourceSentence, float],
) -> list[ChoosableSentence]:
    """Return sentences as the program knows them.

    `also` is how surely the other language tells the same as a sentence. The lead of a language's
    only article is kept, and all of its sentences where it is told in a row.
    """
    single = [side for side in sides.values() if len(side.articles) == 1]
    kept = {line for side in single for line in (side.lines if side.in_a_row else side.leads)}
    told = [one.line for one in best]
    return [
        ChoosableSentence(
            one.line.language,
            one.line.length,
            one.concepts,
            one.own + ALSO_TOLD * also.get(one.line, 0.0),
            _told_with(one.line, told),
            kept=one.line in kept,
        )
        for one in best
    ]


def _scaled(
    worth: Mapping[str, float],
    lines: Sequence[SourceSentence],
    held: Iterable[frozenset[str]],
) -> dict[str, float]:
    """Return the weights of concepts so that a word of the sentences has 1 on average."""
    total = sum(worth.get(one, 0.0) for own in held for one in own)
    scale = sum(line.length for line in lines) / (total or 1.0)
    return {concept: scale * value for concept, value in worth.items()}


def _own_worth(line: SourceSentence) -> float:
    """Return what a sentence is worth beside its concepts."""
    own, title = set(content_stems(line.text)), set(content_stems(line.article.title))
    return (
        LEAD_WORTH / (1 + line.place)
        + TITLED * len(own & title) / (len(title) or 1)
        + ATTRIBUTED * attributes(line.text)
    )


def _best(
    valued: Sequence[_ValuedSentence], always: Collection[SourceSentence]
) -> list[_ValuedSentence]:
    """Return the best sentences of each language in the given order, with those they need."""
    found = set(always)
    room = Counter[Language]()
    for one in sorted(valued, key=lambda one: -one.density):
        if room[one.line.language] < CANDIDATES:
            room[one.line.language] += 1
            found.add(one.line)
    leaned_on = {(line.article.id, place) for line in found for place in needed(line)}
    return [
        one
        for one in valued
        if one.line in found or (one.line.article.id, one.line.place) in leaned_on
    ]


def _told_with(line: SourceSentence, lines: Sequence[SourceSentence]) -> tuple[int, ...]:
    """Return the places of the sentences without which one is not told."""
    return tuple(
        at
        for at, other in enumerate(lines)
        if other.article.id == line.article.id and other.place in needed(line)
    )


def _clashes(
    lines: Sequence[SourceSentence], analyzer: Analyzer, encoder: Embedder | None
) -> list[tuple[SourceSentence, SourceSentence]]:
    """Return every two sentences of a language that tell the same, one of which is enough."""
    alike = same_fact(lines, lines, analyzer=analyzer, encoder=encoder)
    return [
        (lines[one], lines[other])
        for one, other in combinations(range(len(lines)), 2)
        if max(alike[one, other], alike[other, one]) >= SAME
        and not _bound(lines[one], lines[other])
        and not _counts_other(lines[one], lines[other])
    ]


def _counts_other(one: SourceSentence, other: SourceSentence) -> bool:
    """Tell whether each of two sentences has a number that the other has not: two results."""
    own, given = ({number.value for number in numbers(line.text)} for line in (one, other))
    return bool(own - given and given - own)


def _bound(one: SourceSentence, other: SourceSentence) -> bool:
    """Tell whether one of two sentences needs the other."""
    same = one.article.id == other.article.id
    return same and (other.place in needed(one) or one.place in needed(other))
