"""The page as it is sent: in the reader's language, and with our own card for social media.

Gradio builds one page for all readers. Its labels are the names of strings, written `%{page.ask}`;
here each is put in, in the language of the request, so that no reader sees another language first.
"""

from __future__ import annotations

import json
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Message, Scope, Send

from rag.records import Language, Person
from rag.text.display import base_direction
from ui.language import page_language
from ui.person import ANYBODY, asker
from ui.words import for_scripts, say

_NAME = re.compile(r"%\{([a-z0-9_.]+)\}")
_HEAD_END = "</head>"
_HTML = re.compile(r"""<html\s+lang="en"(\s+style="[^"]*")?""")
_TITLE = re.compile(r"<title>[^<]*</title>")
_FOREIGN = re.compile(
    r"""<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*|<link\s+rel="manifest"[^>]*>\s*"""
)
# What must be there before anything is painted, else a dark page flashes light; Gradio puts what it
# is given for the head there by a script, after its own.
_FIRST = (
    '<script src="/desk/static/core/theme.js"></script>'
    '<link rel="stylesheet" href="/desk/static/core/tokens.css">'
)
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027"})


def label(name: str) -> str:
    """Return what stands in a Gradio component for the string of that name."""
    return f"%{{{name}}}"


def dressed(html: str, language: Language, person: Person = ANYBODY) -> str:
    """Return the page in a language, for a person.

    Stylesheets show by `data-may` what the person may do. Raises `KeyError` for a label that is not
    in the table.
    """
    head, end, rest = html.partition(_HEAD_END)
    may = f'data-may="{person.permission}"'
    head = _HTML.sub(
        rf'<html lang="{language}" dir="{base_direction(language)}" {may}\1',
        _TITLE.sub("", _FOREIGN.sub("", head)),
        count=1,
    )
    whole = head + _FIRST + _card(language) + _strings(language, person) + end + rest
    return _NAME.sub(lambda match: _in_json(say(match[1], language)), whole)


def _card(language: Language) -> str:
    title, text = say("page.title", language), say("page.description", language)
    return (
        f"<title>{title}</title>"
        f'<meta name="description" content="{text}">'
        '<meta property="og:type" content="website">'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="og:description" content="{text}">'
    )


def _strings(language: Language, person: Person) -> str:
    """Return a script with what the other scripts need to know: the language, their strings, and
    who has signed in, null where nobody has to."""
    name = None if person == ANYBODY else person.name
    known = json.dumps(
        {
            "language": language,
            "words": for_scripts(language),
            "person": {"name": name, "permission": person.permission},
        }
    )
    return f"<script>window.mujaz = {known.translate(_UNSAFE)};</script>"


def _in_json(text: str) -> str:
    """Return a text as it stands inside a JSON string inside a script."""
    return json.dumps(text)[1:-1].translate(_UNSAFE)


def in_language(scope: Scope, send: Send) -> Send:
    """Return a `send` that holds a response back until it is whole, and dresses it."""
    language, person = page_language(Headers(scope=scope)), asker(HTTPConnection(scope))
    parts: list[bytes] = []
    start: Message = {}

    async def send_dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        if message["type"] != "http.response.body":
            await send(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        body = b"".join(parts)
        headers = MutableHeaders(scope=start)
        headers["vary"] = "cookie, accept-language"
        headers["content-language"] = language
        headers["cache-control"] = "no-store"
        if body:  # a HEAD has none
            body = dressed(body.decode(), language, person).encode()
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return send_dressed
