"""What programs find in the PDFs and copy from them: phrases of `pdf_phrases.tsv`.

Its third column names the readers that give the words of a phrase, but move a number, a sign or the
parts of a Latin name in the Arabic line around it, whichever program wrote the PDF.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.exports import export, pdf_fonts
from rag.exports.pdf_objects import PdfObjects
from rag.exports.pdf_text_layer import parsed
from rag.records import Language, Point
from tests.exports import briefs
from tests.exports.reading import pdf_text

_PHRASES = [
    row.split("\t")
    for row in Path(__file__).with_name("pdf_phrases.tsv").read_text("utf-8").splitlines()
]
_WORD = re.compile("[\\w\u064b-\u065f\u0670]+")
# pdftotext puts these around what runs from right to left.
_CONTROLS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_WRITTEN_OUT_BY_PDFIUM = "ﷺ"


@cache
def _pdf_of_phrases(language: Language) -> bytes:
    """The PDF of a brief in one language, a point a phrase."""
    phrases = [phrase for one, phrase, _ in _PHRASES if one == language]
    brief = briefs.only(language)
    source = briefs.ARABIC if language == "ar" else briefs.ENGLISH
    cited = briefs.cited(source, 1)[0]
    versions = [briefs.version(language, briefs.sentence(one, cited)) for one in phrases]
    points = tuple(
        Point(
            str(number),
            version if language == "ar" else None,
            version if language == "en" else None,
        )
        for number, version in enumerate(versions)
    )
    section = replace(brief.sections[0], points=points)
    return export(replace(brief, sections=(section,)), "pdf")


def _poppler(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed; pdfium has read the same")
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode().translate(_CONTROLS)


_READERS: dict[str, Callable[[bytes], str]] = {"pdfium": pdf_text, "poppler": _poppler}


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


@cache
def _read(reader: str, language: Language) -> str:
    return _normal(_READERS[reader](_pdf_of_phrases(language)))


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize(("language", "phrase", "moving"), _PHRASES)
def test_every_word_is_found(language: Language, phrase: str, moving: str, reader: str) -> None:
    text = _read(reader, language)
    words = [_normal(word) for word in _WORD.findall(phrase)]
    if reader == "pdfium":
        words = [word for word in words if word != _WRITTEN_OUT_BY_PDFIUM]
    assert words
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize(("language", "phrase", "moving"), _PHRASES)
def test_a_phrase_is_copied_as_it_is_read(
    language: Language, phrase: str, moving: str, reader: str
) -> None:
    assert (_normal(phrase) in _read(reader, language)) == (reader not in moving.split())


def _glyphs(pdf: bytes) -> set[int]:
    return {
        glyph
        for _, drawing in PdfObjects(pdf).drawings()
        for run in parsed(*drawing).runs
        for _, glyph in run
    }


_COVERED = sorted(
    code
    for name in pdf_fonts.FILES
    for code in pdf_fonts.characters_of(
        (Path(pdf_fonts.__file__).parent / "fonts" / name).read_bytes()
    )
)[::150]


def test_a_character_that_a_font_has_is_no_empty_box() -> None:
    characters = [
        one
        for one in map(chr, _COVERED)
        if unicodedata.category(one)[0] in "LNPS" and pdf_fonts.prepared(one) == one
    ]
    assert len(characters) > 200
    text = " ".join(characters)
    assert pdf_fonts.without_shape([text]) == ()
    assert 0 not in _glyphs(export(briefs.saying(text), "pdf"))


@pytest.mark.parametrize("text", ["ሀ", "ꡀ", "aᪿ", "بᪿ", "𓀀"])
def test_a_character_that_no_font_has_is_an_empty_box_and_told(text: str) -> None:
    missing = pdf_fonts.without_shape([text])
    assert missing == (text[-1],)
    pdf = export(briefs.saying(f"Told {text} here"), "pdf")
    assert 0 in _glyphs(pdf)
    told = " ".join(pdf_text(pdf).split())
    assert f"U+{ord(text[-1]):04X} {unicodedata.name(text[-1]).capitalize()}" in told
    assert "Characters not shown" in told
    assert "أحرف لم تُعرض" in _normal(told)


@pytest.mark.parametrize(
    "text", ["中国 한국 日本 🚢 ❤️ שלום Ελλάδα Россия हिन्दी", "₂ ² → ✓ ≤ ± µ ₿ ₹ ﷼ ﷺ ※ ★"]
)
def test_other_scripts_and_signs_are_shown(text: str) -> None:
    pdf = export(briefs.saying(f"Told {text} here"), "pdf")
    assert 0 not in _glyphs(pdf)
    assert "Characters not shown" not in pdf_text(pdf)


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("ﻻ ﻓﻲ", "لا في"),
        ("ﷺ ﷼", "ﷺ ﷼"),
        ("هَّ", "ه\u0651\u064e"),
        ("e\u0301", "é"),
    ],
)
def test_text_is_prepared_for_the_fonts(text: str, prepared: str) -> None:
    assert pdf_fonts.prepared(text) == prepared


@given(st.text("ابلمهيﻻ\u064e\u064f\u0650\u0651\u0652\u0654\u0670e\u0301 ", max_size=12))
def test_prepared_text_reads_the_same(text: str) -> None:
    once = pdf_fonts.prepared(text)
    assert pdf_fonts.prepared(once) == once
    assert unicodedata.normalize("NFKC", once) == unicodedata.normalize("NFKC", text)
