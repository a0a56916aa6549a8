"""What the decision looks at: named features of a question and a passage that was found for it.

All are computed alike within a language, from the words of the question, and across languages,
from its keys (numbers, names, concepts of the glossary), which are all that the two share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from rag.records import Article, Chunk
from rag.retrieval.coverage import Taken, held_of, keys_of, take_apart
from rag.retrieval.relevance.asked_question import AskedQuestion, Part
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import content_stems
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.names import name_keys

FEATURES: dict[str, tuple[int, str]] = {
    "sentence": (1, "share of the question in the best sentence"),
    "pair": (1, "share in two neighbouring sentences or the title"),
    "passage": (1, "share in the passage or the title"),
    "article": (1, "share in the whole article"),
    "alike": (1, "share found by likeness of letters alone"),
    "whole": (1, "1 where every word of the question stands in the passage"),
    "rarest": (-1, "idf of the rarest word that the passage lacks, of that of an unknown word"),
    "rarest_article": (-1, "the same for the article"),
    "unknown": (-1, "1 where a word of the question stands nowhere in the library"),
    "names": (-1, "share of the names that the passage lacks"),
    "names_article": (-1, "share of the names that the article lacks"),
    "places": (-1, "share of the places that the article lacks"),
    "numbers": (-1, "share of the numbers and years that the article and its date lack"),
    "first_part": (-1, "what the passage lacks of the first word"),
    "last_part": (-1, "what it lacks of the last word, which mostly tells what it is about"),
    "mass": (1, "idf of what stands together, in units of an unknown word"),
    "surprise": (1, "how much stands there beyond what chance brings in so many chunks"),
    "size": (-1, "logarithm of the number of chunks: more of them, more by chance"),
    "length": (0, "logarithm of the number of words asked"),
    "kind": (1, "1 where a number or date, if that is asked for, stands in the passage, -1 if not"),
    "words": (1, "score by words, as a share of the best passage"),
    "spread_few": (1, "score by words, in deviations over the mean of the list: few chunks"),
    "spread_many": (1, "the same where there are many"),
    "lead": (1, "how far its score is ahead of the next article"),
    "beside": (-1, "1 for the other language beside articles in the question's"),
    "near_few": (1, "cosine of the vectors, in deviations over the mean of the list: few chunks"),
    "near_many": (1, "the same where there are many: the list is then of near ones only"),
}
"""What each feature is, and the sign that its weight may have (0: either). The signs are held to
in fitting: what is taken out of a text never raises the probability."""

_MOST_MASS = 4.0
_OTHER_SPELLING = 0.9
_CHANCE = 10.0  # nats; a scale that brings the feature near 1
_MANY = 11.0  # ln of 60,000 chunks
_FAR = 4.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what the search knows of it.

    `words` is its score in the list of words (or keys) as a share of the best there, `spread` how
    many standard deviations that lies over the mean of the list, `near` the same of its cosine
    in the list of vectors: None for `spread` without a word in common, for `near` without an
    encoder. `lead` is how far its score is ahead of the best of another article, as a share of
    the best of all. `beside`: it is in the other language, though the library has articles in
    the question's.
    """

    chunk: Chunk
    article: Article
    words: float = 1.0
    spread: float | None = None
    near: float | None = None
    lead: float = 0.0
    beside: bool = False


def features(asked: AskedQuestion, candidate: Candidate) -> dict[str, float]:
    """Return the features of a passage by name; `FEATURES` tells what each is."""
    own = candidate.article.language == asked.language
    parts = asked.terms if own else asked.units
    held = _by_words(asked, candidate) if own else _by_keys(asked, candidate)
    found = _coverage(parts, held)
    found.update(_missing(parts, held, asked))
    found.update(_chance(parts, held, asked))
    found["kind"] = asked.kind.met_in(candidate.chunk.text)
    found["words"] = candidate.words
    found["lead"] = candidate.lead
    found["beside"] = float(candidate.beside)
    found.update(_by_size("spread", _deviations(candidate.spread), asked))
    if candidate.near is not None:
        found.update(_by_size("near", _deviations(candidate.near), asked))
    return found


def _by_size(name: str, value: float, asked: AskedQuestion) -> dict[str, float]:
    """Return a value as two: it means one thing among few chunks, where a list has all of them,
    and another among many, where it has the best hundred."""
    many = min(1.0, asked.size / _MANY)
    return {f"{name}_few": value * (1 - many), f"{name}_many": value * many}


def _deviations(count: float | None) -> float:
    return -0.5 if count is None else max(-1.0, min(2.0, count / _FAR))


@dataclass(frozen=True, slots=True)
class _Held:
    """For each part of the question the share (0 to 1) of it that stands in a sentence, in two
    neighbouring sentences or the title, in the passage or the title, in the whole article; what
    the passage has of it by likeness of letters alone."""

    sentence: Sequence[float]
    pair: Sequence[float]
    passage: Sequence[float]
    article: Sequence[float]
    alike: Sequence[float]


def _by_words(asked: AskedQuestion, candidate: Candidate) -> _Held:
    text, article = candidate.chunk.text, candidate.article
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
    return _held(sentences, asked.terms, titled, passage, whole, alike)


