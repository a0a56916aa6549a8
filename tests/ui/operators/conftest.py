"""One small library behind the doors, with a scripted model, for what operators see of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from tests.openai_server import API_KEY, OpenAIServer
from ui.app import build_routes

MARKED = "zanzibarium"
"""A word of the article that nobody but readers may see."""

TEXT = (
    f"About 54,000 US troops are based in Japan, the {MARKED} ministry said on Monday. "
    "The two allies agreed to upgrade the command of the troops."
)


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        server.reply("About 54,000 US troops are based in Japan [1].")
        yield server


@pytest.fixture(scope="module")
def desk(model: OpenAIServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings.load(
        home=tmp_path_factory.mktemp("library"),
        embedder="builtin",
        model="openai:scripted",
        openai_api_key=API_KEY,
        openai_base_url=model.base_url,
        model_price="1/2",
    )
    with Service.open(settings) as service:
        service.add(Draft(text=TEXT, title=f"Troops of {MARKED}", id="troops"))
        yield service


@pytest.fixture(scope="module")
def app(desk: Service) -> FastAPI:
    return build_routes(desk)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
