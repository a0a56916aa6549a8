"""Finds the headline of a page that shows it in no `<h1>`, as old pages and web forms do."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from rag.text.analysis.folding import normalize

# What may hold a headline: <h2>, <font size=5>, <span id="lblTitle">, <td class=title>
_HOLDERS = ("h2", "h3", "h4", "b", "strong", "font", "span", "div", "td", "p")
_LONGEST = 300  # characters of a headline
_MOST = 5_000  # elements that are looked at
_FEWEST_WORDS = 4
# For example: id="ctl00_Main_lblTitle", class="newsTitle", class="article-headline"
_NAMED = re.compile(r"(?:title|headline|عنوان)\d{0,2}$", re.IGNORECASE)
_NOT_ITS_OWN = re.compile(
    r"site|page|logo|block|widget|section|related|sub|menu|side|box|list|latest|item|tab|comment",
    re.IGNORECASE,
)


def shown_parts(tree: Any, parts: Sequence[str]) -> list[str]:
    """Return those parts of a page's `<title>` that the page shows as a text of their own."""
    wanted = {normalize(part): part for part in parts if len(part.split()) >= _FEWEST_WORDS}
    found = {text for _, text in _short_texts(tree) if text in wanted} if wanted else set()
    return [part for text, part in wanted.items() if text in found]


def named_headline(tree: Any) -> str:
    """Return the one text whose element is named a title, "" where there is none or several."""
    found: dict[str, str] = {}
    for element, text in _short_texts(tree):
        names = [element.get("id", ""), *element.get("class", "").split()]
        if (
            any(_NAMED.search(name) and not _NOT_ITS_OWN.search(name) for name in names)
            and len(text.split()) >= _FEWEST_WORDS
            and element.find(".//a") is None
            and next(element.iterancestors("a", "aside", "li"), None) is None
        ):
            found[text] = " ".join("".join(element.itertext()).split())
    return next(iter(found.values())) if len(found) == 1 else ""


def headline_element(tree: Any, titles: Container[str]) -> Any:
    """Return the `<h1>`, else the first element whose text is a title (normalized), else None."""
    heading = next(tree.iter("h1"), None)
    if heading is not None:
        return heading
    texts = _short_texts(tree)
    shown = (one for one, text in texts if len(text.split()) >= _FEWEST_WORDS and text in titles)
    return next(shown, None)


def is_section(tree: Any, name: str) -> bool:
    """Tell whether a name is that of a part of the site: a link with a path of its own has it."""
    wanted = normalize(name)
    return any(
        normalize("".join(link.itertext())[:_LONGEST]) == wanted and _has_path(link.get("href", ""))
        for link in tree.iter("a")
    )


def _has_path(address: str) -> bool:
    try:
        return bool(urlsplit(address).path.strip("/"))
    except ValueError:
        return False


def _short_texts(tree: Any) -> Iterator[tuple[Any, str]]:
    """Yield the elements that may hold a headline, with their texts, normalized."""
    for element, _ in zip(tree.iter(*_HOLDERS), range(_MOST), strict=False):
        text = _begin_of(element)
        if 0 < len(text) <= _LONGEST:
            yield element, normalize(text)


def _begin_of(element: Any) -> str:
    """Return an element's text on one line; no more than tells that it is too long."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > _LONGEST:
            break
    return " ".join("".join(pieces).split())
