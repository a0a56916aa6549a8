"""What comes back for a brief: points in one language or both, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rag.records.answer_records import Citation, Sentence, Usage, Verdict
from rag.records.article_records import Article, Language, SearchFilter


@dataclass(frozen=True, slots=True)
class Version:
    """A point of a brief in one language: its sentences with their citations, and the verdict
    on the whole, which is that of its worst sentence."""

    language: Language
    sentences: tuple[Sentence, ...]
    verdict: Verdict

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Point:
    """One fact of a brief, in one language or both. `only_outlet` is set where a brief of several
    outlets has it from a single one."""

    id: str
    ar: Version | None = None
    en: Version | None = None
    only_outlet: str | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of both versions, each once, in their order."""
        found = [
            citation
            for version in (self.ar, self.en)
            if version is not None
            for sentence in version.sentences
            for citation in sentence.citations
        ]
        return tuple(dict.fromkeys(found))


KeyFactKind = Literal["who", "what", "where", "when", "how_many"]


@dataclass(frozen=True, slots=True)
class KeyFact:
    """Who, what, where, when or how many, in the words of the article that says it."""

    kind: KeyFactKind
    text: str
    language: Language
    citation: Citation


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says where articles disagree: `value` as it is written there; the outlet
    and the date are those of the cited article."""

    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Articles that say different things about the same. `about` is what, in the words of the
    first claim's sentence."""

    about: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A point that was written and not kept, and why, in the language of `text`."""

    text: str
    language: Language
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingLanguage:
    """A language that was asked for and has no side. `reason` says in it what would give it."""

    language: Language
    reason: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a brief in one language; `citation` where it stands so in an article."""

    language: Language
    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """A story in points, in Arabic, English or both.

    `as_of` is the day of its newest article. `words` is the length asked for, per language.
    `sources` are the articles that are cited, in the order of their evidence numbers. Without
    points it `abstained`, and `reason` says why. `incomplete`: the writer did not get to the end.
    """

    topic: str
    as_of: date | None
    languages: tuple[Language, ...]
    words: int
    headlines: tuple[Headline, ...]
    points: tuple[Point, ...]
    key_facts: tuple[KeyFact, ...]
    disagreements: tuple[Disagreement, ...]
    dropped: tuple[Dropped, ...]
    missing_languages: tuple[MissingLanguage, ...]
    sources: tuple[Article, ...]
    writer: str
    reason: str | None = None
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    incomplete: bool = False

    @property
    def abstained(self) -> bool:
        return not self.points

    def headline(self, language: Language) -> str | None:
        return next((one.text for one in self.headlines if one.language == language), None)


@dataclass(frozen=True, slots=True)
class BriefProgress:
    """How far a brief has come: `done` of `total` steps of a stage."""

    stage: Literal["reading", "writing", "checking"]
    done: int
    total: int


BRIEF_LENGTHS = {"short": 60, "medium": 150, "long": 350}
"""Words per language, by the names that a caller may use."""


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a brief is asked of: a `topic`, `articles` by id, or all that `where` lets through.

    `words` is the length per language, in each of `languages`.
    """

    topic: str | None = None
    articles: tuple[str, ...] = ()
    where: SearchFilter | None = None
    words: int = BRIEF_LENGTHS["medium"]
    languages: tuple[Language, ...] = ("ar", "en")


@dataclass(frozen=True, slots=True)
class BriefFinished:
    """The whole brief. Comes once, last."""

    brief: Brief


BriefEvent = BriefProgress | BriefFinished
"""One step of a streamed brief."""
