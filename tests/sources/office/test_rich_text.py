"""Rich Text files: Arabic in every way of writing it, and nothing that is not seen."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.sources.office.rich_text import read_rich_text
from rag.sources.stated_fields import StatedFields
from tests.sources.office.office_files import escaped, rtf_file

MANY = 1_000_000
WORD = "مرحبا"


def read(body: str, *, head: str = "") -> StatedFields:
    return read_rich_text(rtf_file(body, head=head), source="a.rtf", max_bytes=MANY)


def unicode_escapes(text: str, fallback: str = "?") -> str:
    units = text.encode("utf-16-le")
    codes = (int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2))
    return "".join(f"\\u{code - 0x10000 if code > 0x7FFF else code}{fallback}" for code in codes)


@pytest.mark.parametrize(
    "body",
    [
        rf"\f1 {escaped(WORD)}",  # in a font that is marked as Arabic
        rf"\f1\rtlch {escaped(WORD)}\ltrch\f0",
        rf"\rtlch\lang1025 {escaped(WORD)}",  # in a font that is not
        rf"\lang3073 {escaped(WORD)}",
        rf"\ansicpg1256 {escaped(WORD)}",
        unicode_escapes(WORD),
        r"\uc0 " + unicode_escapes(WORD, " "),
        r"\uc2 " + unicode_escapes(WORD, r"\'e3\'e3"),
        r"{\upr{?????}{\*\ud{" + unicode_escapes(WORD) + "}}}",
        "".join(rf"{{\f1 {escaped(letter)}}}" for letter in WORD),
    ],
)
def test_arabic_is_read_in_every_way_of_writing_it(body: str) -> None:
    assert read(body).text == WORD


def test_western_text_and_characters_outside_the_first_plane_are_read() -> None:
    assert read(r"caf\'e9 \u-10179?\u-8704? \ldblquote a\rdblquote\~b\_c\{\}\\").text == (
        "café 😀 “a”\u00a0b-c{}\\"
    )
    assert read(r"(\rtlmark a)\ltrmark b").text == "(\u200fa)\u200eb"


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "So"]), min_size=1))
def test_any_text_comes_back_from_its_escapes(text: str) -> None:
    assert read("x" + unicode_escapes(text) + "x").text == f"x{text}x"


def test_what_is_not_seen_is_left_out() -> None:
    body = (
        r"{\header HEADER\par}{\footerf FOOTER\par}shown{\v hidden}\v hidden\v0 {\deleted gone}"
        r"{\*\bkmkstart mark}{\pict\pngblip 89504e47\par}{\*\unknown secret}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt  link}}{\*\annotation remark}"
        r"{\listtext\bullet\tab}\bin4 {{{{ end"
    )
    assert read(body).text == "shown link end"


def test_paragraphs_and_tables_are_lines() -> None:
    body = (
        r"\pard one\par two\line three\par\trowd\pard\intbl Year\cell 2024\cell\row"
        r"\trowd\pard\intbl Tons\par net\cell 12\par 14\cell\row\pard after\par"
    )
    assert read(body).text.split("\n") == [
        "one",
        "two",
        "three",
        "Year | 2024",
        "Tons net | 12 / 14",
        "after",
    ]


def test_a_table_in_a_cell_keeps_its_figures_apart() -> None:
    body = (
        r"\pard\intbl\itap2 1\nestcell 2\nestcell{\*\nesttableprops\trowd\nestrow}"
        r"\pard\intbl\itap1 x\cell 3\cell\row"
    )
    assert read(body).text == "1 | 2 x | 3"


def test_text_boxes_follow_their_paragraph_and_footnotes_the_text() -> None:
    body = (
        r"be{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt boxed\par}}{\shprslt copy}}fore"
        r"{\super  \chftn{\*\footnote \chftn\pard\plain\tab a source}}.\par end"
    )
    assert read(body).text == "before.\nboxed\nend\na source"


def test_the_title_is_the_stated_one_or_the_first_heading() -> None:
    info = r"{\info{\title A pier}{\author X}}"
    styles = r"{\stylesheet{\s0 Normal;}{\s1\ql\sbasedon0 heading 1;}}"
    body = r"\pard\s1 Heading of it\par\pard text"
    assert read(body, head=info + styles).stated.title == "A pier"
    assert read(body, head=styles).stated.title == "Heading of it"
    assert read(body).stated.title is None


def test_a_file_that_ends_in_the_middle_is_read_with_a_note() -> None:
    data = rtf_file(r"one\par{\b two")[:-1]
    reading = read_rich_text(data, source="a.rtf", max_bytes=MANY)
    assert reading.text == "one\ntwo"
    assert "ends in the middle" in reading.notes[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (rtf_file("{" * 5000), "nested deeper"),
        (rtf_file(r"\b" * 1_100_000), "marks"),
        (rtf_file("x" * 20_000), "limit"),
    ],
)
def test_hostile_files_are_refused_in_time(data: bytes, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match=reason):
        read_rich_text(data, source="a.rtf", max_bytes=10_000)
    assert time.monotonic() - began < 60


MARKS = (
    "{ } \\ \\'e3 \\u1605 \\u-1? \\uc9 \\cell \\row \\nestcell \\nestrow \\* \\v \\par \\footnote "
    "\\shptxt \\upr \\ud \\f1 \\fonttbl \\bin3 \\title \\s1 x"
)


@given(st.lists(st.sampled_from(MARKS.split())))
def test_any_row_of_marks_gives_text(pieces: list[str]) -> None:
    reading = read_rich_text(("{\\rtf1" + "".join(pieces)).encode(), source="a", max_bytes=MANY)
    assert reading.text.encode() is not None
