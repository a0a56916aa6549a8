from __future__ import annotations

import asyncio
from dataclasses import replace

from rag.answering.extractive_answer import ExtractiveWriter
from rag.answering.sentence_ranking import SentenceRanking
from rag.answering.tuning import SENTENCES
from rag.messages.notices import notice
from rag.protocols import WriterEvent, WriterReport, WritingTask
from rag.records import Language, Passage, Sentence
from rag.text.analysis.languages import detect_language
from tests.factories import ANALYZER, evidence, passage


def written(question: str, *passages: Passage, language: Language = "en") -> list[WriterEvent]:
    task = WritingTask(question, question, language, evidence(*passages))
    writer = ExtractiveWriter(SentenceRanking(lambda stem: 1.0, ANALYZER))

    async def collect() -> list[WriterEvent]:
        return [event async for event in writer.astream(task)]

    return asyncio.run(collect())


def sentences(events: list[WriterEvent]) -> list[str]:
    return [event.text for event in events if isinstance(event, Sentence)]


def report(events: list[WriterEvent]) -> WriterReport:
    assert isinstance(events[-1], WriterReport)
    return events[-1]


CANAL = passage(
    "The canal was blocked for six days. Ships waited at both ends. Bread is sold in shops.",
    id="canal",
)


def test_the_sentence_that_covers_the_question_comes_first() -> None:
    assert sentences(written("Which ships waited?", CANAL))[0] == "Ships waited at both ends."


def test_every_sentence_cites_exactly_itself() -> None:
    for event in written("Which ships waited?", CANAL):
        if isinstance(event, Sentence):
            (citation,) = event.citations
            assert citation.quote == event.text


def test_there_are_not_too_many() -> None:
    text = " ".join(f"Ship number {word} waited." for word in ("one", "two", "three", "four"))
    assert len(sentences(written("Which ship waited?", passage(text)))) <= SENTENCES


def test_what_is_not_about_the_question_is_not_shown() -> None:
    of_another_canal = replace(passage("Ships waited in the canal.", id="b"), outcome="absent")
    asked = "Which ships waited in the canal?"
    assert sentences(written(asked, of_another_canal, CANAL))[0] == "Ships waited at both ends."
    assert sentences(written(asked, replace(of_another_canal, outcome="may_help"))) != []
    assert sentences(written(asked, of_another_canal)) == []


def test_a_passage_that_is_likelier_to_answer_leads_with_sentences_as_likely() -> None:
    alike = [passage(f"Ships waited {where} both ends.", id=where) for where in ("at", "near")]
    likely, sure = (
        replace(one, probability=probability)
        for one, probability in zip(alike, (0.1, 0.9), strict=True)
    )
    for order in ((likely, sure), (sure, likely)):
        first = sentences(written("Which ships waited?", *order))[0]
        assert first == "Ships waited near both ends."


def test_the_same_thing_is_not_said_twice() -> None:
    copies = [passage("Ships waited at both ends.", id=name) for name in ("a", "b")]
    assert sentences(written("Which ships waited?", *copies)) == ["Ships waited at both ends."]


def test_a_question_of_how_many_prefers_a_number() -> None:
    text = "Many ships waited there for long. In all 422 ships waited."
    assert sentences(written("How many ships waited?", passage(text)))[0].startswith("In all 422")


def test_a_question_of_when_prefers_a_date_in_arabic() -> None:
    text = "عامت السفينة بعد جهد طويل. وعامت السفينة في 29 مارس 2021."
    events = written("متى عامت السفينة؟", passage(text, language="ar"), language="ar")
    assert sentences(events)[0].startswith("وعامت")


def test_of_the_same_in_both_languages_the_reader_gets_their_own_first() -> None:
    arabic = passage("انتظرت السفن عند طرفي القناة.", id="ar", language="ar")
    for given in ((CANAL, arabic), (arabic, CANAL)):
        assert sentences(written("Which ships waited?", *given))[0] == "Ships waited at both ends."
        read = sentences(written("أي سفن انتظرت عند طرفي القناة؟", *given, language="ar"))
        assert read[0] == "انتظرت السفن عند طرفي القناة."


def test_what_the_other_language_alone_tells_is_shown_and_named() -> None:
    arabic = passage("انتظرت 422 سفينة عند طرفي القناة.", id="ar", language="ar")
    events = written("How many ships waited at both ends of the canal?", CANAL, arabic)
    assert {detect_language(sentence) for sentence in sentences(events)} == {"ar", "en"}
    assert report(events).reason == notice("partly_other_language", "en", source="Arabic")


def test_a_sentence_need_not_repeat_what_its_title_names() -> None:
    ships = "Rabie said that 422 ships were left waiting to pass."
    other = "The Suez Canal lost revenue to the Cape."
    named = passage(ships, id="a")
    titled = replace(
        named, article=replace(named.article, title="Ever Given and the Suez Canal", titled=True)
    )
    question = "How many ships waited at the Suez Canal?"
    assert sentences(written(question, titled, passage(other, id="b")))[0] == ships


def test_a_caption_does_not_come_before_what_is_told() -> None:
    caption = "The minister (left) greets the envoy at the talks in Tokyo on Sunday. AFP"
    told = "The minister and the envoy held talks in Tokyo about the treaty."
    text = f"{caption}\n{told}\nThey meet again in May."
    assert sentences(written("What did the talks in Tokyo treat?", passage(text)))[0] == told


def test_one_sentence_is_shown_where_one_answers() -> None:
    text = "In all 422 ships waited at the canal. Bread is sold in shops. A man walked home."
    (shown,) = sentences(written("How many ships waited at the canal?", passage(text)))
    assert shown == "In all 422 ships waited at the canal."


def test_sentences_that_differ_in_a_number_do_not_say_the_same() -> None:
    text = "The ship waited 3 days. The ship waited 4 days. The ship waited 4 days."
    shown = sentences(written("How many days did the ship wait?", passage(text)))
    assert sorted(shown) == ["The ship waited 3 days.", "The ship waited 4 days."]


def test_the_other_language_is_quoted_and_told() -> None:
    arabic = passage("انتظرت السفن عند طرفي القناة. وبيع الخبز.", language="ar")
    events = written("Which ships waited at the canal?", arabic)
    assert sentences(events)[0] == "انتظرت السفن عند طرفي القناة."
    assert report(events).language == "ar"
    assert "Arabic" in (report(events).reason or "")


def test_without_evidence_it_abstains() -> None:
    events = written("Which ships waited?")
    assert report(events).abstained
    assert sentences(events) == []
