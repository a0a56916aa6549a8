"""What is different between two versions of an article, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.text.analysis.sentence_splitter import split_sentences


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """The sentences that only one of two texts has: the places of those of the older one that are
    gone, and the newer ones that have come."""

    gone: tuple[tuple[int, int], ...]
    come: tuple[str, ...]


def version_changes(older: str, newer: str) -> VersionChanges:
    """Compare two texts. White space does not count."""
    old, new = split_sentences(older), split_sentences(newer)
    matcher = SequenceMatcher(
        None,
        [_spaced(older[start:end]) for start, end in old],
        [_spaced(newer[start:end]) for start, end in new],
        autojunk=False,
    )
    gone: list[tuple[int, int]] = []
    come: list[str] = []
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind != "equal":
            gone += old[first:last]
            come += [newer[start:end] for start, end in new[new_first:new_last]]
    return VersionChanges(tuple(gone), tuple(come))


def _spaced(sentence: str) -> str:
    return " ".join(sentence.split())
