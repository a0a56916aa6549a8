"""Steps of the work: a question, a search, a call of the model. Each is a span of OpenTelemetry,
and is told to whoever listens.

Without OpenTelemetry's SDK its spans are empty and cost some microseconds. What is noted of a step
is numbers, and words out of a fixed list: never the text of a question or an article, and of an
error never more than its class.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Literal, TypeVar

from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

TRACER = "mujaz"
"""The name by which our spans are told from those of other packages."""

T = TypeVar("T")

Fact = str | int | float | bool
Ending = Literal["done", "stopped", "failed"]

StepName = Literal["question", "brief", "search", "read", "write", "model", "index", "vectors"]

_STOPPED = (GeneratorExit, asyncio.CancelledError, KeyboardInterrupt)


@dataclass(frozen=True, slots=True)
class EndedStep:
    """A step that has ended, after so many `seconds`.

    It was `stopped` where nobody wanted its result any more. `fault` is the class of the exception
    that ended one that `failed`.
    """

    name: str
    seconds: float
    ending: Ending
    facts: Mapping[str, Fact]
    fault: str | None = None


Listener = Callable[[EndedStep], None]
"""Is called with every step of one request and of what it began, in whichever thread it ends."""

_listening: ContextVar[Listener | None] = ContextVar("mujaz_listening", default=None)


class OpenStep:
    """A step under way. `is_whole` says that all has come that somebody waits for: who leaves a
    stream then has not stopped it."""

    def __init__(self, name: str, *, server: bool = False, context: Context | None = None) -> None:
        kind = trace.SpanKind.SERVER if server else trace.SpanKind.INTERNAL
        self.name = name
        self.facts: dict[str, Fact] = {}
        self.is_whole = False
        self._span = trace.get_tracer(TRACER).start_span(
            name if server else f"mujaz.{name}", context, kind
        )
        # Without an SDK at work there is nothing to belong to.
        is_real = self._span.get_span_context().is_valid
        self._within = trace.set_span_in_context(self._span) if is_real else None
        self._started = time.perf_counter()

    def note(self, **facts: Fact | None) -> None:
        """Note what the step came to; None is nothing to note."""
        self.facts.update({name: fact for name, fact in facts.items() if fact is not None})

    def reached(self, mark: str) -> None:
        """Note after how many seconds something was reached, unless it was reached before."""
        self.facts.setdefault(mark, time.perf_counter() - self._started)

    def rename(self, name: str) -> None:
        """Give the span the name that is known only now."""
        self._span.update_name(name)

    @contextmanager
    def current(self) -> Iterator[None]:
        """Make the step the one that the steps of a block belong to."""
        token = self.enter()
        try:
            yield
        finally:
            self.leave(token)

    def enter(self) -> Token[Context] | None:
        """Make the step the current one until `leave`, which takes what this returns. Both are for
        what is called for every piece of an answer, which a `with` block of `current` is slow
        for."""
        return None if self._within is None else attach(self._within)

    def leave(self, token: Token[Context] | None) -> None:
        if token is not None:
            detach(token)

    def end(self, error: BaseException | None = None) -> EndedStep:
        """End the step, with what was raised from it, and return what it came to."""
        if self.is_whole and isinstance(error, _STOPPED):
            error = None
        fault = None if error is None or isinstance(error, _STOPPED) else type(error).__name__
        ending: Ending = "done" if error is None else "failed" if fault else "stopped"
        if self._span.is_recording():
            for name, fact in self.facts.items():
                self._span.set_attribute(f"mujaz.{name}", fact)
            if ending != "done":
                self._span.set_attribute("mujaz.ending", ending)
            if fault is not None:
                self._span.set_attribute("error.type", fault)
                self._span.set_status(trace.StatusCode.ERROR)
        self._span.end()
        seconds = time.perf_counter() - self._started
        return EndedStep(self.name, seconds, ending, self.facts, fault)


@contextmanager
def step(name: StepName, **facts: Fact | None) -> Iterator[OpenStep]:
    """Make a step of a block."""
    under_way = OpenStep(name)
    under_way.note(**facts)
    with _told(under_way), under_way.current():
        yield under_way


async def stepped(
    name: StepName,
    items: AsyncGenerator[T],
    read: Callable[[OpenStep, T], None] = lambda step, item: None,
    last: Callable[[OpenStep, BaseException | None], None] = lambda step, error: None,
) -> AsyncGenerator[T]:
    """Yield the items of an async generator, which is one step.

    `read` notes what an item says, and `last` what is known at the end, however it came. Between
    two items the step is not the current one: whoever takes them is in no part of it.
    """
    under_way = OpenStep(name)
    with _told(under_way, last):
        async with aclosing(items):
            while True:
                token = under_way.enter()
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    return
                finally:
                    under_way.leave(token)
                read(under_way, item)
                yield item


@contextmanager
def _told(
    under_way: OpenStep,
    last: Callable[[OpenStep, BaseException | None], None] = lambda step, error: None,
) -> Iterator[None]:
    error: BaseException | None = None
    try:
        yield
    except BaseException as raised:
        error = raised
        raise
    finally:
        last(under_way, error)
        ended = under_way.end(error)
        if (listener := _listening.get()) is not None:
            listener(ended)


def trace_of(headers: Mapping[str, str]) -> Context | None:
    """Return the trace that a request belongs to, as its header `traceparent` says (W3C Trace
    Context); None for one that begins a trace."""
    if "traceparent" not in headers:
        return None
    return TraceContextTextMapPropagator().extract(headers)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have a listener told of the steps that a block takes, and of those of the tasks and threads
    that it begins."""
    before = _listening.set(listener)
    try:
        yield
    finally:
        _listening.reset(before)
