"""Decides by which reader a fetched link is read: by what it is, then by what the server says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from rag.sources.source_formats import EXTENSIONS

_HEAD = 4096
# The first bytes of formats that say for themselves what they are.
_SIGNATURES = ((b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"))
# What may stand before the first element of a page or feed: white space, <?xml … ?>, <!-- … -->,
# <!DOCTYPE …>. Then group 1 is the element's name.
_FIRST_ELEMENT = re.compile(
    rb"(?:\s++|<\?[^>]*+>|<!--.*?-->|<!doctype[^>]*+>)*+<([a-z][\w:.-]*)", re.IGNORECASE | re.DOTALL
)
_HTML_DOCTYPE = re.compile(rb"(?:\s++|<\?[^>]*+>|<!--.*?-->)*+<!doctype\s+html", re.I | re.DOTALL)
_PAGE_ELEMENTS = frozenset([b"html", b"head", b"body", b"meta", b"title", b"article", b"div", b"p"])
_FEED_ELEMENTS = frozenset([b"rss", b"feed", b"rdf:rdf"])
_DATA_ELEMENTS = frozenset(
    [b"urlset", b"sitemapindex", b"newsitem", b"newsmessage", b"newsml", b"nitf", b"packageitem"]
)
_MEDIA_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/json": ".json",
    "text/json": ".json",
    "application/feed+json": ".json",
    "application/ld+json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/ndjson": ".jsonl",
    "application/json-lines": ".jsonl",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/rdf+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
_SAYS_NOTHING = frozenset([None, "application/octet-stream", "binary/octet-stream"])


def extension_of(url: str, content_type: str | None, body: bytes) -> str | None:
    """Return the extension of the reader for a fetched body; None where there is no such reader.

    Servers state the wrong type often: PDFs as downloads, feeds as pages, pages as plain text.
    """
    found = _by_content(body) or _MEDIA_TYPES.get(content_type or "")
    if found is None:
        suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
        is_text = content_type in _SAYS_NOTHING or str(content_type).startswith("text/")
        found = suffix if suffix in EXTENSIONS else ".txt" if is_text else None
    return found if found in EXTENSIONS else None


def is_feed(body: bytes) -> bool:
    """Tell whether a body is an RSS or Atom feed."""
    return _first_element(body) in _FEED_ELEMENTS


def _by_content(body: bytes) -> str | None:
    start = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, extension in _SIGNATURES:
        if start.startswith(signature):
            return extension
    element = _first_element(body)
    if element in _FEED_ELEMENTS or element in _DATA_ELEMENTS:
        return ".xml"
    if element in _PAGE_ELEMENTS or _HTML_DOCTYPE.match(start):
        return ".html"
    return None


def _first_element(body: bytes) -> bytes:
    """Return the name of the first element in lower case, empty for what is no markup."""
    found = _FIRST_ELEMENT.match(body[:_HEAD].removeprefix(b"\xef\xbb\xbf"))
    return found[1].lower() if found else b""
