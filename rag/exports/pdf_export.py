"""Writes a brief as a PDF, set by typst with the fonts of this package and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from rag.exports.brief_document import BriefDocument, Remark, TextLine
from rag.exports.pdf_fonts import FAMILIES, prepared, without_shape
from rag.exports.pdf_text_layer import one_character_a_glyph
from rag.messages.export_labels import not_shown, say

if TYPE_CHECKING:
    import typst

_SECTIONS = ("points", "key_facts", "updates", "disagreements", "dropped", "sources")


def to_pdf(sheet: BriefDocument) -> bytes:
    """Return the bytes of the PDF. typst gets the text as data, because its markup is code.

    A note in it names the characters that no font can show.
    """
    import typst

    sheet = replace(sheet, notes=(*sheet.notes, *_remarks(unshown(sheet), sheet)))
    template = files(__package__).joinpath("brief.typ").read_bytes()
    pdf = typst.compile(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(_prepared(_data(sheet)), ensure_ascii=False)},
        timestamp=0,
    )
    return one_character_a_glyph(pdf)


def unshown(sheet: BriefDocument) -> tuple[str, ...]:
    """Return the characters of a brief that a PDF cannot show, in their order."""
    return without_shape(_texts(_prepared(_data(sheet))))


def _remarks(characters: Sequence[str], sheet: BriefDocument) -> Iterator[Remark]:
    if characters:
        for language in sheet.languages:
            label, text = say("unshown", language), not_shown(characters, language)
            yield Remark("unshown", language, label, (TextLine.of(text, language),))


@cache
def _fonts() -> typst.Fonts:
    import typst

    with as_file(files(__package__).joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _data(sheet: BriefDocument) -> dict[str, Any]:
    when = sheet.as_of
    return asdict(sheet) | {
        "as_of": when and [when.year, when.month, when.day],
        "headings": {name: list(map(asdict, sheet.heading(name))) for name in _SECTIONS},
        "no_source": {language: say("no_source", language) for language in ("ar", "en")},
        "families": FAMILIES,
    }


def _prepared(data: Any) -> Any:
    """Return the data with all text as it is set."""
    if isinstance(data, str):
        return prepared(data)
    if isinstance(data, dict):
        return {name: _prepared(value) for name, value in data.items()}
    return [_prepared(one) for one in data] if isinstance(data, list | tuple) else data


def _texts(data: Any) -> Iterator[str]:
    """Yield every text in the data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)
