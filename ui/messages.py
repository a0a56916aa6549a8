"""The messages of the conversation as HTML: questions, answers, abstentions, failures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from rag.grounding.markers import find_markers
from rag.records import Answer, Article, Citation, Language, Passage, Sentence
from rag.text.language import detect_language, direction
from ui import words
from ui.bidi import Direction, clean
from ui.citation import Target
from ui.render import attributes, inline, plain, render, slot

CLOSEST = 3
"""Articles named when there is no answer."""

_HALF_MARKER = re.compile(r"\s?[\[【［][\s\d,،;؛–-]*$")
_ASCII_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ESCAPED = r"\\\g<0>"
_STARTS_BLOCK = re.compile(r"\s*(?:[-*+] |\d{1,2}[.)] |#{1,6} |> |\||```)")


def question(text: str) -> str:
    return plain(text, tag="div", css="question")


def writing(sentences: Sequence[Sentence], tail: str) -> str:
    """An answer under way: finished sentences, and `tail`, the text after them with its markers."""
    return _wrap("answer writing", _prose(sentences, tail))


def answer(
    sentences: Sequence[Sentence], *, language: Language, tail: str = "", note: str | None = None
) -> str:
    """An answer that has ended, with its sources and, quietly, what its reader must know."""
    prose = _prose(sentences, tail)
    return _wrap("answer", prose + _note(note) + _sources(sentences, language))


def abstained(given: Answer, *, language: Language) -> str:
    """A card that says that there is no answer, why, and which articles came closest."""
    base = _base(language)
    title = f'<p class="card-title">{inline(words.say("abstained", language), base=base)}</p>'
    reason = plain(given.reason, tag="p", css="card-text") if given.reason else ""
    return _card("abstained", title + reason + _closest(given.passages, language), base)


def failed(
    text: str, *, language: Language, sentences: Sequence[Sentence] = (), tail: str = ""
) -> str:
    """What went wrong, under whatever had been written before."""
    base = _base(language)
    title = f'<p class="card-title">{inline(words.say("failed", language), base=base)}</p>'
    card = _card("failed", title + plain(text, tag="p", css="card-text"), base)
    return _wrap("answer", _prose(sentences, tail)) + card if sentences or tail.strip() else card


def notice(text: str, *, language: Language) -> str:
    """A quiet remark in the place of an answer."""
    return _card("notice", plain(text, tag="p", css="card-text"), _base(language))


def _base(language: Language) -> Direction:
    return "rtl" if language == "ar" else "ltr"


def _wrap(css: str, inner: str) -> str:
    return f'<div class="{css}">{inner}</div>'


def _card(css: str, inner: str, base: Direction) -> str:
    return f'<div class="card {css}" {attributes(base)}>{inner}</div>'


def _note(text: str | None) -> str:
    return plain(text, tag="p", css="note") if text else ""


def _prose(sentences: Sequence[Sentence], tail: str) -> str:
    """Sentences joined as they were written, each followed by its citations.

    A sentence that is the very words of an article stands on a line of its own, and what looks
    like Markdown in it is not.
    """
    inserts: list[str] = []
    text = ""
    for sentence in sentences:
        own = clean(sentence.text)
        if _is_quoted(sentence):
            text = f"{text}\n\n{_ASCII_PUNCTUATION.sub(_ESCAPED, ' '.join(own.split()))}"
        else:
            text = _join(text, own)
        chips = _chips(sentence)
        body = text.rstrip()
        marks = "".join(slot(len(inserts) + index) for index in range(len(chips)))
        text = f"{body}\u00a0{marks}{text[len(body) :]}"
        inserts.extend(chips)
    text = _join(text, _without_markers(tail, inserts))
    return render(text, message=direction(_plain(sentences, tail)), inserts=inserts)


def _is_quoted(sentence: Sentence) -> bool:
    words_of_it = sentence.text.split()
    return any(citation.quote.split() == words_of_it for citation in sentence.citations)


def _plain(sentences: Sequence[Sentence], tail: str) -> str:
    return " ".join([*(sentence.text for sentence in sentences), tail])


def _join(before: str, after: str) -> str:
    if not before or not after:
        return before + after
    if _STARTS_BLOCK.match(after) and "\n" not in before[-1:]:
        return f"{before}\n{after.lstrip()}"
    return before + after if before[-1].isspace() or after[0].isspace() else f"{before} {after}"


def _without_markers(tail: str, inserts: list[str]) -> str:
    """The raw tail with its markers as quiet chips, and without one that is only half there."""
    text = _HALF_MARKER.sub("", clean(tail))
    parts = []
    done = 0
    for marker in find_markers(text):
        numbers = ", ".join(map(str, marker.numbers))
        parts += [text[done : marker.start], slot(len(inserts))]
        inserts.append(f'<bdi class="mark pending">{numbers}</bdi>')
        done = marker.end
    return "".join([*parts, text[done:]])


def _chips(sentence: Sentence) -> list[str]:
    if not sentence.citations:
        note = words.say("no_source", detect_language(sentence.text))
        return [f'<bdi class="mark none">{note}</bdi>']
    return [_link(citation) for citation in _distinct(sentence.citations)]


def _link(citation: Citation) -> str:
    href = Target.cited(citation).href()
    hint = escape(_hint(citation.article), quote=True)
    number = f'<span class="bracket">[</span>{citation.number}<span class="bracket">]</span>'
    return f'<bdi class="mark"><a class="cite" href="{href}" title="{hint}">{number}</a></bdi>'


def _hint(article: Article) -> str:
    parts = [article.title, *_origin(article, article.language)]
    return clean(" · ".join(parts)).replace("\n", " ")


def _origin(article: Article, language: Language) -> list[str]:
    """Outlet and date, as far as they are known."""
    when = words.day(article.published_at, language) if article.published_at else None
    return [part for part in (article.outlet, when) if part]


def _distinct(citations: Iterable[Citation]) -> list[Citation]:
    return list({(c.number, c.start, c.end): c for c in citations}.values())


def _sources(sentences: Sequence[Sentence], language: Language) -> str:
    """A row for each article, under all the numbers by which it is cited."""
    cited: dict[str, list[Citation]] = {}
    for citation in sorted((c for s in sentences for c in s.citations), key=lambda c: c.number):
        cited.setdefault(citation.article.id, []).append(citation)
    rows = [
        _row(
            citations[0].article,
            Target.cited(citations[0]).href(),
            language,
            numbers=list(dict.fromkeys(citation.number for citation in citations)),
        )
        for citations in cited.values()
    ]
    return _listed(rows, "sources", language)


def _closest(passages: Sequence[Passage], language: Language) -> str:
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.article.id, passage)
    rows = []
    for passage in list(best.values())[:CLOSEST]:
        chunk, article = passage.chunk, passage.article
        target = Target.of(article.id, article.text, start=chunk.start, end=chunk.end)
        rows.append(_row(article, target.href(), language))
    return _listed(rows, "closest", language)


def _row(article: Article, href: str, language: Language, *, numbers: Sequence[int] = ()) -> str:
    title = clean(article.title)
    base = direction(title)
    labels = "".join(f'<bdi class="row-number">{number}</bdi>' for number in numbers)
    meta = inline(clean(" · ".join(_origin(article, language))), base=_base(language))
    return (
        f'<li><a class="cite row" href="{href}">{labels}'
        f'<bdi class="row-title" {attributes(base)}>{inline(title, base=base)}</bdi></a>'
        f'<span class="row-meta">{meta}</span></li>'
    )


def _listed(rows: Sequence[str], name: str, language: Language) -> str:
    if not rows:
        return ""
    base = _base(language)
    heading = f'<p class="list-title">{inline(words.say(name, language), base=base)}</p>'
    return f'<div class="list" {attributes(base)}>{heading}<ul>{"".join(rows)}</ul></div>'
