"""Parses links strictly: what could be read in two ways is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from rag.errors import FetchError
from rag.web.addresses import parse_address

_MOST_CHARACTERS = 2000  # as many as an article's `url` may have
_SCHEMES = {"http": 80, "https": 443}
# For example: "https://…", "ftp://…"; no file of a desk is called so.
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff\\]")
# Invisible marks of direction, which come along when a link is copied out of Arabic text.
_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
# The last part of a name that is a number for browsers and the system: 2130706433, 0x7f.1, 127.1
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
# Characters that stay as they are in a path or query; all others are percent-encoded.
_SAFE = "%/:@!$&'()*+,;=~-._?[]"
# What people type of a link: www.site.com/rss, site.com:8080, //site.com/rss
_TYPED_SITE = re.compile(r"(?://)?(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?")


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be fetched as far as its form goes.

    `host` is the name in ASCII or the address, an IPv6 one without brackets; `target` is path and
    query, percent-encoded.
    """

    scheme: Literal["http", "https"]
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Return host and port as they stand in a link; the port only where it must."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _SCHEMES[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """Return the link in full, without a fragment."""
        return self.origin + self.target


def is_link(path: object) -> bool:
    """Tell whether what a user names is a link and no file: it begins with a scheme and `://`."""
    return isinstance(path, str) and _ANY_SCHEME.match(_bare(path)) is not None


def parse_link(url: str, *, base: str | None = None) -> Link:
    """Return the parts of an http or https link, which may be relative to `base`.

    International names and paths are encoded. Raises `FetchError` for another scheme, a user name
    or password in the link, and a host in no usual notation: what a server of names and this check
    could read differently is not guessed at.
    """
    text = _bare(url)
    if len(text) > _MOST_CHARACTERS:
        raise FetchError(
            f"{text[:60]}…", f"the link has more than {_MOST_CHARACTERS:,} characters; shorten it"
        )
    if _UNFIT.search(text):
        raise FetchError(text, "the link holds a blank, a backslash or a control character")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
    except ValueError:
        raise FetchError(text, "the link is malformed; copy it again") from None
    if parts.scheme not in _SCHEMES:
        meant = f"; write https://{text.lstrip('/')}" if _TYPED_SITE.fullmatch(text) else ""
        raise FetchError(text, f"only http:// and https:// links are fetched{meant}")
    if "@" in parts.netloc:
        raise FetchError(_without_user(parts), "take the user name or password out of the link")
    host = _host(parts.hostname or "", bracketed="[" in parts.netloc, url=text)
    target = quote(parts.path, safe=_SAFE) or "/"
    if parts.query:
        target += "?" + quote(parts.query, safe=_SAFE)
    scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
    return Link(scheme, host, _SCHEMES[scheme] if port is None else port, target)


def _bare(text: str) -> str:
    return text.strip().strip(_MARKS).strip()


def _without_user(parts: SplitResult) -> str:
    """Return a link without its password, for a message."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _host(name: str, *, bracketed: bool, url: str) -> str:
    """Return a host as it is asked for: an address, or a name in ASCII. Raises `FetchError`."""
    address = parse_address(name)
    if address is not None or bracketed:
        if address is None or (address.version == 6) is not bracketed:
            raise FetchError(url, "the host of the link is no address; write it without a zone")
        return str(address)
    host = (name if name.isascii() else _in_ascii(name)).lower().removesuffix(".")
    if parse_address(host) is not None:
        return host
    if _NUMBER.fullmatch(host):
        raise FetchError(url, "the link writes an address in an unusual way; use the site's name")
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise FetchError(url, "the link has no valid host name; copy it again")
    return host


def _in_ascii(name: str) -> str:
    """Return an international name as it is asked for, empty for what is none.

    Full-width letters and the dots of Chinese and Japanese are the plain ones, as to browsers.
    """
    import idna

    try:
        return idna.encode(name, uts46=True).decode()
    except UnicodeError:  # of which idna's own errors are
        return ""
