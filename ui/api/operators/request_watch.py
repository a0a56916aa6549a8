"""Sees every request come and go, and what is done for it."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.tracing.steps import EndedStep, OpenStep, listening, trace_of
from ui.api.operators.asked_request import AskedRequest
from ui.api.operators.meters import Meters
from ui.guard.handed_over import is_given_away

_LOG = logging.getLogger(__name__)

_QUIET = ("/desk/static/*", "/*", "/healthz", "/readyz", "/metrics")
"""Routes of the page's files and of probes, whose lines are for debugging."""


class RequestWatch:
    """Counts each request, has a line of the log and a span for it, and gives it an id.

    The same holds for the questions, briefs and calls of the model that are made for it, also
    after it has been answered.
    """

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = AskedRequest(scope)
        started = time.perf_counter()
        span = OpenStep(asked.method, server=True, context=trace_of(asked.headers))

        async def send_noted(message: Message) -> None:
            asked.answered(message)
            is_start = message["type"] == "http.response.start"
            if asked.is_stream and is_start and not is_given_away(scope):
                self._meters.stream_opened()
            await send(message)

        def ended(step: EndedStep) -> None:
            self._meters.work_ended(step, asked.door)
            _tell_work(step, asked)

        fault: BaseException | None = None
        try:
            with listening(ended), span.current():
                await self._app(scope, receive, send_noted)
        except Exception as error:
            fault = error
            asked.status = asked.status or 500  # which the server answers then
            raise
        finally:
            seconds = time.perf_counter() - started
            _end_span(span, asked, fault)
            if not is_given_away(scope):
                self._end(asked, seconds)

    def _end(self, asked: AskedRequest, seconds: float) -> None:
        if asked.is_stream:
            self._meters.stream_closed()
        self._meters.request_ended(asked, seconds)
        _tell_request(asked, seconds)


def _end_span(span: OpenStep, asked: AskedRequest, fault: BaseException | None) -> None:
    span.rename(f"{asked.method} {asked.route}")
    span.note(door=asked.door, status=asked.status, bytes=asked.bytes, request=asked.id)
    span.end(fault)


def _tell_request(asked: AskedRequest, seconds: float) -> None:
    route = asked.route
    level = logging.DEBUG if route in _QUIET and asked.status < 400 else logging.INFO
    if _LOG.isEnabledFor(level):
        fields = {
            "id": asked.id,
            "door": asked.door,
            "method": asked.method,
            "route": route,
            "status": asked.status,
            "ms": round(seconds * 1000, 1),
            "bytes": asked.bytes,
            "person": asked.person,
        }
        _LOG.log(level, "request", extra={"fields": fields})


def _tell_work(step: EndedStep, asked: AskedRequest) -> None:
    level = logging.INFO if step.name in ("question", "brief", "index") else logging.DEBUG
    if _LOG.isEnabledFor(level):
        fields = {
            "id": asked.id,
            "door": asked.door,
            "person": asked.person,
            "ending": step.ending,
            "seconds": round(step.seconds, 3),
            **{name: _short(fact) for name, fact in step.facts.items()},
            "fault": step.fault,
        }
        _LOG.log(level, step.name, extra={"fields": fields})


def _short(fact: object) -> object:
    return round(fact, 3) if isinstance(fact, float) else fact
