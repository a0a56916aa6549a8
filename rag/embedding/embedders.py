"""Opens the embedder that a setting names."""

from __future__ import annotations

from pathlib import Path

from rag.errors import SettingsError
from rag.protocols import Embedder


def open_embedder(
    name: str, *, api_key: str | None, base_url: str | None, cache_path: Path
) -> Embedder:
    """The embedder called `builtin` or `openai:MODEL`; the key, address and cache are for the
    second. Raises `SettingsError` for any other name, and where the key is missing."""
    kind, _, model = name.partition(":")
    if name == "builtin":
        from rag.embedding.builtin import BuiltinEmbedder

        return BuiltinEmbedder()
    if kind == "openai" and model.strip():
        from rag.embedding.openai_embedder import OpenAIEmbedder
        from rag.embedding.vector_cache import VectorCache

        cache = VectorCache(cache_path)
        return OpenAIEmbedder(model.strip(), api_key=api_key, base_url=base_url, cache=cache)
    raise SettingsError(
        f"unknown embedder {name!r}; MUJAZ_EMBEDDER is 'builtin' or 'openai:MODEL',"
        " for example 'openai:text-embedding-3-small'"
    )
