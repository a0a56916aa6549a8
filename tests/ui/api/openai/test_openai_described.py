"""Whatever the description of these routes allows is answered as it says: never with a fault."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

EXAMPLES = 15
POSITIVE = GenerationMode.POSITIVE
MODELS = {"/chat/completions": "mujaz", "/embeddings": "builtin"}


@pytest.fixture(scope="module")
def described(canned_url: str) -> dict[str, Any]:
    document = f"{canned_url}/openapi.json"
    schema = schemathesis.openapi.from_url(document, config=SchemathesisConfig())
    # Without users nobody is asked for a token, and what is meant for a model may be anything.
    unwanted = ["ignored_auth", "positive_data_acceptance", "negative_data_rejection"]
    schema.config.checks.update(excluded_check_names=unwanted)
    schema.config.generation.update(with_security_parameters=False)
    ours = schema.include(path_regex=r"^/(chat|models|embeddings)")
    found: list[Any] = list(ours.get_all_operations())
    return {one.ok().path: one.ok() for one in found}


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        ("/models", POSITIVE),
        ("/models/{name}", POSITIVE),
        *((path, mode) for path in MODELS for mode in GenerationMode),
    ],
)
def test_every_route_answers_as_it_is_described(
    described: dict[str, Any], path: str, mode: GenerationMode
) -> None:
    @given(case=described[path].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Any) -> None:
        if isinstance(case.body, dict) and path in MODELS:
            case.body["model"] = MODELS[path]  # any other name is refused before the rest is read
        case.call_and_validate()

    check()
