from __future__ import annotations

from rag.sources.pdf.glyphs import Glyph
from rag.sources.pdf.page_columns import page_lines

_WIDTH, _SIZE = 5.0, 10.0


def _line(text: str, left: float, base: float, *, size: float = _SIZE) -> list[Glyph]:
    width = _WIDTH * size / _SIZE
    return [
        Glyph(sign, left + at * width, left + (at + 1) * width, base, size, pen=left + at * width)
        for at, sign in enumerate(text)
    ]


def _read(glyphs: list[Glyph]) -> list[tuple[int, str]]:
    return [(one.column, one.text(to_left=False)) for one in page_lines(glyphs)]


def test_columns_are_parted_by_a_gutter_that_is_narrower_than_a_justified_space() -> None:
    prose = ["the first line of prose", "a second line of words.", "and the third of lines"]
    glyphs: list[Glyph] = []
    for at, text in enumerate(2 * prose):
        glyphs += _line(text, 0, 500 - 12 * at) + _line(text, 124, 500 - 12 * at)
    assert _read(glyphs) == [(column, text) for text in 2 * prose for column in (0, 1)]


def test_the_mark_of_an_item_in_the_second_column_is_not_joined_to_the_first() -> None:
    prose = "a line of twenty signs"
    glyphs: list[Glyph] = []
    for at in range(6):
        glyphs += _line(prose, 0, 500 - 12 * at)
        glyphs += _line("•", 122, 500 - 12 * at) + _line(prose, 135, 500 - 12 * at)
    assert {text for _, text in _read(glyphs)} == {prose, f"• {prose}"}


def test_wide_spaces_of_justified_lines_that_are_not_in_line_are_no_columns() -> None:
    glyphs = _line("wide", 0, 500) + _line("spaces", 40, 500)
    glyphs += _line("words", 0, 488) + _line("there", 45, 488)
    assert _read(glyphs) == [(0, "wide spaces"), (0, "words there")]


def test_letters_that_are_stacked_are_read_in_the_order_of_the_pen() -> None:
    stacked = [
        Glyph("ن", 318.3, 321.2, 500, 10, pen=318.6),
        Glyph("ج", 320.7, 326.9, 500, 10, pen=321.0),
        Glyph("ل", 321.0, 325.5, 500, 10, pen=321.7),
    ]
    assert [one.text(to_left=True) for one in page_lines(stacked)] == ["لجن"]


def test_a_percent_sign_behind_its_number_stays_with_it_before_another_number() -> None:
    line = _line("12.5% 1,250 رصم", 0, 500)
    assert [one.text(to_left=True) for one in page_lines(line)] == ["مصر 1,250 12.5%"]
