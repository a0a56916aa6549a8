"""An embedder of ours as LangChain's `Embeddings`."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from rag.protocols import Embedder


class LangChainEmbeddings(Embeddings):
    """Hands an `Embedder` to anything that takes LangChain's `Embeddings`.

    The async methods are LangChain's own: they run these in a thread.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of unit length a text, in order. Raises `EmbeddingError`."""
        vectors: list[list[float]] = self._embedder.embed_documents(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """A vector of unit length. Raises `EmbeddingError`."""
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector
