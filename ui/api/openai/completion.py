"""Answers in the shapes of OpenAI's chat completions."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from rag.records import Usage

END = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion by a model of that name. `counted` says that a stream ends with its usage."""

    model: str
    counted: bool = False
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(
        self, text: str, extension: dict[str, Any], *, usage: Usage, cut: bool
    ) -> dict[str, Any]:
        """Return the completion in one piece."""
        message = {"role": "assistant", "content": text, "refusal": None, "mujaz": extension}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(cut)}
        return {**self._head("chat.completion"), "choices": [choice], "usage": usage_counts(usage)}

    def first(self) -> bytes:
        """Return the first chunk, which says who speaks."""
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> bytes:
        """Return a chunk of text."""
        return self._chunk({"content": text})

    def last(self, extension: dict[str, Any], *, usage: Usage, cut: bool) -> bytes:
        """Return the last chunk, that of the usage if it was asked for, and the end."""
        ending = self._chunk({"mujaz": extension}, finish=_finish(cut))
        if not self.counted:
            return ending + END
        counts = {"choices": [], "usage": usage_counts(usage)}
        return ending + event({**self._head("chat.completion.chunk"), **counts}) + END

    def _chunk(self, delta: dict[str, Any], *, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        told = {**self._head("chat.completion.chunk"), "choices": [choice]}
        return event({**told, "usage": None} if self.counted else told)

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def event(told: Mapping[str, Any]) -> bytes:
    """Return an object as one server-sent event."""
    return b"data: " + json.dumps(told).encode() + b"\n\n"


def usage_counts(usage: Usage) -> dict[str, int]:
    """Return the tokens that a model has read and written; none where none was called."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }


def _finish(cut: bool) -> str:
    return "length" if cut else "stop"
