"""Gathers the sentences that a brief may tell, with what speaks for and against each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from rag.briefs.extractive.concepts import concepts, weights
from rag.briefs.extractive.program import Candidate, CoverageProgram
from rag.briefs.sentences.source_sentences import SourceSentence, article_sentences, as_evidence
from rag.briefs.tuning import (
    ATTRIBUTED,
    BOTH_LANGUAGES,
    CANDIDATES,
    IN_A_ROW,
    LEAD_WORTH,
    SAME_SENTENCE,
    SHORTEST,
    TITLE_ALIKE,
    TOPIC,
)
from rag.protocols import BriefTask
from rag.records import Article, Language
from rag.text.analyzer import Analyzer, content_stems
from rag.text.news.attribution import attributes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Side:
    """The sentences of one language, the leads of its articles, and their articles."""

    def __init__(self, task: BriefTask, language: Language) -> None:
        """Read the articles of a language that a brief is asked for."""
        own = [
            one
            for one in as_evidence(task.articles, first=task.first)
            if one.passage.article.language == language
        ]
        self.articles = [one.passage.article for one in own]
        told = [_told(article_sentences(one)) for one in own]
        self.lines = [line for lines in told for line in lines]
        self.leads = [lines[0] for lines in told if lines]
        self.length = sum(line.length for line in self.lines)


def _told(lines: Sequence[SourceSentence]) -> list[SourceSentence]:
    """Return the sentences of an article that may be told: no title, none that needs what is gone.

    Short ones are left out, and so is none where nothing else is left.
    """
    places = {line.place for line in lines}
    whole = [
        line
        for line in lines
        if not _repeats_title(line)
        and all(line.place - back in places for back in range(1, _needs(line) + 1))
    ]
    needed = {line.place - back for line in whole for back in range(1, _needs(line) + 1)}
    long = [line for line in whole if line.length >= SHORTEST or line.place in needed]
    return long or whole or list(lines)


def _needs(line: SourceSentence) -> int:
    return int(getattr(line, "needs", 0))


def _repeats_title(line: SourceSentence) -> bool:
    """Tell whether a sentence is the title of its article once more, and no sentence of the text.

    Where the title was taken from the text, it may be the first sentence.
    """
    article = line.article
    own, title = set(content_stems(line.text)), set(content_stems(article.title))
    if not own or len(own & title) < TITLE_ALIKE * len(own):
        return False
    return article.titled or line.text[-1] not in ".!?؟…"


def gathered(
    sides: Mapping[Language, Side],
    twins: Mapping[SourceSentence, SourceSentence],
    task: BriefTask,
    analyzer: Analyzer,
) -> tuple[list[SourceSentence], CoverageProgram]:
    """Return the sentences that a brief may tell, and the program that chooses among them.

    `twins` are the sentences of one language that tell the same as one of the other.
    """
    lines = [line for side in sides.values() for line in side.lines]
    held = [concepts(line.text, line.language, analyzer) for line in lines]
    worth = weights(lines, held)
    covered = [sum(worth.get(concept, 0.0) for concept in own) for own in held]
    scale = sum(line.length for line in lines) / (sum(covered) or 1.0)
    leads = {line for side in sides.values() for line in side.leads}
    wanted = set(content_stems(task.topic))
    own_worth = [_own_worth(line, line in leads, wanted) for line in lines]
    values = [scale * value + own for value, own in zip(covered, own_worth, strict=True)]
    kept = {line for side in sides.values() for line in _kept(side)}
    best = _best(lines, values, [*leads, *twins, *twins.values()])
    at = {line: place for place, line in enumerate(best)}
    single = [side.articles[0] for side in sides.values() if len(side.articles) == 1]
    where = {line: place for place, line in enumerate(lines)}
    candidates = [
        Candidate(
            line.language,
            line.length,
            held[where[line]],
            own_worth[where[line]],
            _told_with(line, best, task.words if line.article in single else None),
            line in kept,
        )
        for line in best
    ]
    program = CoverageProgram(
        candidates,
        {concept: scale * value for concept, value in worth.items()},
        {language: min(task.words, side.length) for language, side in sides.items()},
        {(at[one], at[other]): BOTH_LANGUAGES for one, other in twins.items()},
        _clashes(best),
    )
    return best, program


def _told_with(
    line: SourceSentence, lines: Sequence[SourceSentence], alone_in: int | None
) -> tuple[int, ...]:
    """Return the places of the sentences without which one is not told.

    A short brief of a single article (`alone_in` are its words) is the beginning of the article.
    """
    back = line.place if alone_in is not None and alone_in < IN_A_ROW else _needs(line)
    return tuple(
        at
        for at, other in enumerate(lines)
        if other.article.id == line.article.id and line.place - back <= other.place < line.place
    )


def _own_worth(line: SourceSentence, leads: bool, wanted: Collection[str]) -> float:
    """Return what a sentence is worth beside its concepts."""
    own = set(content_stems(line.text))
    topic = len(own.intersection(wanted)) / (len(wanted) or 1)
    return LEAD_WORTH * leads + ATTRIBUTED * attributes(line.text) + TOPIC * topic


def _kept(side: Side) -> list[SourceSentence]:
    """Return the sentences that a brief always tells: the lead of a single article."""
    return side.leads if len(side.articles) == 1 else []


def _best(
    lines: Sequence[SourceSentence], values: Sequence[float], always: Collection[SourceSentence]
) -> list[SourceSentence]:
    """Return the best sentences of each language in the order of `lines`, with what they need."""
    order = sorted(range(len(lines)), key=lambda at: (-values[at] / lines[at].length, at))
    found = set(always)
    room = Counter[Language]()
    for at in order:
        line = lines[at]
        if room[line.language] < CANDIDATES:
            room[line.language] += 1
            found.add(line)
    needed = {
        (line.article.id, line.place - back)
        for line in found
        for back in range(1, _needs(line) + 1)
    }
    return [line for line in lines if line in found or (line.article.id, line.place) in needed]


def _clashes(lines: Sequence[SourceSentence]) -> list[tuple[int, int]]:
    """Return the places of every two sentences of a language that say the same."""
    alike = _cosines([line.text for line in lines])
    return [
        (one, other)
        for one, other in combinations(range(len(lines)), 2)
        if lines[one].language == lines[other].language
        and alike[one, other] > SAME_SENTENCE
        and not _bound(lines[one], lines[other])
    ]


def _bound(one: SourceSentence, other: SourceSentence) -> bool:
    """Tell whether one of two sentences needs the other."""
    apart = one.place - other.place
    return one.article.id == other.article.id and -_needs(other) <= apart <= _needs(one)


def _cosines(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the cosine of every two texts by their stems, the rare ones weighing more."""
    import numpy as np

    bags = [Counter(content_stems(text)) for text in texts]
    column = {stem: at for at, stem in enumerate(dict.fromkeys(s for bag in bags for s in bag))}
    counts = np.zeros((len(texts), len(column)))
    for row, bag in enumerate(bags):
        for stem, count in bag.items():
            counts[row, column[stem]] = count
    holding = (counts > 0).sum(axis=0)
    vectors = counts * np.log1p((len(texts) - holding + 0.5) / (holding + 0.5))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors / np.where(lengths > 0, lengths, 1.0)
    alike: NDArray[np.float64] = vectors @ vectors.T
    return alike


def day_of(article: Article) -> int:
    """Return the day of an article as a number, 0 where it is not known."""
    return article.published_at.toordinal() if article.published_at else 0
