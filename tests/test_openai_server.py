from __future__ import annotations

import base64
import http.client
import json
import math
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import openai
import pytest

from tests.openai_replies import REFUSALS
from tests.openai_server import API_KEY, Fault, OpenAIServer

QUESTION: Any = [{"role": "user", "content": "one two three"}]


@pytest.fixture
def client(openai_server: OpenAIServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        api_key=API_KEY, base_url=openai_server.base_url, max_retries=0, timeout=0.5
    ) as client:
        yield client


def _stream(client: openai.OpenAI) -> list[Any]:
    return list(
        client.chat.completions.create(
            model="m", messages=QUESTION, stream=True, stream_options={"include_usage": True}
        )
    )


def _text(chunks: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_a_stream_gives_the_text_in_pieces_then_the_reason_then_the_usage(
    openai_server: OpenAIServer, client: openai.OpenAI
) -> None:
    openai_server.reply("جملة واحدة [1].")
    openai_server.chunk_size = 4
    chunks = _stream(client)
    assert _text(chunks) == "جملة واحدة [1]."
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens) == (3, 3)
    assert len(chunks) == 1 + 4 + 1 + 1


def test_replies_come_in_order_and_the_last_stays(
    openai_server: OpenAIServer, client: openai.OpenAI
) -> None:
    openai_server.reply("first", lambda body: body["messages"][0]["content"].upper())
    texts = [
        client.chat.completions.create(model="m", messages=QUESTION).choices[0].message.content
        for _ in range(3)
    ]
    assert texts == ["first", "ONE TWO THREE", "ONE TWO THREE"]


def test_requests_are_recorded(openai_server: OpenAIServer, client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["scripted"]
    client.embeddings.create(model="e", input=["a", "b"], dimensions=5)
    models, embeddings = openai_server.requests
    assert (models.path, models.body) == ("/v1/models", {})
    assert embeddings.path == "/v1/embeddings"
    assert embeddings.body["dimensions"] == 5
    assert embeddings.headers["authorization"] == f"Bearer {API_KEY}"
    assert openai_server.texts() == ["a", "b"]


@pytest.mark.parametrize("encoding", ["base64", "float"])
def test_embeddings_stand_for_their_texts(openai_server: OpenAIServer, encoding: str) -> None:
    body = {"input": ["a", "ب"], "encoding_format": encoding}
    with closing(_raw(openai_server, body, Fault.SLOW, "embeddings")) as raw:
        data = json.loads(raw.getresponse().read())["data"]
    for text, entry in zip(["a", "ب"], data, strict=True):
        got = entry["embedding"]
        values = struct.unpack("<8f", base64.b64decode(got)) if encoding == "base64" else got
        assert list(values) == pytest.approx(openai_server.vector(text), abs=1e-6)
        assert math.hypot(*values) == pytest.approx(1)


@pytest.mark.parametrize("fault", REFUSALS)
def test_refusals_have_their_status_and_are_used_up(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault
) -> None:
    openai_server.fault(fault)
    with pytest.raises(openai.APIStatusError) as caught:
        _stream(client)
    assert (caught.value.status_code, caught.value.code) == REFUSALS[fault]
    if fault is Fault.UNAUTHORIZED:
        assert API_KEY[-4:] in str(caught.value)
    if fault is Fault.RATE_LIMIT_RETRY_AFTER:
        assert caught.value.response.headers["retry-after"] == openai_server.retry_after
    assert _text(_stream(client)) == "A scripted reply [1]."


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.HANG_MID_STREAM])
def test_a_hang_lasts_until_the_client_leaves(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault
) -> None:
    openai_server.fault(fault)
    with pytest.raises(openai.APITimeoutError):
        _stream(client)
    assert openai_server.abandoned.wait(5)


