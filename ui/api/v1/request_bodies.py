"""What programs send: strict types, bounded, and nothing that is not known."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rag.errors import UsageError
from rag.records import BRIEF_LENGTHS, MOST_CHOSEN, Draft, Language, Rating, SearchFilter, Turn
from rag.requests import LONGEST_QUESTION, brief_request
from ui.guard.problem import MANY, ONE

MOST_DRAFTS = 1_000
"""Articles of one request, which is at most a megabyte long."""

MOST_LINKS = 20
"""Links of one request. Each may take half a minute to answer."""

MOST_TURNS = 100
LONGEST_TURN = 50_000
LONGEST_COMMENT = 20_000
_LONGEST_NAME = 500
_LONGEST_LINK = 2_000
_MOST_OUTLETS = 500

_SOUND = r"^[^\u0000]*$"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(given: str) -> str:
    """Return a day in ISO form as it is."""
    try:
        if not _ISO_DAY.fullmatch(given):
            raise ValueError
        date.fromisoformat(given)
    except ValueError:
        raise PydanticCustomError("mujaz_day", "no day") from None
    return given


def _length(given: object) -> str | int:
    """Return the length of a brief as it is."""
    try:
        if isinstance(given, str) and given not in BRIEF_LENGTHS:
            raise UsageError("no length")
        given = _whole(given)
        brief_request("topic", length=given)
    except UsageError:
        raise PydanticCustomError("mujaz_length", "no length") from None
    assert isinstance(given, str | int)
    return given


def _whole(given: object) -> object:
    """Return a number without a fraction as a whole one: to JSON, 3.0 is an integer."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


Whole = BeforeValidator(_whole)
Name = Annotated[str, StringConstraints(max_length=_LONGEST_NAME, pattern=_SOUND)]
LinkText = Annotated[
    # Never the name of a file, which would be one of the server's.
    str,
    StringConstraints(max_length=_LONGEST_LINK, pattern=r"^https?://[^\s\u0000]+$"),
]
ArticleId = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=_SOUND)]
QuestionText = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_QUESTION, pattern=_SOUND)
]
Day = Annotated[
    str,
    AfterValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2024-07-28"]}),
]
Length = Annotated[
    str | int,
    PlainValidator(_length),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": list(BRIEF_LENGTHS)},
                {"type": "integer", "minimum": 30, "maximum": 1_000},
            ]
        }
    ),
]


