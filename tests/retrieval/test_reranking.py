from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.service import Service
from rag.settings import Settings
from tests.factories import indexed, with_model
from tests.openai_server import Fault, OpenAIServer

QUESTION = "Which port did the ship reach?"
NEWS = {
    "first": "The ship left the port of Aden on Monday, and which port it will reach is unknown.",
    "second": "The ship reached the port of Salalah on Friday, the harbour master said.",
    "third": "No ship has reached the port of Duqm, which is closed, since the storm in May.",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return indexed(tmp_path, NEWS)


@pytest.fixture
def reranking(home: Path, openai_server: OpenAIServer) -> Iterator[Service]:
    settings = with_model(home, openai_server).model_copy(update={"reranker": "model"})
    with Service.open(settings) as service:
        yield service


def _ids(service: Service) -> list[str]:
    return [passage.article.id for passage in service.search(QUESTION)]


def _found(home: Path) -> list[str]:
    with Service.open(Settings.load(home=home)) as service:
        return _ids(service)


@pytest.mark.parametrize(
    ("reply", "order"),
    [
        ("3, 1, 2", [2, 0, 1]),
        ("2", [1, 0, 2]),
        ("3, 3, 99, 0, 2", [2, 1, 0]),
        ("The best is none of them.", [0, 1, 2]),
        ("", [0, 1, 2]),
    ],
)
def test_a_model_orders_what_was_found_and_loses_nothing(
    home: Path, openai_server: OpenAIServer, reply: str, order: list[int]
) -> None:
    found = _found(home)
    openai_server.reply(reply)
    settings = with_model(home, openai_server).model_copy(update={"reranker": "model"})
    with Service.open(settings) as service:
        assert _ids(service) == [found[place] for place in order]
    assert NEWS["second"] in str(openai_server.requests[-1].body)


def test_a_model_that_fails_leaves_the_order(home: Path, openai_server: OpenAIServer) -> None:
    found = _found(home)
    settings = with_model(home, openai_server).model_copy(update={"reranker": "model"})
    with Service.open(settings) as service:
        openai_server.fault(Fault.UNAUTHORIZED)
        assert _ids(service) == found


def test_a_reranker_without_a_model_is_a_mistake_in_the_settings(home: Path) -> None:
    with (
        Service.open(Settings.load(home=home, reranker="model")) as service,
        pytest.raises(SettingsError, match="MUJAZ_MODEL"),
    ):
        service.search(QUESTION)
