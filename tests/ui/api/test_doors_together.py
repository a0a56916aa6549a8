"""One server, asked the same through every door: the same sentences of articles are cited."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openai
import pytest
from mcp import StdioServerParameters

from tests.mujaz.servers import environment, mujaz, samples, serving
from tests.ui.api.mcp.calls import call, told

Cited = set[tuple[str, str]]
"""The articles and sentences that an answer cites."""

QUESTIONS = (
    "How many US troops are in Japan?",
    "كم عدد العسكريين الأمريكيين في اليابان؟",
    "How long was the Ever Given stuck in the Suez Canal?",
    "متى عادت الملاحة في قناة السويس؟",
)
UNANSWERED = ("Who won the chess title in 1951?", "من فاز بلقب الشطرنج عام 1951؟")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library of the sample articles, which a server has open."""
    folder = samples(tmp_path_factory.mktemp("doors") / "library")
    with serving(folder):
        yield folder


@pytest.fixture(scope="module")
def server(home: Path) -> str:
    """The address of the server."""
    return str(json.loads((home / "server.json").read_text())["url"])


def _cited(sentences: Sequence[Mapping[str, Any]]) -> Cited:
    return _pairs(one for sentence in sentences for one in sentence["citations"])


def _pairs(citations: Any) -> Cited:
    return {(one["article_id"], one["quote"]) for one in citations}


def over_http(server: str, question: str) -> Cited:
    asked = urllib.request.Request(
        f"{server}/v1/ask",
        json.dumps({"question": question}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(asked) as reply:
        return _cited(json.load(reply)["sentences"])


def over_openai(server: str, question: str) -> Cited:
    with openai.OpenAI(api_key="none", base_url=f"{server}/v1", max_retries=0) as client:
        model = next(iter(client.models.list())).id
        reply = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": question}]
        )
    extra = reply.choices[0].message.model_extra
    assert extra is not None
    return _pairs(extra["mujaz"]["citations"])


def over_mcp(server: str, question: str) -> Cited:
    return _cited(told(call(f"{server}/mcp", "ask", question=question))["sentences"])


def over_mcp_of_old(server: str, question: str) -> Cited:
    result = call(f"{server}/mcp", "ask", question=question, mode="legacy")
    return _cited(told(result)["sentences"])


DOORS: tuple[Callable[[str, str], Cited], ...] = (
    over_http,
    over_openai,
    over_mcp,
    over_mcp_of_old,
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_sources_are_cited_through_every_door(server: str, question: str) -> None:
    first, *others = (door(server, question) for door in DOORS)
    assert first
    assert all(one == first for one in others)


@pytest.mark.parametrize("question", UNANSWERED)
def test_no_door_answers_what_the_archive_does_not(server: str, question: str) -> None:
    assert [door(server, question) for door in DOORS] == [set()] * len(DOORS)


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_commands_beside_the_server_cite_the_same(server: str, home: Path, question: str) -> None:
    asked = mujaz(home, "ask", question, "--json")
    assistant = StdioServerParameters(
        command=sys.executable, args=["-m", "mujaz", "mcp"], env=environment(home)
    )
    expected = over_http(server, question)
    assert _cited(json.loads(asked.stdout)["sentences"]) == expected
    assert _cited(told(call(assistant, "ask", question=question))["sentences"]) == expected
