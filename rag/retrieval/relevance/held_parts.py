"""Finds what of a question stands in a passage, its article and the beginning of that, by words
within a language and by keys across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, pairwise

from rag.records import Article
from rag.retrieval.coverage import (
    Taken,
    held_of,
    keys_of,
    sentences_of,
    sounds_of,
    stems_of,
    take_apart,
)
from rag.retrieval.relevance.asked_question import AskedQuestion, Part
from rag.text.analysis.sentence_splitter import iter_sentences
from rag.text.crosslingual.glossary import Glossary

_OTHER_SPELLING = 0.9


@dataclass(frozen=True, slots=True)
class Held:
    """For each part of the question the share (0 to 1) of it that stands in a sentence, in two
    neighbouring sentences or the title, in the passage or the title, in the whole article; what
    the passage has of it by likeness of letters alone; `opening` is the title with the first two
    sentences of the article. `where` is the place of the first of those
    two sentences."""

    sentence: Sequence[float]
    pair: Sequence[float]
    passage: Sequence[float]
    article: Sequence[float]
    opening: Sequence[float]
    alike: Sequence[float]
    where: int


def held_by_words(asked: AskedQuestion, text: str, article: Article) -> Held:
    """Return what a passage in the question's language has of its words."""
    said, named = (take_apart(one, asked.analyzer) for one in (text, article.title))
    inside, titled, alike = [], [], []
    for part in asked.terms:
        assert part.term is not None
        share, stems = said.standing(part.term)
        title = named.share(part.term)
        if not (share or title) and part.sounds:
            share, stems = _sounding(part.sounds, said, asked.analyzer.glossary)
        inside.append((share, stems))
        titled.append(title)
        alike.append(0.0 if share or title else said.likeness(part.term))
    passage = [max(one, other) for (one, _), other in zip(inside, titled, strict=True)]
    sentences = [
        [share if not stems.isdisjoint(sentence) else 0.0 for share, stems in inside]
        for sentence in said.sentences
    ]
    whole = _article(asked.terms, passage, article)
    first = take_apart(opening_of(article.text), asked.analyzer)
    opening = [
        share or (first.share(part.term) if part.term is not None else 0.0)
        for part, share in zip(asked.terms, titled, strict=True)
    ]
    return _held(sentences, asked.terms, titled, passage, whole, opening, alike)


def _sounding(
    sounds: frozenset[str], said: Taken, glossary: Glossary
) -> tuple[float, frozenset[str]]:
    """Return what a name counts for that stands in the text in another spelling, and its stems.
    What the glossary knows is no name."""
    stems = frozenset(
        stem
        for stem in said.stems
        if not sounds.isdisjoint(sounds_of(stem)) and not glossary.knows(stem)
    )
    return (_OTHER_SPELLING, stems) if stems else (0.0, stems)


def _article(parts: Sequence[Part], passage: Sequence[float], article: Article) -> list[float]:
    """Return the shares in the whole article; its day tells the year of what it reports."""
    if min(passage, default=1.0) > 0:
        return list(passage)
    stems = stems_of(article.text)
    if article.published_at is not None:
        stems |= {str(article.published_at.year)}
    return [
        share or float(part.term is not None and part.term.stem in stems)
        for part, share in zip(parts, passage, strict=True)
    ]


def held_by_keys(asked: AskedQuestion, text: str, article: Article) -> Held:
    """Return what a passage in the other language has of the question's keys."""
    units = [part.unit for part in asked.units if part.unit is not None]

    def shares(*texts: str) -> list[float]:
        held = frozenset[str]().union(*(keys_of(one, asked.analyzer) for one in texts))
        return [held_of(unit, held) / unit.weight if unit.weight else 0.0 for unit in units]

    titled, said = shares(article.title), shares(text)
    passage = [max(pair) for pair in zip(said, titled, strict=True)]
    # What is nowhere in the passage need not be looked for in each sentence, nor what is all there
    # in the article.
    sentences = [shares(sentence) for sentence in sentences_of(text)] if any(said) else []
    whole = passage
    if min(passage, default=1.0) < 1 and article.text != text:
        whole = [max(pair) for pair in zip(shares(article.text), passage, strict=True)]
    first = shares(opening_of(article.text), article.title)
    return _held(sentences, asked.units, titled, passage, whole, first, [0.0] * len(units))


def _held(
    sentences: Sequence[Sequence[float]],
    parts: Sequence[Part],
    titled: Sequence[float],
    passage: Sequence[float],
    article: Sequence[float],
    opening: Sequence[float],
    alike: Sequence[float],
) -> Held:
    single = list(sentences) or [[0.0] * len(parts)]
    pairs = [list(map(max, one, other)) for one, other in pairwise(single)] or single
    weights = [weighed(parts, shares) for shares in pairs]
    where = weights.index(max(weights))
    pair = [max(one, other) for one, other in zip(pairs[where], titled, strict=True)]
    best = max(single, key=partial(weighed, parts))
    return Held(best, pair, passage, article, opening, alike, where)


def weighed(parts: Sequence[Part], shares: Sequence[float]) -> float:
    """Return what of the weight of all parts stands there."""
    return sum(part.weight * share for part, share in zip(parts, shares, strict=True))


_BEGINNING = 1_000  # characters of an article that hold its first two sentences


@lru_cache(maxsize=1 << 9)
def opening_of(text: str) -> str:
    """Return the first two sentences of a text."""
    beginning = text[:_BEGINNING]
    return " ".join(beginning[start:end] for start, end in islice(iter_sentences(beginning), 2))
