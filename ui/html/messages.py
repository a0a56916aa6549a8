"""The messages of the conversation as HTML: questions, answers, abstentions, failures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.grounding.markers import find_markers
from rag.messages.labels import refusal_label, withheld_label
from rag.records import Answer, Language, Scope, Sentence
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean
from ui import words
from ui.html import references, verdict_marks
from ui.html.render import Tone, attributes, inline, plain, render, slot

_HALF_MARKER = re.compile(r"\s?[\[【［][\s\d,،;؛–-]*$")
_ASCII_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ESCAPED = r"\\\g<0>"
_STARTS_BLOCK = re.compile(r"\s*(?:[-*+] |\d{1,2}[.)] |#{1,6} |> |\||```)")


def question(text: str) -> str:
    return plain(text, tag="div", css="question")


def writing(sentences: Sequence[Sentence], tail: str, *, language: Language) -> str:
    """Return the HTML of an answer that is still being written.

    That is the finished sentences, and `tail`, the text after them with its markers.
    """
    return _wrap("answer writing", _prose(sentences, tail, language))


def answer(
    sentences: Sequence[Sentence],
    *,
    language: Language,
    tail: str = "",
    note: str | None = None,
    preface: str | None = None,
    withheld: Sequence[Sentence] = (),
) -> str:
    """Return the HTML of a finished answer, with its sources and any remarks on it.

    `withheld` is what the model wrote in its place; it is closed at first.
    """
    prose = _preface(preface) + _prose(sentences, tail, language)
    checked = verdict_marks.summary(sentences, language=language, unfinished=bool(tail.strip()))
    citations = [citation for sentence in sentences for citation in sentence.citations]
    below = references.sources(citations, language) + _withheld(withheld, language)
    return _wrap("answer", prose + _note(note) + checked + below)


def replied(given: Answer, *, language: Language) -> str:
    """Return the answer to what asked no fact, as HTML: one line, or a line and a list of articles,
    or a line and the points of a story."""
    preface = given.preface or ""
    if not given.sentences:
        return notice(preface, language=language)
    if not given.listed:
        return answer(given.sentences, language=language, note=given.reason, preface=preface)
    checked = verdict_marks.summary(given.sentences, language=language, unfinished=False)
    citations = [citation for sentence in given.sentences for citation in sentence.citations]
    rows = references.excerpts(citations, language)
    return _wrap("answer listing", _preface(preface) + rows + checked)


def abstained(given: Answer, *, language: Language) -> str:
    """Return a card that says that there is no answer, why, and what was searched.

    It shows passages that may help, or else which articles came closest; and, closed, what was
    written but failed the check.
    """
    found = references.excerpts(given.excerpts, language) or references.closest(
        given.passages, language
    )
    extra = _scope(given.searched, language) + found + _withheld(given.withheld, language)
    title = refusal_label(given.outcome, language)
    css = "may-help" if given.outcome == "may_help" else "abstained"
    return card(css, title, given.remarks, language=language, extra=extra)


def failed(
    text: str, *, language: Language, sentences: Sequence[Sentence] = (), tail: str = ""
) -> str:
    """Return the HTML that says what went wrong, under whatever had been written before."""
    told = card("failed", words.say("failed", language), text, language=language)
    if not sentences and not tail.strip():
        return told
    return _wrap("answer", _prose(sentences, tail, language)) + told


def notice(text: str, *, language: Language) -> str:
    """Return a remark that stands in the place of an answer, as HTML."""
    return card("notice", "", text, language=language)


def card(css: str, title: str, text: str | None, *, language: Language, extra: str = "") -> str:
    """Return a box that speaks to the reader, as HTML.

    It has a title, a text in its own direction, and HTML that is already finished.
    """
    base = base_direction(language)
    heading = f'<p class="card-title">{inline(title, base=base)}</p>' if title else ""
    said = plain(text, tag="p", css="card-text") if text else ""
    return f'<div class="card {css}" {attributes(base)}>{heading}{said}{extra}</div>'


def _wrap(css: str, inner: str) -> str:
    return f'<div class="{css}">{inner}</div>'


def _preface(text: str | None) -> str:
    return plain(text, tag="p", css="preface") if text else ""


def _note(text: str | None) -> str:
    return plain(text, tag="p", css="note") if text else ""


def _scope(searched: Scope | None, language: Language) -> str:
    if searched is None:
        return ""
    text = inline(words.searched(searched, language), base=base_direction(language))
    return f'<p class="card-scope">{text}</p>'


def _withheld(sentences: Sequence[Sentence], language: Language) -> str:
    if not sentences:
        return ""
    base = base_direction(language)
    summary = inline(withheld_label(language), base=base)
    prose = _prose(sentences, "", language)
    return (
        f'<details class="withheld"><summary {attributes(base)}>{summary}</summary>'
        f"{prose}</details>"
    )


def _prose(sentences: Sequence[Sentence], tail: str, language: Language) -> str:
    """Return the sentences as HTML, each followed by its citations and its verdict.

    They are joined as they were written. A sentence that is the very words of an article stands on
    a line of its own, and what looks like Markdown in it is not.
    """
    inserts: list[str | Tone] = []
    tones = [*("doubted" if verdict_marks.doubted(sentence) else "" for sentence in sentences), ""]
    text = ""
    for sentence, next_tone in zip(sentences, tones[1:], strict=True):
        own = clean(sentence.text)
        quoted = _is_quoted(sentence)
        if quoted:
            text = f"{text}\n\n{_ASCII_PUNCTUATION.sub(_ESCAPED, ' '.join(own.split()))}"
        else:
            text = _join(text, own)
        behind: list[str | Tone] = [*references.behind(sentence, language), Tone(next_tone)]
        body = text.rstrip()
        slots = "".join(slot(len(inserts) + index) for index in range(len(behind)))
        text = f"{body}\u00a0{slots}{text[len(body) :]}" + "\n\n" * quoted
        inserts.extend(behind)
    text = _join(text, _without_markers(tail, inserts))
    base = direction(_plain(sentences, tail))
    return render(text, message=base, inserts=inserts, tone=tones[0])


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


def _without_markers(tail: str, inserts: list[str | Tone]) -> str:
    """Return the raw tail with a chip for each marker, and without a half-written one."""
    text = _HALF_MARKER.sub("", clean(tail))
    parts = []
    done = 0
    for marker in find_markers(text):
        numbers = ", ".join(map(str, marker.numbers))
        parts += [text[done : marker.start], slot(len(inserts))]
        inserts.append(f'<bdi class="mark pending">{numbers}</bdi>')
        done = marker.end
    return "".join([*parts, text[done:]])
