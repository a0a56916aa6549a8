"""Vectors of texts by the embedder of the library."""

from __future__ import annotations

import base64
from functools import cached_property
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from rag.llm.tokens import open_token_counter
from rag.protocols import TokenCounter
from rag.service import Service
from rag.text.display import whole
from ui.api.openai.archive_models import ArchiveModels, unknown_model
from ui.api.openai.openai_bodies import LONGEST_TEXT, MOST_TEXTS, EmbeddingBody
from ui.api.openai.reply_bodies import OPENAI_ERRORS, EmbeddingList
from ui.guard.permission import needs
from ui.guard.places import Places
from ui.guard.refusal import PageError
from ui.person import person_of

AT_WORK = 2
"""Requests for vectors at work at one time, of all, and one of a person. A long one takes a core
for some seconds, and many of a person are no sooner done side by side."""

WAITING = 32
"""At work or in line, of one person; each holds its texts, up to a megabyte, in memory."""

ALL_WAITING = 64


def own_places() -> Places:
    """Return the places of requests for vectors, which keep no question waiting."""
    return Places(at_work=AT_WORK, each_at_work=1, each_waiting=WAITING, all_waiting=ALL_WAITING)


def mount(app: FastAPI, desk: Service, models: ArchiveModels, places: Places) -> None:
    """Add the route."""
    embedding = _Embedding(desk)

    @app.post(
        "/embeddings",
        operation_id="embed_texts",
        dependencies=[needs("write")] if models.costs else [],
        responses={200: {"model": EmbeddingList}, **OPENAI_ERRORS},
    )
    async def embed(request: Request, body: EmbeddingBody) -> Response:
        """Return a vector of unit length for each text, by the library's embedder."""
        if body.model != models.embedder:
            raise unknown_model(body.model)
        texts = _texts(body)
        async with places.of(person_of(request)):
            return await run_in_threadpool(embedding.reply, texts, body)


class _Embedding:
    """The embedder of one library, and what counts the tokens that it is given."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk

    @cached_property
    def _counter(self) -> TokenCounter:
        return open_token_counter()

    def reply(self, texts: list[str], body: EmbeddingBody) -> Response:
        """Return the reply to a request, written here: a long one keeps an event loop waiting."""
        return JSONResponse(self._of(texts, body))

    def _of(self, texts: list[str], body: EmbeddingBody) -> dict[str, Any]:
        """Return the vectors of texts as OpenAI's clients expect them."""
        vectors = self._desk.embed(texts, query=body.input_type == "query")
        dimension = vectors.shape[1]
        if body.dimensions not in (None, dimension):
            raise PageError(
                "openai.dimensions", status=400, param="dimensions", dimension=dimension
            )
        rows: list[Any] = vectors.tolist()
        if body.encoding_format == "base64":
            rows = [base64.b64encode(row.astype("<f4").tobytes()).decode() for row in vectors]
        tokens = sum(map(self._counter.count, texts))
        return {
            "object": "list",
            "data": [
                {"object": "embedding", "index": place, "embedding": row}
                for place, row in enumerate(rows)
            ],
            "model": body.model,
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }


def _texts(body: EmbeddingBody) -> list[str]:
    """Return the texts to embed. Raises `PageError` for what is none, and for too many."""
    given = [body.input] if isinstance(body.input, str) else body.input
    texts = [whole(one) for one in given if isinstance(one, str)]
    if len(texts) < len(given):
        raise PageError("openai.no_tokens", status=400, param="input")
    if not 1 <= len(texts) <= MOST_TEXTS or not all(one.strip() for one in texts):
        raise PageError("openai.no_texts", status=400, param="input", most=MOST_TEXTS)
    if any(len(one) > LONGEST_TEXT for one in texts):
        raise PageError("openai.long_text", status=400, param="input", most=LONGEST_TEXT)
    return texts
