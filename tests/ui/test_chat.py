from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import (
    AnswerEvent,
    Article,
    BriefEvent,
    BriefProgress,
    Language,
    SearchFilter,
    TextWritten,
    Turn,
)
from rag.text.crosslingual.gloss import Gloss
from tests.ui.desk import CannedDesk
from tests.ui.html import Reading
from ui.ask.chat import MAX_MESSAGES, MAX_TURNS, Conversation, after, converse
from ui.desk import Desk
from ui.jobs.status import Status
from ui.jobs.stream import EVERY

Step = tuple[Conversation, Status]


def _converse(
    question: str,
    conversation: Conversation | None = None,
    *,
    desk: Desk | None = None,
    stop_at: str | None = None,
) -> list[Step]:
    """All steps of one question; `stop_at` is the state at which the reader presses Stop."""

    async def run() -> list[Step]:
        stop = asyncio.Event()
        steps = []
        asked = converse(desk or CannedDesk(), question, conversation or Conversation(), stop=stop)
        async for step in asked:
            steps.append(step)
            if step[1].state == stop_at:
                stop.set()
        return steps

    return asyncio.run(run())


def _last(steps: list[Step]) -> str:
    return Reading(steps[-1][0].messages[-1].html).text


def test_an_answer_is_searched_written_and_done() -> None:
    steps = _converse("How many?")
    states = [status.state for _, status in steps]
    assert list(dict.fromkeys(states)) == ["searching", "streaming", "done"]
    assert "3 passages" in next(s.text for _, s in steps if s.state == "streaming")
    assert [message.role for message in steps[-1][0].messages] == ["user", "assistant"]
    assert steps[-1][0].turns == (
        Turn("How many?", "About 54,000 troops are based in Japan. The talks were in July."),
    )


def test_the_page_is_told_in_the_language_of_the_question() -> None:
    steps = _converse("كم؟")
    assert steps[0][1] == Status("searching", "يبحث في المقالات…", "ar")
    assert "3 مقاطع" in steps[-2][1].text


def test_updates_come_no_closer_together_than_they_should() -> None:
    desk = CannedDesk(pace=0.005)

    async def times() -> list[float]:
        clock = asyncio.get_running_loop().time
        asked = converse(desk, "How many?", Conversation(), stop=asyncio.Event())
        return [clock() async for _ in asked]

    moments = asyncio.run(times())[1:-1]
    assert all(b - a > 0.9 * EVERY for a, b in pairwise(moments))


def test_stopping_keeps_what_was_written_and_remembers_it() -> None:
    steps = _converse("slow, how many?", stop_at="streaming")
    assert steps[-1][1].state == "stopped"
    assert _last(steps).startswith("About")
    assert steps[-1][0].turns[-1].answer.startswith("About")


def test_stopping_before_the_first_word_says_so() -> None:
    steps = _converse("slow, how many?", stop_at="searching")
    assert steps[-1][1].state == "stopped"
    assert "before the answer began" in _last(steps)
    assert steps[-1][0].turns == ()


def test_leaving_the_conversation_leaves_the_desk() -> None:
    desk = CannedDesk(pace=0)

    async def leave() -> None:
        asked = converse(desk, "slow", Conversation(), stop=asyncio.Event())
        async for _, status in asked:
            if status.state == "streaming":
                break
        await asyncio.sleep(2 * EVERY)
        await asked.aclose()

    asyncio.run(leave())
    assert desk.left.is_set()


def test_a_failure_can_be_tried_again_in_its_place() -> None:
    desk = CannedDesk()
    failed = _converse("fail", desk=desk)
    assert failed[-1][1].state == "error"
    assert failed[-1][1].retry
    assert "the model did not answer" in _last(failed)
    again = _converse("fail", failed[-1][0], desk=desk)
    assert again[-1][1].state == "done"
    assert [message.role for message in again[-1][0].messages] == ["user", "assistant"]


class _BrokenDesk:
    """A desk with a fault of its own."""

    def article(self, article_id: str) -> Article | None:
        raise NotImplementedError

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        raise NotImplementedError

    def count(self) -> int:
        raise NotImplementedError

    def vectors_made(self) -> tuple[int, int]:
        raise NotImplementedError

    def moving_to(self) -> str | None:
        raise NotImplementedError

    async def astream(
        self, question: str, *, history: Sequence[Turn] = ()
    ) -> AsyncIterator[AnswerEvent]:
        yield TextWritten("Half an ans")
        raise ZeroDivisionError

    async def astream_brief(
        self,
        topic: str | None,
        *,
        where: SearchFilter | None = None,
        length: str = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> AsyncIterator[BriefEvent]:
        yield BriefProgress("reading", 0, 1)
        raise ZeroDivisionError


def test_a_fault_is_logged_and_the_reader_told_no_more_than_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    steps = _converse("What is the secret?", desk=_BrokenDesk())
    assert steps[-1][1].state == "error"
    assert "Half an ans" in _last(steps)
    assert "ZeroDivision" not in _last(steps)
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_questions_and_articles_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="ui"):
        _converse("How many secrets?")
    assert "secrets" not in caplog.text
    assert "troops" not in caplog.text


def test_what_is_kept_is_bounded() -> None:
    turns = tuple(Turn(str(number)) for number in range(MAX_TURNS))
    full = Conversation(messages=_converse("How many?")[-1][0].messages * MAX_MESSAGES, turns=turns)
    desk = CannedDesk(pace=0)
    after_it = _converse("And then?", full, desk=desk)[-1][0]
    assert desk.histories == [turns]
    assert len(after_it.messages) <= MAX_MESSAGES + 1
    assert [turn.question for turn in after_it.turns] == ["1", "2", "3", "4", "5", "And then?"]


def test_blank_is_nothing_and_too_long_is_refused() -> None:
    desk = CannedDesk()
    assert _converse(" \n ", desk=desk) == []
    before = Conversation()
    ((conversation, status),) = _converse("س" * 2001, before, desk=desk)
    assert conversation is before
    assert (status.state, status.language, status.retry) == ("error", "ar", False)
    assert desk.histories == []


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
