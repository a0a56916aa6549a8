"""What a model server can do wrong, and what a reader is told."""

from __future__ import annotations

import asyncio
import time

import pytest

from rag.answering.model_answer import ModelWriter
from rag.messages.notices import NoticeKey, notice
from rag.protocols import WriterEvent
from tests.answering.asking import (
    NAME,
    REPLY,
    events_of,
    failure_of,
    parts,
    prompt,
    report_of,
    writer_on,
)
from tests.answering.samples import BRIDGE, MOON, TROOPS, task_of
from tests.leaks import leaked, listen_to_all, told
from tests.openai_server import API_KEY, Fault, OpenAIServer

SHORT = 0.6  # seconds that a writer waits where the server never comes to an end

# Before any text: the notice, whether asking again may help, and how many requests are made.
ERRORS: dict[Fault, tuple[NoticeKey, bool, int]] = {
    Fault.UNAUTHORIZED: ("model_key", False, 1),
    Fault.FORBIDDEN: ("model_key", False, 1),
    Fault.NOT_FOUND: ("model_missing", False, 1),
    Fault.CONTEXT_LENGTH: ("model_overflow", False, 2),
    Fault.TOO_LARGE: ("model_overflow", False, 2),
    Fault.RATE_LIMIT: ("model_busy", True, 2),
    Fault.RATE_LIMIT_RETRY_AFTER: ("model_busy", True, 1),
    Fault.QUOTA: ("model_quota", False, 1),
    Fault.SERVER_ERROR: ("model_down", True, 2),
    Fault.UNAVAILABLE_HTML: ("model_down", True, 2),
    Fault.CUT_AT_ONCE: ("model_unreachable", True, 2),
    Fault.EMPTY_BODY: ("model_reply", True, 1),
    Fault.HTML_OK: ("model_reply", True, 1),
    Fault.ERROR_OK: ("model_down", True, 1),
    Fault.ERROR_FIRST: ("model_down", True, 1),
    Fault.NO_CHOICES: ("model_reply", True, 1),
    Fault.NULL_CHOICES: ("model_reply", True, 1),
    Fault.NULL_CONTENT: ("model_reply", True, 1),
    Fault.HANG: ("model_slow", True, 1),
    Fault.HANG_AFTER_HEADERS: ("model_slow", True, 1),
    Fault.KEEP_ALIVE: ("model_slow", True, 1),
    Fault.EMPTY_DELTAS: ("model_slow", True, 1),
}
# After some text: the notice, and how much of the text comes.
SHORTFALLS: dict[Fault, tuple[NoticeKey, float]] = {
    Fault.CUT_STREAM: ("incomplete_cut", 0.5),
    Fault.NO_FINISH: ("incomplete_cut", 0.5),
    Fault.BAD_JSON: ("incomplete_cut", 0.5),
    Fault.ERROR_EVENT: ("incomplete_cut", 0.5),
    Fault.ERROR_IN_CHOICE: ("incomplete_failed", 0.5),
    Fault.HANG_MID_STREAM: ("incomplete_time", 0.5),
    Fault.FINISH_LENGTH: ("incomplete_length", 1),
    Fault.FINISH_FILTER: ("filtered", 1),
}
ENDLESS = [
    Fault.HANG,
    Fault.HANG_AFTER_HEADERS,
    Fault.KEEP_ALIVE,
    Fault.EMPTY_DELTAS,
    Fault.TRICKLE,
    Fault.HANG_MID_STREAM,
]


def _writer(server: OpenAIServer, fault: Fault) -> ModelWriter:
    return writer_on(server, timeout=SHORT if fault in ENDLESS else 20.0)


def _assert_well(server: OpenAIServer, writer: ModelWriter) -> None:
    """The next question is answered as if nothing had been."""
    server.clear_faults()
    text, sentences, report = parts(events_of(writer))
    assert (text, len(sentences), report.incomplete) == (REPLY, 2, False)


@pytest.mark.parametrize(("fault", "told_as"), ERRORS.items())
def test_a_fault_before_any_text_is_an_error_in_plain_words_and_the_next_question_works(
    openai_server: OpenAIServer, fault: Fault, told_as: tuple[NoticeKey, bool, int]
) -> None:
    key, retryable, requests = told_as
    openai_server.reply(REPLY)
    openai_server.retry_after = "45"
    openai_server.fault(fault, times=3)
    writer = _writer(openai_server, fault)
    started = time.monotonic()
    error = failure_of(writer, task_of(TROOPS, MOON, language="ar"))
    assert time.monotonic() - started < 4
    assert str(error) == notice(key, "ar", model=NAME)
    assert error.retryable is retryable
    assert len(openai_server.requests) == requests
    if fault in ENDLESS:
        assert openai_server.abandoned.wait(5)
    _assert_well(openai_server, writer)


