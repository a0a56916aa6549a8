"""Follow-up questions without a model: the words of the question before are carried over."""

from __future__ import annotations

from collections.abc import Sequence

from rag.records import Turn, Usage


class CarryOver:
    """A `Rewriter` that puts the question before in front of a follow-up."""

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """The question as it is when there is no history."""
        if not history:
            return question, Usage()
        return f"{history[-1].question}\n{question}", Usage()
