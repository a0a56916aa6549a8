"""Reads web pages: the article's text without the page around it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rag.errors import SourceError
from rag.sources.charset import decode
from rag.sources.furniture import furniture_kind, without_furniture
from rag.sources.pages.front_pages import is_front_page, page_teasers
from rag.sources.pages.page_article import article_text
from rag.sources.pages.page_dates import is_date_line
from rag.sources.pages.page_layout import lay_out_plainly
from rag.sources.pages.page_pruning import prune
from rag.sources.pages.page_statements import PageStatements, page_statements
from rag.sources.pages.page_tree import HEAD, NO_ARTICLE, SAVE, parse_page, show_as_browsers_do
from rag.sources.pages.structured_data import linked_articles
from rag.sources.stated_fields import Stated, StatedFields, stated_language
from rag.text.analysis.folding import normalize
from rag.text.analysis.languages import is_possible_language

_HEAD_LINES = 10  # lines in which the title and the day are repeated above the text
_SHORT = 100  # characters beside an error message or a login that may be its explanation
_HEADLINES = 5
_LINKED = 0.8  # of the text of a page that is a list of headlines
_BEGINNING = 10_000  # characters in which a sentence is looked for
_LONGEST_CODE = 40  # characters of a language
_SENTENCE = re.compile(r"[.!؟][\"'»”)]*$")

# For example: <meta charset="windows-1256">, <?xml version="1.0" encoding="utf-8"?>
_CHARSET = re.compile(
    rb"(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)


def read_html(data: bytes, *, source: str) -> StatedFields:
    """Return the article of a page, one line for each paragraph, and what the page states of it.

    The stated fields are title, date, outlet and address. Pictures, link targets, readers' comments
    and text that the page hides are left out, as are menus, sign-ups, "read also" and the like.
    Raises `SourceError` when the charset cannot be recognised or no article is found.
    """
    declared = _CHARSET.search(data[:HEAD])
    text, encoding = decode(
        data, source=source, declared=declared[1].decode() if declared else None
    )
    tree = parse_page(text, source=source)
    page = page_statements(tree, linked_articles(tree))
    teasers = page_teasers(tree)
    show_as_browsers_do(tree)
    lay_out_plainly(tree)
    prune(tree)
    hint = f"{page.stated.title or ''} {page.description}"
    found = article_text(tree, witness=page.body, hint=hint)
    text, _ = without_furniture(found)
    _refuse_wall(tree, found, text, source=source)
    if not text:
        raise SourceError(source, NO_ARTICLE)
    _refuse_index(tree, text, source=source)
    if not page.body and is_front_page(text, teasers, titles=page.titles):
        raise SourceError(source, f"the page is headlines with teasers and no article; {SAVE}")
    text = _without_head(text, page)
    return StatedFields(text, encoding, _with_language(page.stated, tree, text))


def _with_language(stated: Stated, tree: Any, text: str) -> Stated:
    """Return the fields with the language of `<html lang>`, if the text may be of that language.

    Templates state it wrongly. A language that is not one of ours is told in a note.
    """
    written = (tree.get("lang") or tree.get("xml:lang") or "")[:_LONGEST_CODE]
    language, note = stated_language(written)
    if language is not None and not is_possible_language(text, language):
        language = None
    return replace(stated, language=language, notes=stated.notes + ((note,) if note else ()))


def _without_head(text: str, page: PageStatements) -> str:
    """Return a text without the title and the day above it, unless it has no other line.

    The day stays where the page does not state it otherwise.
    """
    lines = text.split("\n")
    kept = [
        line
        for line in lines[:_HEAD_LINES]
        if normalize(line) not in page.titles
        and not (page.stated.published_at and is_date_line(line))
    ]
    return "\n".join([*kept, *lines[_HEAD_LINES:]]) or text


def _refuse_wall(tree: Any, found: str, text: str, *, source: str) -> None:
    """Raise `SourceError` for a page that is an error, a login or a request for JavaScript.

    Its title or one of its lines says so, and it has little other text.
    """
    if len(text) >= _SHORT:
        return
    titles = ("".join(title.itertext()) for title in tree.iter("title", "h1", "h2"))
    if any(furniture_kind(line) == "wall" for line in (*titles, *found.split("\n"))):
        raise SourceError(
            source, f"the page is an error, a login or a request to enable JavaScript; {SAVE}"
        )


def _refuse_index(tree: Any, text: str, *, source: str) -> None:
    """Raise `SourceError` for a page whose text is a list of headlines that are links."""
    lines = text[:_BEGINNING].split("\n")
    if any(_SENTENCE.search(line) for line in lines):
        return
    rest = normalize(" ".join(lines))
    length, headlines = len(rest), 0
    for link in tree.iter("a"):
        headline = normalize("".join(link.itertext()))
        if headline and headline in rest:
            headlines += 1
            rest = rest.replace(headline, "")
    if headlines >= _HEADLINES and len(rest) <= (1 - _LINKED) * length:
        raise SourceError(source, f"the page is a list of links to articles; {SAVE}")
