"""Gives the different links of one page a common form."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from rag.errors import FetchError
from rag.web.links import parse_link

# Names under which one site serves the same pages: www.bbc.com, m.youm7.com, amp.cnn.com
_SAME_SITE = re.compile(r"(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.[^.])")
# What AMP adds to a path: /amp/news/1, /news/1/amp, /news/1.amp, /news/1.amp.html
_AMP_PATH = re.compile(r"^/amp(?=/.)|(?<=.)/amp$|\.amp(?=\.html?$|$)", re.IGNORECASE)
# Search engines' copies: www-bbc-com.cdn.ampproject.org/c/s/www.bbc.com/news, google.com/amp/s/…
_AMP_COPY = re.compile(
    r"https?://(?:[^/]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[a-z.]+/amp)(/s)?/(.+)"
)
_ESCAPE = re.compile("%([0-9a-fA-F]{2})")


def canonical_link(url: str) -> str:
    """Return the form that all links of one page share, for comparing; it need not lead anywhere.

    Left out is what does not choose the page: the fragment, parameters of campaigns
    (`tracking_parameters.tsv`), `www.`, `m.` and `amp.`, the marks of AMP, a slash at the end and
    the difference of http and https. What is no link is returned unchanged.

    >>> canonical_link("http://www.news.example/a/?utm_source=x&id=7#top")
    'https://news.example/a?id=7'
    """
    copy = _AMP_COPY.match(url)
    if copy is not None:
        return canonical_link(f"http{'s' if copy[1] else ''}://{copy[2]}")
    try:
        link = parse_link(url)
    except FetchError:
        return url
    path, _, query = link.target.partition("?")
    kept = _kept(_ESCAPE.sub(_one_way, query), amp=True)
    host = _SAME_SITE.sub("", link.authority.removesuffix(":80"), count=1)
    return f"https://{host}{_page_of(path)}{'?' if kept else ''}{'&'.join(sorted(kept))}"


def plain_link(url: str) -> str:
    """Return a link that leads to the same page, without fragment and parameters of campaigns.

    What is no link is returned unchanged.
    """
    try:
        link = parse_link(url)
    except FetchError:
        return url
    path, _, query = link.target.partition("?")
    kept = _kept(query, amp=False)
    return f"{link.origin}{path}{'?' if kept else ''}{'&'.join(kept)}"


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two links are of one site: hosts that differ in `www.` or by a subdomain."""
    hosts = [_SAME_SITE.sub("", urlsplit(link).hostname or "", count=1) for link in (one, other)]
    short, long = sorted(hosts, key=len)
    return bool(short) and (short == long or ("." in short and long.endswith("." + short)))


def _page_of(path: str) -> str:
    """Return a path without the marks of AMP, in one way of writing: `%7e` as `~`, `%d9` as `%D9`.

    An escaped slash or question mark stays escaped, for it is not the same as a plain one.
    """
    path = _ESCAPE.sub(_one_way, path).rstrip("/")
    while (shorter := _AMP_PATH.sub("", path).rstrip("/")) != path:
        path = shorter
    return path or "/"


def _one_way(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else escape[0].upper()


def _kept(query: str, *, amp: bool) -> list[str]:
    """Return the parameters of a query that choose the page, as written and in their order."""
    kept = []
    for part in filter(None, query.split("&")):
        name = unquote(part.partition("=")[0]).lower()
        tracks = any(
            name == one or (one.endswith("_") and name.startswith(one)) for one in _tracking()
        )
        if not tracks and not (amp and (name == "amp" or part.lower() == "outputtype=amp")):
            kept.append(part)
    return kept


@cache
def _tracking() -> tuple[str, ...]:
    """Return the parameters that track readers: names, or what names begin with up to a `_`."""
    rows = files("rag.web").joinpath("tracking_parameters.tsv").read_text("utf-8").splitlines()
    return tuple(row.partition("\t")[0] for row in rows[1:] if row)
