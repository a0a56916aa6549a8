"""What the tools take. Their JSON schemas are made of these models, with all bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import UsageError
from rag.records import Language, SearchFilter
from rag.requests import LONGEST_QUESTION, MOST_SHOWN, search_filter

MOST_PASSAGES = 20
"""Some 20,000 characters."""

MOST_STORIES = 50
MOST_OUTLETS = 20
MOST_ARTICLES = 50
LONGEST_NAME = 500

PAGE = 6_000
"""Characters of an article that are read at one time: some 1,500 tokens of English, twice that of
Arabic."""

LONGEST_PAGE = 20_000

_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
_Text = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
_Day = Annotated[str, Field(min_length=1, max_length=MOST_SHOWN)]


class ToolArguments(BaseModel):
    """The arguments of a tool; one that it does not have is refused."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def schema_of(cls) -> dict[str, Any]:
        """Return the JSON schema, without the titles that only repeat the names."""
        return _untitled(cls.model_json_schema())


class NarrowedArguments(ToolArguments):
    """What a search is narrowed to."""

    language: Language | None = Field(None, description="Only articles in this language.")
    since: _Day | None = Field(
        None,
        description="Only articles of this day or later: 2024-07-28, 2024-07, 'last week'.",
    )
    until: _Day | None = Field(None, description="Only articles of this day or earlier.")
    outlets: list[_Name] = Field(
        [], max_length=MOST_OUTLETS, description="Only articles of these outlets, by exact name."
    )

    def where(self) -> SearchFilter | None:
        """Return the filter. Raises `UsageError`."""
        days = {"since": self.since, "until": self.until}
        return search_filter({"language": self.language, **days, "outlets": tuple(self.outlets)})


class SearchArguments(NarrowedArguments):
    """What `search` takes."""

    query: _Text = Field(description="A question or words, in Arabic or English.")
    limit: int = Field(8, ge=1, le=MOST_PASSAGES, description="How many passages at most.")


class AskArguments(NarrowedArguments):
    """What `ask` takes."""

    question: _Text = Field(
        description="A whole question in Arabic or English; earlier ones are not known."
    )
    answer_language: Language | None = Field(
        None, description="The language of the answer; without it, that of the question."
    )


class BriefArguments(NarrowedArguments):
    """What `brief` takes."""

    topic: _Text | None = Field(
        None, description="What it is about; without it, all articles that the filters let through."
    )
    article_ids: list[_Name] = Field(
        [], max_length=MOST_ARTICLES, description="A brief on these articles."
    )
    length: Literal["short", "medium", "long"] = Field(
        "medium", description="60, 150 or 350 words in each language."
    )
    languages: list[Language] = Field(
        ["ar", "en"], min_length=1, max_length=2, description="The languages of the brief."
    )


class ReadArguments(ToolArguments):
    """What `read_article` takes."""

    article_id: _Name = Field(description="The article_id that another tool gave.")
    offset: int = Field(
        0, ge=0, le=1_000_000_000, description="The character to begin at: next_offset of a page."
    )
    length: int = Field(PAGE, ge=1, le=LONGEST_PAGE, description="How many characters at most.")


class StoryArguments(NarrowedArguments):
    """What `stories` takes."""

    search: str = Field(
        "", max_length=LONGEST_QUESTION, description="Only stories with all of these words."
    )
    least: int = Field(
        2, ge=1, le=1_000, description="Only stories that at least so many articles tell."
    )
    limit: int = Field(10, ge=1, le=MOST_STORIES, description="How many stories at most.")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many stories to leave out before.")


def read_arguments(model: type[ToolArguments], given: dict[str, Any] | None) -> ToolArguments:
    """Return the arguments of a call. Raises `UsageError`, which names what is wrong."""
    try:
        return model.model_validate(given or {})
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}"
            for one in error.errors(include_url=False, include_input=False)
        )
        known = ", ".join(model.model_fields)
        raise UsageError(f"{wrong}. The arguments are: {known}") from None


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a model without any `title`, and without its docstring."""
    properties = {
        name: {key: value for key, value in one.items() if key != "title"}
        for name, one in schema["properties"].items()
    }
    return {
        key: properties if key == "properties" else value
        for key, value in schema.items()
        if key not in ("title", "description")
    }
