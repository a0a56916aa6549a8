"""Opens the embedder that a setting names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.errors import SettingsError
from rag.protocols import Embedder


def made_with_words(fingerprint: str) -> bool:
    """Tell whether an embedder is so quick that its vectors are made along with the words."""
    return fingerprint.startswith("builtin:")


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """What an embedder may be opened with.

    `model` is what follows the colon in its name. `cache_path` is the file that keeps vectors which
    cost money. The other fields are for servers.
    """

    model: str
    api_key: str | None
    base_url: str | None
    cache_path: Path
    query_prefix: str = ""
    passage_prefix: str = ""


@dataclass(frozen=True, slots=True)
class EmbedderRow:
    """An embedder that can be named: `kind` is its name, or what precedes the colon in it.

    `takes_model` says that a model must follow the colon.
    """

    kind: str
    open: Callable[[EmbedderSettings], Embedder]
    takes_model: bool = False

    @property
    def pattern(self) -> str:
        """Return how the name is written in a setting."""
        return f"{self.kind}:MODEL" if self.takes_model else self.kind


def _open_builtin(settings: EmbedderSettings) -> Embedder:
    from rag.embedding.builtin import BuiltinEmbedder

    return BuiltinEmbedder()


def _open_use(settings: EmbedderSettings) -> Embedder:
    from rag.embedding.use import UseEmbedder

    return UseEmbedder()


def _open_openai(settings: EmbedderSettings) -> Embedder:
    from rag.embedding.openai_embedder import OpenAIEmbedder
    from rag.embedding.vector_cache import VectorCache

    return OpenAIEmbedder(
        settings.model,
        api_key=settings.api_key,
        base_url=settings.base_url,
        cache=VectorCache(settings.cache_path),
        query_prefix=settings.query_prefix,
        passage_prefix=settings.passage_prefix,
    )


EMBEDDERS: tuple[EmbedderRow, ...] = (
    EmbedderRow("builtin", _open_builtin),
    EmbedderRow("use", _open_use),
    EmbedderRow("openai", _open_openai, takes_model=True),
)
"""Every embedder that MUJAZ_EMBEDDER can name; a new one is one row here."""


def open_embedder(
    name: str,
    *,
    api_key: str | None,
    base_url: str | None,
    cache_path: Path,
    query_prefix: str = "",
    passage_prefix: str = "",
) -> Embedder:
    """Return the embedder called `name`, as a row of `EMBEDDERS` describes it.

    Raises `SettingsError` for any other name, and where the key is missing.
    """
    kind, colon, model = name.partition(":")
    row = next((one for one in EMBEDDERS if one.kind == kind), None)
    if row is None or row.takes_model != bool(model.strip()) or row.takes_model != bool(colon):
        known = ", ".join(repr(one.pattern) for one in EMBEDDERS)
        raise SettingsError(
            f"unknown embedder {name!r}; MUJAZ_EMBEDDER is one of {known}, "
            "for example 'openai:text-embedding-3-small'"
        )
    return row.open(
        EmbedderSettings(
            model=model.strip(),
            api_key=api_key,
            base_url=base_url,
            cache_path=cache_path,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
        )
    )
