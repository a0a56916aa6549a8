"""Parses JSON Feed (https://www.jsonfeed.org/version/1.1/) from bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urljoin

from rag.errors import SourceError
from rag.sources.charset import decode
from rag.sources.html_text import without_markup
from rag.sources.lists.feeds import Feed, FeedEntry
from rag.sources.stated_fields import stated_address, stated_day

_VERSION = "jsonfeed.org/version/"
_LONGEST = 1000  # characters of a title, name or id


def is_json(data: bytes) -> bool:
    """Tell whether the bytes begin as a JSON object."""
    return data[:100].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def parse_json_feed(data: bytes, *, source: str, base_url: str | None = None) -> Feed:
    """Return the feed that JSON holds. Raises `SourceError`, naming `source`, for other JSON."""
    text, encoding = decode(data, source=source)
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise SourceError(source, "it is no feed, and its JSON is broken") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or _VERSION not in str(feed.get("version")):
        raise SourceError(
            source,
            "it is JSON and no JSON Feed; give the address of an RSS, Atom or JSON feed, or read "
            "it once with `mujaz index`",
        )
    base = base_url or _line(feed.get("home_page_url")) or ""
    return Feed(
        title=_line(feed.get("title")),
        link=stated_address(feed.get("home_page_url"))[0],
        language=_line(feed.get("language")),
        encoding=encoding,
        entries=tuple(_entry(item, base) for item in items if isinstance(item, dict)),
    )


def _entry(item: Mapping[str, object], base: str) -> FeedEntry:
    """Return an item; of its two texts the HTML is taken, which has paragraphs."""
    written = _line(item.get("url")) or _line(item.get("external_url"))
    link, on_link = stated_address(_absolute(base, written))
    updated = _line(item.get("date_modified"))
    published, on_day = stated_day(item.get("date_published") or updated)
    return FeedEntry(
        id=_line(item.get("id")),
        link=link,
        title=_line(item.get("title")),
        published=published,
        updated=updated,
        summary=_text(item.get("summary")),
        content=_text(item.get("content_html")) or _plain(item.get("content_text")),
        language=_line(item.get("language")),
        notes=tuple(note for note in (on_link, on_day) if note),
    )


def _absolute(base: str, link: str | None) -> str | None:
    try:
        return urljoin(base, link) if link else None
    except ValueError:  # brackets that are no IPv6 address
        return link


def _line(value: object) -> str | None:
    """Return a string or number on one line, None if there is neither."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return " ".join(str(value).split())[:_LONGEST] or None


def _text(value: object) -> str:
    return without_markup(value).strip() if isinstance(value, str) else ""


def _plain(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
