"""Word documents: what a reader of the document sees is the text."""

from __future__ import annotations

import io

import docx
import pytest

from rag.errors import SourceError
from rag.sources.office.word_document import read_word
from rag.sources.stated_fields import StatedFields
from tests.sources.office.office_files import word_file, word_paragraph, zip_of

MANY = 1_000_000
LEAD = "أقرت بلدية الميناء القديم خطة لتوسيع الرصيف الشرقي."


def read(body: str, *, title: str = "", footnotes: str = "", styles: str = "") -> StatedFields:
    data = word_file(body, title=title, footnotes=footnotes, styles=styles)
    return read_word(data, source="a.docx", max_bytes=MANY)


def refusal(data: bytes, *, max_bytes: int = MANY) -> str:
    with pytest.raises(SourceError) as caught:
        read_word(data, source="a.docx", max_bytes=max_bytes)
    return caught.value.reason


def test_a_document_made_by_a_program_is_read_in_its_order() -> None:
    document = docx.Document()
    document.add_heading("رصيف أطول", level=0)
    document.add_paragraph(LEAD)
    document.add_heading("الأرقام", level=1)
    document.add_paragraph("بند أول", style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for row, values in zip(
        table.rows, (("السنة", "2023", "2024"), ("طن", "12", "14")), strict=True
    ):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("end\twith\nbreak")
    document.sections[0].header.paragraphs[0].text = "HEADER"
    document.sections[0].footer.paragraphs[0].text = "FOOTER"
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read_word(buffer.getvalue(), source="a.docx", max_bytes=MANY)
    assert reading.text.split("\n") == [
        "رصيف أطول",
        LEAD,
        "الأرقام",
        "بند أول",
        "السنة | 2023 | 2024",
        "طن | 12 | 14",
        "end\twith",
        "break",
    ]
    assert reading.stated.title == "رصيف أطول"
    assert reading.stated.published_at is None
    assert reading.stated.outlet is None


def test_tracked_changes_count_as_accepted() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        "<w:p>" + run.format("one ") + f"<w:del>{run.format('old')}"
        "<w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:ins>{run.format('new')}</w:ins><w:moveFrom>{run.format('away')}</w:moveFrom></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run.format("joined ") + "</w:p>"
        "<w:p>" + run.format("to this") + "</w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + word_paragraph("lost") + "</w:tc></w:tr>"
        "<w:tr><w:tc>" + word_paragraph("kept") + "</w:tc></w:tr></w:tbl>"
    )
    assert read(body).text == "one new\njoined to this\nkept"


def test_hidden_text_is_left_out_whether_the_run_or_its_style_says_so() -> None:
    styles = (
        '<w:style w:styleId="a"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="b"><w:name w:val="Child"/><w:basedOn w:val="a"/></w:style>'
    )
    body = (
        word_paragraph("hidden", run="<w:vanish/>")
        + word_paragraph("shown", run='<w:vanish w:val="false"/>')
        + word_paragraph("secret", style="b")
        + word_paragraph("secret", run='<w:rStyle w:val="a"/>')
    )
    assert read(body, styles=styles).text == "shown"


def test_a_field_gives_its_result_and_a_link_its_text() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = (
        "<w:p>" + mark("begin") + "<w:r><w:instrText>REF x</w:instrText></w:r>"
        "<w:r><w:t>code</w:t></w:r>" + mark("separate") + "<w:r><w:t>result</w:t></w:r>"
        + mark("end") + '<w:fldSimple w:instr="DATE"><w:r><w:t> simple</w:t></w:r></w:fldSimple>'
        "<w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink></w:p>"
        "<w:p>" + mark("begin") + "</w:p><w:p><w:r><w:t>after a lost end</w:t></w:r></w:p>"
    )  # fmt: skip
    assert read(body).text == "result simple link\nafter a lost end"


def test_text_boxes_come_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{word_paragraph('boxed')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>be</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>fore</w:t></w:r></w:p>" + word_paragraph("after")
    )
    assert read(body).text == "before\nboxed\nafter"


