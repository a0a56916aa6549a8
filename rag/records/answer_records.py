"""What comes back for a question: sentences on what they stand on, with their verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from rag.records.article_records import Article, Chunk, Language, Scope, SearchFilter

Status = Literal["supported", "check", "unsupported", "contradicted", "unverified"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was written stands on what it cites.

    supported: all that can be checked is there. check: something is doubtful, a reader should
    look. unsupported: too little of it is there. contradicted: a figure, date or quotation is
    not there, or another one is. unverified: too little can be checked to tell.

    `reasons` say in the reader's language what was found amiss or could not be checked; empty
    when supported. `score` (0 to 1) orders claims of equal status, higher is better supported.
    """

    status: Status
    reasons: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk and its article.

    `score` is the fused score, higher is better, comparable within one search. `coverage` is the
    share (0 to 1) of what the question asks about that stands in the passage; `relevant` tells
    whether that is enough to answer from.
    """

    chunk: Chunk
    article: Article
    score: float
    coverage: float = 0.0
    relevant: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage under the number by which a writer cites it (from 1)."""

    number: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """One sentence of an article that a written sentence stands on."""

    evidence: Evidence
    start: int
    end: int

    @property
    def number(self) -> int:
        return self.evidence.number

    @property
    def article(self) -> Article:
        return self.evidence.passage.article

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence of an answer. `text` has no markers; `dangling` are the cited numbers
    for which there was no evidence. `verdict` is None until the sentence has been checked."""

    text: str
    citations: tuple[Citation, ...] = ()
    dangling: tuple[int, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model was charged for. All zero when no model was called.

    `cost` is in US dollars; None when neither the server nor the settings tell the price.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    cost: Decimal | None = None

    def __add__(self, other: Usage) -> Usage:
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.calls + other.calls,
            sum(costs, Decimal(0)) if costs else None,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and the text that answered it."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one question.

    `language` is that of `text`. `abstained` is True when nothing was answered; `reason` then
    says why, `searched` what was searched, and `passages` are the nearest. `reason` also says,
    for an answer, what a reader must know: quoted in the other language, cut short, stopped.
    `withheld` are sentences that were written but failed the check so often that nothing was
    answered. `incomplete` is True when the writer did not get to the end.
    """

    question: str
    language: Language
    abstained: bool
    reason: str | None
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    writer: str
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    incomplete: bool = False
    searched: Scope | None = None
    withheld: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """One question: the `history` of its conversation, oldest first, the filter `where`, and the
    `language` to answer in (None: that of the question)."""

    question: str
    history: tuple[Turn, ...] = ()
    where: SearchFilter | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """The passages that an answer will be written from. Comes once, first."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class TextWritten:
    """A piece of text as it is written, citation markers included."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceFinished:
    """A sentence of the answer, complete and checked."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class AnswerFinished:
    """The whole answer. Comes once, last."""

    answer: Answer


AnswerEvent = PassagesFound | TextWritten | SentenceFinished | AnswerFinished
"""One step of a streamed answer: a `TextWritten` can come before and after a `SentenceFinished`."""
