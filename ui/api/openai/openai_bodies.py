"""What clients of OpenAI's protocol send, as far as it is looked at; other fields are let be."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.records import Language

MOST_MESSAGES = 1_000
"""Messages of one request. The last few are used."""

MOST_TEXTS = 256
"""Texts embedded by one request."""

LONGEST_TEXT = 8_000
"""Characters of a text to embed."""


class MessagePart(BaseModel):
    """One part of a message: text, or what is no text and cannot be read here."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str | None = None


class ChatMessage(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="allow")

    role: str
    content: str | list[MessagePart] | None = None


class ChatOptions(BaseModel):
    """What only Mujaz knows: the extension field `mujaz` of a request.

    `where` narrows the search, `language` is the one to answer in, `sources` asks for the list of
    sources at the end of the text, and `format` says whether the text is Markdown.
    """

    model_config = ConfigDict(extra="forbid")

    where: dict[str, Any] | None = None
    language: Language | None = None
    sources: bool = True
    format: Literal["markdown", "text"] = "markdown"


class StreamOptions(BaseModel):
    """What a stream is to hold."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool | None = None


class ChatBody(BaseModel):
    """A request for an answer. What a model would be told by other fields (`temperature`, `stop`,
    `max_tokens`, …) has no meaning here, and is ignored."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: list[ChatMessage] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    tool_choice: Any = None
    function_call: Any = None
    response_format: dict[str, Any] | None = None
    logprobs: bool | None = None
    modalities: list[str] | None = None
    mujaz: ChatOptions | None = None


class EmbeddingBody(BaseModel):
    """A request for vectors. `input_type` is not OpenAI's: some embedders put another prefix before
    questions (`query`) than before texts that are found by them."""

    model_config = ConfigDict(extra="allow")

    model: str
    input: str | list[str] | list[int] | list[list[int]]
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: int | None = Field(None, ge=1)
    input_type: Literal["query", "passage"] | None = None