@pytest.mark.parametrize(("fault", "told_as"), SHORTFALLS.items())
def test_a_fault_after_some_text_keeps_it_and_says_that_it_is_incomplete(
    openai_server: OpenAIServer, fault: Fault, told_as: tuple[NoticeKey, float]
) -> None:
    key, share = told_as
    openai_server.reply(REPLY)
    openai_server.fault(fault)
    writer = _writer(openai_server, fault)
    text, sentences, report = parts(events_of(writer))
    assert text == REPLY[: int(len(REPLY) * share)]
    assert sentences[0].text == "Japan hosts 54,000 soldiers."
    assert len(sentences) == 2
    assert report.incomplete
    assert report.reason == notice(key, "en")
    assert report.usage.calls == 1
    assert len(openai_server.requests) == 1
    _assert_well(openai_server, writer)


def test_a_trickle_without_end_is_cut_at_the_deadline(openai_server: OpenAIServer) -> None:
    openai_server.reply(REPLY)
    openai_server.fault(Fault.TRICKLE)
    writer = writer_on(openai_server, timeout=SHORT)
    started = time.monotonic()
    text, _, report = parts(events_of(writer))
    assert time.monotonic() - started < 3
    assert REPLY.startswith(text)
    assert text
    assert report.reason == notice("incomplete_time", "en")
    assert report.usage.estimated
    assert report.usage.prompt_tokens > 0
    assert openai_server.abandoned.wait(5)
    _assert_well(openai_server, writer)


def test_a_filter_that_leaves_nothing_is_an_error(openai_server: OpenAIServer) -> None:
    openai_server.reply("")
    openai_server.fault(Fault.FINISH_FILTER)
    error = failure_of(writer_on(openai_server))
    assert (str(error), error.retryable) == (notice("filtered", "en"), False)


def test_a_model_that_runs_on_is_cut(openai_server: OpenAIServer) -> None:
    openai_server.reply("".join(f"So it goes on {n} [1]. " for n in range(2000)))
    openai_server.chunk_size = 500
    text, sentences, report = parts(events_of(writer_on(openai_server)))
    assert 6000 <= len(text) < 7000
    assert len(sentences) > 200
    assert report.reason == notice("incomplete_length", "en")
    assert report.usage.estimated
    assert report.usage.completion_tokens > 1000


LOOPS = {
    "one sentence": ("So it goes on [1]. ", 1),
    "five sentences": ("A came [1]. B went [1]. C ran [1]. D sat [1]. E ate [1]. ", 5),
    "no full stop": ("and so it goes on ", 1),
    "arabic": ("افتُتح الجسر في آذار [1]. ", 1),
    "words in another order": ("Tom saw Ann. Ann saw Tom. Saw Tom Ann. Tom Ann saw. Saw. ", 5),
}


@pytest.mark.parametrize("loop", LOOPS)
def test_a_model_that_repeats_itself_is_stopped_and_says_it_once(
    openai_server: OpenAIServer, loop: str
) -> None:
    said, most = LOOPS[loop]
    openai_server.reply(said * 2000)
    openai_server.chunk_size = 20
    openai_server.pause = 0.001
    text, sentences, report = parts(events_of(writer_on(openai_server)))
    assert len(sentences) <= most
    assert len({one.text for one in sentences}) == len(sentences)
    assert len(text) < 600
    assert report.incomplete
    assert report.reason == notice("incomplete_loop", "en")
    assert report.usage.completion_tokens > 0
    assert openai_server.abandoned.wait(5)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("insufficient_quota", "model_quota"),
        ("context_length_exceeded", "model_overflow"),
        (None, "model_down"),
    ],
)
def test_a_stream_that_begins_with_an_error_is_understood(
    openai_server: OpenAIServer, code: str | None, key: NoticeKey
) -> None:
    openai_server.error_code = code
    openai_server.fault(Fault.ERROR_FIRST, times=3)
    error = failure_of(writer_on(openai_server), task_of("Only one sentence."))
    assert str(error) == notice(key, "en", model=NAME)
    assert len(openai_server.requests) == 1


# Waiting and asking again


@pytest.mark.parametrize(
    ("retry_after", "seconds"), [("2", 2.0), ("soon", 0.3), ("0", 0.3), ("-1", 0.3)]
)
def test_a_short_wait_is_sat_out(
    openai_server: OpenAIServer, retry_after: str, seconds: float
) -> None:
    openai_server.retry_after = retry_after
    openai_server.fault(Fault.RATE_LIMIT_RETRY_AFTER)
    started = time.monotonic()
    assert not report_of(writer_on(openai_server)).incomplete
    assert seconds <= time.monotonic() - started < seconds + 1.5
    assert len(openai_server.requests) == 2


