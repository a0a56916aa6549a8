"""Where an article was published: the address that a reader may follow out of the page."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from rag.records import Article, Language
from rag.text.display import clean
from ui import words

_MOST_LETTERS = 2_000
# A browser reads a backslash as a slash, and so another host than `urlsplit`; the other characters
# stand in no address as it is sent.
_NEVER_IN_ADDRESS = re.compile(r"[\s\\<>\"^`{|}\x00-\x1f\x7f]")


def original_url(article: Article) -> tuple[str, str] | None:
    """Return the address of an article on the web, and its host as a reader can check it.

    None for an address of any other kind. A host that is not written in ASCII comes as it is sent
    (`xn--…`), because letters of another script can look like those of a known host.
    """
    url = (article.url or "").strip()
    if not url or len(url) > _MOST_LETTERS or _NEVER_IN_ADDRESS.search(url) or clean(url) != url:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (UnicodeError, ValueError):
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return url, host.removeprefix("www.")


def original_link(article: Article, page: Language) -> str:
    """Return a link to the article on the web, as HTML that shows its host; "" if it has none."""
    found = original_url(article)
    if found is None:
        return ""
    url, host = found
    hint = escape(words.say("panel.original", page), quote=True)
    return (
        f'<a class="original" href="{escape(url, quote=True)}" target="_blank"'
        f' rel="noopener noreferrer" title="{hint}"><span class="unseen">{hint}: </span>'
        f'<bdi dir="ltr">{escape(host)}</bdi></a>'
    )
