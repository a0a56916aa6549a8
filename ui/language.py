"""The language in which the page speaks to whoever has opened it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from rag.records import Language

COOKIE = "mujaz_language"
"""Set by the switch of the page; it stands above what the browser prefers."""

_WEIGHTED = re.compile(r"\s*([A-Za-z*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def page_language(headers: Mapping[str, str]) -> Language:
    """Return the language of the page for a request with these headers.

    That is the one chosen by the switch, else the one of both that the browser prefers
    (`Accept-Language`, RFC 9110), else English.
    """
    chosen = _chosen(headers.get("cookie", ""))
    return chosen or _preferred(headers.get("accept-language", ""))


def _chosen(cookie: str) -> Language | None:
    try:
        morsel = SimpleCookie(cookie).get(COOKIE)
    except CookieError:
        return None
    if morsel is None or morsel.value not in ("ar", "en"):
        return None
    return "ar" if morsel.value == "ar" else "en"


def _preferred(accepted: str) -> Language:
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        match = _WEIGHTED.fullmatch(part)
        if match:
            name = match[1].lower().partition("-")[0]
            weights.setdefault(name, float(match[2] or 1))
    return "ar" if weights.get("ar", 0.0) > weights.get("en", 0.0) else "en"
