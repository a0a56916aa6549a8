"""A question on its way through the steps of the answering pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.answering.intents import Intent
from rag.records import AnswerRequest, Language, Usage


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question on its way to its answer.

    `standalone` is readable without the conversation, `language` that of the answer, `started`
    a reading of `time.perf_counter`, `usage` what was spent so far. `intent` is set where no fact
    of the articles is asked for.
    """

    request: AnswerRequest
    language: Language
    standalone: str
    started: float
    usage: Usage = field(default_factory=Usage)
    intent: Intent | None = None

    @property
    def question(self) -> str:
        """Return the question as it was asked."""
        return self.request.question
