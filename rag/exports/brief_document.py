"""What every format shows of a brief, in its order, as cleaned lines of text."""

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
    """What stands in brackets behind a sentence, and the name of the place it leads to."""

    label: str
    anchor: str


class Numbering:
    """A mark for every cited sentence: the number of its evidence, `3`; where a brief cites
    several sentences under one number, `3.1`, `3.2` in the order of the article."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        by_key = {_key(citation): citation for citation in citations}
        self._citations = [by_key[key] for key in sorted(by_key)]
        groups: dict[int, list[_Key]] = {}
        for key in sorted(by_key):
            groups.setdefault(key[0], []).append(key)
        self._marks: dict[_Key, Mark] = {}
        for number, keys in groups.items():
            for place, key in enumerate(keys, start=1):
                label = str(number) if len(keys) == 1 else f"{number}.{place}"
                self._marks[key] = Mark(label, f"cite_{label.replace('.', '_')}")

    def marks(self, citations: Iterable[Citation]) -> tuple[Mark, ...]:
        """The marks of known citations, each once, in their order."""
        return tuple(dict.fromkeys(self._marks[_key(citation)] for citation in citations))

    def of_article(self, article: Article) -> list[tuple[Mark, Citation]]:
        """What is cited of an article, by number and place."""
        return [
            (self._marks[_key(citation)], citation)
            for citation in self._citations
            if citation.article.id == article.id
        ]

    def articles(self) -> Iterable[Article]:
        """The cited articles in the order of their numbers, each once."""
        return {citation.article.id: citation.article for citation in self._citations}.values()


def _key(citation: Citation) -> _Key:
    return citation.number, citation.article.id, citation.start, citation.end


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text in the direction of its language; `pieces` are what it is made of."""

    text: str
    language: Language
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str, language: Language | None = None) -> TextLine:
        """`language` is, left out, that of the text."""
        text = display.line(text)
        language = language or detect_language(text)
        base = display.base_direction(language)
        return cls(text, language, tuple(display.pieces(text, base=base)))

    @property
    def direction(self) -> Direction:
        return display.base_direction(self.language)


@dataclass(frozen=True, slots=True)
class Said:
    """A line and the marks behind it."""

    line: TextLine
    marks: tuple[Mark, ...] = ()
    uncited: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader must know. `kind` is a verdict's status, or what else the remark is about;
    `label` may be empty, or stand alone."""

    kind: str
    language: Language
    label: str
    lines: tuple[TextLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences in one paragraph, and the remark on them."""

    sentences: tuple[Said, ...]
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class LanguageColumn:
    """A point in one language; without blocks where it has none."""

    language: Language
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A point, with a side for each language of the sheet."""

    number: int
    sides: tuple[LanguageColumn, ...]


@dataclass(frozen=True, slots=True)
class FactCell:
    """Key facts of one kind for one language of the sheet; there may be none."""

    language: Language
    label: str
    facts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class KeyFactRows:
    """Key facts of one kind, with a cell for each language of the sheet."""

    cells: tuple[FactCell, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What articles disagree on, and what each says: outlet and date, then its words."""

    about: TextLine
    claims: tuple[tuple[TextLine, Said], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was written and not kept, and why."""

    line: TextLine
    reasons: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A cited article with its cited sentences. `address` is shown, `href` is where it leads."""

    title: TextLine
    origin: TextLine | None
    address: str
    href: str | None
    quotes: tuple[tuple[Mark, TextLine], ...]


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """`languages` stand from left to right; `headlines`, `meta` and `closing` have one entry for
    each. `notes` come before the points. What is empty is not shown."""

    languages: tuple[Language, ...]
    title: TextLine
    as_of: date | None
    headlines: tuple[Said, ...]
    meta: tuple[tuple[tuple[str, TextLine], ...], ...]
    notes: tuple[Remark, ...]
    points: tuple[Row, ...]
    facts: tuple[KeyFactRows, ...]
    differences: tuple[Difference, ...]
    dropped: tuple[LeftOut, ...]
    sources: tuple[SourceRow, ...]
    closing: tuple[tuple[TextLine, ...], ...]

    def heading(self, name: str) -> tuple[TextLine, ...]:
        """A heading of `rag.messages.export_labels` in each language."""
        return tuple(TextLine.of(export_labels.say(name, one), one) for one in self.languages)