def test_a_stop_by_the_client_is_noticed(
    openai_server: OpenAIServer, client: openai.OpenAI
) -> None:
    openai_server.reply("word " * 500)
    openai_server.pause = 0.02
    stream = client.chat.completions.create(model="m", messages=QUESTION, stream=True)
    next(iter(stream))
    stream.close()
    assert openai_server.abandoned.wait(5)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        Fault.HANG,
        Fault.HANG_AFTER_HEADERS,
        Fault.HANG_MID_STREAM,
        Fault.KEEP_ALIVE,
        Fault.EMPTY_DELTAS,
        Fault.TRICKLE,
    ],
)
def test_closing_the_server_ends_every_hang(fault: Fault, stream: bool) -> None:
    before = threading.active_count()
    with OpenAIServer() as server, closing(_raw(server, {"stream": stream}, fault)):
        while server.most_at_once == 0:
            time.sleep(0.01)
        started = time.monotonic()
    assert time.monotonic() - started < 2
    assert threading.active_count() == before


def test_keep_alive_comments_come_for_ever(openai_server: OpenAIServer) -> None:
    with closing(_raw(openai_server, {"stream": True}, Fault.KEEP_ALIVE)) as connection:
        reply = connection.getresponse()
        assert [reply.readline() for _ in range(6)] == [b": still here\n", b"\n"] * 3


@pytest.mark.parametrize(
    ("fault", "texts"),
    [(Fault.TRICKLE, [*"one two", *"one two"]), (Fault.EMPTY_DELTAS, [""] * 14)],
)
def test_pieces_come_for_ever(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault, texts: list[str]
) -> None:
    openai_server.reply("one two")
    openai_server.fault(fault)
    with client.chat.completions.create(model="m", messages=QUESTION, stream=True) as stream:
        pieces = [next(stream).choices[0].delta.content for _ in texts]
    assert pieces == texts


def test_a_plain_body_can_drip_for_ever(openai_server: OpenAIServer) -> None:
    with closing(_raw(openai_server, {"input": "a"}, Fault.TRICKLE, "embeddings")) as connection:
        reply = connection.getresponse()
        assert [reply.read(1) for _ in range(3)] == [b"{", b'"', b"o"]


def test_every_reply_echoes_the_key(openai_server: OpenAIServer, client: openai.OpenAI) -> None:
    openai_server.headers = {"retry-after-ms": "5"}
    openai_server.fault(Fault.SERVER_ERROR)
    with pytest.raises(openai.APIStatusError, match=API_KEY) as caught:
        _stream(client)
    assert API_KEY in caught.value.response.headers["x-request-id"]
    assert caught.value.response.headers["retry-after-ms"] == "5"
    good = client.chat.completions.with_raw_response.create(model="m", messages=QUESTION)
    assert API_KEY in good.headers["x-echo"]


@pytest.mark.parametrize("fault", [Fault.ERROR_FIRST, Fault.ERROR_EVENT])
def test_an_error_event_has_its_code_and_echoes_the_key(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault
) -> None:
    openai_server.error_code = "insufficient_quota"
    openai_server.fault(fault)
    with pytest.raises(openai.APIError, match=API_KEY) as caught:
        _stream(client)
    assert caught.value.code == "insufficient_quota"


def test_the_usage_can_be_changed_and_left_out(
    openai_server: OpenAIServer, client: openai.OpenAI
) -> None:
    openai_server.usage = {"cost": 0.5}
    assert _stream(client)[-1].usage.cost == 0.5
    openai_server.fault(Fault.NO_USAGE)
    assert [chunk for chunk in _stream(client) if chunk.usage] == []


def test_a_cut_is_not_a_clean_end(openai_server: OpenAIServer, client: openai.OpenAI) -> None:
    openai_server.fault(Fault.CUT_STREAM, Fault.NO_FINISH)
    with pytest.raises(openai.APIConnectionError):
        _stream(client)
    chunks = _stream(client)
    assert _text(chunks) == "A scripted"
    assert {chunk.choices[0].finish_reason for chunk in chunks} == {None}


@pytest.mark.parametrize(
    ("fault", "finish"),
    [(Fault.FINISH_LENGTH, "length"), (Fault.FINISH_FILTER, "content_filter"), (None, "stop")],
)
def test_the_reason_of_the_end_is_told(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault | None, finish: str
) -> None:
    openai_server.fault(*([fault, fault] if fault else []))
    plain = client.chat.completions.create(model="m", messages=QUESTION)
    streamed = [chunk.choices[0] for chunk in _stream(client) if chunk.choices]
    assert [plain.choices[0].finish_reason, streamed[-1].finish_reason] == [finish, finish]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.BAD_JSON, json.JSONDecodeError),
        (Fault.ERROR_EVENT, openai.APIError),
    ],
)
def test_bad_events_break_a_stream(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault, error: type[Exception]
) -> None:
    openai_server.fault(fault)
    with pytest.raises(error):
        _text(_stream(client))


