"""Decides whether passages answer a question, by a small model that was fitted on public sets."""

from rag.retrieval.relevance.asked_question import AskedQuestion
from rag.retrieval.relevance.decision import Judgement, Ranked, judge

__all__ = ["AskedQuestion", "Judgement", "Ranked", "judge"]
