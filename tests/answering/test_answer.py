from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document

from rag.messages.notices import NoticeKey, notice
from rag.records import Answer, Scope, SentenceFinished, TextWritten, Turn
from rag.records.as_json import answer_json
from rag.service import Service
from rag.settings import Settings
from rag.text.analysis.languages import detect_language
from tests.factories import indexed, with_model
from tests.openai_server import Fault, OpenAIServer

QUESTION = "How many American troops does Japan host?"
NEWS = {
    "talks": "Ministers met in Tokyo on Sunday. Japan hosts 54,000 American troops. "
    "The general will have three stars.",
    "canal": "The Ever Given blocked the Suez Canal for six days. It was freed on 29 March 2021.",
    "qanat": "أعلنت الهيئة تعويم السفينة في قناة السويس. وانتظرت 422 سفينة دورها.",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return indexed(tmp_path, NEWS)


@pytest.fixture
def extracting(home: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=home)) as service:
        yield service


@pytest.fixture
def writing(home: Path, openai_server: OpenAIServer) -> Iterator[Service]:
    with Service.open(with_model(home, openai_server)) as service:
        yield service


class Witness(BaseCallbackHandler):
    """Sees what a LangChain tracer would see."""

    def __init__(self) -> None:
        self.retrieved: list[str] = []
        self.models = 0

    def on_retriever_end(
        self, documents: Any, *, run_id: UUID, parent_run_id: UUID | None = None, **rest: Any
    ) -> None:
        self.retrieved += [document.metadata["article_id"] for document in documents]

    def on_chat_model_start(self, *args: Any, **rest: Any) -> None:
        self.models += 1


def test_the_chain_answers_as_a_langchain_runnable(extracting: Service) -> None:
    whole = extracting.chain.invoke({"question": QUESTION})
    assert set(whole) == {"passages", "text", "sentences", "answer"}
    assert isinstance(whole["answer"], Answer)
    assert whole["answer"].sentences == tuple(whole["sentences"])
    assert "54,000" in whole["text"]


def test_the_chain_streams_to_synchronous_and_asynchronous_callers(extracting: Service) -> None:
    async def collect() -> list[str]:
        return [next(iter(e)) async for e in extracting.chain.astream({"question": QUESTION})]

    streamed = [next(iter(event)) for event in extracting.chain.stream({"question": QUESTION})]
    assert streamed == asyncio.run(collect())
    assert (streamed[0], streamed[-1]) == ("passages", "answer")


def test_the_retriever_is_one_of_langchains(extracting: Service) -> None:
    documents = extracting.retriever.invoke(QUESTION)
    assert all(isinstance(document, Document) for document in documents)
    assert documents[0].metadata["article_id"] == "talks"
    text = NEWS["talks"]
    place = slice(documents[0].metadata["start"], documents[0].metadata["end"])
    assert documents[0].page_content == text[place]


