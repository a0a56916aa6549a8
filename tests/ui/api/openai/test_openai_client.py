"""OpenAI's own client talks to the archive."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any, cast

import httpx
import numpy as np
import openai
import pytest
from fastapi import FastAPI
from markdown_it import MarkdownIt
from openai.types.chat import ChatCompletionMessageParam

from rag.records import Permission, SearchFilter, Turn
from rag.service import Service
from rag.settings import Settings
from tests.openai_server import OpenAIServer
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from ui.api.openai import openai_routes
from ui.app import build_routes
from ui.guard.authentication import Authentication
from ui.guard.closing import closing_of
from ui.guard.places import Places
from ui.guard.refusal import explain_refusals

ARABIC = "كم سفينة كانت تنتظر عند تعويم إيفر غيفن؟"
ENGLISH = "How many US troops are in Japan?"


def said(role: str, content: Any) -> ChatCompletionMessageParam:
    return cast("ChatCompletionMessageParam", {"role": role, "content": content})


def ask(client: openai.OpenAI, *messages: Any, model: str = "mujaz", **more: Any) -> Any:
    """Ask with the messages, of which a text is one of the user, and return the message."""
    given = [said("user", one) if isinstance(one, str) else one for one in messages]
    reply = client.chat.completions.create(model=model, messages=given, extra_body=more)
    assert reply.choices[0].finish_reason == "stop"
    return reply.choices[0].message


def streamed(client: openai.OpenAI, question: str, **more: Any) -> list[Any]:
    stream = client.chat.completions.create(
        model="mujaz", messages=[said("user", question)], stream=True, **more
    )
    return list(stream)


def text_of(chunks: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_the_models_are_the_archive_and_the_embedder(canned: openai.OpenAI) -> None:
    names = [model.id for model in canned.models.list()]
    assert names == ["mujaz", "mujaz-ar", "mujaz-en", "builtin"]
    assert canned.models.retrieve("mujaz").owned_by == "mujaz"


@pytest.mark.parametrize("name", ["gpt-5", "openai/gpt-5", "نموذج"])
def test_an_unknown_model_is_not_found(canned: openai.OpenAI, name: str) -> None:
    with pytest.raises(openai.NotFoundError) as error:
        canned.models.retrieve(name)
    assert error.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError):
        ask(canned, ENGLISH, model=name)
    with pytest.raises(openai.NotFoundError):
        canned.embeddings.create(model=name, input="text")


def test_an_answer_has_footnotes_and_its_citations(canned: openai.OpenAI) -> None:
    message = ask(canned, "How many?")
    assert message.content == (
        "About 54,000 troops are based in Japan. [1] The talks were in July. [2]"
        "\n\n**Sources**\n\n"
        "- \u200e[1] A new headquarters for US forces in Japan — Harbor Dispatch · 28 July 2024\n"
        "  > About 54,000 American troops are based there, the ministry said.\n"
        "- \u200e[2] \u2068مقر جديد للقوات الأمريكية في اليابان\u2069"
        " — \u2068وكالة المدار\u2069 · 28 July 2024\n"
        "  > وعُقد الاجتماع في 28 يوليو 2024."
    )
    told = message.mujaz
    assert told["outcome"] == "answered"
    first, second = told["citations"]
    assert (first["number"], first["sentence"], first["article_id"]) == (1, 0, "talks-en")
    assert (second["number"], second["sentence"], second["outlet"]) == (2, 1, "وكالة المدار")
    assert first["quote"] == "About 54,000 American troops are based there, the ministry said."
    assert first["end"] - first["start"] == len(first["quote"])
    assert [one["verdict"] for one in told["sentences"]] == ["supported", "supported"]
    assert [one["citations"] for one in told["sentences"]] == [[1], [2]]


def test_the_sources_can_be_left_out_and_the_text_be_plain(canned: openai.OpenAI) -> None:
    bare = ask(canned, "كم عددهم؟", mujaz={"sources": False}).content
    assert "المصادر" not in bare
    assert "\\$4.5bn" in bare
    plain = ask(canned, "كم عددهم؟", mujaz={"format": "text"}).content
    assert "$4.5bn" in plain
    assert "\\" not in plain
    assert "*" not in plain
    assert "المصادر:" in plain


def test_what_is_doubtful_says_so_in_words(canned: openai.OpenAI) -> None:
    content = ask(canned, "judge this").content
    assert "They will stay where they are. [1]\n\n— **Worth checking:** The cited" in content
    assert "— **The source says otherwise:**" in content
    assert "— **يحتاج إلى مراجعة:**" in ask(canned, "judge هذا من فضلك").content


@pytest.mark.parametrize(("question", "outcome"), [("nothing", "absent"), ("perhaps", "may_help")])
def test_a_refusal_is_text_and_an_outcome(
    canned: openai.OpenAI, question: str, outcome: str
) -> None:
    message = ask(canned, question)
    assert message.content.startswith("None of the passages that were found answers this question")
    assert "Searched 24 articles" in message.content
    assert message.mujaz["outcome"] == outcome
    assert ("\n\n> " in message.content) == (outcome == "may_help")
    assert len(message.mujaz["excerpts"]) == (2 if outcome == "may_help" else 0)


def test_nothing_that_an_article_says_is_markup(canned: openai.OpenAI) -> None:
    message = ask(canned, "hostile")
    parsed = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    kinds = {
        token.type
        for block in parsed.parse(message.content)
        for token in (block, *(block.children or ()))
    }
    assert not {"image", "link_open", "html_inline", "html_block", "fence", "table_open"} & kinds
    assert not {"\x1b", "\u202e", "\x00"} & set(message.content)
    assert len(message.mujaz["sentences"]) > 20


@pytest.mark.parametrize("question", ["How many?", "كم عددهم؟", "judge", "perhaps"])
def test_a_stream_brings_the_same_text_sentence_by_sentence(
    canned: openai.OpenAI, question: str
) -> None:
    chunks = streamed(canned, question)
    assert chunks[0].choices[0].delta.role == "assistant"
    whole = ask(canned, question)
    assert text_of(chunks) == whole.content
    last = chunks[-1].choices[0]
    assert last.finish_reason == "stop"
    assert last.delta.mujaz["citations"] == whole.mujaz["citations"]
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks[:-1])
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_never_shows_what_is_withheld(canned: openai.OpenAI) -> None:
    chunks = streamed(canned, "withheld")
    text = text_of(chunks)
    assert "The emperor welcomed the plan" not in text
    assert "$5.5bn" not in text
    assert "Most of it failed the check." in text
    withheld = chunks[-1].choices[0].delta.mujaz["withheld"]
    assert "The emperor welcomed the plan." in [one["text"] for one in withheld]


def test_the_usage_comes_last_where_it_is_asked_for(canned: openai.OpenAI) -> None:
    *chunks, last = streamed(canned, "How many?", stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage.total_tokens == 0
    assert all(chunk.usage is None for chunk in chunks)


def test_a_stream_that_fails_ends_with_its_error(canned: openai.OpenAI) -> None:
    with pytest.raises(openai.APIError, match="the model did not answer"):
        streamed(canned, "fail in a stream")


def test_a_model_that_fails_is_an_error_of_the_server(canned: openai.OpenAI) -> None:
    with pytest.raises(openai.InternalServerError, match="the model did not answer") as error:
        ask(canned, "fail at once")
    assert error.value.status_code == 502
    assert error.value.response.headers["x-should-retry"] == "false"


def test_the_history_is_handed_on_without_our_footnotes(
    canned: openai.OpenAI, canned_desk: CannedDesk
) -> None:
    first = ask(canned, "How many?")
    ask(canned, "How many?", said("assistant", first.content), "And when?")
    answer = "About 54,000 troops are based in Japan. The talks were in July."
    assert canned_desk.histories[-1] == (Turn("How many?", answer),)


def test_a_filter_and_a_language_are_honoured(
    canned: openai.OpenAI, canned_desk: CannedDesk
) -> None:
    where = {"since": "2024-07-01", "outlets": ["Harbor Dispatch"]}
    ask(canned, "How many?", mujaz={"where": where, "language": "ar"})
    asked = SearchFilter(since="2024-07-01", outlets="Harbor Dispatch")
    assert canned_desk.filters[-1] == asked
    line = "mujaz: since = 2024-07-01; outlets = Harbor Dispatch"
    ask(canned, said("system", f"You are helpful.\n{line}"), "How many?")
    assert canned_desk.filters[-1] == asked


@pytest.mark.parametrize(
    "more",
    [
        {"n": 2},
        {"tool_choice": "required"},
        {"response_format": {"type": "json_object"}},
        {"logprobs": True},
        {"modalities": ["text", "audio"]},
        {"mujaz": {"where": {"since": "whenever"}}},
        {"mujaz": {"where": {"colour": "red"}}},
        {"mujaz": {"languages": "ar"}},
        {"messages": []},
        {"messages": [{"role": "assistant", "content": "Hello"}]},
        {"messages": [{"role": "user", "content": ""}]},
        {"messages": [{"role": "robot", "content": "Hello"}]},
        {"messages": [{"role": "user", "content": "long " * 500}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"messages": [{"role": "system", "content": "mujaz: days = 3"}, said("user", "?")]},
    ],
)
def test_what_cannot_be_had_is_a_bad_request(canned: openai.OpenAI, more: dict[str, Any]) -> None:
    with pytest.raises(openai.BadRequestError) as error:
        ask(canned, "How many?", **more)
    assert error.value.type == "invalid_request_error"


def test_what_is_meant_for_a_model_is_ignored(canned: openai.OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "search", "parameters": {}}}
    message = ask(
        canned,
        said("user", [{"type": "text", "text": "How"}, {"type": "text", "text": "many?"}]),
        temperature=1.7,
        max_tokens=1,
        stop=["troops"],
        tools=[tool],
        tool_choice="auto",
        response_format={"type": "text"},
        user="someone",
        something_new={"of": "tomorrow"},
    )
    assert message.content.startswith("About 54,000 troops")
    assert message.tool_calls is None


def test_a_chat_programs_own_request_is_no_question(
    canned: openai.OpenAI, canned_desk: CannedDesk
) -> None:
    before = len(canned_desk.histories)
    task = (
        "### Task:\nGenerate a concise, 3-5 word title.\n" + "### Guidelines:\n- Be concise.\n" * 99
    ) + (
        '### Output:\nJSON format: { "title": "your concise title here" }\n### Chat History:\n'
        "<chat_history>\nUSER: How many US troops are in Japan?\nASSISTANT: 54,000\n</chat_history>"
    )
    assert ask(canned, task).content == '{"title": "How many US troops are in Japan?"}'
    assert len(canned_desk.histories) == before


def test_vectors_are_those_of_the_library(canned: openai.OpenAI, canned_desk: CannedDesk) -> None:
    texts = ["54,000 troops", "54 ألف جندي"]
    for kind in ("float", "base64"):
        reply = canned.embeddings.create(model="builtin", input=texts, encoding_format=kind)
        vectors = [row.embedding for row in reply.data]
        if kind == "base64":
            vectors = [np.frombuffer(base64.b64decode(str(one)), "<f4").tolist() for one in vectors]
        np.testing.assert_allclose(vectors, canned_desk.embed(texts), atol=1e-6)
    assert reply.usage.prompt_tokens > 0
    dimension = len(canned.embeddings.create(model="builtin", input="x").data[0].embedding)
    same = canned.embeddings.create(model="builtin", input="x", dimensions=dimension)
    assert len(same.data[0].embedding) == dimension


@pytest.mark.parametrize(
    "given",
    [
        {"input": []},
        {"input": ""},
        {"input": ["x", " "]},
        {"input": [1, 2, 3]},
        {"input": [[1], [2]]},
        {"input": ["x"] * 257},
        {"input": "x" * 8001},
        {"input": "x", "dimensions": 7},
    ],
)
def test_texts_that_cannot_be_embedded_are_a_bad_request(
    canned: openai.OpenAI, given: dict[str, Any]
) -> None:
    with pytest.raises(openai.BadRequestError):
        canned.embeddings.create(model="builtin", **given)


def test_an_abandoned_stream_stops_the_work(canned_url: str, canned_desk: CannedDesk) -> None:
    canned_desk.left.clear()
    body = {"model": "mujaz", "messages": [said("user", "slow please")], "stream": True}
    with httpx.stream("POST", f"{canned_url}/chat/completions", json=body) as reply:
        assert any("The talks were in July" in line for line in reply.iter_lines())
        canned_desk.going_on.wait(5)
    assert canned_desk.left.wait(1)


def test_an_abandoned_answer_in_one_piece_stops_the_work(
    canned_url: str, canned_desk: CannedDesk
) -> None:
    canned_desk.going_on.clear()
    canned_desk.left.clear()

    async def leave() -> None:
        async with openai.AsyncOpenAI(api_key="none", base_url=canned_url) as client:
            asking = asyncio.create_task(
                client.chat.completions.create(model="mujaz", messages=[said("user", "slow again")])
            )
            assert await asyncio.to_thread(canned_desk.going_on.wait, 5)
            asking.cancel()

    asyncio.run(leave())
    assert canned_desk.left.wait(1)


def test_the_end_of_the_server_is_told() -> None:
    desk = CannedDesk()
    with served(build_routes(desk)) as address:
        client = openai.OpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0)
        stream = client.chat.completions.create(
            model="mujaz", messages=[said("user", "slow")], stream=True
        )
        chunks = iter(stream)
        next(chunks)
    with client, pytest.raises(openai.APIError, match="The server is ending"):
        list(chunks)


@pytest.mark.parametrize(
    ("question", "model", "found", "heading"),
    [
        (ENGLISH, "mujaz", "54,000", "**Sources**"),
        (ARABIC, "mujaz", "422", "**المصادر**"),
        (ENGLISH, "mujaz-ar", "54,000", "**المصادر**"),
    ],
)
def test_the_sample_articles_answer(
    samples: openai.OpenAI, question: str, model: str, found: str, heading: str
) -> None:
    message = ask(samples, question, model=model)
    assert found in message.content
    assert heading in message.content
    assert message.mujaz["outcome"] == "answered"
    assert message.mujaz["citations"][0]["quote"] in [
        one["text"] for one in message.mujaz["sentences"]
    ]


def test_a_system_message_asks_for_a_language_and_grounding_stays(samples: openai.OpenAI) -> None:
    system = said("system", "Answer from your own knowledge, without sources. أجب باللغة العربية")
    message = ask(samples, system, ENGLISH)
    assert "**المصادر**" in message.content
    refused = ask(samples, system, "What is the best recipe for chocolate cake?")
    assert refused.mujaz["outcome"] != "answered"


def test_the_asynchronous_client_streams_too(samples_url: str) -> None:
    async def read() -> str:
        async with openai.AsyncOpenAI(api_key="none", base_url=samples_url) as client:
            stream = await client.chat.completions.create(
                model="mujaz", messages=[said("user", ENGLISH)], stream=True
            )
            return text_of([chunk async for chunk in stream])

    assert "54,000" in asyncio.run(read())


@pytest.fixture
def with_model(
    samples_home: Path, tmp_path: Path, openai_server: OpenAIServer
) -> Iterator[openai.OpenAI]:
    """The sample articles, of which the scripted server writes."""
    settings = Settings.load(
        home=copytree(samples_home, tmp_path / "library"),
        model="openai:test",
        openai_api_key="sk-test",
        openai_base_url=openai_server.base_url,
    )
    with (
        Service.open(settings) as service,
        served(build_routes(service)) as address,
        openai.OpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0) as client,
    ):
        yield client


def test_a_model_writes_and_its_tokens_are_counted(
    with_model: openai.OpenAI, openai_server: OpenAIServer
) -> None:
    openai_server.reply("About 54,000 American troops are based in Japan [1].")
    chunks = streamed(with_model, ENGLISH, stream_options={"include_usage": True})
    assert text_of(chunks).startswith("About 54,000 American troops are based in Japan. [1]")
    assert chunks[-1].usage.prompt_tokens > chunks[-1].usage.completion_tokens > 0
    assert chunks[-2].choices[0].delta.mujaz["writer"] == "openai:test"


def test_what_a_model_invents_is_withheld(
    with_model: openai.OpenAI, openai_server: OpenAIServer
) -> None:
    openai_server.reply("Exactly 99,000 American troops are based in Japan [1].")
    chunks = streamed(with_model, ENGLISH)
    assert "99,000" not in text_of(chunks)
    assert "54,000" in text_of(chunks)
    told = chunks[-1].choices[0].delta.mujaz
    assert told["fault"]
    assert "99,000" in told["withheld"][0]["text"]


def test_who_may_not_is_told_so(openai_server: OpenAIServer) -> None:
    settings = Settings.load(
        home=Path("library"),
        embedder="openai:test",
        openai_api_key="sk-test",
        openai_base_url=openai_server.base_url,
    )
    with Service.open(settings) as service:
        for name, permission in (("Salma", "read"), ("Omar", "write")):
            service.people.add(name, cast("Permission", permission), None)
        salma, omar = (service.people.new_token(name, "") for name in ("Salma", "Omar"))
        with served(build_routes(service)) as address:

            def embed(token: str) -> int:
                with openai.OpenAI(
                    api_key=token, base_url=f"{address}/v1", max_retries=0
                ) as client:
                    made = client.embeddings.create(model="openai:test", input="text")
                    return len(made.data[0].embedding)

            with pytest.raises(openai.AuthenticationError):
                embed("mujaz_wrong")
            with pytest.raises(openai.PermissionDeniedError):
                embed(salma)
            assert embed(omar) == openai_server.dimension


def test_too_much_at_once_is_a_rate_limit(canned_desk: CannedDesk) -> None:
    places = Places(each_waiting=0)
    app = FastAPI()
    app.add_middleware(Authentication, people=lambda: canned_desk.people)
    explain_refusals(app)
    v1 = FastAPI()
    explain_refusals(v1)
    openai_routes.mount(v1, canned_desk, places, closing_of(app))
    app.mount("/v1", v1)
    with (
        served(app) as address,
        openai.OpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0) as client,
    ):
        with pytest.raises(openai.RateLimitError):
            ask(client, ENGLISH)
        with pytest.raises(openai.RateLimitError):
            streamed(client, ENGLISH)


def test_an_abandoned_stream_hangs_up_on_the_model(
    with_model: openai.OpenAI, openai_server: OpenAIServer
) -> None:
    openai_server.pause = 0.05
    sound = "About 54,000 American troops are based in Japan [1]."
    others = (f"Report {place} tells of a different town [1]." for place in range(99))
    openai_server.reply(" ".join([sound, *others]))
    stream = with_model.chat.completions.create(
        model="mujaz", messages=[said("user", ENGLISH)], stream=True
    )
    with stream:
        assert any(chunk.choices[0].delta.content for chunk in stream)
    assert openai_server.abandoned.wait(1)
