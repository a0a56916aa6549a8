"""Turns a whole reply in JSON into the stream of events that was asked for.

Some servers and gateways answer with one JSON object although a stream was asked for.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from typing import Any

import httpx2

MOST_BYTES = 4_000_000
"""The longest JSON reply that is read, in bytes; a longer one stays as it is."""

_BLANK = b" \t\r\n\xef\xbb\xbf"


class AsEvents(httpx2.AsyncByteStream):
    """A body as events: one JSON object is translated, anything else passed on as it comes.

    It may be iterated again for what is left of it, as the SDK does after the last event. The body
    itself is iterated once: a connection that is closed already would be read for ever.
    """

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body
        self._pieces: AsyncIterator[bytes] | None = None

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """Yield the bytes of the body, or of its events."""
        held, is_json = b"", None
        self._pieces = self._pieces or aiter(self._body)
        async for piece in self._pieces:
            if is_json is False:
                yield piece
                continue
            held += piece
            if is_json is None and (begun := held.lstrip(_BLANK)):
                is_json = begun[:1] == b"{"
            if is_json is False or len(held) > MOST_BYTES:
                is_json = False
                yield held
                held = b""
        if held:
            yield _events(held) or held

    async def aclose(self) -> None:
        """Close the body, and before it what reads it: left to the garbage collector, that would
        be closed from whichever thread it runs in."""
        if isinstance(self._pieces, AsyncGenerator):
            await self._pieces.aclose()
        await self._body.aclose()


def _events(body: bytes) -> bytes | None:
    """Return the events of a JSON reply; None for anything that is no reply."""
    try:
        reply = json.loads(body.decode("utf-8-sig"))
    except ValueError:
        return None
    if not isinstance(reply, dict):
        return None
    if reply.get("error"):
        return f"data: {json.dumps({'error': reply['error']})}\n\n".encode()
    choices = reply.get("choices")
    if not isinstance(choices, list) or not all(isinstance(one, dict) for one in choices):
        return None
    lines = [*map(json.dumps, _chunks(reply, choices[:1])), "[DONE]"]
    return "".join(f"data: {line}\n\n" for line in lines).encode()


def _chunks(reply: Mapping[str, Any], choices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the chunks that a stream of the reply would have."""
    same = {**reply, "object": "chat.completion.chunk", "usage": None}
    for choice in choices:
        message = choice.get("message") or {"content": choice.get("text")}
        delta = {"role": "assistant", "content": message.get("content")}
        finish = choice.get("finish_reason")
        one = {**choice, "index": 0, "delta": delta, "finish_reason": finish}
        yield {**same, "choices": [one]}
    yield {**same, "choices": [], "usage": reply.get("usage")}
