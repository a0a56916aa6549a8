"""What goes over the line between a client and a server: errors, and lines of JSON.

A call is answered with lines, each a JSON object of one key: `progress` (a list), `item` (one of a
stream, with the name of its class in `is`), and as the last line `result` or `error`. A line `{}`
says that the work goes on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rag import errors
from rag.conversations.record_codec import as_document, from_document
from rag.errors import ModelError, MujazError, ServerError
from rag.records import Usage

CALLS = "/library/call/"
FILES = "/library/files"
HELLO = "/library"
STOPS = "/library/stops"

Line = Mapping[str, Any]


def line_of(key: str, value: Any) -> bytes:
    """Return a line of one key."""
    return as_json({key: value}) + b"\n"


def as_json(value: Any) -> bytes:
    """Return JSON in UTF-8, in which half a surrogate pair stays what it is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def as_value(value: object) -> Any:
    """Return an argument or a progress, which holds no passages, as JSON can hold it.

    Raises `TypeError` for what it cannot.
    """
    return as_document(value)["record"]


def from_value(kind: Any, written: Any) -> Any:
    """Return the argument or progress of a type. Raises `ValueError`, `UsageError`."""
    return from_document(kind, {"articles": [], "passages": [], "record": written})


def as_item(item: object) -> dict[str, Any]:
    """Return an event of a stream as JSON can hold it."""
    return {"is": type(item).__name__, **as_document(item)}


def from_item(kinds: Mapping[str, type], written: Mapping[str, Any]) -> Any:
    """Return an event of a stream, of one of some classes by their names. Raises `ValueError`."""
    kind = kinds.get(written.get("is", ""))
    if kind is None:
        raise ValueError(f"no event is called {written.get('is')!r}")
    return from_document(kind, written)


def as_error(error: BaseException) -> dict[str, Any]:
    """Return an error as JSON can hold it. Of one that is none of ours nothing is told but that it
    happened, for its text may hold anything."""
    if not isinstance(error, MujazError):
        text = "the server failed; what went wrong stands in its log"
        return {"is": ServerError.__name__, "message": text, "fields": {}}
    known = next(one for one in type(error).__mro__ if one.__module__ == errors.__name__)
    given = {name: value for name, value in vars(error).items() if name != "usage"}
    if isinstance(error, ModelError):
        given["usage"] = as_value(error.usage)
    return {"is": known.__name__, "message": str(error), "fields": given}


def from_error(written: Mapping[str, Any]) -> MujazError:
    """Return the error that `as_error` has taken apart, of the same class, with its fields."""
    kind = getattr(errors, str(written.get("is")), None)
    if not (isinstance(kind, type) and issubclass(kind, MujazError)):
        kind = ServerError
    error: MujazError = kind.__new__(kind)
    error.args = (str(written.get("message")),)
    fields = dict(written.get("fields") or {})
    if isinstance(error, ModelError):
        fields["usage"] = from_value(Usage | None, fields.get("usage"))
    vars(error).update(fields)
    return error
