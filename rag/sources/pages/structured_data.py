"""Reads the data about its article that a page holds in JSON-LD scripts, within bounds."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MOST_CHARACTERS = 4_000_000  # in all scripts of a page; a live blog of a day has one million
_MOST_OBJECTS = 20_000
_MOST_ARTICLES = 200
_LONGEST = 1000  # characters of a title or name
_IS_DATA = re.compile(r"json", re.IGNORECASE)
# For example: NewsArticle, Article, BlogPosting, LiveBlogPosting, schema:NewsArticle
_IS_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Reportage)$", re.IGNORECASE)
_ABOUT_ARTICLES = re.compile(r"datePublished|articleBody|headline")
_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
# Comment marks around the data, and commas before a closing bracket, are common and no JSON.
_BEFORE = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_BEHIND = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";")
_LAST_COMMA = re.compile(r",(\s*[\]}])")
_TAG = re.compile(r"<[^<>]{1,1000}>")
_BLOCK_END = re.compile(r"</?(?:p|div|br|li|h[1-6]|blockquote|tr)\b[^<>]{0,200}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article as JSON-LD describes it; what is not stated is "".

    `dates` are all values of its day of publication; `body` has a line for each paragraph.
    """

    headline: str = ""
    dates: tuple[str, ...] = ()
    modified: str = ""
    publisher: str = ""
    url: str = ""
    body: str = ""


def linked_articles(tree: Any) -> list[LinkedArticle]:
    """Return the articles that the scripts of a page describe, outer before inner.

    Data without the type of an article count as one if they have a day of publication. Of scripts
    that are no JSON even when the usual slips in it are mended, only that day is taken.
    """
    found: list[LinkedArticle] = []
    for value in _scripts(tree):
        if isinstance(value, str):
            found += [LinkedArticle(dates=(day,)) for day in _DATE.findall(value)[:1]]
            continue
        for entry in _objects(value):
            if len(found) < _MOST_ARTICLES and _is_article(entry):
                found.append(_article(entry))
    return found


def _scripts(tree: Any) -> Iterator[Any]:
    """Yield the data of each script of a JSON type, as its text where it is no JSON."""
    left = _MOST_CHARACTERS
    for element in tree.iter("script"):
        text = element.text or ""
        if _IS_DATA.search(element.get("type", "")) and _ABOUT_ARTICLES.search(text):
            left -= len(text)
            if left < 0:
                return
            yield _parsed(text)


def _parsed(text: str) -> Any:
    """Return JSON as Python values, what is none even after mending as it is."""
    bare = text.strip()
    for mark in _BEFORE:
        bare = bare.removeprefix(mark).lstrip()
    for mark in _BEHIND:
        bare = bare.removesuffix(mark).rstrip()
    for attempt in (bare, _LAST_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return text


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in the data, outer before inner."""
    waiting = deque([data])
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        value = waiting.popleft()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(inner for inner in value if isinstance(inner, dict | list))


def _is_article(entry: Mapping[str, Any]) -> bool:
    types = list(_strings(entry.get("@type")))
    if not types:
        return "datePublished" in entry or "articleBody" in entry
    return any(map(_IS_ARTICLE.search, types))


def _article(entry: Mapping[str, Any]) -> LinkedArticle:
    publisher = entry.get("publisher")
    if isinstance(publisher, list) and publisher:
        publisher = publisher[0]
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    page = entry.get("mainEntityOfPage")
    address = page.get("@id") if isinstance(page, dict) else page
    return LinkedArticle(
        headline=_plain(_first(entry.get("headline")) or _first(entry.get("name"))),
        dates=tuple(_strings(entry.get("datePublished"))),
        modified=_first(entry.get("dateModified")),
        publisher=_plain(_first(name)),
        url=_first(entry.get("url")) or _first(address),
        body=_body(_first(entry.get("articleBody")) or _first(entry.get("text"))),
    )


def _first(value: Any) -> str:
    return next(_strings(value), "")


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings of a value that may be one, a list of them, or `{"@value": …}`."""
    for inner in value if isinstance(value, list) else [value]:
        if isinstance(inner, dict):
            inner = inner.get("@value")
        if isinstance(inner, str) and inner.strip():
            yield inner.strip()


def _plain(text: str) -> str:
    """Return text on one line without tags and character references."""
    return " ".join(_TAG.sub("", html.unescape(text[:_LONGEST])).split())


def _body(text: str) -> str:
    """Return a body without tags and character references, a line for each paragraph."""
    lines = _TAG.sub("", _BLOCK_END.sub("\n", html.unescape(text))).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