def test_footnotes_that_the_text_names_follow_it() -> None:
    notes = (
        f'<w:footnote w:id="-1" w:type="separator">{word_paragraph("line")}</w:footnote>'
        f'<w:footnote w:id="1">{word_paragraph("a source")}</w:footnote>'
        f'<w:footnote w:id="2">{word_paragraph("of deleted text")}</w:footnote>'
    )
    body = (
        '<w:p><w:r><w:t>said</w:t><w:footnoteReference w:id="1"/></w:r>'
        '<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'
        "<w:r><w:t>.</w:t></w:r></w:p>" + word_paragraph("end")
    )
    assert read(body, footnotes=notes).text == "said.\nend\na source"


def test_content_controls_are_read_but_not_their_hints() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{word_paragraph('filled in')}</w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{word_paragraph('Click here')}</w:sdtContent></w:sdt>"
    )
    assert read(body).text == "filled in"


def test_a_table_of_contents_is_no_text() -> None:
    styles = '<w:style w:styleId="x1"><w:name w:val="toc 1"/></w:style>'
    body = word_paragraph("Part one 3", style="x1") + word_paragraph("Part one")
    assert read(body, styles=styles).text == "Part one"


def test_a_page_laid_out_by_a_table_is_read_cell_by_cell() -> None:
    long = "A paragraph that is much longer than any cell of a table of figures. " * 6
    body = (
        f"<w:tbl><w:tr><w:tc>{word_paragraph(long)}</w:tc>"
        f"<w:tc>{word_paragraph('aside')}</w:tc></w:tr></w:tbl>"
    )
    assert read(body).text == f"{long.strip()}\naside"


def test_a_table_in_a_cell_keeps_its_figures_apart() -> None:
    inner = (
        f"<w:tbl><w:tr><w:tc>{word_paragraph('1')}</w:tc>"
        f"<w:tc>{word_paragraph('2')}</w:tc></w:tr></w:tbl>"
    )
    body = (
        f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc>"
        f"<w:tc>{word_paragraph('3')}{word_paragraph('4')}</w:tc></w:tr></w:tbl>"
    )
    assert read(body).text == "1 | 2 | 3 / 4"


def test_direction_marks_and_ligatures_of_arabic_are_kept_as_written() -> None:
    text = "قال \u200f(الوزير)\u200e إن GDP\u202c بلغ 3.5%"
    assert read(word_paragraph(text)).text == text


@pytest.mark.parametrize(
    ("stated", "style", "expected"),
    [
        ("عنوان حقيقي للخبر", "Title", "عنوان حقيقي للخبر"),
        ("Document1", "Title", "Heading of it"),
        ("Microsoft Word - a.doc", "Heading1", "Heading of it"),
        ("خبر.docx", "Title", "Heading of it"),
        ("", "Normal", None),
    ],
)
def test_the_title_is_the_stated_one_if_somebody_wrote_it(
    stated: str, style: str, expected: str | None
) -> None:
    body = word_paragraph("Heading of it", style=style) + word_paragraph(LEAD)
    assert read(body, title=stated).stated.title == expected


def test_broken_locked_and_swollen_files_are_refused_with_a_way_out() -> None:
    whole = word_file(word_paragraph(LEAD))
    assert "broken or cut off" in refusal(whole[: len(whole) // 2])
    assert "has no text in it" in refusal(zip_of({"[Content_Types].xml": "<x/>"}))
    bomb = word_file("<w:p/>" + " " * 9_000_000)
    assert len(bomb) < 100_000
    assert "once unpacked" in refusal(bomb)
    assert "limit" in refusal(word_file(word_paragraph("a" * 2000) * 9), max_bytes=10_000)
    assert "embedded web page" in refusal(
        zip_of(
            {
                "word/document.xml": "<x/>",
                "word/_rels/document.xml.rels": '<r><x Type="a/aFChunk" Target="a.mht"/></r>',
            }
        )
    )


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p>",
        "<a>" * 5000 + "</a>" * 5000,
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        '<?xml version="1.0" encoding="UTF-16"?><x/>',
    ],
)
def test_hostile_xml_is_refused(xml: str) -> None:
    assert "XML" in refusal(zip_of({"word/document.xml": xml}))
