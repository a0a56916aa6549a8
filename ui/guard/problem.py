"""Problem details (RFC 9457): how programs are told what was wrong with a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal, NotRequired

# pydantic, which describes these shapes to programs, takes those of `typing` from Python 3.12 on.
from typing_extensions import TypedDict

from rag.errors import (
    DiskError,
    EmbeddingError,
    LibraryError,
    ModelError,
    MujazError,
    SourceError,
    UsageError,
)
from rag.records import Language
from ui.words import TEXTS, say

Location = Literal["body", "query", "path", "header"]


class FieldFault(TypedDict):
    """What is wrong with one value of a request. `pointer` is a JSON pointer to it (RFC 6901) as a
    URI fragment, such as `#/where/since`; of an address it is the name of the parameter. The value
    itself is not repeated."""

    location: Location
    pointer: str
    detail: str


class Problem(TypedDict):
    """Why a request was not done. `type` is a URN for programs; `title` and `detail` are for
    people, in the language that `Accept-Language` prefers. `errors` are there where single values
    are wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[FieldFault]]


_KINDS: Sequence[tuple[type[MujazError], int, str]] = (
    (UsageError, 422, "usage"),
    (SourceError, 422, "source"),
    (DiskError, 507, "disk_full"),
    (LibraryError, 503, "library"),
    (EmbeddingError, 503, "embedding"),
    (ModelError, 502, "model"),
    (MujazError, 422, "failed"),
)

# What pydantic calls a fault, and the name of our string for it.
_FAULTS: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_type": "text",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_parsing_size": "integer",
    "int_from_float": "integer",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "string_too_short": "short_text",
    "string_too_long": "long_text",
    "too_short": "short_list",
    "too_long": "long_list",
    "greater_than_equal": "small",
    "less_than_equal": "large",
    "literal_error": "choice",
    "string_pattern_mismatch": "pattern",
    "string_unicode": "pattern",
    "json_invalid": "json",
    "mujaz_day": "day",
    "mujaz_days": "days",
    "mujaz_length": "length",
}
_VALUES = ("min_length", "max_length", "ge", "le", "expected")
ONE, MANY = "«one»", "«many»"
"""The names by which pydantic tells one from a list, which are no part of what was sent."""


def kind_of(error: MujazError) -> tuple[int, str]:
    """Return the status of an error, and what programs know it by."""
    return next((status, code) for kind, status, code in _KINDS if isinstance(error, kind))


def urn(code: str) -> str:
    """Return the `type` of a problem."""
    return f"urn:mujaz:{code.replace('_', '-')}"


def problem(
    text: str, status: int, code: str, language: Language, errors: Iterable[FieldFault] = ()
) -> Problem:
    """Return the details of a problem in a language."""
    name = f"api.title_{status}"
    told: Problem = {
        "type": urn(code),
        "title": say(name, language) if name in TEXTS else HTTPStatus(status).phrase,
        "status": status,
        "detail": text,
    }
    faults = list(errors)
    return {**told, "errors": faults} if faults else told


def field_faults(errors: Iterable[Mapping[str, Any]], language: Language) -> list[FieldFault]:
    """Return the faults that pydantic has found, in our own words."""
    return [_fault(one, language) for one in errors]


def _fault(error: Mapping[str, Any], language: Language) -> FieldFault:
    place = [part for part in error["loc"] if part not in (ONE, MANY)]
    first, path = place[:1], place[1:]
    location: Location = next(
        (known for known in ("query", "path", "header") if [known] == first),
        "body",
    )
    if error["type"] == "json_invalid":
        path = []
    known = {name: value for name, value in error.get("ctx", {}).items() if name in _VALUES}
    detail = say(f"api.fault_{_FAULTS.get(error['type'], 'other')}", language, **known)
    pointer = "".join(f"/{_escaped(str(part))}" for part in path)
    return {"location": location, "pointer": f"#{pointer}", "detail": detail}


def _escaped(part: str) -> str:
    """Return a part of a JSON pointer, of what may be no text at all."""
    text = part.encode("utf-8", "replace").decode()
    return text[:100].replace("~", "~0").replace("/", "~1")
