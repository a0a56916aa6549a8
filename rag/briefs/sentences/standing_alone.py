"""Tells whether a sentence can stand alone, and which sentences before it must be told with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from rag.briefs.sentences.fragments import FragmentKind, fragment, is_stopped
from rag.briefs.sentences.introductions import since_introduced
from rag.briefs.sentences.quoted_speakers import (
    is_first_person,
    lacks_speaker,
    names_speaker,
    shares_noun,
    speech_gender,
)
from rag.briefs.sentences.referents import lacks_referent
from rag.briefs.sentences.stand_alone_words import lowered, opening
from rag.briefs.tuning import MOST_NEEDED
from rag.records import Language
from rag.text.analysis.folding import plain

Lack = Literal["speaker", "referent", "contrast"]
"""What the sentences before may give: who is quoted, what is meant, what is contradicted."""

# Courts, however, found
_HOWEVER = re.compile(
    r"[^,\"]{1,60},\s(?:however|though|by contrast|in contrast|on the other hand|in turn|therefore)"
    r"\s?,"
)
FirstPerson = Literal["first person"]

# Share of sentences with a full stop from which on the other lines are headings. Not tuned: in
# Arabic many paragraphs end without one.
_STOPPED_SHARE = {"ar": 0.8, "en": 0.3}

_GIVEN_BEFORE = ("speaker", "referent", "contrast")


@lru_cache(maxsize=1 << 12)
def cannot_stand(text: str, language: Language) -> FragmentKind | Lack | FirstPerson | None:
    """Return why a sentence cannot be printed without those around it; None where it can.

    The sentence may be an article's or a model's. furniture, cut, quotation, question and heading:
    it is no whole sentence of news. first person: "we" or "our correspondent" say so, or it tells
    "you" what to do. speaker: somebody is quoted who is not named. referent: it begins with a
    pronoun, speaks of "the ship" that only an earlier sentence names, or leaves out what it counts
    or compares. contrast: it begins with "however" or its like. A blank text is a heading. Recent
    results are kept.
    """
    found = fragment(text, language)
    if found is None and is_first_person(text, language):
        return "first person"
    return found or _lack(text, language, opens=False)


def _lack(text: str, language: Language, *, opens: bool) -> Lack | None:
    if lacks_speaker(text, language, opens=opens):
        return "speaker"
    if lacks_referent(text, language, opens=opens):
        return "referent"
    if opens:
        return None
    folded = plain(text).text if language == "ar" else lowered(text)
    begins = opening("contrast", arabic=language == "ar").match(folded.lstrip(" \"'("))
    begins = begins or _HOWEVER.match(folded)
    return "contrast" if begins else None


def needed(texts: Sequence[str], language: Language) -> list[int | None]:
    """Return for each sentence of an article how many before it must be told with it.

    None stands for a sentence that cannot be told even so. A chain is followed: He added – He
    said – The minister said.
    """
    lacks = [cannot_stand(text, language) for text in texts]
    opening_kinds = (None, "first person", *_GIVEN_BEFORE)
    first = next((at for at, lack in enumerate(lacks) if lack in opening_kinds), None)
    if first is not None and lacks[first] is not None:
        lacks[first] = _lack(texts[first], language, opens=True)
    unstopped = _headings(texts, first, language)
    found: list[int | None] = []
    for at, lack in enumerate(lacks):
        if at in unstopped or lack not in (None, *_GIVEN_BEFORE):
            found.append(None)
            continue
        least = since_introduced(texts, found, at, language)
        if lack is None and not least:
            found.append(0)
        else:
            found.append(_needed(at, texts, lack == "speaker", found, language, max(least, 1)))
    return found


def _headings(texts: Sequence[str], first: int | None, language: Language) -> frozenset[int]:
    """Return the lines without a full stop of an article whose sentences have one: headings."""
    stopped = [is_stopped(text) for text in texts]
    if sum(stopped) < _STOPPED_SHARE[language] * len(texts):
        return frozenset()
    return frozenset(at for at, stops in enumerate(stopped) if not stops and at != first)


def _needed(
    at: int,
    texts: Sequence[str],
    quoted: bool,
    found: Sequence[int | None],
    language: Language,
    least: int,
) -> int | None:
    """Return how many sentences before that at `at` give what it lacks; None for too many.

    A chain ends with one that itself needs none before it. `least` are needed anyway.
    """
    gender = speech_gender(texts[at], language) if quoted else ""
    for count in range(least, min(MOST_NEEDED, at) + 1):
        before = range(at - count, at)
        if any(found[one] is None for one in before):
            return None
        if any(one - (found[one] or 0) < at - count for one in before):
            continue
        given = (
            names_speaker(texts[one], language, gender, next_to=one == at - 1)
            or shares_noun(texts[at], texts[one])
            for one in before
        )
        if not quoted or any(given):
            return count
    return None
