"""Lays out what briefs and conversations share: cited sentences, remarks on them, and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import quote, urlsplit

from rag.exports.brief_document import Block, CitedLine, Numbering, Remark, SourceRow, TextLine
from rag.messages.citation_remarks import citation_remarks
from rag.messages.labels import pages_label, verdict_label
from rag.records import Article, Citation, Language, Sentence, Verdict
from rag.text import display

# Besides letters and digits; % is kept, for what is quoted already.
_PATH = "/%:@!$&'()*+,;=~"
_QUERY = _PATH + "?"


def linkable_address(url: str) -> str | None:
    """Return an http or https address in plain ASCII, or None where it must not become a link.

    That is any other address, a broken one, and one that holds a name or password, which would make
    it look like another host's.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _is_name(name):
        return None
    place = name if port is None else f"{name}:{port}"
    query = f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe=_QUERY)}" if parts.fragment else ""
    return f"{parts.scheme}://{place}{quote(parts.path, safe=_PATH)}{query}{fragment}"


def _is_name(host: str) -> bool:
    return bool(host) and host.replace("-", "").replace(".", "").isalnum()


def blocks(sentences: Sequence[Sentence], language: Language, numbering: Numbering) -> list[Block]:
    """Group sentences into blocks. A sentence with a remark has a block of its own.

    So the reader sees which sentence the remark is about.
    """
    made: list[Block] = []
    for sentence in sentences:
        said = cited_line(sentence, language, numbering)
        doubts = sentence_flags(sentence, language, numbering)
        if doubts or not made or made[-1].remark:
            made.append(Block((said,), doubts[0] if doubts else None))
        else:
            made[-1] = Block((*made[-1].sentences, said))
    return made


def cited_line(sentence: Sentence, language: Language, numbering: Numbering) -> CitedLine:
    """Return a sentence with its marks."""
    marks = numbering.marks(sentence.citations)
    return CitedLine(TextLine.of(sentence.text, language), marks, uncited=not marks)


def sentence_flags(sentence: Sentence, language: Language, numbering: Numbering) -> list[Remark]:
    """Return the remark on a sentence: its verdict, and which citation does nothing for it."""
    remarks = citation_remarks(
        sentence, language, label=lambda citation: numbering.marks([citation])[0].label
    )
    found = flags(sentence.verdict, language)
    if not remarks:
        return found
    lines = tuple(TextLine.of(remark, language) for remark in remarks)
    if found:
        return [replace(found[0], lines=(*found[0].lines, *lines))]
    return [Remark("check", language, verdict_label("check", language), lines)]


def flags(verdict: Verdict | None, language: Language) -> list[Remark]:
    """Return the remark on a verdict, none for one that leaves nothing to look at."""
    if verdict is None or verdict.sound:
        return []
    label = verdict_label(verdict.status, language)
    reasons = tuple(TextLine.of(reason, language) for reason in verdict.reasons)
    return [Remark(verdict.status, language, label, reasons)]


def source_row(article: Article, numbering: Numbering) -> SourceRow:
    """Return an article with its cited sentences."""
    address = display.line(article.url or "")
    return SourceRow(
        TextLine.of(article.title),
        origin(article),
        address,
        linkable_address(address),
        tuple(
            (mark, TextLine.of(_quote(citation), article.language))
            for mark, citation in numbering.of_article(article)
        ),
    )


def _quote(citation: Citation) -> str:
    """Return the cited sentence, and behind it its page if it has one."""
    page = pages_label([citation.page], citation.article.language)
    return f"{citation.quote} ({page})" if page else citation.quote


def origin(article: Article, day: date | None = None) -> TextLine | None:
    """Return outlet and date, as far as they are known; None where neither is.

    The date is `day`, or else that of publication.
    """
    day = day or article.published_at
    when = display.day(day, article.language) if day else ""
    parts = [part for part in (display.line(article.outlet or ""), when) if part]
    return TextLine.of(" · ".join(parts), article.language) if parts else None
