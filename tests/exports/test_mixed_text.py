"""In files without isolates of their own, direction marks keep the order of mixed text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from bidi import get_display

from rag.exports import export
from rag.exports.brief_document import TextLine
from rag.records import Point
from rag.text.display import line
from tests.exports import briefs
from tests.exports.reading import W, word_xml
from tests.exports.test_docx_export import text_of
from tests.exports.test_markdown_export import parsed, shown
from tests.text.test_isolates import LEFT_TO_RIGHT, RIGHT_TO_LEFT

_ARABIC = tuple(f"قال التقرير إن {term} مهم جدا" for term in LEFT_TO_RIGHT)
_HYPHENS = tuple(f"قال التقرير إن {term} مهم جدا" for term, _ in RIGHT_TO_LEFT)


@cache
def _paragraphs(format: str) -> tuple[str, ...]:  # noqa: A002
    one = briefs.saying("x")
    points = tuple(
        Point(said, ar=briefs.version("ar", briefs.sentence(said, *one.points[0].citations)))
        for said in (*_ARABIC, *_HYPHENS)
    )
    made = export(replace(one, sections=(replace(one.sections[0], points=points),)), format)
    if format == "docx":
        return tuple(text_of(one) for one in word_xml(made).iter(f"{W}p"))
    inline = (token for token in parsed(made.decode()) if token.type == "inline")
    return tuple(shown(list(token.children or [])) for token in inline)


def _displayed(said: str, format: str) -> str:  # noqa: A002
    """Return a sentence of a file as it is seen from left to right in a right-to-left line."""
    for paragraph in _paragraphs(format):
        bare = paragraph.replace("\u200e", "").replace("\u200f", "")
        if line(said) in bare and len(bare) < len(said) + 20:
            return str(get_display(paragraph, base_dir="R")).replace("\u200e", "")
    raise AssertionError(f"{said!r} is not in the file")


@pytest.mark.parametrize("format", ["docx", "md"])
@pytest.mark.parametrize("term", LEFT_TO_RIGHT)
def test_what_is_written_from_the_left_keeps_its_order(
    term: str,
    format: str,  # noqa: A002
) -> None:
    assert line(term) in _displayed(f"قال التقرير إن {term} مهم جدا", format)


@pytest.mark.parametrize("format", ["docx", "md"])
@pytest.mark.parametrize(("term", "seen"), RIGHT_TO_LEFT)
def test_a_hyphen_behind_an_arabic_letter_is_no_minus(
    term: str,
    seen: str,
    format: str,  # noqa: A002
) -> None:
    assert seen in _displayed(f"قال التقرير إن {term} مهم جدا", format)


def test_a_line_of_text_is_its_pieces() -> None:
    for said in (*_ARABIC, *_HYPHENS):
        assert "".join(piece.text for piece in TextLine.of(said, "ar").pieces) == line(said)
