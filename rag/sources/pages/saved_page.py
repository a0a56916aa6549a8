"""Reads web pages that a browser saved in one file (.mht, .mhtml)."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message

from rag.errors import SourceError
from rag.sources.mail.mail_parts import decode_words, parse_message
from rag.sources.pages.web_page import read_html
from rag.sources.source_files import too_large
from rag.sources.stated_fields import StatedFields, is_web_address

_LONGEST_TITLE = 1000  # characters
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_saved_page(data: bytes, *, source: str, max_bytes: int) -> StatedFields:
    """Return the article of the first page in the file, and the address that it was saved from.

    Raises `SourceError` for a file without a page, and as `read_html` does.
    """
    message = parse_message(data, source=source)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise SourceError(source, "it holds no web page; open it in a browser and save it as .html")
    reading = read_html(_markup(page), source=source)
    if len(reading.text.encode("utf-8", "replace")) > max_bytes:
        raise SourceError(source, "its text is too long: " + too_large(None, max_bytes))
    address = message.get("Snapshot-Content-Location") or page.get("Content-Location") or ""
    stated = reading.stated
    title = stated.title or decode_words(str(message.get("Subject", "")))[:_LONGEST_TITLE] or None
    url = stated.url or (str(address) if is_web_address(str(address)) else None)
    return replace(reading, stated=replace(stated, title=title, url=url))


def _markup(page: Message) -> bytes:
    """Return a page's bytes; in UTF-8 where only the head of the part says what they are."""
    payload = page.get_payload(decode=True)
    markup = payload if isinstance(payload, bytes) else b""
    charset = page.get_content_charset()
    if charset is None or charset == "utf-8":
        return markup
    try:
        return _BYTE_ORDER_MARK + markup.decode(charset).encode()
    except (LookupError, ValueError):
        return markup
