"""Suggested questions as buttons: a click on one asks it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rag.records import Language
from rag.text.display import base_direction, line
from ui.ask.suggestions import Suggested
from ui.html.render import attributes, inline
from ui.words import say


def suggestions_html(groups: Sequence[Sequence[Suggested]], language: Language) -> str:
    """Return the questions of the newest stories, a list for each language that has some."""
    lists = "".join(_list(group, css="newest") for group in groups if group)
    if not lists:
        return ""
    return (
        f'<section class="newest-questions" aria-label="{say("ask.suggest_label", language)}">'
        f"{lists}</section>"
    )


def follow_ups_html(questions: Sequence[Suggested], language: Language) -> str:
    """Return what can be asked next; "" for nothing."""
    if not questions:
        return ""
    label = say("ask.suggest_next", language)
    return (
        f'<section class="next-questions" aria-label="{label}"><p class="list-title">{label}</p>'
        f"{_list(questions, css='next')}</section>"
    )


def _list(questions: Sequence[Suggested], *, css: str) -> str:
    base = attributes(base_direction(questions[0].language))
    return f'<ul class="{css}" {base}>{"".join(map(_item, questions))}</ul>'


def _item(one: Suggested) -> str:
    base = base_direction(one.language)
    question = line(one.question)
    about = line(one.about)
    source = f'<small class="about">{inline(about, base=base)}</small>' if about else ""
    return (
        f'<li><button type="button" class="suggested" data-ask="{escape(question)}">'
        f'<span class="suggested-text">{inline(question, base=base)}</span>{source}</button></li>'
    )
