"""Tells a page of headlines with teasers, such as a front page, from an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rag.text.analysis.folding import normalize

_HEADINGS = ("h1", "h2", "h3", "h4")
_MOST_LINES = 400  # that are looked at
# Of a page. Articles end with up to six other stories; front pages name twenty and more.
_LINKED_HEADINGS = 8
_FEWEST_TEASERS = 2  # in the text that was found
_LONGEST_TEASER = 400  # characters; digests, which are articles, have longer parts
_TEASER_LINES = 3  # with the day, and a line such as "read more"


def page_teasers(tree: Any) -> dict[str, str]:
    """Return the texts of a page's headings that are links as a whole, and of what follows each.

    All are normalized; "" where nothing follows.
    """
    return dict(_teasers(tree))


def is_front_page(text: str, teasers: Mapping[str, str], *, titles: frozenset[str]) -> bool:
    """Tell whether all of a text is headlines that are links, each with a few short lines below it,
    or only such lines.

    `titles` are the normalized titles of the page: a headline among them is that of its article.
    """
    linked = teasers.keys() - titles
    if len(linked) < _LINKED_HEADINGS:
        return False
    lines = text.split("\n")[:_MOST_LINES]
    short = {teasers[one] for one in linked if 0 < len(teasers[one]) <= _LONGEST_TEASER}
    if len(lines) >= _FEWEST_TEASERS and all(normalize(line) in short for line in lines):
        return True
    parts: list[list[str]] = [[]]
    for line in lines:
        if normalize(line) in linked:
            parts.append([])
        else:
            parts[-1].append(line)
    return len(parts) > _FEWEST_TEASERS and all(map(_is_short, parts))


def _is_short(lines: list[str]) -> bool:
    return len(lines) <= _TEASER_LINES and sum(map(len, lines)) <= _LONGEST_TEASER


def _teasers(tree: Any) -> Iterator[tuple[str, str]]:
    for heading in tree.iter(*_HEADINGS):
        text = normalize("".join(heading.itertext()))
        inner = (normalize("".join(link.itertext())) for link in heading.iter("a"))
        if text and (next(heading.iterancestors("a"), None) is not None or text in inner):
            below = heading.getnext()
            yield text, "" if below is None else normalize("".join(below.itertext()))
