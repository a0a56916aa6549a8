"""The archive as a model: a canned desk and the sample articles, each served on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import openai
import pytest

from rag.service import Service
from rag.settings import Settings
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from ui.app import build_routes


@pytest.fixture(scope="package")
def canned_desk() -> CannedDesk:
    return CannedDesk()


@pytest.fixture(scope="package")
def canned_url(canned_desk: CannedDesk) -> Iterator[str]:
    with served(build_routes(canned_desk)) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="package")
def samples_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of the sample articles."""
    home = tmp_path_factory.mktemp("openai") / "library"
    with Service.open(Settings.load(home=home)) as service:
        service.index([str(files("seeds"))], stories=False)
    return home


@pytest.fixture(scope="package")
def samples_url(samples_home: Path) -> Iterator[str]:
    with (
        Service.open(Settings.load(home=samples_home)) as service,
        served(build_routes(service)) as address,
    ):
        yield f"{address}/v1"


@pytest.fixture
def canned(canned_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key="none", base_url=canned_url, max_retries=0) as client:
        yield client


@pytest.fixture
def samples(samples_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key="none", base_url=samples_url, max_retries=0) as client:
        yield client
