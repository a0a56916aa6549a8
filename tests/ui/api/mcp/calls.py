"""Calls of the tools by the real client of the SDK."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent

T = TypeVar("T")

MODES = ("auto", "legacy")
"""The protocol without a handshake (2026-07-28), and with one (as most clients still have it)."""


def with_client(server: Any, work: Callable[[Client], Awaitable[T]], *, mode: str = "auto") -> T:
    """What `work` returns of a client that is connected to a server."""

    async def run() -> T:
        async with Client(server, mode=mode) as client:
            return await work(client)

    return asyncio.run(run())


def call(server: Any, tool: str, *, mode: str = "auto", **arguments: Any) -> CallToolResult:
    return with_client(server, lambda client: client.call_tool(tool, arguments), mode=mode)


def text_of(result: CallToolResult) -> str:
    (only,) = result.content
    assert isinstance(only, TextContent)
    return only.text


def told(result: CallToolResult) -> dict[str, Any]:
    """The object for programs."""
    assert result.is_error is not True, text_of(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def refused(server: Any, work: Callable[[Client], Awaitable[object]], *, mode: str = "auto") -> str:
    """What a client is told of a request that the protocol itself refuses."""

    async def run(client: Client) -> str:
        with pytest.raises(MCPError) as raised:
            await work(client)
        return str(raised.value)

    return with_client(server, run, mode=mode)
