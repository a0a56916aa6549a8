"""Finds the passage of a sentence for which the writer named none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.grounding.cited_sentence import locate, overlaps
from rag.grounding.tuning import LEAST_PLACED_WORDS, MOST_TRIED
from rag.records import Citation, Evidence, Sentence
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer


def place(
    sentence: Sentence,
    evidence: Sequence[Evidence],
    *,
    check: Callable[[Sentence], Sentence],
    analyzer: Analyzer,
) -> Sentence:
    """Return a checked sentence, cited to the passage that supports it and marked as `placed`.

    The passages are tried from the likeliest on, those in the language of the sentence first. Where
    `check` finds none that supports the sentence, or the sentence names a source or has too few
    words to be known again, it is returned as `check` leaves it.
    """
    named = sentence.citations or sentence.dangling
    if named or len(sentence.text.split()) < LEAST_PLACED_WORDS:
        return check(sentence)
    for citation in _likeliest(sentence.text, evidence, analyzer):
        placed = check(replace(sentence, citations=(citation,), placed=True))
        if placed.verdict is not None and placed.verdict.sound:
            return placed
    return check(sentence)


def _likeliest(text: str, evidence: Sequence[Evidence], analyzer: Analyzer) -> list[Citation]:
    """Return the sentence of each passage that shares most with the text, the likeliest first."""
    language = detect_language(text)

    def rank(citation: Citation) -> tuple[bool, float]:
        (shared,) = overlaps(text, [citation.quote], analyzer)
        return detect_language(citation.quote) != language, -shared

    located = sorted((locate(text, one, analyzer) for one in evidence), key=rank)
    return located[:MOST_TRIED]
