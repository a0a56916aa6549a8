"""The page on which people sign in, as HTML of our own: without Gradio, quick, and small."""

from __future__ import annotations

from html import escape

from rag.records import Language
from rag.text.display import base_direction
from ui.words import say

_STATIC = "/desk/static"


def sign_in_page(language: Language, *, following: str) -> str:
    """Return the page with its form. `following` is the path that is gone to afterwards."""
    fields = _field("name", "text", "username", language)
    fields += _field("password", "password", "current-password", language)
    lost, failed = (escape(say(f"js.{name}", language)) for name in ("lost", "failed"))
    form = (
        f'<form id="sign-in" method="post" data-next="{escape(following)}" data-lost="{lost}"'
        f' data-failed="{failed}" aria-labelledby="sign-in-title">{fields}'
        '<p id="fault" role="alert"></p>'
        # Enabled by the script: without it the browser would send the password by itself.
        f'<button class="main" type="submit" disabled>{_told("submit", language)}</button></form>'
        f"<noscript><p>{_told('noscript', language)}</p></noscript>"
    )
    return _page(form, language)


def nobody_page(language: Language) -> str:
    """Return the page of a server that has to ask for a name and knows none."""
    command = '<bdi dir="ltr"><code>mujaz user add NAME</code></bdi>'
    return _page(f"<p>{say('sign_in.nobody', language, command=command)}</p>", language)


def signed_in_page(language: Language) -> str:
    """Return the page for whoever has signed in once more, beside the page that asked for it."""
    link = f'<a class="main" href="/">{_told("open", language)}</a>'
    return _page(f'<p role="status">{_told("done", language)}</p>{link}', language)


def _told(name: str, language: Language) -> str:
    return escape(say(f"sign_in.{name}", language))


def _field(name: str, kind: str, known_as: str, language: Language) -> str:
    return (
        f'<label for="{name}">{_told(name, language)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" dir="auto" required maxlength="1000"'
        f' placeholder=" " autocomplete="{known_as}" autocapitalize="none" spellcheck="false">'
    )


def _page(content: str, language: Language) -> str:
    name, title = say("page.title", language), _told("title", language)
    other = "en" if language == "ar" else "ar"
    return (
        f'<!doctype html><html lang="{language}" dir="{base_direction(language)}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title} · {name}</title>"
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="{_STATIC}/mark.svg" type="image/svg+xml">'
        f'<script src="{_STATIC}/core/theme.js"></script>'
        f'<link rel="stylesheet" href="{_STATIC}/core/tokens.css">'
        f'<link rel="stylesheet" href="{_STATIC}/sign_in/sign_in.css">'
        f'<script type="module" src="{_STATIC}/sign_in/sign_in.js"></script></head><body>'
        f'<header><span class="brand" aria-hidden="true"></span><p>{name}</p>'
        f'<button type="button" id="language" lang="{other}">{say("page.language", language)}'
        f'</button></header><main><h1 id="sign-in-title">{title}</h1>{content}</main></body></html>'
    )
