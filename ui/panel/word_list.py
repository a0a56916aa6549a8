"""The words of a cited sentence that the glossary has, for a reader of the other language."""

from __future__ import annotations

from rag.records import Language
from rag.service import Service
from rag.text.analysis.languages import detect_language, direction
from rag.text.display import base_direction, clean
from ui import words
from ui.html.citation import CitationTarget, CitedText, parse_href
from ui.html.render import attributes, inline
from ui.panel.panel import version_of


def word_list(desk: Service, href: str, version: int | None, page: Language) -> str:
    """Return the words of the sentence that a citation's address names, as HTML.

    "" for a reader of its own language, for a sentence that is not there, and when the glossary
    has no word of it. The first list of a process takes longer, because the glossary is read.
    """
    target = parse_href(href)
    quote = _quote(desk, target, version) if target else None
    if target is None or quote is None:
        return ""
    reader = target.reader
    if detect_language(quote, default=reader) == reader:
        return ""
    base, own = direction(quote), base_direction(reader)
    comma = "، " if reader == "ar" else ", "
    found = dict.fromkeys((one.text, one.lemmas) for one in desk.word_aid(quote))
    rows = "".join(
        f"<div><dt {attributes(base)}>{inline(clean(text), base=base)}</dt>"
        f"<dd {attributes(own)}>{inline(clean(comma.join(lemmas)), base=own)}</dd></div>"
        for text, lemmas in found
    )
    if not rows:
        return ""
    summary = f"<summary>{words.say('glossary', page)}</summary>"
    return f'<details class="glossary">{summary}<dl dir="{own}">{rows}</dl></details>'


def _quote(desk: Service, target: CitationTarget, version: int | None) -> str | None:
    article = desk.article(target.article_id)
    if article is not None and version is not None:
        former = version_of(desk, article.id, version)
        article = former.article if former else None
    place = CitedText(article.text).place_of(target) if article else None
    return article.text[slice(*place)] if article and place else None
