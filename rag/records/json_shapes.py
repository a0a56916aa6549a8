"""The shapes of the plain objects that the command line prints and the HTTP interface answers with.

The names of their fields are part of the public contract. Days and moments are in ISO form.
"""

from __future__ import annotations

from typing import Literal

# pydantic, which describes these shapes to programs, takes those of `typing` from Python 3.12 on.
from typing_extensions import TypedDict

from rag.records.answer_records import IntentKind, Outcome, Status
from rag.records.article_records import Language
from rag.records.brief_records import KeyFactKind
from rag.records.conversation_records import ExchangeState, Rating


class ArticleJson(TypedDict):
    """An article with its text."""

    id: str
    title: str
    language: Language
    published_at: str | None
    outlet: str | None
    url: str | None
    source: str
    text: str


class SummaryJson(TypedDict):
    """An article without its text; `length` counts characters."""

    id: str
    title: str
    language: Language
    published_at: str | None
    outlet: str | None
    url: str | None
    source: str
    length: int
    chunks: int


class VersionJson(TypedDict):
    """What tells a version of an article from the others. `version` counts from 1; `replaced_at`
    is null for the present one."""

    version: int
    replaced_at: str | None
    title: str
    length: int


class VersionedArticleJson(ArticleJson):
    """One version of an article, and the list of all that are kept."""

    version: int
    versions: list[VersionJson]


class ScopeJson(TypedDict):
    """What a search went through: the number of articles, and their first and last day."""

    articles: int
    since: str | None
    until: str | None


class UsageJson(TypedDict):
    """What the model server charged; all zero where no model was called."""

    prompt_tokens: int
    completion_tokens: int
    calls: int
    cost_usd: float | None
    estimated: bool


class CitationJson(TypedDict):
    """One sentence of an article, cited: `start` and `end` are offsets in the article's text."""

    number: int
    article_id: str
    title: str
    source: str
    outlet: str | None
    published_at: str | None
    start: int
    end: int
    page: int | None
    quote: str
    verdict: Status | None
    reasons: list[str]
    added: bool


class SentenceJson(TypedDict):
    """A sentence with its verdict and citations."""

    text: str
    verdict: Status | None
    reasons: list[str]
    citations: list[CitationJson]
    dangling: list[int]
    placed: bool


class PassageJson(TypedDict):
    """A passage that was found, with its scores."""

    chunk_id: str
    article_id: str
    title: str
    language: Language
    outlet: str | None
    published_at: str | None
    score: float
    coverage: float
    probability: float
    outcome: Outcome
    start: int
    end: int
    text: str


class AnswerJson(TypedDict):
    """An answer: its sentences, what they cite, and what a reader must know of it."""

    question: str
    language: Language
    outcome: Outcome
    intent: IntentKind | None
    abstained: bool
    incomplete: bool
    reason: str | None
    fault: str | None
    searched: ScopeJson | None
    text: str
    preface: str | None
    sentences: list[SentenceJson]
    withheld: list[SentenceJson]
    excerpts: list[CitationJson]
    passages: list[PassageJson]
    writer: str
    usage: UsageJson
    seconds: float


class FailureJson(TypedDict):
    """A source, and what is to be said of it."""

    source: str
    reason: str


class UnreadJson(TypedDict):
    """Files of one kind that is not read: how many, and the paths of the first."""

    extension: str
    count: int
    names: list[str]


class IndexedJson(TypedDict):
    """An article that a source has brought; `is_twin` says that its text was there already as this
    article."""

    id: str
    title: str
    change: Literal["added", "updated", "unchanged"]
    is_twin: bool


class ReportJson(TypedDict):
    """What adding did, counted in articles; `articles` are the first of them."""

    added: int
    updated: int
    unchanged: int
    failed: int
    articles: list[IndexedJson]
    failures: list[FailureJson]
    failures_left_off: int
    notes: list[FailureJson]
    notes_left_off: int
    unread: list[UnreadJson]
    vectors_owed: int


class FeedJson(TypedDict):
    """A watched feed; `fault` is why it could not be read the last time."""

    url: str
    title: str | None
    outlet: str | None
    language: Language | None
    added_at: str
    read_at: str | None
    fault: str | None
    failures: int


