"""What programs are sent that is no record of the library: pages of lists, and replies with more
than one part."""

from __future__ import annotations

from typing import Any, Literal

# pydantic, which describes these shapes to programs, takes those of `typing` from Python 3.12 on.
from typing_extensions import TypedDict

from eval.scores import Scores
from rag.records.json_shapes import (
    AnswerJson,
    BriefJson,
    ConversationSummaryJson,
    ExchangeJson,
    FeedJson,
    KeptBriefSummaryJson,
    PassageJson,
    StoryJson,
    SummaryJson,
    TotalsJson,
    VersionJson,
)


class PageOf(TypedDict):
    """A part of a list. `total` counts the whole list; `next` is the address of the next part, null
    for the last one."""

    total: int
    next: str | None


class ArticlePage(PageOf):
    """A part of the articles, newest first."""

    items: list[SummaryJson]


class VersionList(TypedDict):
    """The versions of an article that are kept, oldest first."""

    items: list[VersionJson]


class PassageList(TypedDict):
    """Passages, best first."""

    items: list[PassageJson]


class KeptExchange(TypedDict):
    """Where a question was kept: the id of its conversation, and its own, for feedback."""

    conversation: str
    exchange: str


class AnswerReply(AnswerJson):
    """An answer, and where it was kept."""

    kept: KeptExchange | None


class PassagesEvent(TypedDict):
    """The data of the event `passages`, which comes first: what the answer will be written from."""

    passages: list[PassageJson]


class TextEvent(TypedDict):
    """The data of the event `text`: a piece of text as it is written, with markers of citations."""

    text: str


class ConversationPage(PageOf):
    """A part of the conversations, the last changed first."""

    items: list[ConversationSummaryJson]


class FeedbackPage(PageOf):
    """A part of the rated exchanges, newest first."""

    items: list[ExchangeJson]


class BriefReply(BriefJson):
    """A brief, and the id under which it was kept."""

    kept: str | None


class BriefPage(PageOf):
    """A part of the kept briefs, newest first."""

    items: list[KeptBriefSummaryJson]


class ProgressEvent(TypedDict):
    """The data of the event `progress`: how many steps of a stage are done."""

    stage: Literal["reading", "writing", "checking"]
    done: int
    total: int


class StoryPage(TypedDict):
    """A part of the stories, newest first; `next` is the address of the next part, null for the
    last one."""

    items: list[StoryJson]
    next: str | None


class FeedList(TypedDict):
    """The watched feeds, in the order in which they were added."""

    items: list[FeedJson]


class AddedFeed(TypedDict):
    """What came of adding an address. `is_new` is false where the feed was watched already."""

    feed: FeedJson
    is_new: bool
    notes: list[str]


class VectorsMade(TypedDict):
    """How many passages have their vector, of how many; `moving_to` is the embedder for which all
    are being made anew."""

    made: int
    wanted: int
    moving_to: str | None


class LibraryReply(TotalsJson):
    """What is in the library, and how far its index is: `words_owed` counts the passages that no
    search finds yet."""

    vectors: VectorsMade
    words_owed: int
    embedder: str
    model: str | None


class SuiteSummary(TypedDict):
    """A suite that a run can be started on; `own` says whether it has articles of its own."""

    name: str
    own: bool


class SuiteList(TypedDict):
    """The suites."""

    items: list[SuiteSummary]


RunState = Literal["waiting", "reading", "asking", "scoring", "done", "stopped", "failed"]


class RunSummary(TypedDict):
    """A run. `done` of `total` cases have been asked while it is `asking`; `fault` is why it
    failed."""

    name: str
    state: RunState
    done: int
    total: int
    fault: str | None
    suite: str | None
    started: str | None


class RunList(TypedDict):
    """The runs, newest first; those that have not begun to ask come before."""

    items: list[RunSummary]


class RunReply(RunSummary):
    """A run with its description and, once it has been scored, its scores case by case."""

    about: dict[str, Any]
    scores: Scores | None
