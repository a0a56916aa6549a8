"""A conversation as it stands in its tab."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from rag.records import Conversation, Exchange, Language
from rag.text.analysis.languages import direction
from rag.text.display import line
from ui.ask import exchange_html
from ui.html.render import attributes, inline
from ui.jobs.job import State
from ui.words import say

NEWEST = 40
"""Exchanges shown at first; the earlier ones on demand."""


def conversation(
    shown: Conversation,
    page: Language,
    *,
    under_way: Callable[[Exchange], State | None],
    whole: bool = False,
) -> str:
    """Return a conversation as HTML: a head with its title, and its exchanges, oldest first.

    `under_way` returns the newest state of an answer that is being written.
    """
    exchanges = shown.exchanges if whole else shown.exchanges[-NEWEST:]
    earlier = len(shown.exchanges) > len(exchanges)
    rows = "".join(exchange_html.exchange(one, page, under_way=under_way(one)) for one in exchanges)
    more = (
        '<button type="button" class="plain earlier" data-do="earlier">'
        f"{say('ask.earlier', page)}</button>"
        if earlier
        else ""
    )
    return f'{_head(shown, page)}<div class="earlier-row">{more}</div>{rows}'


def _head(shown: Conversation, page: Language) -> str:
    title = line(shown.title)
    base = direction(title)
    address = f"/desk/ask/conversations/{escape(shown.id)}/export"
    links = "".join(
        f'<a class="plain" href="{address}/{name}" download>{say(f"ask.export_{name}", page)}</a>'
        for name in ("md", "docx")
    )
    return (
        f'<header class="talk-head" data-title="{escape(title)}">'
        f"<h2 {attributes(base)}>{inline(title, base=base)}</h2>"
        f'<p class="exports"><span>{say("ask.export", page)}</span>{links}</p></header>'
    )
