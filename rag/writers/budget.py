"""How much of the passages fits into a model's window."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import copy

from rag.protocols import TokenCounter
from rag.records import Evidence
from rag.writers.chat import Messages
from rag.writers.passages import fit, size

PASSAGE_TOKENS = 6000  # more passages cost more and answer no better
WINDOW = 8192  # of a model that is not known
ANSWER_TOKENS = 1000
# The poorest tokenizers make four times as many tokens of Arabic as the one that is counted with;
# a server that reports more than that is not believed.
MOST_CORRECTION = 4.0

_log = logging.getLogger(__name__)


class Budget:
    """Fits evidence to a window of `window` tokens, and learns from what the server counts.

    Tokens are counted for another tokenizer than the model's. What the server reports beyond the
    count is remembered as a factor, which only grows.
    """

    def __init__(
        self, counter: TokenCounter, *, window: int | None = None, most: int = PASSAGE_TOKENS
    ) -> None:
        self._counter = counter
        self._window = window or WINDOW
        self._most = most
        self._correction = 1.0
        self._warned = False

    def fit(self, evidence: Sequence[Evidence], *, beside: Messages) -> tuple[Evidence, ...]:
        """The first evidence that fits beside the messages (which hold none) and an answer.

        At least a sentence of the first; empty for none.
        """
        budget = min(self._most, self._left(beside))
        return fit(evidence, counter=self._counter, budget=budget)

    def fits(self, messages: Messages) -> bool:
        """Whether the messages leave room for an answer."""
        return self._left(messages) >= 0

    def halve(self, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """What of the evidence makes half of its tokens; at least a sentence of the first."""
        half = size(evidence, counter=self._counter) // 2
        return fit(evidence, counter=self._counter, budget=half)

    def narrowed(self, evidence: Sequence[Evidence]) -> Budget:
        """The same, but for no more than this evidence takes."""
        other = copy(self)
        other._most = size(evidence, counter=self._counter)
        return other

    def learn(self, messages: Messages, *, reported: int) -> None:
        """Compare the server's count of the messages with ours; 0 for none reported."""
        counted = self._count(messages)
        if not reported or not counted:
            return
        self._correction = max(self._correction, min(MOST_CORRECTION, reported / counted))
        if reported < counted / 2 and not self._warned:
            self._warned = True
            _log.warning(
                "the model server read %d tokens of a prompt of about %d: it may cut long prompts "
                "silently; give it a larger context (Ollama: OLLAMA_CONTEXT_LENGTH), or set "
                "MUJAZ_MODEL_WINDOW to the context that it has",
                reported,
                counted,
            )

    def _left(self, messages: Messages) -> int:
        """The tokens that are left beside the messages and an answer, below 0 where none are."""
        answer = min(ANSWER_TOKENS, self._window // 4)
        return int((self._window - answer) / self._correction) - self._count(messages)

    def _count(self, messages: Messages) -> int:
        return sum(self._counter.count(text) for _, text in messages)
