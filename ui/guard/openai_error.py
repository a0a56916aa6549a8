"""Errors in the shape that clients of OpenAI's protocol know."""

from __future__ import annotations

from collections.abc import Iterable

# pydantic, which describes these shapes to programs, takes those of `typing` from Python 3.12 on.
from typing_extensions import TypedDict

from ui.guard.problem import FieldFault

_STATUS = {422: 400}
_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
_KINDS = {429: "requests"}
"""What OpenAI's clients look for, by the status that other programs are told."""

_TRIED_ALREADY = frozenset(["model", "embedding"])


class ErrorDetails(TypedDict):
    """What was wrong, in words and by a code; `param` is the field that is wrong."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAIError(TypedDict):
    """An error in OpenAI's shape."""

    error: ErrorDetails


def openai_status(status: int) -> int:
    """Return the status by which OpenAI's clients know a refusal."""
    return _STATUS.get(status, status)


def openai_headers(code: str) -> dict[str, str]:
    """Return the headers of an error. Where a model or an embedder has failed, it was asked several
    times already, so OpenAI's client is told not to ask again by itself."""
    return {"x-should-retry": "false"} if code in _TRIED_ALREADY else {}


def openai_error(
    text: str,
    status: int,
    code: str,
    *,
    param: str | None = None,
    errors: Iterable[FieldFault] = (),
) -> OpenAIError:
    """Return an error. Of the faulty values of a request the first is told."""
    fault = next(iter(errors), None)
    if fault is not None:
        param = fault["pointer"].removeprefix("#/").replace("/", ".") or None
        text = ": ".join(filter(None, [param, fault["detail"]]))
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {
        "error": {
            "message": text,
            "type": _KINDS.get(status, kind),
            "param": param,
            "code": _CODES.get(status, code),
        }
    }
