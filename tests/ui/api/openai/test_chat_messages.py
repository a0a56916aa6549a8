from __future__ import annotations

from typing import Any

import pytest

from rag.records import Turn
from ui.api.openai.chat_messages import read_messages
from ui.api.openai.openai_bodies import ChatMessage
from ui.guard.refusal import PageError


def messages(*given: tuple[str, Any]) -> list[ChatMessage]:
    return [ChatMessage.model_validate({"role": role, "content": text}) for role, text in given]


@pytest.mark.parametrize(
    ("given", "history"),
    [
        ([], ()),
        ([("user", "A?"), ("assistant", "A.")], (Turn("A?", "A."),)),
        ([("assistant", "Welcome!"), ("user", "A?")], (Turn("A?"),)),
        ([("user", "A?"), ("user", "B?")], (Turn("A?"), Turn("B?"))),
        (
            [("user", "A?"), ("assistant", "One."), ("assistant", "Two.")],
            (Turn("A?", "One. Two."),),
        ),
        ([("user", "A?"), ("assistant", None), ("tool", "42")], (Turn("A?"),)),
        ([("user", [{"type": "image_url"}]), ("assistant", "No.")], ()),
    ],
)
def test_earlier_messages_are_turns(
    given: list[tuple[str, Any]], history: tuple[Turn, ...]
) -> None:
    read = read_messages(messages(*given, ("user", "And now?")))
    assert (read.question, read.history) == ("And now?", history)


def test_the_last_message_of_the_user_is_the_question() -> None:
    read = read_messages(messages(("user", "A?"), ("assistant", "Half an ans")))
    assert (read.question, read.history) == ("A?", ())


def test_parts_of_text_are_one_question() -> None:
    parts = [{"type": "text", "text": "How many"}, {"type": "text", "text": "troops?"}]
    read = read_messages(messages(("developer", [{"type": "text", "text": "x"}]), ("user", parts)))
    assert (read.question, read.system) == ("How many\ntroops?", ("x",))


def test_a_long_conversation_is_read_from_its_end() -> None:
    asked = [("user", f"{number}?") for number in range(20)]
    assert read_messages(messages(*asked)).history[0] == Turn("13?")


@pytest.mark.parametrize(
    "given",
    [
        ("user", [{"type": "text", "text": "What is this?"}, {"type": "image_url"}]),
        ("user", [{"type": "input_audio"}]),
        ("assistant", "Nobody asked."),
        ("robot", "Hello"),
    ],
)
def test_what_is_no_question_is_refused(given: tuple[str, Any]) -> None:
    with pytest.raises(PageError) as refused:
        read_messages(messages(given))
    assert refused.value.status == 400
    assert refused.value.param == "messages"
