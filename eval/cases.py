"""Defines the cases of a suite, one JSON object a line, and reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from rag.errors import MujazError
from rag.records import Language

SCHEMA_VERSION = 1

AnswerType = Literal["span", "name", "place", "number", "date", "quotation"]
Reason = Literal["off_topic", "near_miss"]

RATED = "rated"
"""The tag of a question whose answer a reader has marked; what would be right need not be known."""


class SuiteError(MujazError):
    """A suite cannot be read; the message names the file, the line and the field."""


class _CaseRecord(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gold(_CaseRecord):
    """A sentence of an article that contains the answer, exactly as it is written there."""

    article: str = Field(description="Id of the article in the corpus.")
    quote: str = Field(
        min_length=1, description="A whole sentence of the article, letter by letter."
    )


class CaseTurn(_CaseRecord):
    """An earlier question of the conversation and what was answered."""

    question: str = Field(min_length=1)
    answer: str = ""


class Injection(_CaseRecord):
    """What an article of the corpus tries to make the system do."""

    article: str = Field(description="Id of the article that carries it.")
    canary: str = Field(
        min_length=4, description="What stands in the answer only if it was obeyed."
    )
    goal: Literal["override", "exfiltrate", "link", "language", "refuse", "forge"]


class QACase(_CaseRecord):
    """A question and what a right answer holds."""

    schema_version: Literal[1] = 1
    kind: Literal["qa"] = "qa"
    id: str = Field(min_length=1)
    language: Language = Field(description="That of the question.")
    question: str = Field(min_length=1)
    turns: tuple[CaseTurn, ...] = ()
    standalone: str | None = Field(
        default=None, description="The question as it reads without its turns."
    )
    answers: tuple[str, ...] = Field(
        default=(), description="Short right answers, each in any spelling; none: unanswerable."
    )
    answer_type: AnswerType = "span"
    must_include: tuple[tuple[str, ...], ...] = Field(
        default=(), description="Of each group at least one must stand in the answer."
    )
    must_not_include: tuple[str, ...] = Field(
        default=(), description="What a wrong answer would say, such as a distracting figure."
    )
    unanswerable: Reason | None = None
    gold: tuple[Gold, ...] = ()
    pair_id: str | None = Field(
        default=None, description="The same on cases that ask the same in the two languages."
    )
    tags: tuple[str, ...] = ()
    critical: bool = Field(default=False, description="May never turn from right to wrong.")
    injection: Injection | None = None
    given: str = Field(default="", description="What was answered once; nothing is scored by it.")
    note: str = Field(
        default="", description="What a person says of the case; nothing is scored by it."
    )

    @property
    def is_open(self) -> bool:
        """Return whether it is not known what would be right, so that nothing can be judged."""
        return self.unanswerable is None and not self.gold

    @model_validator(mode="after")
    def _answered_or_not(self) -> QACase:
        """Refuse a case whose answers, gold sentences and turns do not fit together."""
        known = bool(self.answers and self.gold) or (
            RATED in self.tags and not (self.answers or self.gold)
        )
        if self.unanswerable is None and not known:
            raise ValueError("an answerable case needs answers and gold")
        if self.unanswerable is not None and (self.answers or self.gold):
            raise ValueError("an unanswerable case has neither answers nor gold")
        if self.turns and self.standalone is None:
            raise ValueError("a case with turns needs standalone")
        return self


class ExpectedFact(_CaseRecord):
    """A fact that a brief should tell: found where any variant of a language stands in it."""

    id: str
    weight: int = Field(default=1, ge=1, le=3)
    ar: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Topic(_CaseRecord):
    """What a brief is asked on, in each language."""

    ar: str
    en: str


class BriefCase(_CaseRecord):
    """A brief and the facts that it should tell."""

    schema_version: Literal[1] = 1
    kind: Literal["brief"] = "brief"
    id: str = Field(min_length=1)
    story: str
    topic: Topic
    articles: tuple[str, ...] = ()
    words: int = Field(default=150, ge=30, le=1000)
    key_facts: tuple[ExpectedFact, ...] = Field(min_length=1)
    must_not_include: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


Case = Annotated[QACase | BriefCase, Field(discriminator="kind")]
_CASE: TypeAdapter[QACase | BriefCase] = TypeAdapter(Case)


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of a line."""
    return _CASE.json_schema()


def read_cases(path: Path) -> Iterator[QACase | BriefCase]:
    """Yield the cases of a JSONL file, or of all JSONL files of a folder, in order.

    Blank lines are ignored. Raises `SuiteError` naming the file, the line and the field. An id that
    occurs twice is an error of the second line.
    """
    places: dict[str, str] = {}
    for file in case_files(path):
        for number, case in _read(file):
            place = f"{file}, line {number}"
            first = places.setdefault(case.id, place)
            if first != place:
                raise SuiteError(f"{place}: id: {case.id!r} is that of {first} already")
            yield case


def case_files(path: Path) -> list[Path]:
    """Return the file, or the JSONL files of the folder. Raises `SuiteError` if there are none."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise SuiteError(f"{path} holds no .jsonl file")
    return files


def _read(file: Path) -> Iterator[tuple[int, QACase | BriefCase]]:
    """Yield the cases of a file with their line numbers."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SuiteError(f"{file} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{file} is not UTF-8; save it as UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, _CASE.validate_json(line)
            except ValidationError as error:
                raise SuiteError(f"{file}, line {number}: {_explain(error)}") from None


def _explain(error: ValidationError) -> str:
    """Return the first error of a case and the field that it is in."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"].startswith("union_tag"):
        return "kind: it must be qa or brief"
    place = ".".join(str(part) for part in first["loc"] if part not in ("qa", "brief"))
    return f"{place or 'the case'}: {first['msg']}"
