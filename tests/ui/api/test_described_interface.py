"""Whatever its description allows is answered as it says, and what it does not allow is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from schemathesis import GenerationMode

from eval.bench.interface_fuzz import ARTICLES, HOST, DeafService, operations, try_out
from rag.settings import Settings

EXAMPLES = 8  # of each kind for each operation; `make soak ARGS=http` tries many more


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    from ui.app import build_routes

    home = tmp_path_factory.mktemp("library")
    with DeafService.open(Settings.load(home=home, embedder="builtin")) as desk:
        desk.add(ARTICLES)
        yield operations(build_routes(desk, hosts=[HOST]))


def test_every_operation_does_as_it_is_described(
    described: Mapping[str, Any], subtests: pytest.Subtests
) -> None:
    for name, operation in described.items():
        for mode in GenerationMode:
            with subtests.test(f"{name}, {mode.value}"):
                try_out(operation, examples=EXAMPLES, mode=mode)