def _sounding(
    sounds: frozenset[str], said: Taken, glossary: Glossary
) -> tuple[float, frozenset[str]]:
    """Return what a name counts for that stands in the text in another spelling, and its stems.
    What the glossary knows is no name."""
    stems = frozenset(
        stem
        for stem in said.stems
        if not sounds.isdisjoint(name_keys(stem)) and not glossary.knows(stem)
    )
    return (_OTHER_SPELLING, stems) if stems else (0.0, stems)


def _article(parts: Sequence[Part], passage: Sequence[float], article: Article) -> list[float]:
    """Return the shares in the whole article; its day tells the year of what it reports."""
    if min(passage, default=1.0) > 0:
        return list(passage)
    stems = _article_stems(article.text)
    if article.published_at is not None:
        stems |= {str(article.published_at.year)}
    return [
        share or float(part.term is not None and part.term.stem in stems)
        for part, share in zip(parts, passage, strict=True)
    ]


def _by_keys(asked: AskedQuestion, candidate: Candidate) -> _Held:
    text, title = candidate.chunk.text, candidate.article.title
    units = [part.unit for part in asked.units if part.unit is not None]

    def shares(*texts: str) -> list[float]:
        held = frozenset[str]().union(*(keys_of(one, asked.analyzer) for one in texts))
        return [held_of(unit, held) / unit.weight if unit.weight else 0.0 for unit in units]

    titled = shares(title)
    passage = [max(pair) for pair in zip(shares(text), titled, strict=True)]
    sentences = [shares(text[start:end]) for start, end in split_sentences(text)]
    article = [max(pair) for pair in zip(shares(candidate.article.text), passage, strict=True)]
    return _held(sentences, asked.units, titled, passage, article, [0.0] * len(units))


def _held(
    sentences: Sequence[Sequence[float]],
    parts: Sequence[Part],
    titled: Sequence[float],
    passage: Sequence[float],
    article: Sequence[float],
    alike: Sequence[float],
) -> _Held:
    single = list(sentences) or [[0.0] * len(parts)]
    pairs = [list(map(max, one, other)) for one, other in pairwise(single)] or single
    together = max(pairs, key=partial(_weighed, parts))
    pair = [max(one, other) for one, other in zip(together, titled, strict=True)]
    best = max(single, key=partial(_weighed, parts))
    return _Held(best, pair, passage, article, alike)


def _coverage(parts: Sequence[Part], held: _Held) -> dict[str, float]:
    total = sum(part.weight for part in parts) or 1.0
    return {
        "sentence": _weighed(parts, held.sentence) / total,
        "pair": _weighed(parts, held.pair) / total,
        "passage": _weighed(parts, held.passage) / total,
        "article": _weighed(parts, held.article) / total,
        "alike": _weighed(parts, held.alike) / total,
        "whole": float(bool(parts) and min(held.passage) > 0),
    }


def _missing(parts: Sequence[Part], held: _Held, asked: AskedQuestion) -> dict[str, float]:
    """Return what the question names that is not there: the weight of the rarest such word, and the
    shares of names, places and numbers."""
    gaps = [1 - share for share in held.passage]
    far = [1 - share for share in held.article]
    return {
        "rarest": max(
            (part.rarity * gap for part, gap in zip(parts, gaps, strict=True)), default=0.0
        )
        / asked.nowhere,
        "rarest_article": max(
            (part.rarity * gap for part, gap in zip(parts, far, strict=True)), default=0.0
        )
        / asked.nowhere,
        "unknown": float(
            any(
                part.rarity >= asked.unseen and gap == 1
                for part, gap in zip(parts, gaps, strict=True)
            )
        ),
        "names": _share(parts, gaps, lambda part: part.name),
        "names_article": _share(parts, far, lambda part: part.name),
        "places": _share(parts, far, lambda part: part.place),
        "numbers": _share(parts, far, lambda part: part.number),
        "first_part": gaps[0] if gaps else 1.0,
        "last_part": gaps[-1] if gaps else 1.0,
    }


def _chance(parts: Sequence[Part], held: _Held, asked: AskedQuestion) -> dict[str, float]:
    """Return how much stands together, beside what so many chunks have by chance: of N chunks
    N · exp(−Σ idf) would have all those words, were words independent."""
    mass = sum(part.rarity * share for part, share in zip(parts, held.pair, strict=True))
    whole = sum(part.rarity * share for part, share in zip(parts, held.passage, strict=True))
    return {
        "mass": min(_MOST_MASS, mass / asked.nowhere),
        "surprise": max(-1.0, min(2.0, (whole - asked.size) / _CHANCE)),
        "size": asked.size / _CHANCE,
        "length": math.log1p(len(parts)),
    }


def _weighed(parts: Sequence[Part], shares: Sequence[float]) -> float:
    return sum(part.weight * share for part, share in zip(parts, shares, strict=True))


def _share(parts: Sequence[Part], gaps: Sequence[float], which: Callable[[Part], bool]) -> float:
    """Return the share of the weight of some parts that is missing; 0 where there are none."""
    total = sum(part.rarity for part in parts if which(part))
    gone = sum(part.rarity * gap for part, gap in zip(parts, gaps, strict=True) if which(part))
    return gone / total if total else 0.0


@lru_cache(maxsize=1 << 9)
def _article_stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))
