"""Finds English subjects that are only part of a longer one of the source.

A short claim often repeats the words of a sentence and leaves out who is meant: of "The school in
Qatar is located in Doha" it makes "Qatar is located in Doha".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from rag.grounding.analyzed_text import AnalyzedText, written
from rag.messages.reasons import Finding
from rag.text.analysis.stemming import is_arabic

_PREPOSITIONS = frozenset(
    ["of", "in", "to", "at", "for", "with", "outside", "inside", "near", "from", "against", "about"]
)
_AUXILIARIES = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "will", "can", "would", "could"]
)
_DETERMINERS = frozenset(["the", "a", "an", "this", "its", "his", "her", "their"])
_LONGEST = 6  # words of a subject


def cut_subjects(claim: AnalyzedText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding where the subject of a claim is part of a longer one in its sentence."""
    if not claim.words or is_arabic(claim.words[0]):
        return
    size = _subject(claim.words)
    subject = [word for word in claim.words[:size] if word not in _DETERMINERS]
    if not subject:
        return
    at = next(_places([*subject, claim.words[size]], best.words), 0)
    before = at - 2 if at > 1 and best.words[at - 1] in _DETERMINERS else at - 1
    if before > 0 and best.words[before] in _PREPOSITIONS and best.stems[before - 1]:
        what = written(claim.text, 0, size + 1)
        said = written(best.text, before - 1, at + len(subject) + 1)
        yield Finding("check", "swapped", {"what": what, "other": said})


def _subject(words: Sequence[str]) -> int:
    """Return how many words stand before the first auxiliary; 0 for none and for many."""
    size = sum(1 for _ in takewhile(lambda word: word not in _AUXILIARIES, words))
    return size if 0 < size <= _LONGEST and size < len(words) else 0


def _places(phrase: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Yield where words stand in a row."""
    size = len(phrase)
    for at in range(len(words) - size + 1):
        if words[at] == phrase[0] and list(words[at : at + size]) == list(phrase):
            yield at
