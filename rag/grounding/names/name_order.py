"""Finds two names of a claim that stand the other way round in its source.

Who does what to whom is told by the order of the words: with the two names exchanged, a claim that
turns a sentence round is a copy of it. Passives are left alone, because they turn the order round
and mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.grounding.alignment import longest_common
from rag.grounding.analyzed_text import AnalyzedText, written
from rag.grounding.names.name_words import name_spans
from rag.messages.reasons import Finding
from rag.text.cldr import names

_MORE = 2  # words: the two names; with one in its place the other may be left out
_COPIED = (
    0.6  # of the claim's words that stand in the source in order, once the names are exchanged
)
_MOST_NAMES = 6
_PASSIVE = frozenset(["by", "قبل", "جانب", "يد", "بواسطه"])
_AND = frozenset(["and", "or", "و", "او", "with", "مع", "to", "بين", "between"])


def turned_round(claim: AnalyzedText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding where the claim exchanges two names of the sentence that fits it best."""
    own, places = _line(claim)
    if len(places) < 2:
        return
    theirs, others = _line(best)
    shared = [name for name in places if name in others][:_MOST_NAMES]
    if len(shared) < 2 or _passive(claim) != _passive(best):
        return
    kept = len(longest_common(own, theirs).pairs)
    for one, other in combinations(shared, 2):
        if _listed(claim, places[one], places[other]):
            continue
        turned = [other if word == one else one if word == other else word for word in own]
        size = len(longest_common(turned, theirs).pairs)
        copied = size == len(own) > kept
        if copied or (size >= kept + _MORE and size >= _COPIED * len(own)):
            told = [written(claim.text, *places[name]) for name in (one, other)]
            yield Finding("check", "turned_round", {"what": told[0], "other": told[1]})
            return


def _listed(claim: AnalyzedText, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether only and, or a noun with و, stands between two names (مصر ومنتخب المغرب)."""
    (_, start), (end, _) = sorted((one, other))
    between = claim.words[start:end]
    if not between and _is_goal(claim.words[end : end + 2]):
        return False
    return all(word in _AND for word in between) or (
        len(between) == 1 and between[0].startswith("و")
    )


def _is_goal(phrase: Sequence[str]) -> bool:
    """Tell whether words begin with a name with the preposition ل: لقبرص, but not لبنان."""
    first = phrase[0]
    if not first.startswith("ل"):
        return False
    bare = first[2:] if first.startswith("لل") else first[1:]
    return any(start == 0 for start, _, _ in names().matches([bare, *phrase[1:]]))


def _passive(read: AnalyzedText) -> bool:
    return not _PASSIVE.isdisjoint(read.words)


def _line(read: AnalyzedText) -> tuple[Sequence[str], dict[str, tuple[int, int]]]:
    """Return a text's words, each name as one, and the first place of each name."""
    line: list[str] = []
    places: dict[str, tuple[int, int]] = {}
    free = 0
    spans = {start: (end, key) for start, end, key in name_spans(read)}
    for at, (word, stem) in enumerate(zip(read.words, read.stems, strict=True)):
        if at < free:
            continue
        if at in spans:
            free, key = spans[at]
            places.setdefault(key, (at, free))
            line.append(key)
        else:
            line.append(stem or word)
    return line, places
