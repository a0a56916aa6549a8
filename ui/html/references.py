"""What leads from the page to the articles: links behind sentences, and lists of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from rag.messages.labels import pages_label, verdict_label
from rag.records import Article, ArticleSummary, Citation, Language, Passage, Sentence
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean, day
from ui import words
from ui.html import verdict_marks
from ui.html.citation import CitationTarget
from ui.html.render import attributes, inline, plain

CLOSEST = 3
"""Articles named when there is no answer."""


def behind(sentence: Sentence, language: Language) -> list[str]:
    """Return what stands behind a sentence: its citations and its verdict."""
    *chips, last = _chips(sentence, language) or [""]
    return [*chips, verdict_marks.mark(sentence, chip=last, language=language)]


def _chips(sentence: Sentence, language: Language) -> list[str]:
    """Return links to what a sentence cites.

    A sentence that cites nothing says so, here or by its verdict.
    """
    if not sentence.citations and not verdict_marks.doubted(sentence):
        return [f'<bdi class="mark none">{words.say("no_source", language)}</bdi>']
    places = _distinct(sentence.citations)
    numbers = [citation.number for citation in places]
    return [
        link(citation, language, again=citation.number in numbers[:at])
        for at, citation in enumerate(places)
    ]


def link(citation: Citation, language: Language, *, again: bool = False) -> str:
    """Return the number of a citation, which opens the article at the cited sentence.

    `again`: the same number stands before it, for another place. It is not copied with the text.
    """
    href = CitationTarget.cited(citation, reader=language).href()
    told = _verdict_hint(citation, language)
    hint = escape(" · ".join(part for part in (told, _hint(citation)) if part), quote=True)
    number = f'<span class="bracket">[</span>{citation.number}<span class="bracket">]</span>'
    css = " ".join(
        ["mark", *["again"] * again, *["amiss"] * citation.amiss, *["added"] * citation.added]
    )
    return f'<bdi class="{css}"><a class="cite" href="{href}" title="{hint}">{number}</a></bdi>'


def _verdict_hint(citation: Citation, language: Language) -> str:
    """Return what the check says of a citation that does nothing for its sentence, or is added."""
    if citation.amiss and citation.verdict is not None:
        return verdict_label(citation.verdict.status, language)
    return words.say("added", language) if citation.added else ""


def _hint(citation: Citation) -> str:
    article = citation.article
    parts = [article.title, *origin(article, article.language, [citation.page])]
    return clean(" · ".join(parts)).replace("\n", " ")


def origin(
    article: Article | ArticleSummary, language: Language, pages: Iterable[int | None] = ()
) -> list[str]:
    """Return the outlet and the date of an article, as far as they are known, and cited pages."""
    when = day(article.published_at, language) if article.published_at else None
    return [part for part in (article.outlet, when, pages_label(pages, language)) if part]


def _distinct(citations: Iterable[Citation]) -> list[Citation]:
    return list({(c.number, c.start, c.end): c for c in citations}.values())


def sources(citations: Iterable[Citation], language: Language) -> str:
    """Return a list of the cited articles, as HTML.

    Each article has one row, under all the numbers by which it is cited.
    """
    cited: dict[str, list[Citation]] = {}
    for citation in sorted(citations, key=lambda citation: citation.number):
        cited.setdefault(citation.article.id, []).append(citation)
    rows = [
        _row(
            places[0].article,
            CitationTarget.cited(places[0], reader=language).href(),
            language,
            numbers=list(dict.fromkeys(citation.number for citation in places)),
            pages=sorted({citation.page for citation in places if citation.page}),
        )
        for places in cited.values()
    ]
    return _listed(rows, "sources", language)


def closest(passages: Sequence[Passage], language: Language) -> str:
    """Return a row for each of the first few articles of the passages, as HTML.

    A row leads to its passage.
    """
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.article.id, passage)
    rows = []
    for passage in list(best.values())[:CLOSEST]:
        chunk, article = passage.chunk, passage.article
        target = CitationTarget.of(article, start=chunk.start, end=chunk.end, reader=language)
        rows.append(_row(article, target.href(), language))
    return _listed(rows, "closest", language)


def excerpts(citations: Sequence[Citation], language: Language) -> str:
    """Return a row for each sentence that may help, with its article, which opens there."""
    rows = "".join(
        f"<li>{plain(citation.quote, tag='p', css='excerpt')}"
        f'<p class="excerpt-source">'
        f"{_title(citation.article, CitationTarget.cited(citation, reader=language).href())}"
        f"{_meta(citation.article, language, [citation.page])}</p></li>"
        for citation in citations
    )
    return f'<ul class="excerpts">{rows}</ul>' if rows else ""


def _row(
    article: Article,
    href: str,
    language: Language,
    *,
    numbers: Sequence[int] = (),
    pages: Sequence[int] = (),
) -> str:
    return f"<li>{_title(article, href, numbers=numbers)}{_meta(article, language, pages)}</li>"


def _title(article: Article, href: str, *, numbers: Sequence[int] = ()) -> str:
    title = clean(article.title)
    base = direction(title)
    labels = "".join(f'<bdi class="row-number">{number}</bdi>' for number in numbers)
    return (
        f'<a class="cite row" href="{href}">{labels}'
        f'<bdi class="row-title" {attributes(base)}>{inline(title, base=base)}</bdi></a>'
    )


def _meta(article: Article, language: Language, pages: Iterable[int | None]) -> str:
    told = clean(" · ".join(origin(article, language, pages)))
    meta = inline(told, base=base_direction(language))
    return f'<span class="row-meta">{meta}</span>'


def _listed(rows: Sequence[str], name: str, language: Language) -> str:
    if not rows:
        return ""
    base = base_direction(language)
    heading = f'<p class="list-title">{inline(words.say(name, language), base=base)}</p>'
    return f'<div class="list" {attributes(base)}>{heading}<ul>{"".join(rows)}</ul></div>'