class StoryHeadlineJson(TypedDict):
    """The title of the first article of a story in a language."""

    language: Language
    title: str


class StoryJson(TypedDict):
    """The articles of one event and its follow-ups."""

    number: int
    title: str
    headlines: list[StoryHeadlineJson]
    first_day: str | None
    last_day: str | None
    outlets: list[str]
    languages: list[Language]
    article_ids: list[str]


class TotalsJson(TypedDict):
    """How many articles there are, by language, outlet and month (`2024-07`)."""

    articles: int
    languages: dict[Language, int]
    outlets: dict[str, int]
    months: dict[str, dict[Language, int]]
    first_day: str | None
    last_day: str | None


class ExchangeJson(TypedDict):
    """A question that was kept, and what came of it."""

    id: str
    conversation: str
    question: str
    asked_at: str
    state: ExchangeState
    answer: AnswerJson | None
    fault: str | None
    rating: Rating | None
    comment: str


class ConversationSummaryJson(TypedDict):
    """A conversation as it is listed, with the number of its exchanges."""

    id: str
    title: str
    changed_at: str
    exchanges: int


class ConversationJson(TypedDict):
    """A conversation with all its exchanges, oldest first."""

    id: str
    title: str
    created_at: str
    changed_at: str
    exchanges: list[ExchangeJson]


class HeadlineJson(TypedDict):
    """A headline of a brief; it has a citation where it is a sentence of an article."""

    text: str
    citation: CitationJson | None


class PointVersionJson(TypedDict):
    """A point of a brief in one language."""

    text: str
    sentences: list[SentenceJson]
    verdict: Status
    reasons: list[str]


class PointJson(TypedDict):
    """One fact of a brief, in one language or both."""

    id: str
    ar: PointVersionJson | None
    en: PointVersionJson | None
    only_outlet: str | None
    citations: list[CitationJson]


class SectionJson(TypedDict):
    """A story of a brief, with the ids of its points and of its articles."""

    headline: dict[Language, HeadlineJson]
    first_day: str | None
    last_day: str | None
    points: list[str]
    sources: list[str]


class KeyFactJson(TypedDict):
    """Who, what, where, when or how many, in the words of an article."""

    kind: KeyFactKind
    text: str
    language: Language
    citation: CitationJson


class ClaimJson(TypedDict):
    """A figure that an article gives; `day` is the day that it holds for."""

    value: str
    says: str | None
    day: str | None
    citation: CitationJson


class ComparedJson(TypedDict):
    """Figures of one subject that were compared."""

    about: str
    claims: list[ClaimJson]


class DroppedJson(TypedDict):
    """A point that was written and left out, and why."""

    text: str
    language: Language
    reasons: list[str]


class MissingLanguageJson(TypedDict):
    """A language that could not be written, and what would make it possible."""

    language: Language
    reason: str


class BriefSourceJson(TypedDict):
    """An article that a brief cites."""

    article_id: str
    title: str
    language: Language
    outlet: str | None
    published_at: str | None
    url: str | None
    source: str


class BriefJson(TypedDict):
    """A brief: one story or several in points, in Arabic, English or both."""

    topic: str
    as_of: str | None
    languages: list[Language]
    words: int
    abstained: bool
    incomplete: bool
    reason: str | None
    fault: str | None
    headline: dict[Language, HeadlineJson]
    sections: list[SectionJson]
    points: list[PointJson]
    key_facts: list[KeyFactJson]
    updates: list[ComparedJson]
    disagreements: list[ComparedJson]
    dropped: list[DroppedJson]
    missing_languages: list[MissingLanguageJson]
    sources: list[BriefSourceJson]
    writer: str
    usage: UsageJson
    seconds: float


class KeptBriefSummaryJson(TypedDict):
    """A kept brief as it is listed; `story` is the number of the story that it is of."""

    id: str
    title: str
    made_at: str
    story: int | None


class KeptBriefJson(KeptBriefSummaryJson):
    """A kept brief in whole."""

    brief: BriefJson