@pytest.mark.parametrize("retry_after", ["11", "45", "600", "Fri, 01 Jan 2100 00:00:00 GMT", "1e9"])
def test_a_long_wait_is_told_at_once(openai_server: OpenAIServer, retry_after: str) -> None:
    openai_server.retry_after = retry_after
    openai_server.fault(Fault.RATE_LIMIT_RETRY_AFTER)
    started = time.monotonic()
    assert str(failure_of(writer_on(openai_server))) == notice("model_busy", "en")
    assert time.monotonic() - started < 1
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.QUOTA])
def test_a_server_cannot_ask_for_a_refused_key_again(
    openai_server: OpenAIServer, fault: Fault
) -> None:
    openai_server.headers = {"x-should-retry": "true", "retry-after": "0"}
    openai_server.fault(fault, times=3)
    failure_of(writer_on(openai_server))
    assert len(openai_server.requests) == 1


def test_too_long_a_prompt_is_sent_once_more_with_half_of_the_passages(
    openai_server: OpenAIServer,
) -> None:
    openai_server.reply("A bridge was opened [2]. It is on the Moon [3].")
    openai_server.fault(Fault.CONTEXT_LENGTH)
    task = task_of(TROOPS, BRIDGE, MOON, MOON)
    _, sentences, report = parts(events_of(writer_on(openai_server), task))
    assert "<passage 4>" in prompt(openai_server, 0)
    assert "<passage 2>" in prompt(openai_server, 1)
    assert "<passage 3>" not in prompt(openai_server, 1)
    assert [c.number for c in sentences[0].citations] == [2]
    assert sentences[1].dangling == (3,)
    assert not report.incomplete
    assert report.usage.calls == 2


def test_half_of_one_passage_ends_with_a_sentence(openai_server: OpenAIServer) -> None:
    openai_server.reply("They met [1].")
    openai_server.fault(Fault.CONTEXT_LENGTH)
    _, (sentence,), _ = parts(events_of(writer_on(openai_server), task_of(TROOPS)))
    assert "Their talks" in prompt(openai_server, 0)
    assert "The two ministers met on Sunday.\n</passage>" in prompt(openai_server, 1)
    assert sentence.citations[0].quote == "The two ministers met on Sunday."


def test_a_single_sentence_that_is_too_long_is_not_sent_again(openai_server: OpenAIServer) -> None:
    openai_server.fault(Fault.CONTEXT_LENGTH)
    error = failure_of(writer_on(openai_server), task_of("Japan hosts 54,000 soldiers."))
    assert str(error) == notice("model_overflow", "en", model=NAME)
    assert "MUJAZ_MODEL_WINDOW" in str(error)
    assert len(openai_server.requests) == 1


def test_a_model_without_temperature_is_asked_without_from_then_on(
    openai_server: OpenAIServer,
) -> None:
    openai_server.reply(REPLY)
    openai_server.fault(Fault.TEMPERATURE)
    writer = writer_on(openai_server)
    assert report_of(writer).usage.calls == 2
    assert report_of(writer).usage.calls == 1
    sent = ["temperature" in request.body for request in openai_server.requests]
    assert sent == [True, False, False]


# Stopping


def test_closing_the_writer_hangs_up(openai_server: OpenAIServer) -> None:
    openai_server.reply("word " * 2000)
    openai_server.pause = 0.01

    async def stop_early() -> None:
        stream = writer_on(openai_server).astream(task_of(TROOPS))
        await anext(stream)
        await stream.aclose()
        assert await asyncio.to_thread(openai_server.abandoned.wait, 5)

    asyncio.run(stop_early())


@pytest.mark.parametrize("fault", ENDLESS)
def test_cancelling_hangs_up(openai_server: OpenAIServer, fault: Fault) -> None:
    openai_server.fault(fault)

    async def collect() -> list[WriterEvent]:
        return [event async for event in writer_on(openai_server).astream(task_of(TROOPS))]

    async def cancel() -> None:
        running = asyncio.create_task(collect())
        while not openai_server.requests:  # cancelled before that, nothing has to hang up
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await asyncio.to_thread(openai_server.abandoned.wait, 5)

    asyncio.run(cancel())


# Secrets


@pytest.mark.parametrize("fault", [None, *ERRORS, *SHORTFALLS, Fault.TRICKLE, Fault.TEMPERATURE])
def test_no_key_and_no_word_of_the_server_is_told_or_logged(
    openai_server: OpenAIServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: Fault | None,
) -> None:
    listen_to_all(caplog)
    openai_server.fault(*([fault] if fault else []), times=3 if fault in ERRORS else 1)
    writer = writer_on(openai_server, timeout=0.3 if fault in ENDLESS else 20.0)
    said = repr(vars(writer)) + repr(writer)
    said += told(failure_of(writer)) if fault in ERRORS else repr(events_of(writer))
    assert leaked(said + caplog.text + "".join(capfd.readouterr())) == []
    assert any(API_KEY in str(request.headers) for request in openai_server.requests)