class RequestBody(BaseModel):
    """What all bodies have in common."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FilterBody(RequestBody):
    """What a search is narrowed to; both days are included."""

    language: Language | None = None
    since: Day | None = Field(None, description="The first day of publication.")
    until: Day | None = Field(None, description="The last day of publication.")
    outlets: list[Name] = Field([], max_length=_MOST_OUTLETS)
    articles: list[ArticleId] = Field(
        [], max_length=MOST_CHOSEN, description="The ids of articles; none means any."
    )

    @model_validator(mode="after")
    def _in_order(self) -> FilterBody:
        if self.since and self.until and self.since > self.until:
            raise PydanticCustomError("mujaz_days", "days reversed")
        return self

    def where(self) -> SearchFilter:
        """Return the filter of the library."""
        return SearchFilter(
            self.language, self.since, self.until, outlets=self.outlets, articles=self.articles
        )


class DraftBody(RequestBody):
    """An article. What is not stated is taken from its text."""

    text: str = Field(min_length=1, max_length=900_000, pattern=_SOUND)
    id: ArticleId | None = Field(
        None, description="Adding another text under the same id replaces it."
    )
    title: Name | None = None
    language: Language | None = None
    published_at: Day | None = None
    outlet: Name | None = None
    url: LinkText | None = None
    source: Name = Field("http", description="Where it comes from, for readers.")

    def draft(self) -> Draft:
        """Return the draft of the library."""
        return Draft(**self.model_dump())


def _one_or_many(given: object) -> str:
    return MANY if isinstance(given, list) else ONE


Drafts = Annotated[
    Annotated[DraftBody, Tag(ONE)]
    | Annotated[list[DraftBody], Field(min_length=1, max_length=MOST_DRAFTS), Tag(MANY)],
    Discriminator(_one_or_many),
]


class LinksBody(RequestBody):
    """Links to pages or feeds that are fetched."""

    links: list[LinkText] = Field(min_length=1, max_length=MOST_LINKS)


class EmptyBody(RequestBody):
    """Nothing: `{}`."""


class SearchBody(RequestBody):
    """A search for passages."""

    question: QuestionText
    limit: Annotated[int, Field(ge=1, le=100), Whole] = 10
    where: FilterBody | None = None


class TurnBody(RequestBody):
    """An earlier question, and the text that answered it."""

    question: str = Field(max_length=LONGEST_TURN, pattern=_SOUND)
    answer: str = Field("", max_length=LONGEST_TURN, pattern=_SOUND)

    def turn(self) -> Turn:
        """Return the turn of the library."""
        return Turn(self.question, self.answer)


class AskBody(RequestBody):
    """A question."""

    question: QuestionText
    history: list[TurnBody] = Field([], max_length=MOST_TURNS, description="Oldest first.")
    where: FilterBody | None = None
    language: Language | None = Field(
        None, description="The language of the answer; left out, that of the question."
    )
    stream: bool = Field(False, description="Answer with events as the answer is made.")
    keep: bool = Field(
        False, description="Keep the question and its answer as a conversation of whoever asks."
    )


class BriefBody(RequestBody):
    """A brief on a topic, on chosen articles, or on all that `where` lets through."""

    topic: QuestionText | None = None
    articles: list[ArticleId] = Field([], max_length=500)
    where: FilterBody | None = None
    length: Length = Field(
        "medium", description="short, medium, long, or a number of words in each language."
    )
    languages: list[Language] = Field(["ar", "en"], min_length=1, max_length=2)
    reader: Language | None = Field(
        None, description="The language of remarks; left out, that of the topic."
    )
    stream: bool = Field(False, description="Answer with events as the brief is made.")
    keep: bool = Field(False, description="Keep the brief as one of whoever asks.")


class FeedbackBody(RequestBody):
    """What somebody thinks of a kept answer; null takes it back."""

    exchange: Annotated[str, StringConstraints(max_length=100, pattern=_SOUND)]
    rating: Rating | None
    comment: str = Field("", max_length=LONGEST_COMMENT, pattern=_SOUND)


class FeedBody(RequestBody):
    """The address of a feed, or of a page that names one."""

    url: LinkText
    outlet: Name | None = None
    language: Language | None = None


class RunBody(RequestBody):
    """A run of the evaluation. `agreed` accepts what a model costs."""

    suite: Annotated[str, StringConstraints(max_length=200, pattern=_SOUND)]
    articles: Literal["own", "library"] = Field(
        "own", description="Whether the suite's own articles are asked, or those of the library."
    )
    limit: Annotated[int, Field(ge=1, le=100_000), Whole] | None = None
    agreed: bool = False


class PageQuery(BaseModel):
    """A part of a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(50, ge=1, le=100, description="Items of a page.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="Items that are left out before.")


class SearchedPageQuery(PageQuery):
    """A part of a list that may be searched."""

    search: Annotated[str, StringConstraints(max_length=300, pattern=_SOUND)] = ""


class ArticleQuery(SearchedPageQuery):
    """A part of the articles or stories."""

    language: Language | None = None
    since: Day | None = None
    until: Day | None = None
    outlet: list[Name] = Field([], max_length=_MOST_OUTLETS, description="May be repeated.")

    @model_validator(mode="after")
    def _in_order(self) -> ArticleQuery:
        if self.since and self.until and self.since > self.until:
            raise PydanticCustomError("mujaz_days", "days reversed")
        return self

    def where(self) -> SearchFilter:
        """Return the filter of the library."""
        return SearchFilter(self.language, self.since, self.until, outlets=self.outlet)


class StoryQuery(ArticleQuery):
    """A part of the stories."""

    least: int = Field(1, ge=1, le=1_000, description="Articles that a story must have.")


class FeedbackQuery(PageQuery):
    """A part of the rated answers."""

    everybody: bool = Field(False, description="Of all people; for admins.")
    rating: Rating | None = None


def filter_of(where: FilterBody | None) -> SearchFilter | None:
    """Return the filter of a body; None where there is none."""
    return None if where is None else where.where()
