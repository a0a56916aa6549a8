"""OpenDocument texts: what a reader of the document sees is the text."""

from __future__ import annotations

import pytest

from rag.errors import SourceError
from rag.sources.office.open_document import read_open_document
from rag.sources.stated_fields import StatedFields
from tests.sources.office.office_files import flat_odt_file, odt_file, zip_of

MANY = 1_000_000
LEAD = "أقرت بلدية الميناء القديم خطة لتوسيع الرصيف الشرقي."


def read(body: str, *, styles: str = "", title: str = "") -> StatedFields:
    data = odt_file(body, styles=styles, title=title)
    return read_open_document(data, source="a.odt", max_bytes=MANY)


def refusal(data: bytes, *, max_bytes: int = MANY) -> str:
    with pytest.raises(SourceError) as caught:
        read_open_document(data, source="a.odt", max_bytes=max_bytes)
    return caught.value.reason


def test_paragraphs_headings_lists_and_tables_come_in_their_order() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = "<table:table-row>" + cell * 2 + "</table:table-row>"
    body = (
        '<text:h text:outline-level="1">رصيف أطول</text:h>'
        f"<text:p>{LEAD}</text:p>"
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        f"<table:table>{row.format('Year', '2024')}{row.format('Tons', '14')}</table:table>"
        '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d  \n e'
        "<text:span> f</text:span></text:p>"
    )
    reading = read(body)
    assert reading.text.split("\n") == [
        "رصيف أطول",
        LEAD,
        "one",
        "Year | 2024",
        "Tons | 14",
        "a  b\tc",
        "d e f",
    ]
    assert reading.stated.title == "رصيف أطول"


def test_what_is_no_text_is_left_out() -> None:
    styles = (
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Part 3</text:p></text:index-body>"
        "</text:table-of-content>"
        "<text:p>shown<office:annotation><text:p>comment</text:p></office:annotation>"
        '<text:span text:style-name="T1">hidden</text:span>'
        "<text:a> link</text:a></text:p>"
        '<text:section text:display="none"><text:p>hidden</text:p></text:section>'
    )
    assert read(body, styles=styles).text == "shown link"


def test_notes_follow_the_text_and_text_boxes_their_paragraph() -> None:
    body = (
        "<text:p>said<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>a source</text:p></text:note-body></text:note>"
        "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>.</text:p>"
        "<text:p>end</text:p>"
    )
    assert read(body).text == "said.\nboxed\nend\na source"


def test_a_paragraph_in_the_style_of_titles_is_the_title() -> None:
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    body = f'<text:p>{LEAD}</text:p><text:p text:style-name="P1">A pier</text:p>'
    assert read(body, styles=styles).stated.title == "A pier"
    assert read(body, styles=styles, title="Stated").stated.title == "Stated"


def test_a_document_in_one_xml_file_is_read() -> None:
    data = flat_odt_file(f"<text:p>{LEAD}</text:p>")
    assert read_open_document(data, source="a.fodt", max_bytes=MANY).text == LEAD


def test_what_cannot_be_read_is_refused_with_a_way_out() -> None:
    whole = odt_file(f"<text:p>{LEAD}</text:p>")
    assert "broken or cut off" in refusal(whole[:-200])
    assert "password" in refusal(odt_file("", manifest="<m:encryption-data/>"))
    assert "no text in it" in refusal(zip_of({"mimetype": "x"}))
    assert "limit" in refusal(whole, max_bytes=10)
    assert "XML" in refusal(zip_of({"content.xml": "<a>"}))
    assert "XML" in refusal(b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
