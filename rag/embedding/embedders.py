"""Opens the embedder that a setting names."""

from __future__ import annotations

from pathlib import Path

from rag.errors import SettingsError
from rag.protocols import Embedder

_MADE_WITH_WORDS = "builtin:"
_FREE = (_MADE_WITH_WORDS, "use:")


def is_free(fingerprint: str) -> bool:
    """Tell whether the vectors of an embedder cost nothing but time, so that they may be made anew
    without asking."""
    return fingerprint.startswith(_FREE)


def made_with_words(fingerprint: str) -> bool:
    """Tell whether an embedder is so quick that its vectors are made along with the words."""
    return fingerprint.startswith(_MADE_WITH_WORDS)


def open_embedder(
    name: str,
    *,
    api_key: str | None,
    base_url: str | None,
    cache_path: Path,
    query_prefix: str = "",
    passage_prefix: str = "",
) -> Embedder:
    """Return the embedder called `builtin`, `use` or `openai:MODEL`; all else is for the last.

    Raises `SettingsError` for any other name, and where the key is missing.
    """
    kind, _, model = name.partition(":")
    if name == "builtin":
        from rag.embedding.builtin import BuiltinEmbedder

        return BuiltinEmbedder()
    if name == "use":
        from rag.embedding.use import UseEmbedder

        return UseEmbedder()
    if kind == "openai" and model.strip():
        from rag.embedding.openai_embedder import OpenAIEmbedder
        from rag.embedding.vector_cache import VectorCache

        return OpenAIEmbedder(
            model.strip(),
            api_key=api_key,
            base_url=base_url,
            cache=VectorCache(cache_path),
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
        )
    raise SettingsError(
        f"unknown embedder {name!r}; MUJAZ_EMBEDDER is 'builtin', 'use' or 'openai:MODEL',"
        " for example 'openai:text-embedding-3-small'"
    )
