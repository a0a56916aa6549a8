"""Finds the words of texts that are no concept of the glossary, no known name and no number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import get_args

from rag.records import Language
from rag.text.analysis.numbers import numbers_folded
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem
from rag.text.cldr import names
from rag.text.crosslingual.glossary import Glossary


def unknown_words(
    texts: Iterable[str], glossary: Glossary, *, limit: int
) -> dict[Language, list[tuple[str, int]]]:
    """Return by language the most frequent unknown content words and how often they occur.

    There are at most `limit` for each language. Words of one stem are counted together, under their
    most frequent form.
    """
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, stem in _unknown(words(text), glossary):
            forms[stem][word] += 1
    totals = sorted(
        ((form.most_common(1)[0][0], form.total()) for form in forms.values()),
        key=lambda pair: (-pair[1], pair[0]),
    )
    found: dict[Language, list[tuple[str, int]]] = {lang: [] for lang in get_args(Language)}
    for word, count in totals:
        if not numbers_folded(word):
            found["ar" if is_arabic(word) else "en"].append((word, count))
    return {language: pairs[:limit] for language, pairs in found.items()}


def _unknown(words: list[str], glossary: Glossary) -> Iterator[tuple[str, str]]:
    """Yield (word, stem) of the content words that are neither names nor concepts."""
    named = _covered(names().matches(words))
    content = [(at, stem) for at, word in enumerate(words) if (stem := content_stem(word))]
    known = _covered(glossary.matches([stem for _, stem in content]))
    for place, (at, stem) in enumerate(content):
        if place not in known and at not in named and len(stem) > 1:
            yield words[at], stem


def _covered(spans: Iterable[tuple[int, int, object]]) -> set[int]:
    """Return the positions inside the given spans."""
    return {at for start, end, _ in spans for at in range(start, end)}
