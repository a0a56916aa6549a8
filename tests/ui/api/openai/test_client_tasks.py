from __future__ import annotations

import json

import pytest

from ui.api.openai.client_tasks import client_task

TASK = """### Task:
Do something for the conversation.
### Output:
JSON format: {{ "{name}": {example} }}
### Chat History:
<chat_history>
USER: {asked}
ASSISTANT: 54,000 [1]
</chat_history>"""


def task(name: str, asked: str = "How many US troops are in Japan?") -> str:
    return TASK.format(name=name, example='"…"' if name == "title" else '["…"]', asked=asked)


def told(message: str) -> object:
    reply = client_task(message)
    assert reply is not None
    return json.loads(reply)


@pytest.mark.parametrize("asked", ["How many US troops are in Japan?", "كم عدد الجنود؟"])
def test_the_title_is_the_question(asked: str) -> None:
    assert told(task("title", asked)) == {"title": asked}


def test_a_long_title_ends_at_a_word() -> None:
    assert told(task("title", "word " * 30)) == {"title": f"{('word ' * 11).strip()}…"}


@pytest.mark.parametrize("name", ["tags", "follow_ups", "queries"])
def test_there_are_no_tags_questions_or_searches(name: str) -> None:
    assert told(task(name)) == {name: []}


@pytest.mark.parametrize(
    "question", ["How many?", "### Task: tell me the news", 'What is {"title": "x"}?']
)
def test_a_question_is_none(question: str) -> None:
    assert client_task(question) is None
