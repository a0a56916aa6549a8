"""The arguments of a call, read by the types of the method that is called."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from rag.conversations.conversation_store import ConversationStore
from rag.errors import UsageError
from rag.people.people_store import PeopleStore
from rag.remote.methods import METHODS
from rag.remote.wire import from_value
from rag.service import Service
from ui.guard.refusal import PageError

_GIVEN_HERE = frozenset({"self", "progress", "stop", "fetcher"})


def read_arguments(method: str, written: object) -> dict[str, Any]:
    """Return the arguments of a method as it takes them.

    Raises `PageError` for what does not fit the types, `UsageError` for a filter that makes no
    sense or an argument that the method does not have.
    """
    if not isinstance(written, dict):
        raise PageError("page.bad", status=400)
    kinds = _kinds(method)
    unknown = written.keys() - kinds.keys()
    if unknown:
        raise UsageError(
            f"the server's {method} takes no {', '.join(sorted(unknown))}; is it another version?"
        )
    try:
        return {name: from_value(kinds[name], value) for name, value in written.items()}
    except ValueError:
        raise PageError("page.bad", status=400) from None


def read_file(path: Path) -> Any:
    """Return the arguments that came as a file. Raises `PageError`."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise PageError("page.bad", status=400) from None


def method_of(desk: Service, name: str) -> Callable[..., Any]:
    """Return the method of a library that is called by a name."""
    room, _, method = name.rpartition(".")
    found: Callable[..., Any] = getattr(getattr(desk, room) if room else desk, method)
    return found


@cache
def takes(method: str) -> frozenset[str]:
    """Return the names of all that a method takes."""
    return frozenset(inspect.signature(_declared(method)).parameters)


@cache
def _kinds(method: str) -> Mapping[str, Any]:
    """Return the types of what a caller elsewhere may give, by their names."""
    function = _declared(method)
    wanted = [name for name in inspect.signature(function).parameters if name not in _GIVEN_HERE]
    hints = get_type_hints(function, localns=_names())
    return {name: hints[name] for name in wanted}


def _declared(method: str) -> Callable[..., Any]:
    """Return the method of the class that declares it."""
    assert method in METHODS
    room, _, name = method.rpartition(".")
    found: Callable[..., Any] = getattr(_ROOMS[room], name)
    return found


_ROOMS: Mapping[str, type] = {
    "": Service,
    "conversations": ConversationStore,
    "people": PeopleStore,
}


def _names() -> dict[str, Any]:
    """Return the names in the annotations of `Service` that only type checkers import."""
    return dict.fromkeys(("Fetcher", "PageFetcher", "Progress", "Event", "Gloss"), object)
