"""Parses news sitemaps, and the indexes of sitemaps that lead to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from rag.errors import SourceError
from rag.sources.lists.feeds import Feed, FeedEntry
from rag.sources.lists.xml_text import decode_xml, local_name, parse_xml, root_name
from rag.sources.stated_fields import stated_address, stated_day

SITEMAP_ROOT = "urlset"
"""The name of the root element of a sitemap."""

SITEMAP_INDEX_ROOT = "sitemapindex"
"""The name of the root element of an index of sitemaps."""

_LONGEST = 1000  # characters of a title, name or date
# How sites name their sitemaps of news: /news-sitemap.xml, /sitemap_latest.xml, /akhbar.xml
_OF_NEWS = re.compile(r"news|latest|akhbar|actualit|اخبار|أخبار", re.IGNORECASE)


def parse_news_sitemap(data: bytes, *, source: str, base_url: str | None = None) -> Feed:
    """Return the news of a sitemap as the entries of a feed; they have a link and no text.

    Links without `<news:news>` are other pages of the site and are left out. Raises `SourceError`,
    naming `source`, for a sitemap without any news.
    """
    text, encoding = decode_xml(data, source=source)
    root, notes = parse_xml(text, source=source)
    pages = [_values(one) for one in root if local_name(one) == "url"]
    news = [one for one in pages if "news" in one]
    if not news:
        raise SourceError(
            source,
            f"it is a sitemap of {len(pages):,} pages and marks none of them as news; give the "
            "address of the site's news sitemap or of its feed",
        )
    entries = tuple(_entry(one, base_url or "") for one in news)
    outlets = Counter(one.outlet for one in entries)
    return Feed(
        title=next(iter(outlets)) if len(outlets) == 1 else None,
        link=None,
        language=None,
        encoding=encoding,
        entries=entries,
        notes=notes,
    )


def sitemaps_in_index(data: bytes, *, source: str, base_url: str | None = None) -> list[str]:
    """Return the addresses of the sitemaps that an index names, the best for news first.

    Where the address of any says that it is of news, the others are left out. The rest are in the
    order of their last change, the newest first. Raises `SourceError` for an index that is empty.
    """
    text, _ = decode_xml(data, source=source)
    root, _ = parse_xml(text, source=source)
    dated = [
        (str(day or ""), address)
        for values in (_values(one) for one in root if local_name(one) == "sitemap")
        if (address := _address(base_url or "", values.get("loc", "")))
        for day in [stated_day(values.get("lastmod"))[0]]
    ]
    if not dated:
        raise SourceError(source, "it is an index of sitemaps and names none")
    newest = [address for _, address in sorted(dated, key=lambda one: one[0], reverse=True)]
    of_news = [address for address in newest if _OF_NEWS.search(urlsplit(address).path)]
    return list(dict.fromkeys(of_news or newest))


def xml_root(data: bytes, *, source: str) -> str:
    """Return the name of the root element of XML in lower case; "" if there is none."""
    return root_name(decode_xml(data, source=source).text)


def _values(element: Any) -> dict[str, str]:
    """Return the texts of the children of a `<url>` by name; those of its news begin "news"."""
    return dict(_named(element))


def _named(element: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and text of each element, those of pictures and films left out."""
    for child in element:
        name = prefix + local_name(child)
        if name == "news":
            yield name, ""
            yield from _named(child, "news:")
        elif name == "news:publication":
            yield from _named(child, "news:")
        elif len(child) == 0 and child.text:
            yield name, " ".join(child.text.split())[:_LONGEST]


def _entry(values: Mapping[str, str], base: str) -> FeedEntry:
    link, on_link = stated_address(_address(base, values.get("loc", "")))
    changed = values.get("lastmod")
    published, on_day = stated_day(values.get("news:publication_date") or changed)
    return FeedEntry(
        link=link,
        title=values.get("news:title"),
        published=published,
        updated=changed,
        outlet=values.get("news:name"),
        language=values.get("news:language"),
        notes=tuple(note for note in (on_link, on_day) if note),
    )


def _address(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link) if link else None
    except ValueError:  # brackets that are no IPv6 address
        return None
