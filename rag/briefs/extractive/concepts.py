"""Finds the concepts of sentences, and weighs them by how much of the story they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import LEAD_WEIGHT, LEAST_ARTICLES
from rag.records import Language
from rag.text.analysis.stemming import stem
from rag.text.analyzer import Analyzer, content_stem, normal_words

_SHARED = "ncpxkg"  # kinds of keys that stand for one thing; ends of names and weekdays do not


def concepts(text: str, language: Language, analyzer: Analyzer) -> frozenset[str]:
    """Return the concepts of a sentence: pairs of words, and keys of both languages.

    A pair is two stems that follow each other, at least one of which is no stopword (Gillick and
    Favre 2009). Concepts of different languages differ, so that each language is told in full;
    `shared` gives the key of one without its language.
    """
    words = [word for word in normal_words(text) if word]
    pairs = {
        f"{language}|{stem(one)} {stem(other)}"
        for one, other in pairwise(words)
        if content_stem(one) or content_stem(other)
    }
    return frozenset(pairs) | {f"{language}|{key}" for key in _keys(text, analyzer)}


def _keys(text: str, analyzer: Analyzer) -> Iterator[str]:
    """Yield one key for each thing that a text names."""
    for unit in analyzer.key_units(text):
        named = [key for key in unit if key[0] in _SHARED]
        if named:
            yield min(named)


def shared(concept: str) -> str:
    """Return a concept without its language where both languages have it, else the whole."""
    return concept[3:] if concept[4:5] == ":" else concept


def weights(lines: Sequence[SourceSentence], held: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """Return what each concept of the sentences `lines` is worth, those worth something.

    A concept counts once in each article that has it, and more where the article opens with it. A
    key counts the articles of both languages. One that too few of the articles have is worth
    nothing. `held` are the concepts of the sentences, in their order.
    """
    opened: dict[str, dict[str, int]] = {}
    for line, own in zip(lines, held, strict=True):
        for concept in own:
            first = opened.setdefault(shared(concept), {})
            first[line.article.id] = min(line.place, first.get(line.article.id, line.place))
    articles = {line.article.id: line.language for line in lines}
    many = Counter[str](articles.values())
    worth = {
        name: sum(map(_weight_at, first.values()))
        for name, first in opened.items()
        if len(first) >= _least(sum(many.values()) if name[1:2] == ":" else many[name[:2]])
    }
    known = frozenset[str]().union(*held)
    return {concept: worth[shared(concept)] for concept in known if shared(concept) in worth}


def _least(articles: int) -> int:
    """Return how many of some articles must have a concept."""
    return next(least for most, least in LEAST_ARTICLES if articles <= most)


def _weight_at(place: int) -> float:
    """Return what a concept counts in an article that first has it at a place."""
    return 1 + LEAD_WEIGHT / (1 + place)
