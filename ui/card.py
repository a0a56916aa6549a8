"""The head of the page: Gradio's card for social media, with its addresses, gives way to ours."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

CARD = (
    '<meta property="og:type" content="website">'
    '<meta property="og:title" content="مُوجَز · Mujaz">'
    '<meta property="og:description" '
    'content="اسأل عن الأخبار، وكل جملة بمصدرها. Ask about the news. '
    'Every sentence shows its source.">'
)

_HEAD_END = "</head>"
_FOREIGN = re.compile(
    r"""<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*|<link\s+rel="manifest"[^>]*>\s*"""
)


def carded(html: str) -> str:
    """Return the page with our card in its head and without Gradio's."""
    head, end, rest = html.partition(_HEAD_END)
    return _FOREIGN.sub("", head) + CARD + end + rest


def with_our_card(send: Send) -> Send:
    """Return a `send` that holds a response back until it is whole, and puts our card in it."""
    parts: list[bytes] = []
    start: Message = {}

    async def send_carded(message: Message) -> None:
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
        if body:  # a HEAD has none
            body = carded(body.decode()).encode()
            MutableHeaders(scope=start)["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return send_carded
