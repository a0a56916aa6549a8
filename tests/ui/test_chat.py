from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.records import (
    AnswerFinished,
    Exchange,
    PassagesFound,
    Sentence,
    SentenceFinished,
    TextWritten,
)
from tests.factories import passage
from tests.ui.desk import answer
from tests.ui.kept import exchange
from tests.ui.samples import TALKS_EN, TROOPS_EN, cite
from ui.ask.chat import (
    MAX_TURNS,
    DraftAnswer,
    after,
    reader_language,
    turns,
    without_markers,
)

TROOPS = Sentence("About 54,000 troops.", (cite(TALKS_EN, TROOPS_EN),))


def _draft(*, tail: str = " And th") -> DraftAnswer:
    draft = DraftAnswer("How many?", "en")
    draft.add(PassagesFound((passage("Text."),)))
    draft.add(TextWritten("About 54,000 troops. [1]"))
    draft.add(SentenceFinished(TROOPS))
    draft.add(TextWritten(tail))
    return draft


def test_what_is_being_done_is_told_in_the_language_of_the_page() -> None:
    draft = DraftAnswer("How many?", "en")
    assert draft.status("ar") == "يجري البحث في المقالات…"
    draft.add(PassagesFound((passage("Text."),)))
    assert draft.status("en") == "Preparing the answer… · 1 passage"
    assert _draft().status("en") == "Writing the answer… · 1 passage"


def test_a_whole_answer_is_kept_as_it_is() -> None:
    draft = _draft()
    whole = answer("How many?", [TROOPS])
    draft.add(AnswerFinished(whole))
    ending = draft.ending(None)
    assert (ending.state, ending.answer, ending.fault) == ("answered", whole, None)


def test_of_a_stopped_answer_all_that_was_written_is_kept_as_incomplete() -> None:
    ending = _draft(tail=" And then [2] th").ending(None)
    assert ending.state == "stopped"
    assert ending.answer is not None
    assert [one.text for one in ending.answer.sentences] == [TROOPS.text, "And then th"]
    assert ending.answer.incomplete
    assert "stopped" in (ending.answer.reason or "")


def test_of_an_answer_without_a_word_nothing_is_kept() -> None:
    assert DraftAnswer("x", "en").ending(None).answer is None


def test_a_failure_keeps_its_reason_and_what_had_been_written() -> None:
    ending = _draft().ending(ModelError("the model did not answer"))
    assert (ending.state, ending.fault) == ("failed", "the model did not answer")
    assert ending.answer is not None


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (exchange("كم؟"), "ar"),
        (exchange("How many?"), "en"),
        (exchange("كم؟", language="en"), "en"),
    ],
)
def test_remarks_are_in_the_language_asked_for_or_that_of_the_question(
    asked: Exchange, language: str
) -> None:
    assert reader_language(asked) == language


def test_the_desk_is_told_the_last_turns_that_were_answered() -> None:
    said = [
        exchange(str(number), answer=answer(str(number), [TROOPS]), state="answered")
        for number in range(MAX_TURNS + 2)
    ]
    failed = exchange("failed", state="failed", fault="No.")
    told = turns((*said, failed))
    assert [turn.question for turn in told] == [str(number) for number in range(2, MAX_TURNS + 2)]
    assert told[0].answer == TROOPS.text


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["About 54 troops.", "نحو ٥٤ ألفا.", "He said “no”", "It fell -3.5% (so)."]
            ),
            st.sampled_from(["", " [1]", "[1][2]", " [1, 2] ", " [١]"]),
            st.sampled_from([" ", "\n", "\n\n- ", "  "]),
        ),
        min_size=1,
    ),
    st.sampled_from(["", "And th", "(next"]),
)
def test_the_text_behind_finished_sentences_is_found(
    parts: list[tuple[str, str, str]], tail: str
) -> None:
    raw = "".join(text + marker + gap for text, marker, gap in parts) + tail
    position = 0
    for text, _, _ in parts:
        position = after(raw, text, position=position)
    assert raw[position:].removeprefix("- ") == tail


def test_a_sentence_that_is_not_in_the_text_takes_all_of_it() -> None:
    assert after("Something else", "Not this.", position=0) == len("Something else")


def test_markers_are_taken_out_with_the_space_before_them() -> None:
    assert without_markers("Two [1] and three [2, 3].") == "Two and three."
