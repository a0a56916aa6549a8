"""What the decision looks at: named features of a question and a passage that was found for it.

All are computed alike within a language, from the words of the question, and across languages,
from its keys (numbers, names, concepts of the glossary), which are all that the two share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.records import Article, Chunk
from rag.retrieval.answer_kinds import NEUTRAL, answers
from rag.retrieval.coverage import held_of, keys_of, sentences_of
from rag.retrieval.relevance.asked_question import AskedQuestion, Part
from rag.retrieval.relevance.held_parts import (
    Held,
    held_by_keys,
    held_by_words,
    opening_of,
    weighed,
)
from rag.retrieval.relevance.other_event import OTHER_EVENT, other_event
from rag.text.facts import Facts, facts, missing

FEATURES: dict[str, tuple[int, str]] = {
    "sentence": (1, "share of the question in the best sentence"),
    "pair": (1, "share in two neighbouring sentences or the title"),
    "passage": (1, "share in the passage or the title"),
    "article": (1, "share in the whole article"),
    "whole": (1, "1 where every word of the question stands in the passage"),
    "rarest": (-1, "idf of the rarest word that the passage lacks, of that of an unknown word"),
    "rarest_article": (-1, "the same for the article"),
    "unknown": (-1, "1 where a word of the question stands nowhere in the library"),
    "names": (-1, "share of the names that the passage lacks"),
    "names_article": (-1, "share of the names that the article lacks"),
    "capitals": (-1, "share of the words with capitals that the article lacks"),
    "names_pair": (-1, "share of the names that the best two sentences and the title lack"),
    "places": (-1, "share of the places that the article lacks"),
    "places_pair": (-1, "share of the places that the best two sentences and the title lack"),
    "numbers": (-1, "share of the numbers and days that the article and its date lack"),
    **OTHER_EVENT,
    "unkeyed": (-1, "share of the question that no key of the other language stands for"),
    "first_part": (-1, "what the passage lacks of the first word"),
    "last_part": (-1, "what it lacks of the last word, which mostly tells what it is about"),
    "about": (1, "share in the title or the first two sentences of the article: what it is about"),
    "mass": (1, "idf of what stands together, in units of an unknown word"),
    "surprise": (1, "how much stands there beyond what chance brings in so many chunks"),
    "size": (-1, "logarithm of the number of chunks: more of them, more by chance"),
    "length": (0, "logarithm of the number of words asked"),
    "met": (1, "logarithm of the number of words or keys that the passage has"),
    "kind": (1, "how surely the kind of thing asked for stands in the best two sentences"),
    "kindless": (-1, "1 where a kind that shows does not stand there, 2 if not in the passage"),
    "figureless": (-1, "the same for days, durations and counts, which show more surely"),
    "words": (1, "score by words, as a share of the best passage"),
    "spread_few": (1, "score by words, in deviations over the mean of the list: few chunks"),
    "spread_many": (1, "the same where there are many"),
    "lead": (1, "how far its score is ahead of the next article"),
    "beside": (-1, "1 for the other language beside articles in the question's"),
    "near_few": (1, "cosine of the vectors, in deviations over the mean of the list: few chunks"),
    "near_many": (1, "the same where there are many: the list is then of near ones only"),
}
"""What each feature is, and the sign that its weight may have (0: either). The signs are held to
in fitting: what is taken out of a text never makes it an answer, though it may take a sign of
another event away."""

_MOST_MASS = 4.0
_CHANCE = 10.0  # nats; a scale that brings the feature near 1
_MANY = 11.0  # ln of 60,000 chunks
_FAR = 4.0  # standard deviations
_USUAL = 0.3  # of those four: about the mean of the passages that the model is fitted on
_SHORT_LIST = 10.0  # chunks among which half of a deviation is believed


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


def features(
    asked: AskedQuestion, candidate: Candidate, *, needed: Collection[str] = FEATURES
) -> dict[str, float]:
    """Return the features of a passage by name; `FEATURES` tells what each is. What takes long and
    is not among the `needed` is 0."""
    own = candidate.article.language == asked.language
    parts = asked.terms if own else asked.units
    held = (
        held_by_words(asked, candidate.chunk.text, candidate.article)
        if own
        else held_by_keys(asked, candidate.chunk.text, candidate.article)
    )
    found = _coverage(parts, held)
    found.update(_missing(parts, held, asked))
    found.update(_chance(parts, held, asked))
    pair = _pair(candidate.chunk.text, held.where)
    found.update(_places(asked, candidate, pair))
    opening = opening_of(candidate.article.text)
    found.update(
        other_event(asked, candidate.article, candidate.chunk.text, pair, opening, needed=needed)
    )
    found["numbers"] = _numbers(asked, candidate.article)
    found["unkeyed"] = 0.0 if own else asked.unkeyed
    found.update(_kind(asked, candidate.chunk.text, pair))
    found["words"] = candidate.words
    found["lead"] = candidate.lead * _certainty(asked)
    found["beside"] = float(candidate.beside)
    found.update(_by_size("spread", _deviations(candidate.spread), asked))
    if candidate.near is not None:
        found.update(_by_size("near", _deviations(candidate.near), asked))
    return found


def _by_size(name: str, value: float, asked: AskedQuestion) -> dict[str, float]:
    """Return a value as two: it means one thing among few chunks, where a list has all of them,
    and another among many, where it has the best hundred."""
    many = min(1.0, asked.size / _MANY)
    value = _USUAL + (value - _USUAL) * _certainty(asked)
    return {f"{name}_few": value * (1 - many), f"{name}_many": value * many}


def _certainty(asked: AskedQuestion) -> float:
    """Return what deviations and leads are to be believed (0 to 1): among two or three chunks they
    say nothing."""
    return asked.chunks / (asked.chunks + _SHORT_LIST)


def _deviations(count: float | None) -> float:
    return -0.5 if count is None else max(-1.0, min(2.0, count / _FAR))


def _pair(text: str, where: int) -> Sequence[str]:
    return sentences_of(text)[where : where + 2]


def _kind(asked: AskedQuestion, text: str, pair: Sequence[str]) -> dict[str, float]:
    """Return how surely sentences hold the kind of thing that is asked for, from 0 to 1, and
    whether a kind that leaves traces has none; 0 for other kinds."""
    kind = asked.sought.kind
    found = dict.fromkeys(("kind", "kindless", "figureless"), 0.0)

    def best(sentences: Iterable[str], enough: float) -> float:
        surest = 0.0
        for sentence in sentences:
            if surest < enough:
                sure = answers(asked.sought, asked.text, sentence, asked.analyzer.glossary)
                surest = max(surest, sure)
        return surest

    if kind in _TRACELESS:
        return found
    held = best(pair, enough=1.0)
    found["kind"] = max(0.0, 2 * held - 1)
    if kind in _PLAIN and held < NEUTRAL:
        lacking = 2.0 if best(sentences_of(text), enough=NEUTRAL) < NEUTRAL else 1.0
        found["figureless" if kind in _FIGURES else "kindless"] = lacking
    return found


_TRACELESS = frozenset(["other", "yes_no"])
# Of the passages that answer when, how long or how many on ARCD and the samples 3 % show none of
# it; of those that answer how much a fifth, since a unit is missing or unknown.
_FIGURES = frozenset(["day", "duration", "count"])
# A reason, an owner or a manner is often told without a word that shows it.
_PLAIN = _FIGURES | {"amount", "person", "organisation", "place"}


def _places(asked: AskedQuestion, candidate: Candidate, pair: Sequence[str]) -> dict[str, float]:
    """Return the share of the places of the question that two sentences with the title lack, and
    that the article lacks, in whatever form and language it has them."""
    places = [part.unit for part in asked.units if part.place and part.unit is not None]
    total = sum(unit.weight for unit in places)
    if not total:
        return {"places": 0.0, "places_pair": 0.0}
    best = [0.0] * len(places)

    def lacking(*texts: str) -> float:
        for text in texts:
            held = keys_of(text, asked.analyzer)
            best[:] = (
                max(one, held_of(unit, held)) for one, unit in zip(best, places, strict=True)
            )
            if sum(best) >= total:
                break
        return 1 - sum(best) / total

    near = lacking(" ".join(pair), candidate.article.title)
    return {
        "places_pair": near,
        "places": near and lacking(candidate.chunk.text, candidate.article.text),
    }


def _numbers(asked: AskedQuestion, article: Article) -> float:
    """Return the share of the numbers and days of the question that the article lacks, in digits
    and in words; the day of publication counts as told there."""
    figures = asked.figures
    if not figures.facts:
        return 0.0
    stated = _stated(f"{article.title}\n{article.text}", article.published_at)
    return len(missing(figures, stated)) / len(figures.facts)


@lru_cache(maxsize=1 << 9)
def _stated(text: str, published_at: date | None) -> Facts:
    return facts(f"{text}\n{published_at.isoformat()}" if published_at else text)


def _coverage(parts: Sequence[Part], held: Held) -> dict[str, float]:
    total = sum(part.weight for part in parts) or 1.0
    return {
        "sentence": weighed(parts, held.sentence) / total,
        "pair": weighed(parts, held.pair) / total,
        "passage": weighed(parts, held.passage) / total,
        "article": weighed(parts, held.article) / total,
        "about": weighed(parts, held.opening) / total,
        "alike": weighed(parts, held.alike) / total,
        "whole": float(bool(parts) and min(held.passage) > 0),
    }


def _missing(parts: Sequence[Part], held: Held, asked: AskedQuestion) -> dict[str, float]:
    """Return what the question names that is not there: the weight of the rarest such word, and the
    share of names."""
    gaps = [1 - share for share in held.passage]
    far = [1 - share for share in held.article]
    near = [1 - share for share in held.pair]
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
        "capitals": _share(parts, far, lambda part: part.capital),
        "names_pair": _share(parts, near, lambda part: part.name),
        "first_part": gaps[0] if gaps else 1.0,
        "last_part": gaps[-1] if gaps else 1.0,
    }


def _chance(parts: Sequence[Part], held: Held, asked: AskedQuestion) -> dict[str, float]:
    """Return how much stands together, beside what so many chunks have by chance: of N chunks
    N · exp(−Σ idf) would have all those words, were words independent."""
    mass = sum(part.rarity * share for part, share in zip(parts, held.pair, strict=True))
    whole = sum(part.rarity * share for part, share in zip(parts, held.passage, strict=True))
    return {
        "mass": min(_MOST_MASS, mass / asked.nowhere),
        "surprise": max(-1.0, min(2.0, (whole - asked.size) / _CHANCE)),
        "size": asked.size / _CHANCE,
        "length": math.log1p(len(parts)),
        "met": math.log1p(sum(share > 0 for share in held.passage)),
    }


def _share(parts: Sequence[Part], gaps: Sequence[float], which: Callable[[Part], bool]) -> float:
    """Return the share of the weight of some parts that is missing; 0 where there are none."""
    total = sum(part.rarity for part in parts if which(part))
    gone = sum(part.rarity * gap for part, gap in zip(parts, gaps, strict=True) if which(part))
    return gone / total if total else 0.0
