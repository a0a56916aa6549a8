"""Sees to it that no source takes the place of an article that came from elsewhere unnoticed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from itertools import islice
from pathlib import PurePath
from typing import Protocol
from urllib.parse import urlsplit

from rag.records import Article, SourceArticle
from rag.web.canonical import canonical_link
from rag.web.links import is_link

_LONGEST_KEY = 200
_LONGEST_NAME = 60
_SHARED = 0.3
"""The share of words from which on two texts count as versions of one article. Two reports of one
newspaper share a tenth to a fifth of their words, a corrected report and its former text more than
half."""
_WORDS_COMPARED = 2_000
_FEEDS = frozenset([".xml", ".rss", ".atom"])
_WORD = re.compile(r"\w+")


class StoredArticles(Protocol):
    """What is asked of the catalog."""

    def article(self, article_id: str) -> Article | None: ...


def is_row_number(key: str) -> bool:
    """Tell whether a stated id is a bare number, such as the rows of any table have."""
    return key.isdecimal()


def with_own_id(articles: StoredArticles, draft: SourceArticle) -> tuple[SourceArticle, str | None]:
    """Return a draft under the id by which it is to be stored, and a note if that is a new one.

    A desk's own names are kept. An id that others give (a bare row number, an id in a feed, the
    link that a page states as its own) does not address an article that came from another source,
    unless that is evidently the same one; then the draft gets an id of its own.
    """
    if draft.key is None:
        return draft, None
    own = _own_id(draft, draft.key)
    known = articles.article(own)
    if known is not None and known.source == draft.source:
        return replace(draft, key=own), None
    there = articles.article(draft.key)
    if there is None or _is_one_source(there.source, draft.source) or _may_replace(there, draft):
        return draft, None
    note = (
        f"its id {draft.key!r} is that of another article, from {there.source}; it got {own!r}, "
        "and so do others of this source whose ids are taken"
    )
    return replace(draft, key=own), note


def replacement_note(old: Article | None, draft: SourceArticle) -> str | None:
    """Return the note on an article that took the place of one from another source, else None."""
    if old is None or _is_one_source(old.source, draft.source):
        return None
    return (
        f"it replaces {old.id!r} ({old.title!r}), which came from {old.source}; the former text is "
        "kept as a version"
    )


def _may_replace(there: Article, draft: SourceArticle) -> bool:
    if is_link(draft.source):
        return False
    is_desks_own = not (is_row_number(draft.key or "") or _is_feed(draft.source))
    return is_desks_own or is_same_article(there, draft)


def _is_feed(source: str) -> bool:
    return PurePath(source).suffix.lower() in _FEEDS


def _is_one_source(one: str, other: str) -> bool:
    """Tell whether two sources are one file, or links of one host."""
    if one == other:
        return True
    return is_link(one) and is_link(other) and host_of(one) == host_of(other)


def host_of(link: str) -> str:
    """Return the host of a link, without `www.` and what else is of the same site."""
    return urlsplit(canonical_link(link)).netloc


def is_same_article(there: Article, draft: SourceArticle) -> bool:
    """Tell whether a draft is evidently another version of an article: by its link or its words.

    A title is not evidence: "Weather" stands above a new text every day.
    """
    if there.url and draft.url:
        return canonical_link(there.url) == canonical_link(draft.url)
    old, new = _words(there.text), _words(draft.text)
    return len(old & new) >= _SHARED * len(old | new)


def _words(text: str) -> set[str]:
    found = islice(_WORD.finditer(text), _WORDS_COMPARED)
    return {match[0].casefold() for match in found}


def _own_id(draft: SourceArticle, key: str) -> str:
    """Return an id that no other source has: the stated one and a few digits of the source's
    hash; a number gets the file's name before it."""
    name = f"{draft.name[:_LONGEST_NAME]}-{key}" if is_row_number(key) else key
    digest = hashlib.blake2b(f"{draft.source}\n{key}".encode(), digest_size=6).hexdigest()
    return f"{name[: _LONGEST_KEY - 13]}-{digest}"
