"""Picks, for a question that is not answered, the sentences that may help all the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rag.answering.extractive_answer import distinct
from rag.answering.sentence_ranking import SentenceRanking
from rag.answering.tuning import EXCERPTS
from rag.records import Citation, Evidence, Language, Passage


def excerpts(
    question: str, language: Language, passages: Sequence[Passage], ranking: SentenceRanking
) -> tuple[Citation, ...]:
    """Return the sentences of the passages that most likely help, the likeliest first.

    They are at most `EXCERPTS`. Sentences that look like prompt injection are never among them, and
    none says the same again.
    """
    evidence = [Evidence(number, passage) for number, passage in enumerate(passages, start=1)]
    chosen = islice(distinct(ranking.rank(question, language, evidence)), EXCERPTS)
    found = (one.candidate for one in chosen)
    return tuple(Citation(one.evidence, one.start, one.end) for one in found)
