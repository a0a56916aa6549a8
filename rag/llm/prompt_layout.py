"""Lays out numbered evidence for a prompt, made harmless and cut to the model's window."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from rag.grounding.markers import neutralize
from rag.llm.chat_stream import Messages
from rag.llm.stream_filter import NO_ANSWER
from rag.llm.tuning import ANSWER_TOKENS, MOST_CORRECTION, PASSAGE_TOKENS, WINDOW
from rag.protocols import TokenCounter
from rag.records import Evidence
from rag.text.analysis.sentence_splitter import split_sentences

LABEL_LENGTH = 200  # characters of a title or outlet, so that it cannot push the text out


def fit(
    evidence: Sequence[Evidence], *, counter: TokenCounter, budget: int
) -> tuple[Evidence, ...]:
    """Return the first evidence whose blocks are together at most `budget` tokens.

    Where not even the first block fits, it is cut at a sentence's end, and keeps at least its first
    sentence. No evidence gives an empty tuple.
    """
    left = budget
    kept: list[Evidence] = []
    for item in evidence:
        left -= counter.count(block(item))
        if left < 0:
            return tuple(kept) or (_cut(item, counter=counter, budget=budget),)
        kept.append(item)
    return tuple(kept)


def size(evidence: Sequence[Evidence], *, counter: TokenCounter) -> int:
    """Return the number of tokens of all blocks."""
    return sum(counter.count(block(item)) for item in evidence)


def lay_out(evidence: Sequence[Evidence]) -> str:
    """Return the blocks of all evidence in its order; "" for none."""
    return "\n\n".join(block(item) for item in evidence)


def block(item: Evidence) -> str:
    """Return one passage between its delimiters: title, outlet and date where known, then text."""
    article = item.passage.article
    labels = {
        "Title": article.title,
        "Outlet": article.outlet,
        "Date": article.published_at and article.published_at.isoformat(),
    }
    lines = [f"{name}: {_label(value)}" for name, value in labels.items() if value]
    text = as_data(item.passage.chunk.text.strip())
    return "\n".join([f"<passage {item.number}>", *lines, "Text:", text, "</passage>"])


def as_data(text: str) -> str:
    """Return a text made harmless for a prompt.

    It can neither close a delimiter nor forge a citation marker, and if it is copied into a reply
    it does not count as a refusal.
    """
    return neutralize(text).replace(NO_ANSWER, NO_ANSWER.replace("_", " "))


def line(text: str) -> str:
    """Return a text made harmless for a prompt, on one line."""
    return as_data(" ".join(text.split()))


def _label(value: str) -> str:
    return line(value[: 2 * LABEL_LENGTH])[:LABEL_LENGTH]


def _cut(item: Evidence, *, counter: TokenCounter, budget: int) -> Evidence:
    """Return the evidence with as many of its sentences as fit, and at least the first."""
    chunk = item.passage.chunk
    ends = [end for _, end in split_sentences(chunk.text)] or [len(chunk.text)]
    cuts = [_until(item, end) for end in ends]
    fitting = [cut for cut in cuts if counter.count(block(cut)) <= budget]
    return fitting[-1] if fitting else cuts[0]


def _until(item: Evidence, end: int) -> Evidence:
    chunk = item.passage.chunk
    shorter = replace(chunk, end=chunk.start + end, text=chunk.text[:end])
    return replace(item, passage=replace(item.passage, chunk=shorter))


_log = logging.getLogger(__name__)


class Budget:
    """Fits evidence to a window of `window` tokens, and learns from what the server counts.

    Tokens are counted with another tokenizer than the model's. Where the server reports more, the
    ratio is remembered as a correction, which only grows.
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
        """Return the first evidence that fits beside the messages (which hold none) and an answer.

        At least a sentence of the first is kept. No evidence gives an empty tuple.
        """
        budget = min(self._most, self._left(beside))
        return fit(evidence, counter=self._counter, budget=budget)

    def fits(self, messages: Messages) -> bool:
        """Tell whether the messages leave room for an answer."""
        return self._left(messages) >= 0

    def halve(self, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Return the first evidence, up to half of its tokens; at least a sentence of the first."""
        half = size(evidence, counter=self._counter) // 2
        return fit(evidence, counter=self._counter, budget=half)

    def narrowed(self, evidence: Sequence[Evidence]) -> Budget:
        """Return a copy of the budget that allows no more tokens than this evidence takes."""
        other = copy(self)
        other._most = size(evidence, counter=self._counter)
        return other

    def learn(self, messages: Messages, *, reported: int) -> None:
        """Compare the server's count of the messages with ours; `reported` is 0 for none."""
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
        """Return the tokens left beside the messages and an answer; below 0 for too few."""
        answer = min(ANSWER_TOKENS, self._window // 4)
        return int((self._window - answer) / self._correction) - self._count(messages)

    def _count(self, messages: Messages) -> int:
        return sum(self._counter.count(text) for _, text in messages)
