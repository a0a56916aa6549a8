"""Tells whether a point that a model wrote can be printed by itself."""

from __future__ import annotations

from collections.abc import Sequence

from rag.briefs.sentences.fragments import FragmentKind
from rag.briefs.sentences.standing_alone import FirstPerson, Lack, cannot_stand, needed
from rag.records import Citation, Language
from rag.text.analysis.sentence_splitter import split_sentences

_GIVEN_BEFORE = ("speaker", "referent", "contrast")


def why_not_alone(
    text: str, citations: Sequence[Citation], language: Language
) -> FragmentKind | Lack | FirstPerson | None:
    """Return why a point cannot be printed without others; None where it can.

    The first sentence must stand alone, and the others may take what they lack from those before
    them. What may open an article ("The ministry said") may also open a point that cites such an
    opening.
    """
    told = [text[start:end] for start, end in split_sentences(text)]
    needs = needed(told, language)
    opens = any(map(_opens, citations))
    for at, (sentence, need) in enumerate(zip(told, needs, strict=True)):
        lack = cannot_stand(sentence, language)
        given = need is not None and lack in _GIVEN_BEFORE and (at > 0 or opens)
        if lack is not None and not given:
            return lack
    return None


def _opens(citation: Citation) -> bool:
    """Tell whether the first sentence of an article is cited."""
    spans = split_sentences(citation.article.text)
    return bool(spans) and citation.start < spans[0][1]


def headline_needs(text: str, language: Language) -> bool:
    """Tell whether a headline speaks of what only a sentence before it would name."""
    return cannot_stand(text, language) in _GIVEN_BEFORE
