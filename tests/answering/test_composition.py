from __future__ import annotations

from rag.answering.composition import Composition
from rag.records import Sentence
from tests.answering.samples import MOON, TROOPS, evidence_of
from tests.factories import ANALYZER

REPLY = "Japan hosts 54,000 soldiers. [1, 3] The probe will stay there for a whole year [2]. Al"


def test_sentences_are_handed_out_with_their_text_once_they_are_finished() -> None:
    reply = Composition(evidence_of(TROOPS, MOON), ANALYZER)
    first, sentence = reply.feed(REPLY)
    assert first == reply.text == "Japan hosts 54,000 soldiers. [1, 3]"
    assert isinstance(sentence, Sentence)
    assert sentence.text == "Japan hosts 54,000 soldiers."
    assert [citation.number for citation in sentence.citations] == [1]
    assert sentence.dangling == (3,)
    _, last, _, cut = reply.close()
    assert reply.text == REPLY
    assert isinstance(last, Sentence)
    assert [citation.quote for citation in last.citations] == ["It will stay for a year."]
    assert cut == Sentence("Al")


def test_a_long_sentence_is_shown_while_it_is_written() -> None:
    reply = Composition(evidence_of(TROOPS), ANALYZER)
    words = [f"Japan{n} " for n in range(20)]
    shown = [event for word in words for event in reply.feed(word)]
    assert "".join(map(str, shown)) == "".join(words)
    assert len(shown) > 5


def test_numbers_are_those_of_the_evidence_not_its_order() -> None:
    *_, second = evidence_of(TROOPS, MOON)
    reply = Composition([second], ANALYZER)
    reply.feed("A probe landed [2].")
    _, sentence = reply.close()
    assert isinstance(sentence, Sentence)
    assert [citation.evidence for citation in sentence.citations] == [second]


def test_a_refusal_hands_out_nothing() -> None:
    reply = Composition(evidence_of(TROOPS), ANALYZER)
    assert [event for piece in ("NO_", "ANSWER", " [1].") for event in reply.feed(piece)] == []
    assert reply.close() == []
    assert reply.refused
    assert reply.text == ""
