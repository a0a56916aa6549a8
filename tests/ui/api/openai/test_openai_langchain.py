"""LangChain's classes for OpenAI use the archive."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import SecretStr

ARABIC = "كم سفينة كانت تنتظر عند تعويم إيفر غيفن؟"
ENGLISH = "How many US troops are in Japan?"
KEY = SecretStr("none")


@pytest.fixture
def chat(samples_url: str) -> ChatOpenAI:
    return ChatOpenAI(model="mujaz", base_url=samples_url, api_key=KEY, max_retries=0)


def test_it_answers_in_both_languages(chat: ChatOpenAI) -> None:
    assert "54,000" in chat.invoke(ENGLISH).text
    assert "**المصادر**" in chat.invoke(ARABIC).text


def test_a_prompt_and_a_history_go_before_the_question(chat: ChatOpenAI) -> None:
    prompt = ChatPromptTemplate.from_messages(
        [("system", "Answer in Arabic."), ("placeholder", "{history}"), ("human", "{question}")]
    )
    history = [HumanMessage(ENGLISH), chat.invoke(ENGLISH)]
    reply = (prompt | chat).invoke({"history": history, "question": ARABIC})
    assert "422" in reply.text


def test_it_streams(chat: ChatOpenAI) -> None:
    chunks = list(chat.stream([SystemMessage("Be brief."), HumanMessage(ENGLISH)]))
    assert len(chunks) > 2
    assert "54,000" in "".join(chunk.text for chunk in chunks)

    async def read() -> str:
        return "".join([chunk.text async for chunk in chat.astream(ENGLISH)])

    assert "54,000" in asyncio.run(read())


def test_a_filter_is_given_in_the_extra_body(samples_url: str) -> None:
    narrowed = ChatOpenAI(
        model="mujaz",
        base_url=samples_url,
        api_key=KEY,
        extra_body={"mujaz": {"where": {"since": "2025-01-01"}, "sources": False}},
    )
    reply = narrowed.invoke(ENGLISH)
    assert isinstance(reply, AIMessage)
    assert "54,000" not in reply.text


def test_its_embeddings_are_the_librarys(samples_url: str) -> None:
    embeddings = OpenAIEmbeddings(
        model="use", base_url=samples_url, api_key=KEY, check_embedding_ctx_length=False
    )
    vectors = np.array(embeddings.embed_documents(["جنود أمريكيون في اليابان", "chocolate cake"]))
    asked = np.array(embeddings.embed_query("US troops in Japan"))
    assert vectors.shape == (2, 512)
    near, far = vectors @ asked
    assert near > far
