"""The records of an answer: its sentences, what they cite, and their verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from rag.records.article_records import Article, Chunk, Language, Scope, SearchFilter

Outcome = Literal["answered", "may_help", "absent"]
"""What a question comes to: an answer, passages that may help but are no answer, or nothing."""

IntentKind = Literal[
    "thanks",
    "greeting",
    "farewell",
    "yes",
    "no",
    "ok",
    "happened",
    "latest",
    "outlet",
    "how_many",
    "about",
    "contents",
    "summary",
]
"""What is wanted by an utterance that asks no fact of the articles: the first six are courtesies,
the others want articles by their day, outlet or subject, or their number."""

Status = Literal["quoted", "supported", "check", "unsupported", "contradicted", "unverified"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the cited passages support what was written.

    quoted: it is a sentence of a passage, word for word; nothing was written, so there was nothing
    to check. supported: everything that can be checked is in the passages. check: something is
    doubtful, and a reader should look at it. unsupported: the passages do not say it; most of it,
    or a figure, date or quotation, is not in them. contradicted: the passages say otherwise; they
    give the same thing another figure, date, name or wording, or deny it.
    unverified: there is too little that can be checked.

    `reasons` say in the reader's language what is wrong or could not be checked; they are empty for
    a quoted or supported text. `score` (0 to 1) orders claims of equal status; higher is better
    supported.
    """

    status: Status
    reasons: tuple[str, ...] = ()
    score: float = 0.0

    @property
    def sound(self) -> bool:
        """Tell whether nothing is left for a reader to look at."""
        return self.status in ("quoted", "supported")

    @property
    def failed(self) -> bool:
        """Tell whether the passages do not say it, or say otherwise."""
        return self.status in ("unsupported", "contradicted")


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk and its article.

    `score` is the fused score; higher is better, and scores are comparable within one search.
    `coverage` is the share (0 to 1) of what the question asks about that the passage holds.
    `probability` is that of its answering the question, by the fitted model of
    `rag.retrieval.relevance`; `outcome` says what that is good for. `other_event`: the question
    names what the article lacks, or has another of, such as a place, a year or a name.
    """

    chunk: Chunk
    article: Article
    score: float
    coverage: float = 0.0
    probability: float = 0.0
    outcome: Outcome = "absent"
    other_event: bool = False

    @property
    def relevant(self) -> bool:
        """Tell whether to answer from it."""
        return self.outcome == "answered"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with the number by which a writer cites it, from 1."""

    number: int
    passage: Passage


class ReadSentence(NamedTuple):
    """A sentence with what is around it: the title of its article ("" without one) and the
    sentence before it ("" at the beginning)."""

    title: str
    before: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One sentence of an article, cited for a written sentence.

    `start` and `end` are offsets into the text of the article. `article_number` is the number of
    the article in its answer: 1 for the article that is cited first. A citation that belongs to no
    answer has none. `verdict` is on what this passage does for the written sentence, by itself or
    together with the others cited; it is None until the sentence has been checked. `added` is True
    where the check found the passage, and the writer did not cite it. Neither tells two citations
    apart.
    """

    evidence: Evidence
    start: int
    end: int
    article_number: int | None = None
    verdict: Verdict | None = field(default=None, compare=False)
    added: bool = field(default=False, compare=False)

    @property
    def number(self) -> int:
        """Return the number that readers see: of the article, else that of the evidence."""
        return self.article_number or self.evidence.number

    @property
    def article(self) -> Article:
        """Return the cited article."""
        return self.evidence.passage.article

    @property
    def page(self) -> int | None:
        """Return the page on which the sentence begins; None for a source without pages."""
        return self.article.page_at(self.start)

    @property
    def amiss(self) -> bool:
        """Tell whether the passage does nothing for the sentence, or says otherwise."""
        return self.verdict is not None and self.verdict.failed

    @property
    def quote(self) -> str:
        """Return the cited sentence, an exact slice of the article's text."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence of an answer.

    `text` has no citation markers. `dangling` are the cited numbers for which there was no
    evidence. `verdict` is None until the sentence has been checked. `placed` says that the writer
    named no source, and that Mujaz found the one that is cited.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    dangling: tuple[int, ...] = ()
    verdict: Verdict | None = None
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model server counted and charged; all zero when no model was called.

    `cost` is in US dollars; it is None when neither the server nor the settings give a price.
    `estimated` says that a server reported no tokens of some call, because it does not or because
    the reply was cut, so that they were counted here.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    cost: Decimal | None = None
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        """Return the sum of both. The cost is None only where both costs are."""
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.calls + other.calls,
            sum(costs, Decimal(0)) if costs else None,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation, and the text that answered it."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `language` is the language of `text`. `abstained` is True when the question was not answered:
    `reason` then says why, `searched` what was searched, and `passages` are the most similar ones.
    For an answer, `reason` says what a reader must know of it: that it is quoted in the other
    language, was cut short, or was stopped. `fault` says what was wrong where the model that should
    have written it failed, or wrote what its sources do not support; `sentences` are then quoted
    from the articles instead, and `writer` says so. `withheld` are the sentences that the model
    wrote and that failed the check too often. `incomplete` is True when the writer was
    interrupted. `excerpts` are sentences of the `helpful` passages of a question that
    was not answered, one for each; they are no answer.

    `intent` is set where no fact of the articles was asked for: a courtesy, or a wish for articles.
    `preface` is then what Mujaz itself says before the sentences: its reply to a courtesy, or what
    the articles are that are listed, and how many. It has no source.
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
    excerpts: tuple[Citation, ...] = ()
    intent: IntentKind | None = None
    preface: str | None = None
    fault: str | None = None

    @property
    def remarks(self) -> str | None:
        """Return the fault and the reason, for a reader; None where there is nothing to say."""
        return " ".join(filter(None, (self.fault, self.reason))) or None

    @property
    def listed(self) -> bool:
        """Tell whether the sentences are a list, one for each article, and no running text."""
        return self.intent is not None and self.intent != "summary"

    @property
    def outcome(self) -> Outcome:
        """Return what the question came to. It was `answered` unless the answer `abstained`."""
        if not self.abstained:
            return "answered"
        return "may_help" if self.helpful else "absent"

    @property
    def helpful(self) -> tuple[Passage, ...]:
        """Return the passages that may help where the question was not answered."""
        if not self.abstained:
            return ()
        return tuple(one for one in self.passages if one.outcome != "absent")

    @property
    def text(self) -> str:
        """Return the preface, if there is one, and the sentences, joined by spaces."""
        preface = [self.preface] if self.preface else []
        return " ".join([*preface, *(sentence.text for sentence in self.sentences)])


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
