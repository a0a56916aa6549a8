"""LangChain's OpenAI chat model, bounded in time, with no keys in its errors or logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import openai
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from rag.errors import SettingsError
from rag.llm.json_reply import AsEvents
from rag.llm.metering import REPORTED
from rag.servers import clean_key, hush, is_final, server_host

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGenerationChunk

NO_KEY = "none"  # servers without keys ignore it; the SDK insists on one


class OpenAIModel(ChatOpenAI):
    """Passes on what LangChain leaves out: the server's own report of usage, an error in a choice.

    A chunk with a whole message in place of its change, or without one, is read too; of several
    replies only the first.
    """

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, Any],
        default_chunk_class: type,
        base_generation_info: dict[str, Any] | None,
    ) -> ChatGenerationChunk | None:
        first: dict[str, Any] = next(iter(chunk.get("choices") or ()), {})
        if first.get("index"):  # another reply beside the first one
            first, chunk = {}, {**chunk, "choices": []}
        if first and first.get("delta") is None:
            chunk = {**chunk, "choices": [{**first, "delta": first.get("message") or {}}]}
        made = super()._convert_chunk_to_generation_chunk(
            chunk, default_chunk_class, base_generation_info
        )
        if made is not None and (usage := chunk.get("usage")):
            made.message.response_metadata[REPORTED] = [usage]
        if made is not None and first.get("error"):
            made.message.response_metadata["finish_reason"] = "error"
        return made


def open_openai_model(
    model: str, *, api_key: str | None, base_url: str | None, timeout: float
) -> OpenAIModel:
    """Open a model of OpenAI or of a compatible server.

    `timeout` bounds a whole answer, in seconds. Raises `SettingsError` when neither a key nor an
    address is given, or one of them is ill-formed.
    """
    key, url = clean_key(api_key), (base_url or "").strip() or None
    if not key and url is None:
        raise SettingsError(
            "an openai model needs OPENAI_API_KEY; "
            "for a compatible server of your own, set OPENAI_BASE_URL"
        )
    if url is not None:
        server_host(url)
    bounds = httpx2.Timeout(connect=5.0, read=max(60.0, timeout / 2), write=30.0, pool=5.0)
    client = openai.DefaultAsyncHttpxClient(
        timeout=bounds,
        headers={"accept-encoding": "identity"},  # `_as_events` reads what it is sent
        # A kept connection belongs to one event loop, and a model may be used from several.
        limits=httpx2.Limits(max_keepalive_connections=0),
        event_hooks={"response": [_settle_refusals, _as_events]},
    )
    opened = OpenAIModel(
        model=model,
        api_key=SecretStr(key or NO_KEY),
        base_url=url,
        temperature=0.0,
        max_retries=1,
        timeout=bounds,
        http_async_client=client,
        stream_usage=True,
        stream_chunk_timeout=None,  # `chat` bounds that wait, whoever the provider is
        use_responses_api=False,  # or some names would be asked for at another address
    )
    hush()
    return opened


async def _as_events(response: httpx2.Response) -> None:
    """Let a reply in JSON be read as the stream that was asked for, unless it is compressed."""
    plain = response.headers.get("content-encoding", "identity") == "identity"
    asked = b'"stream":true' in response.request.content.replace(b" ", b"")
    body = response.stream
    if response.is_success and plain and asked and isinstance(body, httpx2.AsyncByteStream):
        response.stream = AsEvents(body)


async def _settle_refusals(response: httpx2.Response) -> None:
    """Tell the SDK not to retry where it would keep a reader waiting, or where it cannot help."""
    if response.is_success:
        return
    if response.status_code == 429:
        await response.aread()
    body = response.content if response.is_closed else b""
    if is_final(response.status_code, response.headers, body):
        response.headers["x-should-retry"] = "false"  # the SDK obeys this header of OpenAI's
