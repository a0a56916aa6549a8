"""Takes out of a page what follows its article without links: readers' comments and teasers."""

from __future__ import annotations

import re
from typing import Any

from rag.sources.furniture import furniture_kind

_SECTIONS = ("h2", "h3", "h4", "h5", "h6")
_HEADING_LENGTH = 60  # characters
_COUNT = re.compile(r"^\W*\d{1,6}\W*\s|[\s(\[:]*\d{1,6}[)\]:\s]*$")  # "3 Comments", "Comments (24)"
_ARTICLE = 120  # characters of paragraphs above a heading "Comments", as of a short article
_TEASER = 400  # characters outside the link
_HEADLINE_WORDS = 3
_FEWEST_TEASERS = 2  # in a row
_MOST_HEADINGS = 50  # of each kind that are followed up
_HIGHEST = 2  # levels above a heading at which its teasers stand
_PAGE = {"body", "html", "main"}
_BLOCKS = ("div", "p", "li", "h2", "h3", "h4", "h5", "h6", "td", "dd")
# WordPress sets a link to another article so, with its title as the only text.
_EMBEDDED = "wp-embedded-content"


def drop_comments(tree: Any) -> None:
    """Remove what stands under a heading that says only "Comments", perhaps with their number.

    Comments may be longer than the article, which is told by its length above the heading.
    """
    headings = [one for one in tree.iter(*_SECTIONS) if _is_comments(_text(one))]
    for heading in headings[:_MOST_HEADINGS]:
        if heading.getparent() is not None:
            following = list(heading.itersiblings())
            has_title = any(one.tag == "h1" or one.find(".//h1") is not None for one in following)
            if not has_title and _has_text_above(heading):
                _drop_all([heading, *following])


def drop_teasers(tree: Any) -> None:
    """Remove the headlines with a few words each that stand under "Read also" or "Most read"."""
    for quotation in list(tree.iter("blockquote")):
        if _EMBEDDED in quotation.get("class", "").split():
            _drop_all([quotation])
    headings = [one for one in tree.iter(*_SECTIONS) if _is_kind(_text(one), "related")]
    for heading in headings[:_MOST_HEADINGS]:
        teasers = _teasers_after(heading)
        if len(teasers) >= _FEWEST_TEASERS:
            _drop_all([heading, *teasers])


def _is_comments(text: str) -> bool:
    return len(text) <= _HEADING_LENGTH and _is_kind(_COUNT.sub("", text), "comments")


def _is_kind(text: str, kind: str) -> bool:
    return len(text) <= _HEADING_LENGTH and furniture_kind(text) == kind


def _has_text_above(heading: Any) -> bool:
    """Tell whether so much text as an article has stands above a heading, outside links."""
    length = 0
    for block in heading.iterancestors():
        for above in block.itersiblings(preceding=True):
            length += _unlinked(above)
    length += sum(_unlinked(above) for above in heading.itersiblings(preceding=True))
    return length >= _ARTICLE


def _teasers_after(heading: Any) -> list[Any]:
    """Return the teasers in a row that follow a heading, or the block that holds only it."""
    block = heading
    for _ in range(_HIGHEST):
        found = []
        for following in block.itersiblings():
            if not _is_teaser(following):
                break
            found.append(following)
        parent = block.getparent()
        if found or parent is None or parent.tag in _PAGE or _text(parent) != _text(heading):
            return found
        block = parent
    return []


def _is_teaser(element: Any) -> bool:
    """Tell whether an element is a headline that is a link as a whole, with a few words below."""
    if element.tag not in ("div", "li", "article", "section"):
        return False
    link = next(element.iter("a"), None)
    if link is None or len(_text(link).split()) < _HEADLINE_WORDS:
        return False
    line = next(one for one in link.iterancestors() if one is element or one.tag in _BLOCKS)
    line_length = len(_text(line)) if line is not element else len(_text(link))
    stands_alone = line_length == len(_text(link)) and not (link.tail or "").strip()
    is_first = _text(element).startswith(_text(link))
    return stands_alone and is_first and _unlinked(element) <= _TEASER


def _unlinked(element: Any) -> int:
    """Return the length of an element's text outside links."""
    return len(_text(element)) - sum(len(_text(link)) for link in element.iter("a"))


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _drop_all(elements: list[Any]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()
