"""What the scripted server says: faults and the bodies of replies, right and wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import random
import struct
from collections.abc import Iterator
from enum import Enum, auto
from typing import Any

Json = dict[str, Any]
Vector = list[float]


class Fault(Enum):
    """What goes wrong with one POST request."""

    UNAUTHORIZED = auto()  # 401; like every error here, its body and headers echo the key
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    CONTEXT_LENGTH = auto()  # 400 context_length_exceeded
    TEMPERATURE = auto()  # 400, this model takes no temperature
    TOO_LARGE = auto()  # 413
    RATE_LIMIT = auto()  # 429
    RATE_LIMIT_RETRY_AFTER = auto()  # 429, `retry-after: server.retry_after`
    QUOTA = auto()  # 429 insufficient_quota
    SERVER_ERROR = auto()  # 500
    UNAVAILABLE_HTML = auto()  # 503, an HTML page
    HANG = auto()  # not a byte
    HANG_AFTER_HEADERS = auto()
    HANG_MID_STREAM = auto()  # half of the reply, then silence
    KEEP_ALIVE = auto()  # SSE comments for ever; plain: spaces before a body that never comes
    EMPTY_DELTAS = auto()  # pieces without text for ever
    TRICKLE = auto()  # the reply, letter by letter, over and over
    CUT_AT_ONCE = auto()  # the connection breaks before a byte is sent
    CUT_STREAM = auto()  # half of the reply, then the connection breaks
    SLOW = auto()  # right, but late
    NO_FINISH = auto()  # half of the reply, a clean end, no finish_reason
    FINISH_LENGTH = auto()
    FINISH_FILTER = auto()
    BAD_JSON = auto()
    EMPTY_BODY = auto()
    HTML_OK = auto()  # 200, an HTML page
    NO_CHOICES = auto()  # `choices` (`data` of embeddings) is []
    NULL_CHOICES = auto()  # `choices` (`data` of embeddings) is null
    NULL_CONTENT = auto()
    ERROR_EVENT = auto()  # half of the reply, then an error object; plain: 200 with the object
    ERROR_FIRST = auto()  # a stream that begins with an error object, `code: server.error_code`
    WHOLE_JSON = auto()  # 200, the right reply as one JSON object though a stream was asked for
    ERROR_IN_CHOICE = auto()  # half of the reply, then a choice that holds an error object
    ERROR_OK = auto()  # 200, an error object instead of a stream
    NO_USAGE = auto()  # right, but without the tokens used
    WRONG_DIMENSION = auto()  # from here on for embeddings: all have one value too many
    MIXED_DIMENSIONS = auto()  # the last has one value too few; so with the next three
    NOT_A_NUMBER = auto()
    ZERO_VECTOR = auto()
    NULL_VECTOR = auto()
    MISSING_ONE = auto()
    REORDERED = auto()  # last first, each with its right index
    DUPLICATE_INDEX = auto()


HTML = "<html><body>It works!</body></html>"
REFUSALS: dict[Fault, tuple[int, str | None]] = {
    Fault.UNAUTHORIZED: (401, "invalid_api_key"),
    Fault.FORBIDDEN: (403, None),
    Fault.NOT_FOUND: (404, "model_not_found"),
    Fault.CONTEXT_LENGTH: (400, "context_length_exceeded"),
    Fault.TEMPERATURE: (400, "unsupported_value"),
    Fault.TOO_LARGE: (413, None),
    Fault.RATE_LIMIT: (429, "rate_limit_exceeded"),
    Fault.RATE_LIMIT_RETRY_AFTER: (429, "rate_limit_exceeded"),
    Fault.QUOTA: (429, "insufficient_quota"),
    Fault.SERVER_ERROR: (500, None),
    Fault.UNAVAILABLE_HTML: (503, None),
}
_ENDS_AT_HALF = {
    Fault.HANG_MID_STREAM,
    Fault.CUT_STREAM,
    Fault.NO_FINISH,
    Fault.BAD_JSON,
    Fault.ERROR_EVENT,
    Fault.ERROR_IN_CHOICE,
}
_ENDLESS = {Fault.EMPTY_DELTAS, Fault.TRICKLE}
_FINISH = {
    Fault.NO_FINISH: None,
    Fault.FINISH_LENGTH: "length",
    Fault.FINISH_FILTER: "content_filter",
}


def refusal(code: str | None, key: str) -> Json:
    """An error body that echoes the key, whole and as real servers do it."""
    message = f"Refused. Incorrect API key provided: {key[:8]}****{key[-4:]} ({key})."
    param = "temperature" if code == "unsupported_value" else None
    return {"error": {"message": message, "type": "scripted", "code": code, "param": param}}


def completion(body: Json, text: str, fault: Fault | None) -> Json:
    """The reply to a chat request that does not stream."""
    content = None if fault is Fault.NULL_CONTENT else text
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content},
        "finish_reason": _finish(fault),
    }
    reply = _envelope(body, "chat.completion", [choice]) | {"usage": _usage(body, text)}
    return reply | _no_items("choices", fault)


def events(
    body: Json,
    text: str,
    fault: Fault | None,
    *,
    size: int,
    error: Json,
    usage: Json,
    finish: str = "stop",
) -> Iterator[str]:
    """The `data:` lines of a streamed reply, `size` characters a piece; `error` is the object of
    an error event, `usage` changes what is reported as used, `finish` is why a right reply ends."""
    if fault is Fault.ERROR_FIRST:
        yield json.dumps(error)
        return
    if fault in _ENDLESS:
        yield from _endless(body, text if fault is Fault.TRICKLE else "")
    if nothing := _no_items("choices", fault):
        yield json.dumps(_envelope(body, "chat.completion.chunk", []) | nothing)
        yield "[DONE]"
        return
    null = fault is Fault.NULL_CONTENT
    half = fault in _ENDS_AT_HALF
    shown = "" if null else text[: len(text) // 2] if half else text
    yield _piece(body, {"role": "assistant", "content": None if null else ""})
    for start in range(0, len(shown), size):
        yield _piece(body, {"content": shown[start : start + size]})
    reason = _finish(fault) if fault in _FINISH else finish
    end = _broken_end(fault, error) if half else _right_end(body, text, fault, usage, reason)
    yield from end


def embeddings(body: Json, fault: Fault | None, *, dimension: int) -> Json:
    """The reply to a request for embeddings; a fault of one vector hits the last."""
    texts = inputs(body)
    vectors = [vector(text, body.get("dimensions") or dimension) for text in texts]
    if fault is Fault.WRONG_DIMENSION:
        vectors = [[*values, 0.5] for values in vectors]
    data = [
        {"object": "embedding", "index": index, "embedding": _encode(values, body)}
        for index, values in enumerate(vectors)
    ]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    reply = {"object": "list", "data": _spoil(data, vectors[-1], body, fault), "usage": usage}
    return reply | {"model": body.get("model")} | _no_items("data", fault)


def inputs(body: Json) -> list[str]:
    """The texts of a request for embeddings; none for any other request."""
    given = body.get("input", [])
    return [given] if isinstance(given, str) else list(given)


def vector(text: str, dimension: int) -> Vector:
    """The unit vector that stands for `text`: the same one always."""
    rng = random.Random(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    raw = [rng.gauss(0, 1) for _ in range(dimension)]
    norm = math.sqrt(sum(value * value for value in raw))
    return [value / norm for value in raw]


def _spoil(data: list[Json], last: Vector, body: Json, fault: Fault | None) -> list[Json]:
    spoilt: dict[Fault, Vector] = {
        Fault.MIXED_DIMENSIONS: last[:-1],
        Fault.NOT_A_NUMBER: [float("nan"), *last[1:]],
        Fault.ZERO_VECTOR: [0.0] * len(last),
    }
    if fault in spoilt:
        data[-1]["embedding"] = _encode(spoilt[fault], body)
    elif fault is Fault.NULL_VECTOR:
        data[-1]["embedding"] = None
    elif fault is Fault.MISSING_ONE:
        data.pop()
    elif fault is Fault.REORDERED:
        data.reverse()
    elif fault is Fault.DUPLICATE_INDEX:
        data[-1]["index"] = 0
    return data


def _encode(values: Vector, body: Json) -> str | Vector:
    if body.get("encoding_format") != "base64":
        return values
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


def _no_items(name: str, fault: Fault | None) -> Json:
    if fault is Fault.NO_CHOICES:
        return {name: []}
    return {name: None} if fault is Fault.NULL_CHOICES else {}


def _finish(fault: Fault | None) -> str | None:
    return _FINISH.get(fault, "stop") if fault else "stop"


def _usage(body: Json, text: str) -> dict[str, int]:
    """Tokens are words here."""
    prompt = sum(len(str(message.get("content")).split()) for message in body.get("messages", []))
    written = len(text.split())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }


def _envelope(body: Json, kind: str, choices: list[Json]) -> Json:
    return {
        "id": "chatcmpl-scripted",
        "object": kind,
        "created": 0,
        "model": body.get("model"),
        "choices": choices,
    }


def _piece(body: Json, delta: Json, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps(_envelope(body, "chat.completion.chunk", [choice]))


def _endless(body: Json, text: str) -> Iterator[str]:
    while True:
        yield from (_piece(body, {"content": letter}) for letter in text or [""])


def _broken_end(fault: Fault | None, error: Json) -> Iterator[str]:
    if fault is Fault.BAD_JSON:
        yield '{"choices": ['
    elif fault is Fault.ERROR_EVENT:
        yield json.dumps(error)
    elif fault is Fault.ERROR_IN_CHOICE:
        choice = {"index": 0, "delta": {"content": ""}, "finish_reason": None} | error
        yield json.dumps(_envelope({}, "chat.completion.chunk", [choice]))
        yield "[DONE]"


def _right_end(
    body: Json, text: str, fault: Fault | None, usage: Json, finish: str | None
) -> Iterator[str]:
    yield _piece(body, {}, finish)
    asked = (body.get("stream_options") or {}).get("include_usage")
    if asked and fault is not Fault.NO_USAGE:
        whole = _envelope(body, "chat.completion.chunk", [])
        yield json.dumps(whole | {"usage": _usage(body, text) | usage})
    yield "[DONE]"
