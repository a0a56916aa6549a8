"""Decides whether passages answer a question, by a small model that was fitted on public sets."""

from rag.retrieval.relevance.asked_question import AskedQuestion
from rag.retrieval.relevance.decision import Judgement, Ranked, judge
from rag.retrieval.relevance.other_event import has_another_number
from rag.retrieval.relevance.second_look import look_again

__all__ = ["AskedQuestion", "Judgement", "Ranked", "has_another_number", "judge", "look_again"]
