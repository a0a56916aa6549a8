"""Judges the passages found by reading their likeliest sentences beside the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.sentence_features import READING
from rag.answering.sentence_ranking import RankedSentence, SentenceRanking
from rag.answering.tuning import READ
from rag.records import Evidence, Language, Passage
from rag.retrieval.relevance import look_again


def read_passages(
    question: str, language: Language, passages: Sequence[Passage], ranking: SentenceRanking
) -> Sequence[Passage]:
    """Return the passages with the probability and the outcome that reading gives them; as they
    are where the ranking has no reader, or the question asks for anything that somebody said."""
    if not ranking.reads or not passages or asks_for_any_words(question):
        return passages
    evidence = [Evidence(number, passage) for number, passage in enumerate(passages, start=1)]
    odds, ahead = what_reading_tells(
        ranking.rank(question, language, evidence), passages=len(passages)
    )
    if all(one is None for one in odds):  # the reader failed
        return passages
    return look_again(passages, odds, language, ahead=ahead)


def asks_for_any_words(question: str) -> bool:
    """Tell whether a question asks what somebody said, and nothing of what about (`What did the
    minister say?`). Hundreds of sentences may answer it, and a reader finds each unlikely."""
    english, arabic = _SAID.fullmatch(question.strip()), _SAID_AR.fullmatch(question.strip())
    speaker = english or arabic
    return speaker is not None and _ABOUT.isdisjoint(speaker["who"].casefold().split())


_SAID = re.compile(r"what did (?P<who>\S+(?: \S+){0,6}) say ?\??", re.IGNORECASE)
_SAID_AR = re.compile(r"(?:ماذا|ما الذي) قالت? (?P<who>[^\s؟?]+(?: [^\s؟?]+){0,5}) ?[؟?]?")
_ABOUT = frozenset(
    [
        *("about", "after", "at", "before", "for", "in", "on", "to", "when", "with"),
        *("أن", "إن", "إنه", "بشأن", "بعد", "حول", "حين", "خلال", "عن", "عند", "في", "قبل", "لدى"),
        *("إنها", "عندما", "على", "له", "لها", "فيه", "عنه", "عنها"),
    ]
)


def what_reading_tells(
    ranked: Sequence[RankedSentence], *, passages: int
) -> tuple[list[float | None], float | None]:
    """Return the log-odds of the likeliest sentence of each passage, None where none was read, and
    the probability of the first of all sentences, None where they are too few for it to tell
    anything."""
    odds: list[float | None] = [None] * passages
    for one in ranked:
        found = one.candidate.features.get(READING)
        if found is not None:
            at = one.candidate.evidence.number - 1
            known = odds[at]
            odds[at] = found if known is None else max(known, found)
    return odds, ranked[0].probability if len(ranked) >= READ else None
