"""The article beside the conversation, as data that the page shows as text and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict

from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from rag.messages.labels import pages_label
from rag.records import Article, Language
from rag.text.analysis.languages import detect_language, direction
from rag.text.crosslingual.gloss import Gloss
from rag.text.display import Direction, base_direction, clean, day, pieces
from ui import words
from ui.desk import Desk
from ui.html.bidi import block_direction
from ui.html.citation import CitationTarget, parse_href

ARTICLE = "/mujaz-article"

WordAid = Callable[[str], Sequence[Gloss]]
"""Gives the words that a library's glossary has for those of a text; `Desk.word_aid`."""


class TextRun(TypedDict):
    """A stretch of one paragraph. `mark`: part of the cited sentence. `dir`: to be isolated."""

    text: str
    mark: bool
    dir: Direction | None


class Paragraph(TypedDict):
    dir: Direction
    runs: list[TextRun]


class GlossEntry(TypedDict):
    """A word of the article, or a few, and what the glossary has for it in the other language."""

    word: Paragraph
    words: Paragraph


class SentenceGlossary(TypedDict):
    """What helps a reader through a sentence in the other language; `dir` is the reader's."""

    name: str
    dir: Direction
    entries: list[GlossEntry]


class Payload(TypedDict):
    """What the panel shows; `note` alone when there is no article to show."""

    language: Language
    note: str | None
    title: Paragraph | None
    origin: Paragraph | None
    paragraphs: list[Paragraph]
    glossary: SentenceGlossary | None


def mount(app: FastAPI, desk: Desk) -> None:
    """Serve the articles of the desk to `static/panel.js`, each by the address of a citation."""

    @app.get(ARTICLE)
    def article(href: str) -> Response:
        return JSONResponse(payload(desk, href), headers={"cache-control": "no-store"})


def payload(desk: Desk, href: str) -> Payload:
    """Return the article that a citation's `href` names, with the cited sentence marked.

    Anything that is not such an address gives the same note as an article that is gone.
    """
    target = parse_href(href)
    article = desk.article(target.article_id) if target else None
    if target is None or article is None:
        note = f"{words.say('gone', 'ar')}\n{words.say('gone', 'en')}"
        return Payload(
            language="en", note=note, title=None, origin=None, paragraphs=[], glossary=None
        )
    return _article(article, target, desk.word_aid)


def _article(article: Article, target: CitationTarget, word_aid: WordAid) -> Payload:
    language = detect_language(article.text)
    base = direction(article.text)
    holds = target.holds_in(article.text)
    start, end = (target.start, target.end) if holds else (0, 0)
    when = day(article.published_at, language) if article.published_at else None
    page = pages_label([article.page_at(start) if holds else None], language)
    origin = " · ".join(part for part in (article.outlet, when, page) if part)
    return Payload(
        language=language,
        note=None if holds else words.say("changed", target.reader),
        title=_line(article.title, base),
        origin=_line(origin, base) if origin else None,
        paragraphs=_paragraphs(article.text, base, start=start, end=end),
        glossary=_glossary(article.text[start:end], base, target.reader, word_aid),
    )


def _glossary(
    quote: str, base: Direction, reader: Language, word_aid: WordAid
) -> SentenceGlossary | None:
    """Return the words of a quotation that the glossary has, for a reader of the other language.

    None for a reader of the quotation's own language, and when no word of it is known.
    """
    if detect_language(quote, default=reader) == reader:
        return None
    found = dict.fromkeys((one.text, one.lemmas) for one in word_aid(quote))
    own = base_direction(reader)
    comma = "، " if reader == "ar" else ", "
    entries = [
        GlossEntry(word=_line(text, base), words=_line(comma.join(lemmas), own))
        for text, lemmas in found
    ]
    name = words.say("glossary", reader)
    return SentenceGlossary(name=name, dir=own, entries=entries) if entries else None


def _line(text: str, base: Direction) -> Paragraph:
    return _paragraph(text, base, start=0, end=0)


def _paragraphs(text: str, base: Direction, *, start: int, end: int) -> list[Paragraph]:
    result = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            paragraph = _paragraph(line, base, start=start - offset, end=end - offset)
            result.append(paragraph)
        offset += len(line)
    return result


def _paragraph(line: str, base: Direction, *, start: int, end: int) -> Paragraph:
    """Return `line` as a paragraph in which `line[start:end]` is marked, as far as it can be."""
    start, end = min(max(start, 0), len(line)), min(max(end, 0), len(line))
    own = block_direction(line, message=base)
    runs = [
        TextRun(text=piece.text, mark=mark, dir=piece.isolate)
        for part, mark in ((line[:start], False), (line[start:end], True), (line[end:], False))
        for piece in pieces(clean(part).strip("\n"), base=own)
    ]
    return Paragraph(dir=own, runs=runs)
