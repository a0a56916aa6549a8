"""The spans of OpenTelemetry, as its SDK gets them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rag.tracing.own_spans import OwnSpans
from tests.openai_server import API_KEY, Fault, OpenAIServer
from tests.ui.operators.asking import ask
from tests.ui.operators.conftest import MARKED

QUESTION = f"How many US troops of the {MARKED} ministry are in Japan?"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(scope="module")
def sent() -> Iterator[InMemorySpanExporter]:
    """What is sent. A process has one provider for good; this one sends nothing afterwards."""
    provider, exporter = OwnSpans(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    yield exporter
    exporter.shutdown()


@pytest.fixture(autouse=True)
def _nothing_sent_yet(sent: InMemorySpanExporter) -> None:
    sent.clear()


def _parents(spans: tuple[ReadableSpan, ...]) -> set[tuple[str, str | None]]:
    names = {span.context.span_id: span.name for span in spans if span.context is not None}
    return {(one.name, names.get(one.parent.span_id) if one.parent else None) for one in spans}


def _text(spans: tuple[ReadableSpan, ...]) -> str:
    return "\n".join(span.to_json() for span in spans)


def test_a_question_is_a_tree_of_spans(client: TestClient, sent: InMemorySpanExporter) -> None:
    ask(client, QUESTION)
    assert _parents(sent.get_finished_spans()) >= {
        ("POST /desk/ask/questions", None),
        ("mujaz.question", "POST /desk/ask/questions"),
        ("mujaz.search", "mujaz.question"),
        ("mujaz.write", "mujaz.question"),
        ("mujaz.model", "mujaz.write"),
    }


def test_a_brief_has_spans_too(client: TestClient, sent: InMemorySpanExporter) -> None:
    job = client.post("/desk/briefs", json={"topic": QUESTION}).json()["job"]
    client.get(f"/desk/briefs/{job}/steps")
    assert _parents(sent.get_finished_spans()) >= {
        ("mujaz.brief", "POST /desk/briefs"),
        ("mujaz.write", "mujaz.brief"),
    }


def test_a_request_belongs_to_the_trace_that_it_names(
    client: TestClient, sent: InMemorySpanExporter
) -> None:
    parent = f"00-{TRACE}-b7ad6b7169203331-01"
    client.get("/healthz", headers={"traceparent": parent})
    client.get("/healthz", headers={"traceparent": "nonsense"})
    first, second = sent.get_finished_spans()
    assert first.context is not None
    assert second.context is not None
    assert f"{first.context.trace_id:032x}" == TRACE
    assert first.parent is not None
    assert second.parent is None


def test_no_span_holds_a_text_or_a_key_whatever_fails(
    client: TestClient, sent: InMemorySpanExporter, model: OpenAIServer
) -> None:
    for fault in (Fault.UNAUTHORIZED, Fault.CUT_STREAM):
        model.fault(fault)
        ask(client, QUESTION)
    model.clear_faults()
    client.post("/mcp", headers={"accept": "application/json, text/event-stream"}, json={
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": QUESTION, "limit": MARKED}},
    })  # fmt: skip
    client.get(f"/{MARKED}?q={MARKED}")
    spans = sent.get_finished_spans()
    (failed,) = [one for one in spans if (one.attributes or {}).get("mujaz.kind") == "model_key"]
    assert (failed.attributes or {})["error.type"] == "ChatFault"
    assert not any(one.events for one in spans)
    for secret in (MARKED, API_KEY, "troops", "54,000"):
        assert secret not in _text(spans)


def test_other_packages_make_no_spans(sent: InMemorySpanExporter) -> None:
    with (
        trace.get_tracer("mujaz").start_as_current_span("ours") as ours,
        trace.get_tracer("mcp").start_as_current_span("theirs") as theirs,
    ):
        assert not theirs.is_recording()
        assert theirs.get_span_context() == ours.get_span_context()
    assert [one.name for one in sent.get_finished_spans()] == ["ours"]
