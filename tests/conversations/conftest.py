"""Real answers and briefs of the samples, and a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from rag.conversations.conversation_store import ConversationStore
from rag.conversations.kept_file import FILE, KeptFile
from rag.conversations.kept_tables import PLAN
from rag.records import Answer, Brief
from rag.service import Service
from rag.settings import Settings
from rag.store.postgres_database import PostgresDatabase
from rag.store.sql_database import SqlDatabase

QUESTIONS = (
    "When was the Ever Given refloated?",
    "كم بلغت إيرادات قناة السويس؟",
    "What is the price of saffron on Mars?",
    "latest news",
    "كم مقالا في المكتبة؟",
    "thanks",
    "What did Japan and the US discuss in the talks?",
)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings.load(home=tmp_path_factory.mktemp("samples"))
    with Service.open(settings) as service:
        service.index(str(files("seeds")))
        yield service


@pytest.fixture(scope="session")
def answers(library: Service) -> tuple[Answer, ...]:
    return tuple(library.ask(question) for question in QUESTIONS)


@pytest.fixture(scope="session")
def briefs(library: Service) -> tuple[Brief, ...]:
    return (library.brief("Suez Canal"), library.brief("زلزال تركيا"), library.brief("saffron"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, path: Path) -> Callable[[], SqlDatabase]:
    """Opens one database of either engine, each time anew."""
    if request.param == "sqlite":
        return lambda: KeptFile(path)
    address = request.getfixturevalue("postgres")
    return lambda: PostgresDatabase(address, PLAN)


@pytest.fixture
def store(database: Callable[[], SqlDatabase]) -> Iterator[ConversationStore]:
    kept = ConversationStore(database())
    yield kept
    kept.close()
