"""The list of a reader's conversations, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape
from itertools import groupby

from rag.records import ConversationSummary, Language
from rag.text.analysis.languages import direction
from rag.text.display import line
from ui.html.render import attributes, inline
from ui.words import counted, say
from ui.words.dates import day_heading, month

MOST = 200
"""Conversations that are listed; older ones are found by searching."""

_WEEK = timedelta(days=7)


def frame(language: Language) -> str:
    """Return what stands around the list and stays: buttons, the search box, the line that says
    what was done. On a phone the list is a drawer, which the first button opens."""
    listed, closed = say("ask.list_title", language), say("ask.list_close", language)
    search = say("ask.list_search", language)
    return (
        '<div class="list-buttons"><button type="button" id="list-open" class="icon" '
        f'aria-haspopup="dialog" title="{listed}"><span class="unseen">{listed}</span></button>'
        f"{_fresh('list-fresh icon', language)}</div>"
        f'<dialog id="list" aria-label="{listed}"><div class="list-bar">'
        f"{_fresh('list-fresh wide', language, named=True)}"
        f'<button type="button" id="list-close" class="icon" title="{closed}">'
        f'<span class="unseen">{closed}</span></button></div>'
        f'<label class="unseen" for="list-search">{search}</label>'
        f'<input type="search" id="list-search" placeholder="{search}" autocomplete="off">'
        '<p class="list-said" role="status"></p>'
        '<nav class="list-groups"></nav></dialog>'
    )


def _fresh(css: str, language: Language, *, named: bool = False) -> str:
    """Return the button for a new conversation; there is one in the drawer and one beside it."""
    text = say("ask.list_new", language)
    name = ' id="fresh"' if named else ""
    return f'<button type="button"{name} class="{css}" title="{text}"><span>{text}</span></button>'


def groups(
    conversations: Sequence[ConversationSummary],
    language: Language,
    *,
    today: date,
    search: str = "",
) -> str:
    """Return the conversations, the last changed first, under headings of their days."""
    if not conversations:
        text = say("ask.list_nothing" if search else "ask.list_empty", language)
        return f'<p class="list-empty" data-count="{escape(text)}">{text}</p>'
    shown = conversations[:MOST]
    count = counted("ask.list_found", len(conversations), language)
    parts = [f'<div data-count="{escape(count)}">']
    for heading, some in groupby(shown, key=lambda one: _heading(one, today, language)):
        rows = "".join(_row(one, language) for one in some)
        parts.append(f"<section><h3>{escape(heading)}</h3><ul>{rows}</ul></section>")
    if len(conversations) > MOST:
        parts.append(f'<p class="list-empty">{say("ask.list_more", language)}</p>')
    return "".join([*parts, "</div>"])


def _heading(one: ConversationSummary, today: date, language: Language) -> str:
    """Return today, yesterday, this week, or the month in which a conversation was last changed."""
    when = one.changed_at.astimezone().date()
    if when >= today - timedelta(days=1):
        return day_heading(min(when, today), today, language)
    return say("ask.list_week", language) if when > today - _WEEK else month(when, language)


def _row(one: ConversationSummary, language: Language) -> str:
    title = line(one.title)
    base = direction(title)
    shown = f'<span class="list-name" {attributes(base)}>{inline(title, base=base)}</span>'
    return (
        f'<li data-id="{escape(one.id)}"><a class="conversation" '
        f'href="?conversation={escape(one.id)}">{shown}</a>'
        f"{''.join(_menu(one, title, language))}</li>"
    )


def _menu(one: ConversationSummary, title: str, language: Language) -> Iterator[str]:
    actions = escape(say("ask.list_actions", language, title=title))
    yield f'<details class="row-menu"><summary aria-label="{actions}" title="{actions}"></summary>'
    yield f'<div><button type="button" class="rename">{say("ask.list_rename", language)}</button>'
    for kind in ("md", "docx"):
        yield (
            f'<a href="/desk/ask/conversations/{escape(one.id)}/export/{kind}" download>'
            f"{say(f'ask.list_export_{kind}', language)}</a>"
        )
    yield f'<button type="button" class="remove">{say("ask.list_remove", language)}</button>'
    yield "</div></details>"
