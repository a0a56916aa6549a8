"""An answer to be pasted elsewhere, with its citations and the list of its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from rag.exports.cited_text import linkable_address
from rag.records import Answer, Article, Citation, Language, Sentence
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean, line
from ui.html import references
from ui.html.render import attributes, inline
from ui.words import say


def copied(answer: Answer, language: Language) -> dict[str, str]:
    """Return an answer as `plain` text and `rich` HTML, with remarks in its reader's language.

    Both hold the sentences with their numbers and, below, what the numbers stand for: title,
    outlet, day and address. In the HTML each block has its direction, which other programs keep.
    """
    cited = [one for sentence in answer.sentences for one in sentence.citations]
    sources = _sources([*cited, *answer.excerpts])
    return {"plain": _text(answer, sources, language), "rich": _html(answer, sources, language)}


def _sources(citations: Iterable[Citation]) -> list[tuple[int, Article]]:
    numbered = {one.number: one.article for one in citations}
    return sorted(numbered.items(), key=lambda item: item[0])


def _paragraphs(answer: Answer) -> list[str]:
    """Return the paragraphs of an answer; sentences that were written on end stay together."""
    if answer.abstained:
        quoted = [f"{line(one.quote)} [{one.number}]" for one in answer.excerpts]
        return [*filter(None, [answer.remarks]), *quoted]
    paragraphs = [answer.preface] if answer.preface else []
    joined = False
    for sentence in answer.sentences:
        told = _numbered(sentence)
        apart = answer.listed or _stands_alone(sentence)
        if joined and not apart and not sentence.text.startswith("\n"):
            paragraphs[-1] = f"{paragraphs[-1]} {told}"
        else:
            paragraphs.append(told)
        joined = not apart and not sentence.text.endswith("\n")
    return [*paragraphs, *filter(None, [answer.remarks])]


def _stands_alone(sentence: Sentence) -> bool:
    return sentence.verdict is not None and sentence.verdict.status == "quoted"


def _numbered(sentence: Sentence) -> str:
    numbers = dict.fromkeys(one.number for one in sentence.citations)
    return " ".join([line(sentence.text), "".join(f"[{number}]" for number in numbers)]).strip()


def _text(answer: Answer, sources: Sequence[tuple[int, Article]], language: Language) -> str:
    rows = [f"[{number}] {' — '.join(_row(article))}" for number, article in sources]
    below = [say("sources", language), *rows] if rows else []
    told = "\n\n".join(clean(paragraph) for paragraph in _paragraphs(answer))
    return "\n\n".join(filter(None, [told, "\n".join(below)]))


def _row(article: Article) -> list[str]:
    address = linkable_address(article.url) if article.url else None
    parts = [line(article.title), *references.origin(article, article.language)]
    return [*parts, *([address] if address else [])]


def _html(answer: Answer, sources: Sequence[tuple[int, Article]], language: Language) -> str:
    base = direction(answer.text or answer.remarks or "")
    told = "".join(_block("p", clean(paragraph)) for paragraph in _paragraphs(answer))
    rows = "".join(_source(number, article) for number, article in sources)
    heading = (
        f"<p {attributes(base_direction(language))}><b>{say('sources', language)}</b></p>"
        if rows
        else ""
    )
    return f"<div {attributes(base)}>{told}{heading}{rows}</div>"


def _source(number: int, article: Article) -> str:
    title = line(article.title)
    base = direction(title)
    named = inline(title, base=base)
    address = linkable_address(article.url) if article.url else None
    if address:
        named = f'<a href="{escape(address)}">{named}</a>'
    rest = inline("".join(f" — {part}" for part in references.origin(article, article.language)),
                  base=base)  # fmt: skip
    return f"<p {attributes(base)}>[{number}] {named}{rest}</p>"


def _block(tag: str, text: str) -> str:
    base = direction(text)
    return f"<{tag} {attributes(base)}>{inline(text, base=base)}</{tag}>"
