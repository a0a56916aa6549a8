"""Classifies failures of a chat model, whoever made its client.

Providers disagree on exception classes, but they agree on HTTP status, error code and LangChain's
own names. So no vendor is imported here, and none of a vendor's text is passed on.
"""

from __future__ import annotations

from typing import Literal

from rag.errors import ModelError
from rag.messages.notices import notice
from rag.records import Language, Usage
from rag.servers import QUOTA_CODES

ChatFaultKind = Literal[
    "model_key",
    "model_missing",
    "model_quota",
    "model_busy",
    "model_down",
    "model_unreachable",
    "model_slow",
    "model_reply",
    "model_request",
    "model_overflow",
    "model_temperature",
]

_RETRYABLE: frozenset[ChatFaultKind] = frozenset(
    {"model_busy", "model_down", "model_unreachable", "model_slow", "model_reply"}
)
_BY_STATUS: dict[int, ChatFaultKind] = {
    401: "model_key",
    402: "model_quota",
    403: "model_key",
    404: "model_missing",
    408: "model_slow",
    413: "model_overflow",
    429: "model_busy",
}
_BY_NAME: dict[str, ChatFaultKind] = {
    "ContextOverflowError": "model_overflow",
    "ModelAuthenticationError": "model_key",
    "ModelPermissionDeniedError": "model_key",
    "ModelNotFoundError": "model_missing",
    "ModelRateLimitError": "model_busy",
    "ModelTimeoutError": "model_slow",
    "ModelConnectionError": "model_unreachable",
    "ModelInvalidRequestError": "model_request",
    "ModelAPIError": "model_down",
    "TimeoutException": "model_slow",  # httpx
    "APITimeoutError": "model_slow",
    "TransportError": "model_unreachable",  # httpx
    "APIConnectionError": "model_unreachable",
}
_OVERFLOW_PHRASES = (
    "context length",
    "context_length",
    "context window",
    "context size",
    "prompt is too long",
    "input is too long",
    "maximum number of tokens",
)
_DATA_ERRORS = (ValueError, LookupError, TypeError, AttributeError)  # a reply of another shape
_OWN_MODULES = frozenset({"builtins", "rag"})


class ChatFault(Exception):  # noqa: N818 (it never leaves this room)
    """A chat model failed in the way of `kind`; `as_error` translates it for a reader.

    `usage` is what was used until then.
    """

    def __init__(self, kind: ChatFaultKind, usage: Usage) -> None:
        super().__init__(kind)
        self.kind = kind
        self.usage = usage


def classify(error: Exception) -> ChatFaultKind | None:
    """Return the kind of a failure that a chat model's client raised; None for our own mistake."""
    if kind := _by_words(error) or _by_status(error) or _by_name(error):
        return kind
    if isinstance(error, TimeoutError):
        return "model_slow"
    if isinstance(error, OSError):
        return "model_unreachable"
    if isinstance(error, _DATA_ERRORS):
        return "model_reply"
    return None if type(error).__module__.split(".")[0] in _OWN_MODULES else "model_down"


def as_error(
    kind: ChatFaultKind, language: Language, *, model: str, usage: Usage | None = None
) -> ModelError:
    """Return the error for a reader, in plain words and with what to do about it.

    `usage` is what was spent until then.
    """
    key = "model_request" if kind == "model_temperature" else kind
    told = notice(key, language, model=model)
    return ModelError(told, retryable=kind in _RETRYABLE, usage=usage)


def _by_words(error: Exception) -> ChatFaultKind | None:
    """Return the kind that only the error's code or message reveals.

    The message is read here, and never shown.
    """
    if getattr(error, "code", None) in QUOTA_CODES:
        return "model_quota"
    if getattr(error, "code", None) == "context_length_exceeded":
        return "model_overflow"
    if getattr(error, "status_code", None) not in (400, 422):
        return None
    message = str(error).lower()
    if any(phrase in message for phrase in _OVERFLOW_PHRASES):
        return "model_overflow"
    if getattr(error, "param", None) == "temperature" or "temperature" in message:
        return "model_temperature"
    return None


def _by_status(error: Exception) -> ChatFaultKind | None:
    status = getattr(error, "status_code", None)
    if not isinstance(status, int) or status < 400:
        return None
    return _BY_STATUS.get(status, "model_down" if status >= 500 else "model_request")


def _by_name(error: Exception) -> ChatFaultKind | None:
    names = (cls.__name__ for cls in type(error).__mro__)
    return next((_BY_NAME[name] for name in names if name in _BY_NAME), None)
