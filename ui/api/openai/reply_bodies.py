"""What clients of OpenAI's protocol are sent, for the description of the interface."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from ui.guard.openai_error import OpenAIError


class ModelBody(BaseModel):
    """A model that can be chosen."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    """All models."""

    object: Literal["list"]
    data: list[ModelBody]


class TokenCounts(BaseModel):
    """Tokens that the model has read and written; zero where no model was called."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(BaseModel):
    """An answer. `mujaz` has its outcome, its sentences with their verdicts, and its citations."""

    role: Literal["assistant"]
    content: str
    refusal: str | None
    mujaz: dict[str, Any]


class AnswerChoice(BaseModel):
    """The one choice of a completion."""

    index: int
    message: AnswerMessage
    logprobs: None
    finish_reason: Literal["stop", "length"]


class CompletionBody(BaseModel):
    """An answer in one piece."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[AnswerChoice]
    usage: TokenCounts


class EmbeddingRow(BaseModel):
    """A vector: numbers, or the same as base64 of little-endian 32-bit floats."""

    object: Literal["embedding"]
    index: int
    embedding: list[float] | str


class EmbeddingUsage(BaseModel):
    """Tokens of the texts."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingList(BaseModel):
    """A vector for each text, in their order."""

    object: Literal["list"]
    data: list[EmbeddingRow]
    model: str
    usage: EmbeddingUsage


OPENAI_ERRORS: dict[int | str, dict[str, Any]] = {
    **{status: {"model": OpenAIError} for status in (400, 401, 403, 404, 429, 502, 503)},
    "default": {"model": OpenAIError, "description": "Any other refusal"},
}
"""The errors of every route, by status."""
