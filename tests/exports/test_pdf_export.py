from __future__ import annotations

import ctypes
import re
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium
import pytest

from rag.exports import export
from tests.exports import briefs
from tests.exports.reading import made, opened_pdf, pdf_lines, pdf_links, pdf_pictures, pdf_text


@pytest.mark.parametrize("name", ["bilingual", "arabic", "english", "abstained", "hostile"])
def test_every_page_can_be_drawn(name: str, artefacts: Path) -> None:
    data = made(name, "pdf")
    (artefacts / f"{name}.pdf").write_bytes(data)
    assert pdf_pictures(data, artefacts, f"{name}.pdf")


def test_the_fonts_of_the_package_are_the_only_ones() -> None:
    data = made("bilingual", "pdf")
    names = set()
    with opened_pdf(data) as document:
        for page in document:
            for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=5):
                names.add(_font_name(thing))
    assert {name.partition("+")[2] for name in names} == {
        *("IBMPlexSans", "IBMPlexSans-Bold", "MujazSansArabic", "MujazSansArabic-Bold"),
    }


def test_english_can_be_found_and_copied() -> None:
    text = " ".join(pdf_text(made("english", "pdf")).split())
    assert "up 87% from a year before (2025), the port authority said on Sunday. [2.1]" in text
    assert "The sentences are quoted from the articles as they stand" in text
    assert "1 / " in text


@pytest.mark.parametrize("name", briefs.ALL)
def test_no_direction_mark_gets_into_what_is_copied(name: str) -> None:
    text = pdf_text(made(name, "pdf"))
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("بزيادة 87٪ عن", " ٪87 "),
        ("بقيمة $792m الآن", " $792m "),
        ("تراجع -3.5% اليوم", " -3.5% "),
        ("في 12–14 منه", " 12–14 "),
        ("عام (2024) ثم", "2024"),
        ("شركة NOVA Marine ثم", " NOVA Marine "),
        ("عدد 4,100 شخص", " 4,100 "),
    ],
)
def test_numbers_and_names_in_arabic_stand_as_they_are_read(text: str, seen: str) -> None:
    lines = pdf_lines(export(briefs.saying(text), "pdf"))
    assert sum(seen in line for line in lines) >= 5


@pytest.mark.parametrize("name", briefs.ALL)
def test_links_lead_to_places_in_it_or_to_sources(name: str) -> None:
    assert set(pdf_links(made(name, "pdf"))) <= {"", briefs.ENGLISH.url}


def test_a_citation_and_a_source_are_links() -> None:
    links = pdf_links(made("bilingual", "pdf"))
    assert links.count("") >= 10
    assert briefs.ENGLISH.url in links


def test_markup_of_articles_is_text() -> None:
    text = " ".join(pdf_text(made("hostile", "pdf")).split())
    for said in ('#include "/etc/passwd" #eval("1+1") $x$ @import', "*a* _b_ `c` ~~d~~"):
        assert said in text


def test_it_is_dated_by_the_brief_and_titled() -> None:
    with opened_pdf(made("bilingual", "pdf")) as document:
        described = document.get_metadata_dict()
    assert described["Title"] == briefs.ENGLISH.title
    assert described["CreationDate"].startswith("D:20261122")


def test_a_brief_without_date_has_none() -> None:
    with opened_pdf(made("abstained", "pdf")) as document:
        assert "2026" not in document.get_metadata_dict()["CreationDate"]


def _font_name(thing: Any) -> str:
    font = pdfium.FPDFTextObj_GetFont(thing.raw)
    buffer = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 200)
    return buffer.value.decode()
