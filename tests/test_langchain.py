from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableConfig, RunnableLambda, RunnablePassthrough
from langchain_core.vectorstores import InMemoryVectorStore

from rag.embedding.openai_embedder import OpenAIEmbedder
from rag.embedding.vector_cache import VectorCache
from rag.errors import EmbeddingError, UsageError
from rag.langchain import LangChainEmbeddings
from rag.records import Answer, Brief, Draft, SearchFilter
from rag.service import Service
from rag.settings import Settings
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


# --- the retriever and the runnables, over a real library ---

QUESTION = "How many American troops does Japan host?"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "library")) as service:
        service.add(
            [
                Draft(
                    id="talks",
                    text="Ministers met in Tokyo on Sunday. Japan hosts 54,000 American troops.",
                    published_at="2024-07-28",
                    outlet="Wire",
                ),
                Draft(
                    id="review",
                    text="A review of bases. Japan hosts 50,000 American troops, it says.",
                    published_at="2019-01-10",
                    outlet="Ledger",
                ),
            ]
        )
        yield service


def _ids(documents: Sequence[Document]) -> set[str]:
    return {document.metadata["article_id"] for document in documents}


def test_the_chain_takes_a_plain_question(library: Service) -> None:
    answer = library.chain.invoke(QUESTION)["answer"]
    assert isinstance(answer, Answer)
    assert "American troops" in answer.text


def test_the_chain_takes_a_mapping_with_history_filter_and_language(library: Service) -> None:
    asked = {
        "question": "And how many American troops did it host?",
        "history": [("What about Japan?", "It hosts troops.")],
        "where": {"until": "2020-01-01"},
        "language": "en",
    }
    passages = library.chain.invoke(asked)["passages"]
    assert {passage.article.id for passage in passages} == {"review"}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"question": QUESTION, "filter": {}}, "filter"),
        ({}, "question"),
        (None, "NoneType"),
        (7, "int"),
        ({"question": None}, "None"),
        ({"question": QUESTION, "where": {"sincee": "2024-01-01"}}, "sincee"),
        ({"question": QUESTION, "where": {"since": "soon"}}, "soon"),
        ({"question": QUESTION, "language": "fr"}, "fr"),
        ({"question": QUESTION, "history": "before"}, "history"),
    ],
)
def test_the_chain_refuses_what_it_does_not_know(library: Service, asked: Any, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        library.chain.invoke(asked)


def test_the_chain_runs_in_batches_streams_and_events(library: Service) -> None:
    chain = library.chain
    both = chain.batch([QUESTION, {"question": "Who met in Tokyo?"}])
    assert [isinstance(one["answer"], Answer) for one in both] == [True, True]

    async def keys() -> list[str]:
        return [next(iter(step)) async for step in chain.astream(QUESTION)]

    async def names() -> set[str]:
        events = chain.astream_events(QUESTION, version="v2")
        return {event["name"] async for event in events if event["event"].endswith("_end")}

    streamed = asyncio.run(keys())
    assert (streamed[0], streamed[-1]) == ("passages", "answer")
    assert {"rewrite", "retrieve", "write"} <= asyncio.run(names())
    assert [next(iter(step)) for step in chain.stream(QUESTION)] == streamed
    assert isinstance(asyncio.run(chain.ainvoke(QUESTION))["answer"], Answer)


def test_the_brief_chain_takes_a_topic_or_a_mapping(library: Service) -> None:
    assert isinstance(library.brief_chain.invoke("American troops in Japan")["brief"], Brief)
    brief = library.brief_chain.invoke({"articles": ["talks"], "length": "short"})["brief"]
    assert [article.id for article in brief.sources] == ["talks"]
    with pytest.raises(UsageError, match="lenght"):
        library.brief_chain.invoke({"topic": "Japan", "lenght": "short"})


def test_the_retriever_heeds_a_filter_however_it_is_given(library: Service) -> None:
    retriever = library.retriever
    assert _ids(retriever.invoke(QUESTION)) == {"talks", "review"}
    old = SearchFilter(until="2020-01-01")
    assert _ids(retriever.invoke(QUESTION, where=old)) == {"review"}
    assert _ids(retriever.with_filter(old).invoke(QUESTION)) == {"review"}
    assert _ids(retriever.with_filter(outlet="Wire").invoke(QUESTION)) == {"talks"}
    assert _ids(retriever.with_filter(outlets=["Wire", "Ledger"]).invoke(QUESTION)) == {
        "talks",
        "review",
    }
    assert _ids(retriever.invoke(QUESTION, where={"articles": ["review"]})) == {"review"}
    configured: RunnableConfig = {"configurable": {"where": {"outlet": "Wire"}}}
    assert _ids(retriever.invoke(QUESTION, configured)) == {"talks"}
    assert _ids(asyncio.run(retriever.ainvoke(QUESTION, configured))) == {"talks"}
    assert _ids(asyncio.run(retriever.ainvoke(QUESTION, where=old))) == {"review"}


@pytest.mark.parametrize("given", [{"filter": {}}, {"k": 3}, {"where": {"day": "2024-01-01"}}])
def test_the_retriever_refuses_arguments_that_it_does_not_know(
    library: Service, given: dict[str, Any]
) -> None:
    with pytest.raises(UsageError, match=r"filter|'k'|day"):
        library.retriever.invoke(QUESTION, **given)


def test_the_retriever_is_part_of_a_users_own_chain(library: Service) -> None:
    def prompt(asked: dict[str, Any]) -> str:
        return f"{asked['question']}\n{asked['context'][0].page_content}"

    chain = {
        "context": library.retriever.with_filter(outlet="Wire"),
        "question": RunnablePassthrough(),
    } | RunnableLambda(prompt)
    assert chain.invoke(QUESTION) == (
        f"{QUESTION}\nMinisters met in Tokyo on Sunday. Japan hosts 54,000 American troops."
    )
