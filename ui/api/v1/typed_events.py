"""Events with names, and the choice between them and one reply."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request

from rag.errors import MujazError
from ui.guard.refusal import PageError, problem_of
from ui.jobs.event_stream import NamedEvent
from ui.jobs.stream import StreamRun

Event = TypeVar("Event")

STREAM_TYPE = "text/event-stream"
LAST = frozenset({"answer", "brief"})
"""The events that end a stream, as `error` does."""

_log = logging.getLogger(__name__)


def wants_events(request: Request, *, stream: bool) -> bool:
    """Tell whether a request asks for events, in its body or by `Accept`."""
    return stream or STREAM_TYPE in request.headers.get("accept", "").lower()


async def named_events(
    start: Callable[[], AsyncGenerator[Event]],
    written: Callable[[Event], NamedEvent],
    *,
    ending: asyncio.Event,
    request: Request,
) -> AsyncGenerator[NamedEvent]:
    """Yield the events that `start` makes. What ends them early is told by an event `error`: a
    fault, or the end of the server."""
    run = StreamRun(start, ending, pace=lambda: 0.0)
    name = ""
    async with aclosing(run.batches()) as batches:
        async for batch in batches:
            for event in batch:
                name, data = written(event)
                yield name, data
    failure = run.failure
    if failure is None and name not in LAST:
        failure = PageError("api.ending", status=503)
    if failure is not None:
        if not isinstance(failure, MujazError | PageError):
            _log.error("a stream failed unexpectedly", exc_info=failure)
        yield "error", problem_of(failure, request)


def described(events: Mapping[str, str], reply: str) -> dict[int | str, dict[str, Any]]:
    """Return what a route says of its reply, which may come as events: the names of the events with
    the names of the shapes of their data, as OpenAPI 3.2 describes such streams."""
    kinds = [_event_schema(name, shape) for name, shape in events.items()]
    schema = {"description": "Each of the events.", "oneOf": kinds}
    return {200: {"description": reply, "content": {STREAM_TYPE: {"schema": schema}}}}


def _event_schema(name: str, shape: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["event", "data"],
        "properties": {
            "event": {"const": name},
            "data": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": {"$ref": f"#/components/schemas/{shape}"},
            },
        },
    }
