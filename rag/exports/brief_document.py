"""The document that every format of a brief shows: its parts in order, as cleaned lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rag.messages import export_labels
from rag.records import Article, Citation, Language
from rag.text import display
from rag.text.analysis.languages import detect_language
from rag.text.display import Direction, Piece

_Key = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """The label in brackets behind a sentence, and the name of the anchor that it links to."""

    label: str
    anchor: str


class Numbering:
    """Gives every cited sentence a mark.

    The mark is the number of the evidence, `3`. Where a brief cites several sentences under one
    number, the marks are `3.1`, `3.2` in the order of the article.
    """

    def __init__(self, citations: Iterable[Citation], *, anchor: str = "cite") -> None:
        """Give each citation its mark. The names of the anchors begin with `anchor`."""
        by_key = {_key(citation): citation for citation in citations}
        self._citations = [by_key[key] for key in sorted(by_key)]
        groups: dict[int, list[_Key]] = {}
        for key in sorted(by_key):
            groups.setdefault(key[0], []).append(key)
        self._marks: dict[_Key, Mark] = {}
        for number, keys in groups.items():
            for place, key in enumerate(keys, start=1):
                label = str(number) if len(keys) == 1 else f"{number}.{place}"
                self._marks[key] = Mark(label, f"{anchor}_{label.replace('.', '_')}")

    def marks(self, citations: Iterable[Citation]) -> tuple[Mark, ...]:
        """Return the marks of known citations in their order, without repetitions.

        Raises `KeyError` for a citation that is not numbered.
        """
        return tuple(dict.fromkeys(self._marks[_key(citation)] for citation in citations))

    def of_article(self, article: Article) -> list[tuple[Mark, Citation]]:
        """Return the cited sentences of an article with their marks, by number and place."""
        return [
            (self._marks[_key(citation)], citation)
            for citation in self._citations
            if citation.article.id == article.id
        ]

    def articles(self) -> Iterable[Article]:
        """Return the cited articles in the order of their numbers, without repetitions."""
        return {citation.article.id: citation.article for citation in self._citations}.values()


def _key(citation: Citation) -> _Key:
    return citation.number, citation.article.id, citation.start, citation.end


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text in the direction of its language, split into `pieces` of one direction."""

    text: str
    language: Language
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str, language: Language | None = None) -> TextLine:
        """Return a text as a cleaned line. `language` defaults to the one that the text is in."""
        text = display.line(text)
        language = language or detect_language(text)
        base = display.base_direction(language)
        return cls(text, language, tuple(display.pieces(text, base=base)))

    @property
    def direction(self) -> Direction:
        """Return the direction of the language."""
        return display.base_direction(self.language)


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A line of text and the marks behind it. `uncited` is True for a sentence without a source."""

    line: TextLine
    marks: tuple[Mark, ...] = ()
    uncited: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark for the reader.

    `kind` is the status of a verdict, or what else the remark is about. `label` may be empty, or
    stand without lines.
    """

    kind: str
    language: Language
    label: str
    lines: tuple[TextLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences in one paragraph, and the remark on them."""

    sentences: tuple[CitedLine, ...]
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class LanguageColumn:
    """A point in one language; it has no blocks where the point is missing in that language."""

    language: Language
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A point, with a column for each language of the document."""

    number: int
    sides: tuple[LanguageColumn, ...]


@dataclass(frozen=True, slots=True)
class FactCell:
    """The key facts of one kind in one language; there may be none."""

    language: Language
    label: str
    facts: tuple[CitedLine, ...]


@dataclass(frozen=True, slots=True)
class KeyFactRows:
    """The key facts of one kind, with a cell for each language of the document."""

    cells: tuple[FactCell, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What articles say of one subject, the claims: outlet and date, then the words.

    They disagree, or the later ones tell a later state.
    """

    about: TextLine
    claims: tuple[tuple[TextLine, CitedLine], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that was written but left out, and the reasons."""

    line: TextLine
    reasons: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A cited article with its cited sentences. `address` is shown, and links to `href`."""

    title: TextLine
    origin: TextLine | None
    address: str
    href: str | None
    quotes: tuple[tuple[Mark, TextLine], ...]


@dataclass(frozen=True, slots=True)
class StoryPart:
    """What a brief tells of one story.

    `headlines` and `days` have one entry for each language; a story that is told in one language
    has no headline in the other. They are empty where the brief tells one story only, whose
    headline is that of the document.
    """

    headlines: tuple[CitedLine | None, ...]
    days: tuple[TextLine, ...]
    points: tuple[Row, ...]
    facts: tuple[KeyFactRows, ...]
    updates: tuple[Difference, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """A brief as every format shows it.

    `languages` are in their order from left to right; `headlines`, `meta` and `closing` have one
    entry for each. `notes` come before the stories. Empty parts are not shown.
    """

    languages: tuple[Language, ...]
    title: TextLine
    as_of: date | None
    headlines: tuple[CitedLine, ...]
    meta: tuple[tuple[tuple[str, TextLine], ...], ...]
    notes: tuple[Remark, ...]
    stories: tuple[StoryPart, ...]
    dropped: tuple[LeftOut, ...]
    sources: tuple[SourceRow, ...]
    closing: tuple[tuple[TextLine, ...], ...]

    def heading(self, name: str) -> tuple[TextLine, ...]:
        """Return a heading of `rag.messages.export_labels` in each language."""
        return tuple(TextLine.of(export_labels.say(name, one), one) for one in self.languages)
