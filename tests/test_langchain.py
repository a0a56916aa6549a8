from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.vectorstores import InMemoryVectorStore

from rag.embedding.openai_embedder import OpenAIEmbedder
from rag.embedding.vector_cache import VectorCache
from rag.errors import EmbeddingError
from rag.langchain import LangChainEmbeddings
from tests.openai_server import API_KEY, Fault, OpenAIServer


@pytest.fixture
def embeddings(openai_server: OpenAIServer, tmp_path: Path) -> LangChainEmbeddings:
    cache = VectorCache(tmp_path / "vectors.db")
    url = openai_server.base_url
    return LangChainEmbeddings(
        OpenAIEmbedder("m", api_key=API_KEY, base_url=url, cache=cache, retries=0)
    )


def test_vectors_are_lists_of_floats_in_order(
    openai_server: OpenAIServer, embeddings: LangChainEmbeddings
) -> None:
    documents = embeddings.embed_documents(["a", "ب"])
    assert documents[1] == pytest.approx(openai_server.vector("ب"), abs=1e-6)
    assert embeddings.embed_query("a") == documents[0]
    assert {type(number) for vector in documents for number in vector} == {float}
    assert embeddings.embed_documents([]) == []


def test_the_async_methods_give_the_same(embeddings: LangChainEmbeddings) -> None:
    async def both() -> tuple[list[list[float]], list[float]]:
        return await embeddings.aembed_documents(["a"]), await embeddings.aembed_query("a")

    assert asyncio.run(both()) == ([embeddings.embed_query("a")], embeddings.embed_query("a"))


def test_a_vector_store_of_langchain_finds_with_it(embeddings: LangChainEmbeddings) -> None:
    store = InMemoryVectorStore(embeddings)
    store.add_documents([Document(page_content=text) for text in ("a", "b", "c")])
    (found,) = store.similarity_search("b", k=1)
    assert found.page_content == "b"


def test_failures_stay_ours(openai_server: OpenAIServer, embeddings: LangChainEmbeddings) -> None:
    openai_server.fault(Fault.UNAUTHORIZED)
    with pytest.raises(EmbeddingError):
        embeddings.embed_query("a")
