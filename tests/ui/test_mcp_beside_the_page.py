"""`/mcp` of the whole application, in which Gradio would answer to all that nobody else does."""

from __future__ import annotations

import httpx

from tests.ui.api.mcp.calls import MODES, call, told


def test_the_page_does_not_stand_before_the_tools(address: str) -> None:
    for mode in MODES:
        assert told(call(f"{address}/mcp", "stories", mode=mode))["stories"]
    refused = httpx.get(f"{address}/mcp", headers={"accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert httpx.post(f"{address}/mcp/", json={}).status_code == 404
    assert httpx.get(f"{address}/gradio_api/mcp/").status_code == 404
