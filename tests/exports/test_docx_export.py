from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.exports import briefs
from tests.exports.reading import (
    W,
    made,
    pdf_pictures,
    pdf_text,
    word_document,
    word_text,
    word_xml,
)

OFFICE = shutil.which("soffice")
ARABIC_LETTERS = set("ابتثجحخدذرزسشصضطظعغفقكلمنهويءةىأإؤئ")


def text_of(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def paragraph_with(data: bytes, text: str) -> Any:
    return next(one for one in word_xml(data).iter(f"{W}p") if text in text_of(one))


def test_arabic_paragraphs_and_runs_go_from_the_right() -> None:
    paragraph = paragraph_with(made("bilingual", "docx"), "ويعمل في الميناء")
    assert paragraph.find(f"{W}pPr/{W}bidi") is not None
    for run in paragraph.iter(f"{W}r"):
        assert run.find(f"{W}rPr/{W}rtl") is not None
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "ar-SA"


def test_english_paragraphs_do_not_but_arabic_words_in_them_do() -> None:
    paragraph = paragraph_with(made("bilingual", "docx"), "people work at")
    assert paragraph.find(f"{W}pPr/{W}bidi") is None
    turned = [
        text_of(one) for one in paragraph.iter(f"{W}r") if one.find(f"{W}rPr/{W}rtl") is not None
    ]
    assert turned == ["الميناء"]


@pytest.mark.parametrize("name", briefs.ALL)
def test_no_run_mixes_arabic_letters_with_the_wrong_direction(name: str) -> None:
    for run in word_xml(made(name, "docx")).iter(f"{W}r"):
        if run.find(f"{W}rPr/{W}rtl") is None and name != "hostile arabic":
            assert not ARABIC_LETTERS & set(text_of(run))


def test_amounts_are_held_together_in_arabic() -> None:
    paragraph = paragraph_with(made("bilingual", "docx"), "وتبلغ كلفة")
    runs = [text_of(run) for run in paragraph.iter(f"{W}r")]
    assert "\u200e$792m\u200e" in runs
    assert "NOVA Marine" in runs


def test_each_style_has_fonts_sizes_and_weights_for_both_scripts() -> None:
    styles = word_xml(made("bilingual", "docx"), "word/styles.xml")
    used = {"Normal", "Title", "Heading1", "Heading2", "BriefSmall"}
    found = [style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") in used]
    assert len(found) == len(used)
    for style in found:
        look = style.find(f"{W}rPr")
        fonts = look.find(f"{W}rFonts")
        assert fonts.get(f"{W}cs") == fonts.get(f"{W}ascii") == "Arial"
        assert look.find(f"{W}szCs").get(f"{W}val") == look.find(f"{W}sz").get(f"{W}val")
        assert (look.find(f"{W}b") is None) == (look.find(f"{W}bCs") is None)


def test_points_are_numbered_in_a_list_for_each_language() -> None:
    xml = word_xml(made("bilingual", "docx"))
    numbers = [one.get(f"{W}val") for one in xml.iter(f"{W}numId")]
    assert (numbers.count("101"), numbers.count("102")) == (4, 4)
    lists = word_xml(made("bilingual", "docx"), "word/numbering.xml")
    arabic = next(
        one for one in lists.iter(f"{W}abstractNum") if one.get(f"{W}abstractNumId") == "101"
    )
    assert arabic.find(f"{W}lvl/{W}rPr/{W}rtl") is not None
    order = [one.tag for one in lists]
    assert order == sorted(order, key=lambda tag: tag != f"{W}abstractNum")


def test_tables_of_an_arabic_brief_begin_at_the_right() -> None:
    for name, turned in (("arabic", True), ("english", False), ("bilingual", False)):
        tables = list(word_xml(made(name, "docx")).iter(f"{W}tbl"))
        assert tables
        assert all((one.find(f"{W}tblPr/{W}bidiVisual") is not None) == turned for one in tables)


def test_arabic_stands_in_the_right_column_of_two() -> None:
    table = word_document(made("bilingual", "docx")).tables[0]
    assert "Tidal Port" in table.rows[0].cells[0].text
    assert "قالت هيئة ميناء" in table.rows[0].cells[1].text


@pytest.mark.parametrize("name", briefs.ALL)
def test_it_holds_no_field_picture_or_link_but_to_itself_and_sources(name: str) -> None:
    data = made(name, "docx")
    xml = word_xml(data)
    known = {"document", "body", "p", "pPr", "r", "rPr", "t", "tab", "hyperlink", "bookmarkStart"}
    assert not {f"{W}fldSimple", f"{W}fldChar", f"{W}instrText", f"{W}drawing", f"{W}object"} & {
        one.tag for one in xml.iter()
    }
    assert {f"{W}{tag}" for tag in known - {"tab", "hyperlink", "bookmarkStart"}} <= {
        one.tag for one in xml.iter()
    }
    names = {one.get(f"{W}name") for one in xml.iter(f"{W}bookmarkStart")}
    assert {one.get(f"{W}anchor") for one in xml.iter(f"{W}hyperlink")} - {None} <= names
    relations = word_xml(data, "word/_rels/document.xml.rels")
    outside = {one.get("Target") for one in relations if one.get("TargetMode") == "External"}
    assert outside <= {briefs.ENGLISH.url}


def test_formulas_and_codes_of_articles_are_text() -> None:
    text = word_text(made("hostile", "docx"))
    for said in ("=cmd|' /C calc'!A0", '{ HYPERLINK "http://evil.example" }', "<script>alert(1)"):
        assert said in text


def test_it_is_dated_by_the_brief_and_titled() -> None:
    properties = word_document(made("bilingual", "docx")).core_properties
    assert properties.title == briefs.ENGLISH.title
    assert properties.created
    assert properties.created.date() == briefs.bilingual().as_of
    with ZipFile(BytesIO(made("bilingual", "docx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (Debian: libreoffice-writer-nogui)")
def test_libreoffice_opens_it(artefacts: Path, tmp_path: Path) -> None:
    names = ["bilingual", "arabic"]
    paths = []
    for name in names:
        paths.append(artefacts / f"{name}.docx")
        paths[-1].write_bytes(made(name, "docx"))
    command = [str(OFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    for name in names:
        data = (tmp_path / f"{name}.pdf").read_bytes()
        assert "Tidal Port" in pdf_text(data)
        assert pdf_pictures(data, artefacts, f"{name}.docx")
