"""The records that flow through the house, each holding the one that it came from.

source → Article → Chunk → Passage → Evidence → Sentence with Citations → Answer

All are frozen. All offsets are character offsets (Python `str` indices) into `Article.text`,
half-open: `article.text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

Language = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source reader hands it over, before the catalog gives it an id.

    `key` is the id that the source itself states (JSONL `id`, front matter `id`), else None.
    `source` names the file (absolute path); `locator` the place in it, for files of many
    articles. `name` is what the id is made from when there is no key. `text` is as it was read.
    `notes` are told in the report (a charset that had to be guessed, say).
    """

    text: str
    source: str
    name: str
    title: str
    language: Language
    key: str | None = None
    locator: str | None = None
    titled: bool = False  # the source states the title; otherwise it was taken from the text
    published_at: date | None = None
    outlet: str | None = None
    url: str | None = None
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the library. Everything shown of it is an exact slice of `text`."""

    id: str
    text: str
    title: str
    language: Language
    source: str
    published_at: date | None = None
    outlet: str | None = None
    url: str | None = None
    titled: bool = False


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """A line of `mujaz list`: an article without its text. `length` counts characters."""

    id: str
    title: str
    language: Language
    source: str
    published_at: date | None
    outlet: str | None
    url: str | None
    length: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """An exact slice of an article: `text == article.text[start:end]`.

    The id names the content (article and text), so equal ids mean equal chunks.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with the facts of its article that an index needs.

    `title` is empty when the source states none: then it was taken from the text, which is
    searched anyway.
    """

    chunk: Chunk
    title: str
    language: Language
    published_at: date | None
    outlet: str | None


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
    for which there was no evidence."""

    text: str
    citations: tuple[Citation, ...] = ()
    dangling: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model was charged for. All zero when no model was called."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.calls + other.calls,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and the text that answered it."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a search is narrowed to. None means any; dates are inclusive, and an article without
    a date is left out once a date is asked for."""

    language: Language | None = None
    since: date | None = None
    until: date | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one question.

    `language` is that of `text`. `abstained` is True when nothing was answered; `reason` then
    says why. It also says, for an answer, what a reader must know: quoted in the other
    language, cut short, stopped. `incomplete` is True when the writer did not get to the end.
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

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class AnswerEvent(TypedDict, total=False):
    """One step of a streamed answer: exactly one key is set, in this order in time.

    `passages` once; `text` pieces as they are written (markers included); `sentences` as each
    is finished; `answer` once, last.
    """

    passages: list[Passage]
    text: str
    sentences: list[Sentence]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that was refused, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one `index` call did, counted in articles. `notes` are remarks by source."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    notes: tuple[Failure, ...] = ()

    @property
    def failed(self) -> int:
        return len(self.failures)