@pytest.mark.parametrize(
    "fault",
    [Fault.EMPTY_BODY, Fault.HTML_OK, Fault.ERROR_OK, Fault.NO_CHOICES, Fault.NULL_CHOICES],
)
def test_a_stream_can_be_without_choices(
    openai_server: OpenAIServer, client: openai.OpenAI, fault: Fault
) -> None:
    openai_server.fault(fault)
    assert not [chunk for chunk in _stream(client) if chunk.choices]


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        (Fault.NO_CHOICES, {"choices": []}),
        (Fault.NULL_CHOICES, {"choices": None}),
        (Fault.NULL_CONTENT, {"choices": [{"message": {"content": None}}]}),
        (Fault.ERROR_EVENT, {"error": {"code": None}}),
    ],
)
def test_plain_replies_can_be_wrong(
    openai_server: OpenAIServer, fault: Fault, body: dict[str, Any]
) -> None:
    with closing(_raw(openai_server, {}, fault)) as connection:
        _assert_contains(json.loads(connection.getresponse().read()), body)


@pytest.mark.parametrize(
    ("fault", "sizes", "indexes"),
    [
        (None, [8, 8, 8], [0, 1, 2]),
        (Fault.WRONG_DIMENSION, [9, 9, 9], [0, 1, 2]),
        (Fault.MIXED_DIMENSIONS, [8, 8, 7], [0, 1, 2]),
        (Fault.MISSING_ONE, [8, 8], [0, 1]),
        (Fault.REORDERED, [8, 8, 8], [2, 1, 0]),
        (Fault.DUPLICATE_INDEX, [8, 8, 8], [0, 1, 0]),
    ],
)
def test_embeddings_can_be_wrong(
    openai_server: OpenAIServer,
    client: openai.OpenAI,
    fault: Fault | None,
    sizes: list[int],
    indexes: list[int],
) -> None:
    openai_server.fault(*([fault] if fault else []))
    data = client.embeddings.create(model="e", input=["a", "b", "c"]).data
    assert [len(entry.embedding) for entry in data] == sizes
    assert [entry.index for entry in data] == indexes
    assert data[0].embedding[:8] == pytest.approx(
        openai_server.vector("c" if fault is Fault.REORDERED else "a"), abs=1e-6
    )


def test_vectors_can_be_no_vectors(openai_server: OpenAIServer, client: openai.OpenAI) -> None:
    openai_server.fault(Fault.NOT_A_NUMBER, Fault.ZERO_VECTOR)
    broken, zero = (client.embeddings.create(model="e", input="a").data[0] for _ in range(2))
    assert math.isnan(broken.embedding[0])
    assert zero.embedding == [0.0] * 8
    with closing(_raw(openai_server, {"input": "a"}, Fault.NULL_VECTOR, "embeddings")) as raw:
        assert json.loads(raw.getresponse().read())["data"][0]["embedding"] is None


def test_too_many_texts_are_refused(openai_server: OpenAIServer, client: openai.OpenAI) -> None:
    openai_server.max_inputs = 2
    client.embeddings.create(model="e", input=["a", "b"])
    with pytest.raises(openai.APIStatusError, match="413"):
        client.embeddings.create(model="e", input=["a", "b", "c"])


def _raw(
    server: OpenAIServer, body: dict[str, Any], fault: Fault, path: str = "chat/completions"
) -> http.client.HTTPConnection:
    """A request that was sent and whose reply is not read yet."""
    server.fault(fault)
    address = urlsplit(server.base_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request("POST", f"{address.path}/{path}", json.dumps({"messages": []} | body))
    return connection


def _assert_contains(whole: Any, part: Any) -> None:
    if isinstance(part, dict):
        for name, value in part.items():
            _assert_contains(whole[name], value)
    elif isinstance(part, list) and part:
        _assert_contains(whole[0], part[0])
    else:
        assert whole == part
