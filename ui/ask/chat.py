"""One conversation: a question goes to the desk, states of the page come back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.grounding.markers import find_markers
from rag.messages.labels import refusal_label
from rag.messages.notices import notice
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Language,
    PassagesFound,
    Sentence,
    SentenceFinished,
    TextWritten,
    Turn,
)
from rag.text.analysis.languages import detect_language
from ui import words
from ui.desk import Desk
from ui.html import messages
from ui.jobs.status import State, Status
from ui.jobs.stream import StreamRun, explained

MAX_QUESTION = 2000
"""Characters; a longer question is refused."""

MAX_TURNS = 6
"""Earlier turns handed to the desk."""

MAX_MESSAGES = 60
"""Messages kept on the page and in memory, for each open tab."""

Role = Literal["user", "assistant"]

_SPACE = re.compile(r"\s*")
_BULLET = re.compile(r"\s*(?:(?:[-*•–]|\d{1,2}[.)])\s+)?")


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble; `html` is finished and safe."""

    role: Role
    html: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one tab has said so far. `unanswered` is the last question if its answer failed."""

    messages: tuple[Message, ...] = ()
    turns: tuple[Turn, ...] = ()
    unanswered: str | None = None

    def asked(self, question: str) -> Conversation:
        """Return the conversation with the question as its newest message.

        When its answer failed and it is asked again, the old pair of messages is left out.
        """
        again = self.unanswered is not None and self.unanswered == question
        kept = self.messages[:-2] if again else self.messages
        asked = Message("user", messages.question(question))
        return Conversation((*kept, asked)[-MAX_MESSAGES:], self.turns)

    def saying(self, html: str) -> Conversation:
        """Return the conversation with an answer under its newest question."""
        return replace(self, messages=(*self.messages, Message("assistant", html)))

    def remembering(self, turn: Turn) -> Conversation:
        return replace(self, turns=(*self.turns, turn)[-MAX_TURNS:])


@dataclass(slots=True)
class _Draft:
    """An answer as it comes in."""

    language: Language
    found: int | None = None
    raw: str = ""
    settled: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    answer: Answer | None = None

    def add(self, event: AnswerEvent) -> None:
        match event:
            case PassagesFound(passages):
                self.found = len(passages)
            case TextWritten(text):
                self.raw += text
            case SentenceFinished(sentence):
                self.sentences.append(sentence)
                self.settled = after(self.raw, sentence.text, position=self.settled)
            case AnswerFinished(answer):
                self.answer = answer

    @property
    def tail(self) -> str:
        """Return the text behind the last finished sentence."""
        return self.raw[self.settled :]

    @property
    def begun(self) -> bool:
        return bool(self.sentences or self.tail.strip())

    @property
    def text(self) -> str:
        return " ".join([*(s.text for s in self.sentences), self.tail]).strip()

    def under(self, asked: Conversation) -> Conversation:
        if not self.begun:
            return asked
        return asked.saying(messages.writing(self.sentences, self.tail, language=self.language))

    @property
    def status(self) -> Status:
        found = "" if self.found is None else " · " + words.passages(self.found, self.language)
        state: State = "streaming" if self.begun else "searching"
        text = words.say("writing" if self.begun else "searching", self.language)
        return Status(state, text + found, self.language)


async def converse(
    desk: Desk, question: str, conversation: Conversation, *, stop: asyncio.Event
) -> AsyncGenerator[tuple[Conversation, Status]]:
    """Ask, and yield the page after every step; the last one is the finished state.

    A blank question yields nothing. `stop` may be set from any task of the same loop: what has
    been written by then stays.
    """
    question = question.strip()
    if not question:
        return
    language = detect_language(question[:MAX_QUESTION])
    if len(question) > MAX_QUESTION:
        yield conversation, Status("error", words.say("too_long", language), language)
        return
    asked = conversation.asked(question)
    draft = _Draft(language)
    yield asked, draft.status
    run = StreamRun(lambda: desk.astream(question, history=asked.turns), stop)
    async with aclosing(run.batches()) as batches:
        async for batch in batches:
            for event in batch:
                draft.add(event)
            if draft.answer is None:
                yield draft.under(asked), draft.status
    if draft.answer is not None:
        yield _answered(draft.answer, asked, language)
    elif run.failure is not None:
        yield _failed(run.failure, question, draft, asked)
    else:
        yield _stopped(question, draft, asked)


def after(raw: str, sentence: str, *, position: int) -> int:
    """Return where `raw` goes on behind `sentence`, which stands there from `position` on.

    Spaces, markers and the bullet of a list item do not count. When the sentence is not found,
    all that has come so far is taken to belong to it.
    """
    bare = raw
    for marker in find_markers(raw):
        blank = " " * (marker.end - marker.start)
        bare = bare[: marker.start] + blank + bare[marker.end :]
    position = _past(_BULLET, bare, position)
    for letter in "".join(sentence.split()):
        position = _past(_SPACE, bare, position)
        if bare[position : position + 1] != letter:
            return len(raw)
        position += 1
    return _past(_SPACE, bare, position)


def _past(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _answered(
    answer: Answer, asked: Conversation, language: Language
) -> tuple[Conversation, Status]:
    if answer.abstained:
        html = messages.abstained(answer, language=language)
    elif answer.intent is not None:
        html = messages.replied(answer, language=language)
    else:
        note = answer.remarks or (words.say("incomplete", language) if answer.incomplete else None)
        html = messages.answer(
            answer.sentences, language=language, note=note, withheld=answer.withheld
        )
    refused = answer.outcome != "answered"
    text = refusal_label(answer.outcome, language) if refused else words.say("done", language)
    said = asked.saying(html).remembering(Turn(answer.question, answer.text))
    if answer.fault is None:
        return said, Status("done", text, language)
    again = replace(said, unanswered=answer.question)  # the model may do better the next time
    return again, Status("done", text, language, retry=True)


def _stopped(question: str, draft: _Draft, asked: Conversation) -> tuple[Conversation, Status]:
    """Return the page after the reader stopped the answer or its stream ended too early.

    What had been written by then stays.
    """
    language = draft.language
    status = Status("stopped", words.say("stopped", language), language)
    if not draft.begun:
        html = messages.notice(words.say("nothing_yet", language), language=language)
        return asked.saying(html), status
    note = notice("stopped", language)
    html = messages.answer(draft.sentences, language=language, tail=draft.tail, note=note)
    return asked.saying(html).remembering(Turn(question, draft.text)), status


def _failed(
    failure: BaseException, question: str, draft: _Draft, asked: Conversation
) -> tuple[Conversation, Status]:
    language = draft.language
    text = explained(failure, language)
    html = messages.failed(text, language=language, sentences=draft.sentences, tail=draft.tail)
    status = Status("error", words.say("failed_status", language), language, retry=True)
    return replace(asked.saying(html), unanswered=question), status
