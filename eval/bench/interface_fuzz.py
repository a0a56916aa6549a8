"""Asks the HTTP interface whatever its description allows, and what it does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup

from eval.bench.harness import Context, Measurement
from eval.bench.page_load import served

EXAMPLES = 400
"""Requests of each kind for each operation, of the long trial."""

_OF_OPENAI = r"^/(chat|models|embeddings)"  # which have errors of their own


_ASKING_OTHERS = frozenset({"add_links", "watch_feed"})
"""Operations that ask other servers, which are left in peace."""


def operations(schema: Any) -> dict[str, Any]:
    """Return the described operations by their ids, without those of OpenAI's protocol."""
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
    """Try every operation of a server over the sample articles with many requests."""
    with served(context.folder("http")) as (address, _):
        described = schemathesis.openapi.from_url(f"{address}/v1/openapi.json")
        for name, operation in operations(described).items():
            if name not in _ASKING_OTHERS:
                faults = sum(_fails(operation, mode) for mode in GenerationMode)
                yield Measurement(f"{name}: kinds of requests that go wrong", faults, at_most=0)


def _fails(operation: Any, mode: GenerationMode) -> bool:
    try:
        try_out(operation, examples=EXAMPLES, mode=mode)
    except (AssertionError, Failure, FailureGroup) as failure:
        print(failure)
        return True
    return False
