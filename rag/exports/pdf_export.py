"""Writes a brief as a PDF, set by typst with the fonts of this package and no others."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from rag.exports.brief_document import BriefDocument
from rag.messages.export_labels import say

if TYPE_CHECKING:
    import typst

_SECTIONS = ("points", "key_facts", "updates", "disagreements", "dropped", "sources")


def to_pdf(sheet: BriefDocument) -> bytes:
    """Return the bytes of the PDF. typst gets the text as data, because its markup is code."""
    import typst

    template = files(__package__).joinpath("brief.typ").read_bytes()
    return typst.compile(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(_data(sheet), ensure_ascii=False)},
        timestamp=0,
    )


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
    }
