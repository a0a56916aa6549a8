"""A brief to be pasted elsewhere, as plain text and as HTML of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from rag.exports.brief_document import BriefDocument, CitedLine, Difference
from rag.exports.brief_layout import lay_out_brief
from rag.messages import export_labels
from rag.records import Brief, Language
from rag.text.display import base_direction
from ui.html.render import inline

_MARKS = {"ar": "\u200f", "en": "\u200e"}
"""What makes a line of plain text run in the direction of its language, whatever it begins with."""

_BEFORE = {"h2": "\n", "h3": "\n"}
_BULLETS = {"li": "- "}


@dataclass(frozen=True, slots=True)
class CopiedLine:
    """One line of a copied brief: a heading, a paragraph or an item of a list."""

    tag: Literal["h2", "h3", "p", "li"]
    language: Language
    text: str


def copied(brief: Brief, *, reader: Language) -> dict[str, str]:
    """Return a brief to be put on the clipboard: `plain` and `rich`, one language after the other,
    each in its direction."""
    lines = [*_lines(lay_out_brief(brief), reader)]
    return {"plain": _plain(lines), "rich": "".join(map(_rich, lines))}


def _lines(sheet: BriefDocument, reader: Language) -> Iterator[CopiedLine]:
    order = sorted(range(len(sheet.languages)), key=lambda at: sheet.languages[at] != reader)
    for column in order:
        language = sheet.languages[column]
        yield CopiedLine("h2", language, _cited(sheet.headlines[column]))
        for story in sheet.stories:
            headline = story.headlines[column] if story.headlines else None
            if headline is not None:
                yield CopiedLine("h3", language, _cited(headline))
            for row in story.points:
                blocks = row.sides[column].blocks
                told = " ".join(_cited(one) for block in blocks for one in block.sentences)
                if told:
                    yield CopiedLine("p", language, f"{row.number}. {told}")
    for name in ("updates", "disagreements"):
        found = [
            one
            for story in sheet.stories
            for one in (story.updates if name == "updates" else story.differences)
        ]
        if found:
            yield CopiedLine("h3", reader, export_labels.say(name, reader))
            for one in found:
                yield from _compared(one)
    yield CopiedLine("h3", reader, export_labels.say("sources", reader))
    for source in sheet.sources:
        labels = ", ".join(mark.label for mark, _ in source.quotes)
        known = (source.title.text, source.origin.text if source.origin else "", source.address)
        told = " — ".join(filter(None, known))
        yield CopiedLine("li", source.title.language, f"[{labels}] {told}")


def _compared(one: Difference) -> Iterator[CopiedLine]:
    yield CopiedLine("p", one.about.language, one.about.text)
    for origin, said in one.claims:
        yield CopiedLine("li", said.line.language, f"{origin.text}: {_cited(said)}")


def _cited(said: CitedLine) -> str:
    marks = "".join(f"[{mark.label}]" for mark in said.marks)
    return f"{said.line.text} {marks}".rstrip()


def _plain(lines: list[CopiedLine]) -> str:
    return "\n".join(
        f"{_BEFORE.get(line.tag, '')}{_MARKS[line.language]}{_BULLETS.get(line.tag, '')}{line.text}"
        for line in lines
    ).strip("\n")


def _rich(line: CopiedLine) -> str:
    base = base_direction(line.language)
    text = inline(line.text, base=base)
    tag, bullet = ("p", "• ") if line.tag == "li" else (line.tag, "")
    return f'<{tag} dir="{base}" lang="{escape(line.language)}">{bullet}{text}</{tag}>'
