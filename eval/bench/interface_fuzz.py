"""Asks the HTTP interface whatever its description allows, and what it does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup

from eval.bench.harness import Context, Measurement
from rag.errors import SourceError
from rag.records import Draft, FeedAddition, IngestReport
from rag.service import Service
from rag.settings import Settings

HOST = "testserver"
"""The name under which schemathesis asks an application."""

EXAMPLES = 400
"""Requests of each kind for each operation, of the long trial."""

ARTICLES = (
    Draft(
        text="Japan hosts about 54,000 US troops. The talks were held in Tokyo in July 2024.",
        id="talks",
        outlet="News",
        published_at="2024-07-28",
    ),
    Draft(text="ارتفع منسوب النيل عشرة أمتار. وقال الوزير إن السد آمن.", id="أخبار/النيل"),
)

_OF_OPENAI = r"^/(chat|models|embeddings)"  # which have errors of their own


class DeafService(Service):
    """A library that asks no other server: there is nothing behind any link."""

    def index(self, sources: Any, *arguments: Any, **options: Any) -> IngestReport:
        """Refuse every link."""
        links = [sources] if isinstance(sources, str | Path) else sources
        raise SourceError(str(links[0]), "there is nothing")

    def watch(self, url: str, **options: Any) -> FeedAddition:
        """Refuse every feed."""
        raise SourceError(url, "there is no feed")


def operations(app: FastAPI) -> dict[str, Any]:
    """Return the operations under `/v1` by their ids, without those of OpenAI's protocol."""
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=SchemathesisConfig())
    # Without users nobody is asked for a token. `_is_refused` stands for the other.
    schema.config.checks.update(excluded_check_names=["ignored_auth", "positive_data_acceptance"])
    schema.config.generation.update(with_security_parameters=False)
    results: Iterator[Any] = schema.exclude(path_regex=_OF_OPENAI).get_all_operations()
    found = (one.ok() for one in results)
    return {one.definition.raw["operationId"]: one for one in found}


def try_out(operation: Any, *, examples: int, mode: GenerationMode) -> None:
    """Send an operation so many requests that its description allows, or that it does not allow.

    Always the same. Raises `Failure` or `FailureGroup` for what it does otherwise than described.
    """

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: schemathesis.Case[Any]) -> None:
        response = case.call_and_validate()
        if mode is GenerationMode.POSITIVE:
            assert not _is_refused(response), (case.as_curl_command(), response.text)

    with suppress(Unsatisfiable):  # everything that can be sent is allowed
        check()


def _is_refused(response: Any) -> bool:
    """Tell whether a value that the description allows was refused by itself.

    Values may still not fit each other, or name nothing that can be read.
    """
    if response.status_code not in (400, 405, 406, 413, 415, 422):
        return False
    problem = response.json()
    faults = problem.get("errors", ())
    alone = [one for one in faults if one["pointer"] not in ("#", "#/where")]
    return problem["type"] == "urn:mujaz:invalid" and bool(alone or not faults)


def soak(context: Context) -> Iterator[Measurement]:
    """Try every operation with many requests."""
    from ui.app import build_routes

    home = context.folder("http")
    with DeafService.open(Settings.load(home=home, embedder="builtin")) as desk:
        desk.add(ARTICLES)
        for name, operation in operations(build_routes(desk, hosts=[HOST])).items():
            faults = sum(_fails(operation, mode) for mode in GenerationMode)
            yield Measurement(f"{name}: kinds of requests that go wrong", faults, at_most=0)


def _fails(operation: Any, mode: GenerationMode) -> bool:
    try:
        try_out(operation, examples=EXAMPLES, mode=mode)
    except (AssertionError, Failure, FailureGroup) as failure:
        print(failure)
        return True
    return False
