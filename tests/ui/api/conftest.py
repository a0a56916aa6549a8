"""A small real library behind `/v1`, asked in process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.records import Draft
from rag.service import Service
from rag.settings import Settings

TROOPS = "Japan hosts about 54,000 US troops. The talks were held in Tokyo in July 2024."
NILE = "ارتفع منسوب النيل عشرة أمتار. وقال الوزير إن السد آمن."

ARTICLES = (
    Draft(
        text=TROOPS, id="talks", title="Talks in Tokyo", outlet="News", published_at="2024-07-28"
    ),
    Draft(text=NILE, id="أخبار/النيل", title="النيل", outlet="أخبار", published_at="2024-06-01"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("library")
    with Service.open(Settings.load(home=home, embedder="builtin")) as opened:
        opened.add(ARTICLES)
        yield opened


@pytest.fixture(scope="module")
def app(desk: Service) -> FastAPI:
    from ui.app import build_routes

    return build_routes(desk)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, "http://127.0.0.1:7860") as opened:
        yield opened
