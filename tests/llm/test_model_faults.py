from __future__ import annotations

import json

import httpx
import pytest

from rag.errors import ModelError, UsageError
from rag.llm.model_faults import ChatFaultKind, as_error, classify


class ResponseError(Exception):
    """As a provider's client of which nothing is known here would raise it."""

    def __init__(self, message: str = "", status: int = -1, code: str | None = None) -> None:
        super().__init__(message)
        self.status_code = status
        self.code = code


class ModelPermissionDeniedError(Exception):
    """Named as LangChain names it."""


class APITimeoutError(Exception):
    """Named as the SDKs that one generator made name it."""


class ProviderDeniedError(ModelPermissionDeniedError):
    pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ResponseError(status=401), "model_key"),
        (ResponseError(status=402), "model_quota"),
        (ResponseError(status=404), "model_missing"),
        (ResponseError(status=418), "model_request"),
        (ResponseError(status=429), "model_busy"),
        (ResponseError(status=429, code="insufficient_quota"), "model_quota"),
        (ResponseError(status=529), "model_down"),
        (ResponseError(), "model_down"),
        (ResponseError("This model's maximum context length is 8", 400), "model_overflow"),
        (ResponseError("exceeds the available context size", 400), "model_overflow"),
        (ResponseError("prompt is too long: 9 tokens", 400), "model_overflow"),
        (ResponseError("`temperature` is deprecated", 400), "model_temperature"),
        (ResponseError("no such field", 400), "model_request"),
        (ProviderDeniedError(), "model_key"),
        (APITimeoutError(), "model_slow"),
        (TimeoutError(), "model_slow"),
        (httpx.ReadTimeout(""), "model_slow"),
        (httpx.ConnectError(""), "model_unreachable"),
        (ConnectionResetError(), "model_unreachable"),
        (json.JSONDecodeError("", "", 0), "model_reply"),
        (KeyError("choices"), "model_reply"),
        (TypeError(), "model_reply"),
        (RuntimeError("Event loop is closed"), None),
        (AssertionError(), None),
        (UsageError(), None),
    ],
)
def test_failures_are_told_apart_whoever_raises_them(
    error: Exception, kind: ChatFaultKind | None
) -> None:
    assert classify(error) == kind


def test_a_fault_becomes_an_error_in_the_language_of_the_reader() -> None:
    error = as_error("model_missing", "en", model="openai:m")
    assert isinstance(error, ModelError)
    assert "openai:m" in str(error)
    assert not error.retryable
    assert as_error("model_busy", "ar", model="m").retryable
    assert str(as_error("model_temperature", "en", model="m")) == str(
        as_error("model_request", "en", model="m")
    )
