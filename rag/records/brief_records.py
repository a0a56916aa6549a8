"""The records of a brief: points in one language or both, key facts, disagreements and sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rag.records.answer_records import Citation, Sentence, Usage, Verdict
from rag.records.article_records import Article, Language, SearchFilter


@dataclass(frozen=True, slots=True)
class Version:
    """A point of a brief in one language: its sentences with their citations.

    `verdict` is that of the worst sentence.
    """

    language: Language
    sentences: tuple[Sentence, ...]
    verdict: Verdict

    @property
    def text(self) -> str:
        """Return the sentences, joined by spaces."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Point:
    """One fact of a brief, in one language or both.

    `only_outlet` is set where the articles are of several outlets and only this one reports the
    fact.
    """

    id: str
    ar: Version | None = None
    en: Version | None = None
    only_outlet: str | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the citations of both versions in their order, without repetitions."""
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
    """Who, what, where, when or how many, in the words of the cited article."""

    kind: KeyFactKind
    text: str
    language: Language
    citation: Citation


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that an article gives, where articles disagree or one brings news.

    `value` is as the article writes it; the outlet is that of the cited article. `says` is who says
    it, in the words of the sentence, where it names somebody. `day` is the day that the figure
    holds for: one that the sentence names, or that of publication; None where it is not known.
    """

    value: str
    citation: Citation
    says: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Articles that say different things about the same subject.

    `about` names the subject in the language of the first claim's article.
    """

    about: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """A figure that later articles of a story replaced.

    `about` names the subject in the language of the last claim's article. The claims are in the
    order of their days; the last one is the latest state.
    """

    about: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A point that was written but left out, and why, in the language of `text`."""

    text: str
    language: Language
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingLanguage:
    """A language that was asked for but could not be written.

    `reason` says, in that language, what would make it possible.
    """

    language: Language
    reason: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a brief in one language.

    `citation` is set where the headline is a sentence of an article, word for word.
    """

    language: Language
    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class StorySection:
    """One story of a brief: an event as the articles of all outlets and languages tell it.

    `first_day` and `last_day` are those of its articles; None where no article has a day. `sources`
    are the cited articles, in the order of their evidence numbers.
    """

    headlines: tuple[Headline, ...]
    points: tuple[Point, ...]
    key_facts: tuple[KeyFact, ...] = ()
    updates: tuple[Update, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    sources: tuple[Article, ...] = ()
    first_day: date | None = None
    last_day: date | None = None

    def headline(self, language: Language) -> str | None:
        """Return the headline in a language, or None where there is none."""
        return next((one.text for one in self.headlines if one.language == language), None)


@dataclass(frozen=True, slots=True)
class Brief:
    """One story or several in points, in Arabic, English or both.

    There is a section for each story, the newest first. `as_of` is the day of the newest article.
    `words` is the length that was asked for in each language. A brief without points has
    `abstained`, and `reason` says why. `incomplete` is True when the writer was interrupted.
    `fault` says what was wrong where the model that should have written it failed, or wrote nothing
    that its sources support; the points are then quoted from the articles instead.
    """

    topic: str
    as_of: date | None
    languages: tuple[Language, ...]
    words: int
    sections: tuple[StorySection, ...]
    dropped: tuple[Dropped, ...]
    missing_languages: tuple[MissingLanguage, ...]
    writer: str
    reason: str | None = None
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    incomplete: bool = False
    fault: str | None = None

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """Return the headlines of the first section."""
        return self.sections[0].headlines if self.sections else ()

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of all sections; None where no day is known."""
        first = min((one.first_day for one in self.sections if one.first_day), default=None)
        return first, max((one.last_day for one in self.sections if one.last_day), default=None)

    @property
    def points(self) -> tuple[Point, ...]:
        """Return the points of all sections."""
        return tuple(point for one in self.sections for point in one.points)

    @property
    def key_facts(self) -> tuple[KeyFact, ...]:
        """Return the key facts of all sections."""
        return tuple(fact for one in self.sections for fact in one.key_facts)

    @property
    def updates(self) -> tuple[Update, ...]:
        """Return the updates of all sections."""
        return tuple(update for one in self.sections for update in one.updates)

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Return the disagreements of all sections."""
        return tuple(each for one in self.sections for each in one.disagreements)

    @property
    def sources(self) -> tuple[Article, ...]:
        """Return the cited articles of all sections."""
        return tuple(article for one in self.sections for article in one.sources)

    @property
    def remarks(self) -> str | None:
        """Return the fault and the reason, for a reader; None where there is nothing to say."""
        return " ".join(filter(None, (self.fault, self.reason))) or None

    @property
    def abstained(self) -> bool:
        """Tell whether the brief has no points."""
        return not self.points

    def headline(self, language: Language) -> str | None:
        """Return the headline in a language, or None where there is none."""
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

    `words` is the length per language, in each of `languages`. `reader` is the language of remarks
    on the brief; None where it follows from the topic.
    """

    topic: str | None = None
    articles: tuple[str, ...] = ()
    where: SearchFilter | None = None
    words: int = BRIEF_LENGTHS["medium"]
    languages: tuple[Language, ...] = ("ar", "en")
    reader: Language | None = None


@dataclass(frozen=True, slots=True)
class BriefFinished:
    """The whole brief. Comes once, last."""

    brief: Brief


BriefEvent = BriefProgress | BriefFinished
"""One step of a streamed brief."""
