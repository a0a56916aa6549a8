"""What every format shows of a brief, in its order, as cleaned lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.exports import wording
from rag.exports.numbering import Mark
from rag.records import Language
from rag.text import display
from rag.text.display import Direction, Piece
from rag.text.language import detect_language


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in the direction of its language; `pieces` are what it is made of."""

    text: str
    language: Language
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str, language: Language | None = None) -> Line:
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

    line: Line
    marks: tuple[Mark, ...] = ()
    uncited: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader must know. `kind` is a verdict's status, or what else the remark is about;
    `label` may be empty, or stand alone."""

    kind: str
    language: Language
    label: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences in one paragraph, and the remark on them."""

    sentences: tuple[Said, ...]
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A point in one language; without blocks where it has none."""

    language: Language
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A point, with a side for each language of the sheet."""

    number: int
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class FactCell:
    """Key facts of one kind for one language of the sheet; there may be none."""

    language: Language
    label: str
    facts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Key facts of one kind, with a cell for each language of the sheet."""

    cells: tuple[FactCell, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What articles disagree on, and what each says: outlet and date, then its words."""

    about: Line
    claims: tuple[tuple[Line, Said], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was written and not kept, and why."""

    line: Line
    reasons: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article with its cited sentences. `address` is shown, `href` is where it leads."""

    title: Line
    origin: Line | None
    address: str
    href: str | None
    quotes: tuple[tuple[Mark, Line], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`languages` stand from left to right; `headlines`, `meta` and `closing` have one entry for
    each. `notes` come before the points. What is empty is not shown."""

    languages: tuple[Language, ...]
    title: Line
    as_of: date | None
    headlines: tuple[Said, ...]
    meta: tuple[tuple[tuple[str, Line], ...], ...]
    notes: tuple[Remark, ...]
    points: tuple[Row, ...]
    facts: tuple[Facts, ...]
    differences: tuple[Difference, ...]
    dropped: tuple[LeftOut, ...]
    sources: tuple[Source, ...]
    closing: tuple[tuple[Line, ...], ...]

    def heading(self, name: str) -> tuple[Line, ...]:
        """A heading of `rag.exports.wording` in each language."""
        return tuple(Line.of(wording.say(name, one), one) for one in self.languages)
