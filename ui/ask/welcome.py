"""What stands in the tab of questions before the first one is asked."""

from __future__ import annotations

from rag.records import Language
from rag.service import Service
from ui import words
from ui.words import say


def welcome(desk: Service, page: Language) -> str:
    """Return the greeting over a library, as HTML: how large it is, and how many passages have no
    words or vector in the index yet. Over an empty one it says how to fill it."""
    tagline = f'<p class="tagline">{say("ask.welcome", page)}</p>'
    articles = desk.count()
    if not articles:
        add = (
            '<button type="button" class="plain main" data-do="library" data-needs="write">'
            f"{say('ask.empty_add', page)}</button>"
        )
        return (
            f'<div class="hello is-empty">{tagline}<p class="size">{say("ask.empty", page)}</p>'
            f"<p>{add}</p></div>"
        )
    size = f'<p class="size">{words.articles(articles, page)}</p>'
    return (
        f'<div class="hello">{tagline}{size}{_following(desk, page)}</div>'
        '<div class="suggestions"></div>'
    )


def _following(desk: Service, page: Language) -> str:
    """Return what the index still owes: the words of passages, else vectors."""
    made, wanted = desk.vectors_made()
    if unfound := desk.words_owed():
        told = words.words_owed(unfound, page)
    elif made < wanted:
        told = words.vectors(made, wanted, desk.moving_to(), page)
    else:
        return ""
    return f'<p class="following">{told}</p>'
