"""The metrics of one server, in a registry of their own. No value of a label names a person, a
document or a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from rag.tracing.steps import EndedStep
from ui.api.operators.asked_request import AskedRequest

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Bounds in seconds for requests and searches, most of which take some milliseconds; streams take
as long as the answer."""

SLOW = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)
"""Bounds in seconds for answers and briefs: a tenth without a model, two minutes at most with one
(`MUJAZ_MODEL_TIMEOUT`)."""

FOUND = (0, 1, 2, 4, 6, 8, 10, 15, 20)
"""Bounds for the passages of a question, of which there are at most 20 (`MUJAZ_PASSAGES`)."""

SIGN_IN = "/desk/sign-in"

REFUSALS = frozenset({401, 403, 429, 503})


class Meters:
    """Counts what happens; `collectors` read what is so at the moment of asking."""

    def __init__(self, collectors: Iterable[Collector] = ()) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        for collector in collectors:
            self.registry.register(collector)
        self._build = self._gauge("build", "The version that runs.", ["version"])
        self._build.labels(version("mujaz")).set(1)
        self._count_requests()
        self._count_work()
        self._count_model()

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self.registry)

    # --- requests ---

    def request_ended(self, asked: AskedRequest, seconds: float) -> None:
        """Count a request that has been answered."""
        route, status = asked.route, str(asked.status)
        self._requests.labels(route, asked.method, status).inc()
        self._request_seconds.labels(route).observe(seconds)
        if asked.status in REFUSALS:
            self._refusals.labels(status, asked.door).inc()
        if asked.method == "POST" and route == SIGN_IN:
            self._sign_ins.labels("done" if asked.status < 400 else "refused").inc()

    def stream_opened(self) -> None:
        self._streams.inc()

    def stream_closed(self) -> None:
        self._streams.dec()

    def _count_requests(self) -> None:
        self._requests = self._counter(
            "requests", "Requests by the template of their route.", ["route", "method", "status"]
        )
        self._request_seconds = self._histogram(
            "request_seconds", "Seconds until a request was answered in full.", ["route"], FAST
        )
        self._refusals = self._counter(
            "refusals", "Requests that were refused, by status.", ["status", "door"]
        )
        self._sign_ins = self._counter("sign_ins", "Attempts to sign in.", ["result"])
        for result in ("done", "refused"):
            self._sign_ins.labels(result)
        self._streams = self._gauge("streams_open", "Streams that are open now.")

    # --- what is done for them ---

    def work_ended(self, step: EndedStep, door: str) -> None:
        """Count a step of the work that has ended."""
        if step.name == "question":
            self._question_ended(step, door)
        elif step.name == "brief":
            self._briefs.labels(door, _outcome(step)).inc()
            self._brief_seconds.labels(door).observe(step.seconds)
        elif step.name == "model":
            self._model_ended(step)
        elif step.name == "search":
            self._search_seconds.observe(step.seconds)

    def _question_ended(self, step: EndedStep, door: str) -> None:
        self._questions.labels(door, _outcome(step)).inc()
        self._question_seconds.labels(door).observe(step.seconds)
        if (first := step.facts.get("first_sentence")) is not None:
            self._first_sentence.labels(door).observe(float(first))
        if (found := step.facts.get("passages")) is not None:
            self._passages.observe(float(found))

    def _count_work(self) -> None:
        by = ["door", "outcome"]
        self._questions = self._counter("questions", "Questions by what they came to.", by)
        self._question_seconds = self._histogram(
            "question_seconds", "Seconds until an answer was whole.", ["door"], SLOW
        )
        self._first_sentence = self._histogram(
            "question_first_sentence_seconds",
            "Seconds until the first checked sentence of an answer.",
            ["door"],
            SLOW,
        )
        self._passages = self._histogram(
            "passages_found", "Passages that were found for a question.", [], FOUND
        )
        self._search_seconds = self._histogram(
            "search_seconds", "Seconds that a search took, of answers and briefs too.", [], FAST
        )
        self._briefs = self._counter("briefs", "Briefs by what they came to.", by)
        self._brief_seconds = self._histogram(
            "brief_seconds", "Seconds until a brief was whole.", ["door"], SLOW
        )

    def _model_ended(self, step: EndedStep) -> None:
        self._calls.labels(step.ending).inc()
        self._call_seconds.observe(step.seconds)
        for kind in ("prompt", "completion"):
            self._tokens.labels(kind).inc(float(step.facts.get(f"{kind}_tokens", 0)))
        self._dollars.inc(float(step.facts.get("dollars", 0)))
        if step.ending == "failed":
            self._faults.labels(str(step.facts.get("kind", "other"))).inc()

    def _count_model(self) -> None:
        self._calls = self._counter("model_calls", "Calls of the chat model.", ["ending"])
        self._call_seconds = self._histogram(
            "model_call_seconds", "Seconds until a call of the chat model ended.", [], SLOW
        )
        self._tokens = self._counter("model_tokens", "Tokens of the chat model.", ["kind"])
        self._dollars = self._counter("model_dollars", "Cost of the chat model in US dollars.")
        self._faults = self._counter("model_faults", "Calls that failed, by what failed.", ["kind"])

    # --- making them ---

    def _counter(self, name: str, what: str, labels: Sequence[str] = ()) -> Counter:
        return Counter(f"mujaz_{name}", what, labels, registry=self.registry)

    def _gauge(self, name: str, what: str, labels: Sequence[str] = ()) -> Gauge:
        return Gauge(f"mujaz_{name}", what, labels, registry=self.registry)

    def _histogram(
        self, name: str, what: str, labels: Sequence[str], bounds: Sequence[float]
    ) -> Histogram:
        return Histogram(f"mujaz_{name}", what, labels, registry=self.registry, buckets=bounds)


def _outcome(step: EndedStep) -> str:
    return str(step.facts.get("outcome", "none")) if step.ending == "done" else step.ending
