"""Tells whether a point that a model wrote can be printed by itself."""

from __future__ import annotations

from rag.briefs.sentences.fragments import FragmentKind
from rag.briefs.sentences.standing_alone import Lack, cannot_stand, needed
from rag.records import Language
from rag.text.analysis.sentence_splitter import split_sentences

_GIVEN_BEFORE = ("speaker", "referent", "contrast")


def why_not_alone(text: str, language: Language) -> FragmentKind | Lack | None:
    """Return why a point cannot be printed without others; None where it can.

    The first sentence must stand alone; the others may take what they lack from those before them.
    """
    told = [text[start:end] for start, end in split_sentences(text)]
    needs = needed(told, language)
    for at, (sentence, need) in enumerate(zip(told, needs, strict=True)):
        lack = cannot_stand(sentence, language)
        if lack is not None and not (at and lack in _GIVEN_BEFORE and need is not None):
            return lack
    return None


def headline_needs(text: str, language: Language) -> bool:
    """Tell whether a headline speaks of what only a sentence before it would name."""
    return cannot_stand(text, language) in _GIVEN_BEFORE
