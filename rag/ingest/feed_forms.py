"""Reads what is watched, in each of its forms: RSS, Atom, JSON Feed, news sitemaps and indexes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import SourceError
from rag.sources.lists.feeds import Feed, FeedEntry, parse_feed
from rag.sources.lists.json_feeds import is_json, parse_json_feed
from rag.sources.lists.sitemaps import (
    SITEMAP_INDEX_ROOT,
    SITEMAP_ROOT,
    parse_news_sitemap,
    sitemaps_in_index,
    xml_root,
)
from rag.web.bodies import BodyError, BodyTooLargeError, read_body

if TYPE_CHECKING:
    from rag.ingest.watching import PageFetcher
    from rag.web.fetcher import Fetched

_GZIP = b"\x1f\x8b"
# Of an index: a site has one or two sitemaps of news, and a host answers one request a second.
_MOST_SITEMAPS = 6
_MOST_BYTES = 50_000_000  # after decompression, as https://www.sitemaps.org allows


def read_feed(fetched: Fetched, fetcher: PageFetcher) -> Feed:
    """Return the feed that was fetched; that of an index of sitemaps is made of their news.

    Sitemaps compressed as files (`.xml.gz`) are decompressed. A sitemap of an index that cannot
    be read is told in a note. Raises `SourceError` for what is no feed.
    """
    body = _plain(fetched)
    source = fetched.url
    if is_json(body):
        return parse_json_feed(body, source=source, base_url=source)
    root = xml_root(body, source=source)
    if root == SITEMAP_ROOT:
        return parse_news_sitemap(body, source=source, base_url=source)
    if root == SITEMAP_INDEX_ROOT:
        return _of_index(body, source, fetcher)
    return parse_feed(body, source=source, base_url=source)


def is_index_of_sitemaps(fetched: Fetched) -> bool:
    """Tell whether what was fetched may stay the same while the sitemaps that it names change."""
    return xml_root(_plain(fetched), source=fetched.url) == SITEMAP_INDEX_ROOT


def _plain(fetched: Fetched) -> bytes:
    if not fetched.body.startswith(_GZIP):
        return fetched.body
    try:
        return read_body([fetched.body], "gzip", most=_MOST_BYTES)
    except BodyTooLargeError:
        raise SourceError(fetched.url, "it is larger than a sitemap may be (50 MB)") from None
    except BodyError as error:
        raise SourceError(fetched.url, str(error)) from None


def _of_index(body: bytes, source: str, fetcher: PageFetcher) -> Feed:
    """Return the news of the sitemaps that an index names, and of those that they name."""
    waiting = sitemaps_in_index(body, source=source, base_url=source)
    feeds: list[Feed] = []
    faults: list[str] = []
    for _ in range(_MOST_SITEMAPS):
        if not waiting:
            break
        address = waiting.pop(0)
        try:
            fetched = fetcher.fetch(address)
            plain = _plain(fetched)
            if xml_root(plain, source=address) == SITEMAP_INDEX_ROOT:
                waiting += sitemaps_in_index(plain, source=address, base_url=fetched.url)
            else:
                feeds.append(parse_news_sitemap(plain, source=address, base_url=fetched.url))
        except SourceError as error:
            faults.append(f"{address}: {error.reason}")
    if not feeds:
        why = f"({faults[0]})" if faults else "(they are indexes themselves)"
        raise SourceError(source, f"it is an index of sitemaps, and none with news was read {why}")
    return _joined(feeds, faults)


def _joined(feeds: list[Feed], faults: list[str]) -> Feed:
    """Return one feed of all entries; a page that two sitemaps name is one entry."""
    entries: dict[str | None, FeedEntry] = {}
    for feed in feeds:
        for entry in feed.entries:
            entries.setdefault(entry.link, entry)
    titles = {feed.title for feed in feeds}
    notes = [note for feed in feeds for note in feed.notes]
    return replace(
        feeds[0],
        title=feeds[0].title if len(titles) == 1 else None,
        entries=tuple(entries.values()),
        notes=tuple(dict.fromkeys([*notes, *faults])),
    )
