"""Questions and their answers as they stand in a conversation, as HTML: what was said, what kind of
answer it is, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Literal

from rag.messages.labels import refusal_label
from rag.messages.notices import language_name
from rag.records import Answer, Exchange, ExchangeState, Language, Rating, Sentence
from rag.text.display import base_direction
from ui.ask.answer_details import details
from ui.ask.chat import reader_language
from ui.html import messages
from ui.html.render import attributes, inline
from ui.jobs.job import State
from ui.words import say

Kind = Literal[
    "quoted", "checked", "doubtful", "unchecked", "listed", "courtesy", "may_help", "absent",
    "stopped", "interrupted", "failed",
]  # fmt: skip
"""What a reader must know first of an answer."""

_STATES: dict[ExchangeState, str] = {
    "answered": "done",
    "stopped": "stopped",
    "failed": "error",
    "writing": "stopped",
}


def exchange(one: Exchange, page: Language, *, under_way: State | None = None) -> str:
    """Return one question and what is under it, in a page of that language.

    `under_way` is the newest state of its answer while that is being written.
    """
    shown = under_way or state(one, page)
    return (
        f'<section class="exchange" id="exchange-{escape(one.id)}" data-exchange="{escape(one.id)}"'
        f' data-question="{escape(one.question)}"'
        f' data-state="{shown["state"]}">'
        f'<div class="asked"><h3 class="unseen">{say("ask.asked", page)}</h3>'
        f"{messages.question(one.question)}{_button('edit', page)}</div>"
        f'<div class="reply" id="answer-{escape(one.id)}" tabindex="-1">{shown["html"]}</div>'
        "</section>"
    )


def state(one: Exchange, page: Language) -> State:
    """Return the last state of an answer, made of what is kept of it.

    One that is still being written by what is kept, was lost with the server that wrote it.
    """
    kind = kind_of(one)
    return {
        "exchange": one.id,
        "state": _STATES[one.state],
        "text": _status(one, kind, page),
        "html": (
            f"{_label(one, kind, page)}"
            f'<div class="said">{_said(one, page)}</div>'
            f'<div class="reply-foot">{_actions(one, page)}'
            f"{details(one.answer, page) if one.answer else ''}"
            f'<div class="follow-ups"></div></div>'
        ),
    }


def under_way(written: str, status: str) -> str:
    """Return an answer that is being written: the HTML of what there is, under what is going on."""
    return (
        f'<p class="reply-kind" data-kind="writing">{escape(status)}</p>'
        f'<div class="said">{written}</div><div class="reply-foot"></div>'
    )


def settled(
    one: Exchange, state: ExchangeState, answer: Answer | None, fault: str | None
) -> Exchange:
    """Return an exchange with what came of it."""
    return replace(one, state=state, answer=answer, fault=fault)


def kind_of(one: Exchange) -> Kind:
    """Return what kind of answer an exchange that is not under way has."""
    if one.state == "writing":
        return "interrupted"
    if one.state != "answered" or one.answer is None:
        return "failed" if one.state == "failed" else "stopped"
    if one.answer.outcome != "answered":
        return "may_help" if one.answer.outcome == "may_help" else "absent"
    if one.answer.intent is not None and not one.answer.sentences:
        return "courtesy"
    return "listed" if one.answer.listed else _written(one.answer.sentences)


def _written(sentences: tuple[Sentence, ...]) -> Kind:
    verdicts = [sentence.verdict for sentence in sentences]
    if not any(verdicts):
        return "unchecked"
    if all(verdict and verdict.status == "quoted" for verdict in verdicts):
        return "quoted"
    return "checked" if all(verdict and verdict.sound for verdict in verdicts) else "doubtful"


def _label(one: Exchange, kind: Kind, page: Language) -> str:
    """Return the line above an answer: its kind, and its language where that is not the reader's.

    A courtesy has none, but keeps its place, so that the page changes nothing else.
    """
    text = "" if kind == "courtesy" else say(f"ask.kind_{kind}", page)
    hint = "" if kind == "courtesy" else escape(say(f"ask.kind_{kind}_hint", page))
    return (
        f'<p class="reply-kind" data-kind="{kind}"><span title="{hint}">{text}</span>'
        f"{_foreign(one, page)}</p>"
    )


def _foreign(one: Exchange, page: Language) -> str:
    answer = one.answer
    if answer is None or answer.abstained or not answer.sentences:
        return ""
    if answer.language == reader_language(one):
        return ""
    name = language_name(answer.language, reader=page)
    return f'<span class="foreign">{say("ask.foreign", page, other=name)}</span>'


def _status(one: Exchange, kind: Kind, page: Language) -> str:
    if kind in ("may_help", "absent"):
        return refusal_label("may_help" if kind == "may_help" else "absent", page)
    name = {"stopped": "stopped", "interrupted": "ask.kind_interrupted", "failed": "failed_status"}
    return say(name.get(kind, "done"), page)


def _said(one: Exchange, language: Language) -> str:
    """Return what was said, in its own language, and all labels in that of the page."""
    answer = one.answer
    if one.state == "failed":
        sentences, tail = _parts(answer)
        return messages.failed(one.fault or "", language=language, sentences=sentences, tail=tail)
    if answer is None:
        name = "nothing_yet" if one.state == "stopped" else "ask.interrupted"
        return messages.notice(say(name, language), language=language)
    if answer.abstained:
        return messages.abstained(answer, language=language)
    if answer.intent is not None:
        return messages.replied(answer, language=language)
    note = answer.remarks or (say("incomplete", language) if answer.incomplete else None)
    sentences, tail = _parts(answer)
    return messages.answer(
        sentences, language=language, tail=tail, note=note, withheld=answer.withheld
    )


def _parts(answer: Answer | None) -> tuple[tuple[Sentence, ...], str]:
    """Return the finished sentences of an answer, and the unfinished text after them, which was not
    checked and so has no source yet."""
    if answer is None:
        return (), ""
    sentences = answer.sentences
    if answer.incomplete and sentences and _unfinished(sentences[-1]):
        return sentences[:-1], sentences[-1].text
    return sentences, ""


def _unfinished(sentence: Sentence) -> bool:
    return sentence.verdict is None and not sentence.citations


def _actions(one: Exchange, page: Language) -> str:
    name = escape(say("ask.actions", page))
    has_text = one.answer is not None
    buttons = (
        *((_button("copy", page), _button("share", page)) if has_text else ()),
        *((_rate(one, "up", page), _rate(one, "down", page)) if has_text else ()),
        _button("retry", page),
    )
    form = _comment(one, page) if has_text else ""
    return f'<div class="actions" role="group" aria-label="{name}">{"".join(buttons)}</div>{form}'


def _button(name: str, page: Language, *, more: str = "") -> str:
    label = say(f"ask.{name}", page)
    return (
        f'<button type="button" class="act act-{name}" data-do="{name}" title="{escape(label)}"'
        f'{more}><span class="unseen">{label}</span></button>'
    )


def _rate(one: Exchange, rating: Rating, page: Language) -> str:
    pressed = "true" if one.rating == rating else "false"
    return _button(rating, page, more=f' aria-pressed="{pressed}"')


def _comment(one: Exchange, page: Language) -> str:
    """Return the form for a comment on a rating, which opens when one is given."""
    base = base_direction(page)
    told = (
        f'<p class="commented">{inline(one.comment, base=base)}</p>'
        if one.rating and one.comment
        else ""
    )
    return (
        f'{told}<form class="comment" hidden><label class="field">'
        f"<span>{say('ask.comment', page)}</span>"
        f'<textarea rows="2" maxlength="2000" {attributes(base)}>{escape(one.comment)}</textarea>'
        '</label><div class="row-of-buttons">'
        f'<button type="submit" class="plain main">{say("ask.comment_send", page)}</button>'
        f'<button type="button" class="plain" data-do="comment-close">{say("page.close", page)}'
        "</button></div></form>"
    )
