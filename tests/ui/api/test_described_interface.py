"""Whatever its description allows is answered as it says, and what it does not allow is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from eval.bench.interface_fuzz import operations, try_out
from rag.errors import SourceError
from rag.records import FeedAddition, IngestReport
from rag.service import Service
from rag.settings import Settings
from tests.ui.api.conftest import ARTICLES

EXAMPLES = 6  # of each kind for each operation; `make soak ARGS=http` tries many more
HOST = "testserver"  # by which schemathesis asks an application


class DeafService(Service):
    """A library that asks no other server: there is nothing behind any link."""

    def index(self, sources: Any, *arguments: Any, **options: Any) -> IngestReport:
        links = [sources] if isinstance(sources, str | Path) else sources
        raise SourceError(str(links[0]), "there is nothing")

    def watch(self, url: str, **options: Any) -> FeedAddition:
        raise SourceError(url, "there is no feed")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    from ui.app import build_routes

    home = tmp_path_factory.mktemp("library")
    with DeafService.open(Settings.load(home=home, embedder="builtin")) as desk:
        desk.add(ARTICLES)
        app = build_routes(desk, hosts=[HOST])
        config = SchemathesisConfig()  # and none of a file that lies about
        yield operations(schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=config))


def test_every_operation_does_as_it_is_described(
    described: Mapping[str, Any], subtests: pytest.Subtests
) -> None:
    for name, operation in described.items():
        for mode in GenerationMode:
            with subtests.test(f"{name}, {mode.value}"):
                try_out(operation, examples=EXAMPLES, mode=mode)