def test_a_tracer_sees_the_passages_and_the_model(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("Japan hosts 54,000 American troops [1].")
    witness = Witness()
    writing.chain.invoke({"question": QUESTION}, config={"callbacks": [witness]})
    assert "talks" in witness.retrieved
    assert witness.models == 1


def test_a_models_sentence_cites_the_sentence_of_the_article(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("There are 54,000 of them [1].")
    answer = writing.ask(QUESTION)
    assert answer.writer == "openai:test"
    assert answer.text == "There are 54,000 of them."
    (citation,) = answer.sentences[0].citations
    assert citation.quote == "Japan hosts 54,000 American troops."
    assert answer.usage.calls == 1
    assert answer.usage.prompt_tokens > 0


def test_a_number_without_a_passage_is_told_and_cites_nothing(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply(
        "Japan hosts 54,000 American troops [1]. The general will have three stars [1]. "
        "Farmers sold olives [9]."
    )
    *_, sentence = writing.ask(QUESTION).sentences
    assert (sentence.citations, sentence.dangling) == ((), (9,))
    assert sentence.verdict is not None
    assert sentence.verdict.status == "unsupported"
    assert "[9]" in sentence.verdict.reasons[0]


def test_where_a_number_is_wrong_the_passage_that_says_it_is_cited_too(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("Japan hosts 54,000 American troops [1]. Ministers met in Tokyo [9].")
    *_, sentence = writing.ask(QUESTION).sentences
    (added,) = sentence.citations
    assert (added.added, added.quote) == (True, "Ministers met in Tokyo on Sunday.")
    assert sentence.verdict is not None
    assert sentence.verdict.status == "check"
    assert sentence.verdict.reasons[0] == "[1] bears this out; it was not cited."


def test_every_sentence_has_its_verdict_when_it_is_streamed(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply(
        "Japan hosts 54,000 American troops [1]. Ministers met in Tokyo on Sunday [1]. "
        "The general will have four stars [1]."
    )
    streamed = [
        event.sentence for event in writing.stream(QUESTION) if isinstance(event, SentenceFinished)
    ]
    verdicts = [one.verdict.status for one in streamed if one.verdict]
    assert verdicts == ["supported", "supported", "contradicted"]
    assert writing.ask(QUESTION).sentences == tuple(streamed)


@pytest.mark.parametrize("failed", ["Japan hosts 45,000 American troops [1].", "Elvis sang [1]."])
def test_an_answer_of_which_half_fails_the_check_gives_way_to_the_quoted_one(
    writing: Service, openai_server: OpenAIServer, failed: str
) -> None:
    openai_server.reply(f"Ministers met in Tokyo on Sunday [1]. {failed}")
    answer = writing.ask(QUESTION)
    assert (answer.abstained, answer.writer) == (False, "extractive")
    assert [one.text for one in answer.sentences] == ["Japan hosts 54,000 American troops."]
    assert answer.fault == notice("unfounded", "en")
    assert answer.reason == notice("quoted_instead", "en")
    first = answer.withheld[0].verdict
    assert first is not None
    assert first.status == "supported"
    assert answer.withheld[1].text == failed.removesuffix(" [1].") + "."
    assert answer.usage.calls == 1


def test_the_last_sentence_of_an_answer_that_was_cut_does_not_count(
    writing: Service, openai_server: OpenAIServer
) -> None:
    said = "Japan hosts 54,000 American troops [1]. And he sang of 300 blue canals."
    openai_server.reply(said + " " * len(said))
    openai_server.fault(Fault.CUT_STREAM)
    answer = writing.ask(QUESTION)
    assert (answer.incomplete, answer.writer, answer.fault) == (True, "openai:test", None)
    assert len(answer.sentences) == 2


def test_half_a_sentence_at_the_end_of_an_answer_that_was_cut_is_left_out(
    writing: Service, openai_server: OpenAIServer
) -> None:
    said = "Japan hosts 54,000 American troops [1]. Ministers met in Tokyo on"
    openai_server.reply(said + " " * len(said))
    openai_server.fault(Fault.CUT_STREAM)
    answer = writing.ask(QUESTION)
    assert (answer.incomplete, answer.writer, answer.fault) == (True, "openai:test", None)
    assert [one.text for one in answer.sentences] == ["Japan hosts 54,000 American troops."]


def test_an_answer_that_was_cut_and_is_not_supported_gives_way_too(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("Elvis sang for hours [1]. And he would have sung on and on [1].")
    openai_server.fault(Fault.CUT_STREAM)
    answer = writing.ask(QUESTION)
    assert (answer.incomplete, answer.abstained, answer.writer) == (False, False, "extractive")
    assert notice("incomplete_cut", "en") in (answer.fault or "")
    assert answer.withheld[0].text == "Elvis sang for hours."
    assert answer.usage.estimated
    assert answer.usage.completion_tokens > 0


def test_the_reasons_are_in_the_language_of_the_question(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply(
        "انتظرت 422 سفينة دورها [1]. وأعلنت الهيئة تعويم السفينة [1]. وهي 900 سفينة [1]."
    )
    answer = writing.ask("كم سفينة انتظرت دورها في قناة السويس؟")
    assert answer.sentences, answer
    verdict = answer.sentences[-1].verdict
    assert verdict is not None
    assert verdict.status == "contradicted"
    assert "900" in verdict.reasons[0]
    assert detect_language(verdict.reasons[0]) == "ar"


def test_the_model_is_not_asked_when_nothing_is_relevant(
    writing: Service, openai_server: OpenAIServer
) -> None:
    answer = writing.ask("Which opera did Verdi compose last?")
    assert answer.abstained
    assert answer.searched == Scope(articles=len(NEWS))
    assert openai_server.requests == []


def test_a_model_may_say_that_the_passages_hold_no_answer(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("NO_ANSWER")
    answer = writing.ask(QUESTION)
    assert answer.abstained
    assert answer.text == ""
    assert answer.usage.calls == 1


def test_a_cut_stream_leaves_an_incomplete_answer(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("Japan hosts 54,000 American troops [1]. And there is more to come here.")
    openai_server.fault(Fault.CUT_STREAM)
    answer = writing.ask(QUESTION)
    assert answer.incomplete
    assert answer.reason


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault.UNAUTHORIZED, "model_key"),
        (Fault.RATE_LIMIT, "model_busy"),
        (Fault.SERVER_ERROR, "model_down"),
        (Fault.CUT_AT_ONCE, "model_unreachable"),
        (Fault.HTML_OK, "model_reply"),
        (Fault.NULL_CONTENT, "model_reply"),
    ],
)
def test_where_the_model_fails_the_quoted_answer_is_there_with_the_fault_beside_it(
    writing: Service, openai_server: OpenAIServer, fault: Fault, key: NoticeKey
) -> None:
    openai_server.retry_after = "0"
    openai_server.fault(fault, times=3)
    whole = writing.chain.invoke({"question": QUESTION})
    answer = whole["answer"]
    assert [one.text for one in answer.sentences] == ["Japan hosts 54,000 American troops."]
    assert (answer.writer, answer.abstained) == ("extractive", False)
    assert answer.fault == notice(key, "en", model="openai:test")
    assert answer.reason == notice("quoted_instead", "en")
    assert answer.usage.calls == 1
    assert "sk-test" not in repr(answer_json(answer))
    assert tuple(whole["sentences"]) == answer.sentences


def test_a_sentence_without_a_marker_is_cited_to_the_passage_that_supports_it(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply(
        "Japan hosts 54,000 American troops. The general will have three stars [1]."
    )
    first, second = writing.ask(QUESTION).sentences
    assert [one.quote for one in first.citations] == ["Japan hosts 54,000 American troops."]
    assert (first.placed, second.placed) == (True, False)
    assert first.verdict is not None
    assert first.verdict.status == "supported"


def test_a_sentence_without_a_marker_that_no_passage_supports_stays_without(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply(
        "Japan hosts 54,000 American troops [1]. Ministers met in Tokyo on Sunday [1]. "
        "The general is fond of jazz and of long walks."
    )
    last = writing.ask(QUESTION).sentences[-1]
    assert (last.citations, last.placed) == ((), False)
    assert last.verdict is not None
    assert last.verdict.status == "unsupported"


def test_the_models_own_refusal_stands_and_what_may_help_is_shown(
    writing: Service, openai_server: OpenAIServer
) -> None:
    for said in ("NO_ANSWER", "Sorry, the passages do not contain information about this."):
        openai_server.reply(said)
        answer = writing.ask(QUESTION)
        assert (answer.outcome, answer.reason) == ("may_help", notice("model_declined", "en"))
        assert (answer.fault, answer.sentences) == (None, ())
        assert answer.excerpts


def test_reasoning_that_was_shown_before_its_end_came_is_no_part_of_the_answer(
    writing: Service, openai_server: OpenAIServer
) -> None:
    said = "There may be 90,000 of them [1]. </think>Japan hosts 54,000 American troops [1]."
    openai_server.reply(said)
    for _ in range(2):
        answer = writing.ask(QUESTION)
        assert answer.text == "Japan hosts 54,000 American troops."
    streamed = [event for event in writing.stream(QUESTION) if isinstance(event, TextWritten)]
    assert "90,000" not in repr(streamed)


def test_a_follow_up_is_made_whole_by_the_model(
    writing: Service, openai_server: OpenAIServer
) -> None:
    openai_server.reply("When was the Ever Given freed?", "On 29 March 2021 [1].")
    answer = writing.ask("And when was it freed?", history=[Turn("What blocked the canal?")])
    assert answer.sentences[0].citations[0].article.id == "canal"
    assert answer.usage.calls == 2


def test_a_follow_up_without_a_model_takes_words_of_the_question_before(
    extracting: Service,
) -> None:
    history = [Turn("What did the Ever Given block?")]
    answer = extracting.ask("When was it freed?", history=history)
    assert answer.sentences[0].citations[0].article.id == "canal"
    assert answer.question == "When was it freed?"


def test_an_answer_in_the_other_language_says_so(extracting: Service) -> None:
    extracting.remove(["qanat"])
    answer = extracting.ask("كم جنديا أمريكيا تستضيف اليابان؟")
    assert answer.language == "en"
    assert "الإنجليزية" in (answer.reason or "")
    assert answer.sentences[0].text == "Japan hosts 54,000 American troops."


def test_answers_abandoned_at_any_moment_leave_nothing_half_closed(
    home: Path, openai_server: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The loop logs what it cannot close: "asynchronous generator is already running"."""
    openai_server.reply("Japan hosts 54,000 American troops [1]. " * 20)
    openai_server.pause = 0.002
    moments = random.Random(7)
    with Service.open(with_model(home, openai_server)) as service:
        for _ in range(20):
            stream = service.stream(QUESTION)
            for _ in range(moments.randint(1, 20)):
                next(stream, None)
            time.sleep(moments.uniform(0, 0.03))
            del stream
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
