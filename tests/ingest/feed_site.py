"""A news site on 127.0.0.1 with a feed, whose pages change as a test says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from tests.web.site import Asked, Site, reply

SENTENCES = (
    "The harbour was closed on Sunday after a container ship ran aground near the breakwater.",
    "Tugs tried for nine hours to pull it free, the harbour master said in the evening.",
    "About forty vessels wait at anchor, and the port expects to open again on Tuesday.",
    "The owner of the ship said that nobody was hurt and that no fuel had leaked.",
    "Dredgers from two neighbouring ports are on their way to help with the work.",
)


class NewsSite:
    """Serves `/feed` with the entries of `items`, and a page for each, with ETags."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.items: list[str] = []
        self.sent = 0
        site.pages["/feed"] = self._feed

    def page(
        self,
        path: str,
        text: str,
        *,
        title: str | None = None,
        head: str = "",
        in_feed: bool = True,
        **item: str,
    ) -> None:
        """Serve a page under a path, and name it in the feed."""
        shown = title or f"Report on {path.strip('/')}"
        body = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n"))
        markup = (
            f"<html><head><title>{escape(shown)}</title>{head}</head>"
            f"<body><article><h1>{escape(shown)}</h1>{body}</article></body></html>"
        )
        self.site.pages[path] = self._conditional(markup.encode(), "text/html; charset=utf-8")
        if in_feed:
            self.item(path, title=shown, **item)

    def item(self, path: str, *, title: str = "A title", **fields: str) -> None:
        """Name a link in the feed, a path or a whole address."""
        link = path if "://" in path else self.site.url(path=path)
        values = {"title": title, "link": link, **fields}
        inner = "".join(
            f"<{name.replace('_', ':')}>{escape(value)}</{name.replace('_', ':')}>"
            for name, value in values.items()
        )
        self.items = [one for one in self.items if f"<link>{escape(link)}</link>" not in one]
        self.items.append(f"<item>{inner}</item>")

    @property
    def url(self) -> str:
        return self.site.url(path="/feed")

    def _feed(self, asked: Asked) -> bytes:
        markup = (
            '<?xml version="1.0"?><rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>Harbour Wire</title>{''.join(self.items)}</channel></rss>"
        )
        return self._conditional(markup.encode(), "application/rss+xml")(asked)

    def _conditional(self, body: bytes, kind: str) -> Callable[[Asked], bytes]:
        etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'

        def answer(asked: Asked) -> bytes:
            if asked.headers.get("if-none-match") == etag:
                return reply(status="304 Not Modified", kind=None, etag=etag)
            self.sent += len(body)
            return reply(body, kind=kind, etag=etag)

        return answer


def day(year: int, month: int, number: int) -> str:
    """A date as RSS writes it."""
    return format_datetime(datetime(year, month, number, 9, tzinfo=UTC))


def story(number: int) -> str:
    """A text of five paragraphs, another one for each number."""
    return "\n".join([f"Ship number {number} is stuck in the harbour of Aden.", *SENTENCES])
