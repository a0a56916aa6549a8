"""A library elsewhere has the methods of one that is open here."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from rag.errors import UsageError
from rag.remote.methods import METHODS
from rag.remote.remote_library import NOT_REMOTE, RemoteLibrary
from rag.service import Service
from ui.api.terminal.arguments import _kinds

PROPERTIES = {"retriever", "chain", "brief_chain", "conversations", "people"}
ASYNC = {"astream", "astream_brief", "close"}


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_every_method_is_there_or_is_named_as_missing() -> None:
    assert public(Service) - public(RemoteLibrary) == set(NOT_REMOTE)
    assert public(RemoteLibrary) - public(Service) == {"url"}


@pytest.mark.parametrize("name", sorted(public(Service) - set(NOT_REMOTE)))
def test_the_signatures_are_the_same(name: str) -> None:
    here, there = (getattr(kind, name) for kind in (Service, RemoteLibrary))
    if name in PROPERTIES:
        assert isinstance(there, property)
        return
    assert inspect.signature(there) == inspect.signature(here)


def test_the_server_knows_every_method_and_the_types_of_what_it_takes() -> None:
    own = {name for name in METHODS if "." not in name}
    assert own == public(Service) - set(NOT_REMOTE) - PROPERTIES - ASYNC
    for name in METHODS:
        assert isinstance(_kinds(name), dict)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:7860",
        "ftp://host",
        "http://",
        "http://host:99999",
        "https://host/library",
        "https://host?token=secret",
        "https://me:secret@host",
        "",
        None,
    ],
)
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    connect: Callable[..., RemoteLibrary] = RemoteLibrary
    with pytest.raises(UsageError) as refused:
        connect(url, "token")
    assert "secret" not in str(refused.value)
