"""An answer as it comes in, what is shown of it, and what is kept when it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from time import monotonic

from rag.grounding.markers import find_markers
from rag.messages.notices import notice
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Exchange,
    ExchangeState,
    Language,
    Passage,
    PassagesFound,
    Sentence,
    SentenceFinished,
    TextWritten,
    Turn,
)
from rag.text.analysis.languages import detect_language
from ui import words
from ui.html import messages
from ui.jobs.stream import explained

MAX_QUESTION = 2000
"""Characters; a longer question is refused."""

MAX_TURNS = 6
"""Earlier turns handed to the desk."""

_SPACE = re.compile(r"\s*")
_BULLET = re.compile(r"\s*(?:(?:[-*•–]|\d{1,2}[.)])\s+)?")


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a question, as it is kept (`ConversationStore.settle`)."""

    state: ExchangeState
    answer: Answer | None = None
    fault: str | None = None


@dataclass(slots=True)
class DraftAnswer:
    """An answer to `question` as it comes in; `language` is that of its remarks."""

    question: str
    language: Language
    passages: tuple[Passage, ...] | None = None
    raw: str = ""
    settled: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    answer: Answer | None = None
    begun_at: float = field(default_factory=monotonic)

    def add(self, event: AnswerEvent) -> None:
        match event:
            case PassagesFound(passages):
                self.passages = passages
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

    def html(self, language: Language) -> str:
        """Return what has been written so far, with labels in that language; "" before the first
        word."""
        if not self.begun:
            return ""
        return messages.writing(self.sentences, self.tail, language=language)

    def status(self, language: Language) -> str:
        """Return a line that says what is being done."""
        if self.passages is None:
            return words.say("searching", language)
        text = words.say("writing" if self.begun else "waiting", language)
        return f"{text} · {words.passages(len(self.passages), language)}"

    def ending(self, failure: BaseException | None) -> Ending:
        """Return what is kept when nothing more comes in: because all is there, because of a
        `failure`, or because the answer was stopped."""
        if self.answer is not None:
            return Ending("answered", self.answer)
        written = self.interrupted() if self.begun else None
        if failure is not None:
            return Ending("failed", written, explained(failure, self.language))
        return Ending("stopped", written)

    def interrupted(self) -> Answer:
        """Return what has been written so far as an incomplete answer."""
        tail = without_markers(self.tail).lstrip(" ").rstrip()
        rest = (Sentence(tail),) if tail.strip() else ()
        text = " ".join([*(sentence.text for sentence in self.sentences), tail])
        return Answer(
            self.question,
            detect_language(text),
            abstained=False,
            reason=notice("stopped", self.language),
            sentences=(*self.sentences, *rest),
            passages=self.passages or (),
            writer="",
            seconds=monotonic() - self.begun_at,
            incomplete=True,
        )


def reader_language(exchange: Exchange) -> Language:
    """Return the language in which remarks on an answer are made: the one that was asked for, else
    that of the question."""
    return exchange.language or detect_language(exchange.question)


def turns(exchanges: tuple[Exchange, ...]) -> tuple[Turn, ...]:
    """Return the last turns of a conversation, for the question after them; what failed is none."""
    told = [one for one in exchanges if one.answer is not None and one.state != "failed"]
    return tuple(Turn(one.question, one.answer.text) for one in told[-MAX_TURNS:] if one.answer)


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


def without_markers(text: str) -> str:
    """Return a text without its citation markers and the spaces before them."""
    parts, done = [], 0
    for marker in find_markers(text):
        parts.append(text[done : marker.start].rstrip(" "))
        done = marker.end
    return "".join([*parts, text[done:]])


def _past(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
