"""The description of the interface (OpenAPI 3.1): what FastAPI finds, and what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from rag.records.json_shapes import SentenceJson
from ui.api.v1.reply_shapes import PassagesEvent, ProgressEvent, TextEvent
from ui.guard.problem import FieldFault, Problem

DESCRIPTION = """\
Questions, briefs and articles of a news archive in Arabic and English.

- **Who asks**: `Authorization: Bearer TOKEN`, with a token of `mujaz user token`. A server on \
this machine without users asks for none.
- **Refusals** are problem details (RFC 9457, `application/problem+json`) in the language that \
`Accept-Language` prefers, `ar` or `en`.
- **Lists** come in parts: `limit`, `offset`, and `next`, the address of the next part.
- **Events** (`text/event-stream`) come with `"stream": true` or `Accept: text/event-stream`; each \
has a name, and JSON as its data. The last one is `answer`, `brief` or `error`.
"""

_PROBLEM = "application/problem+json"
_ALWAYS = (401, 403, 421, 422, 429, 500, 503)
_OF_BODIES = (408, 413, 415)
_METHODS = ("get", "post", "delete")

# What only some routes answer.
_MORE: dict[str, tuple[int, ...]] = {
    "add_articles": (507,),
    "add_file": (507,),
    "add_links": (507,),
    "restore_article": (507,),
    "remove_article": (507,),
    "ask": (502, 507),
    "search": (502,),
    "make_brief": (502, 507),
    "watch_feed": (507,),
    "unwatch_feed": (404, 507),
    "give_feedback": (404, 507),
    "start_run": (404, 409, 507),
    "stop_run": (409,),
    "remove_conversation": (507,),
    "remove_brief": (507,),
}


def describe(app: FastAPI) -> None:
    """Have an application describe itself with everything that its routes can answer."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version="3.1.0",
                description=DESCRIPTION,
                routes=app.routes,
                servers=[{"url": "/v1"}],
            )
            _complete(made)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to change it


def _complete(made: dict[str, Any]) -> None:
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for shape in (Problem, FieldFault, PassagesEvent, TextEvent, ProgressEvent, SentenceJson):
        _add_schema(schemas, shape)
    components["responses"] = {}
    for path, operation in _own_operations(made):
        for status in _statuses(path, operation):
            name = f"Problem{status}"
            components["responses"][name] = _refusal(status)
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{name}"}
        operation["responses"] = dict(sorted(operation["responses"].items()))
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


def _own_operations(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the operations that answer with problem details; those of OpenAI's protocol do not."""
    for path, methods in made["paths"].items():
        if not path.startswith(("/chat", "/models", "/embeddings")):
            for method in _METHODS:
                if method in methods:
                    yield path, methods[method]


def _statuses(path: str, operation: dict[str, Any]) -> list[int]:
    found = [*_ALWAYS, *_MORE.get(operation.get("operationId", ""), ())]
    if "{" in path:
        found.append(404)
    if "requestBody" in operation:
        found.extend(_OF_BODIES)
    return found


def _refusal(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _add_schema(schemas: dict[str, Any], shape: type[Any]) -> None:
    """Add the schema of a shape that no route has as its reply."""
    schema = TypeAdapter(shape).json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    for name, part in schema.pop("$defs", {}).items():
        schemas.setdefault(name, part)
    if "$ref" not in schema:
        schemas.setdefault(shape.__name__, schema)
