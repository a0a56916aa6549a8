"""Takes out of a page what stands around and between the paragraphs of its article.

Marks that only the page has are used here: what is a link, what is in a form, which heading a list
stands under. The lines that are left are judged by their words, in `furniture`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from rag.sources.furniture import furniture_kind
from rag.sources.pages.page_tail import drop_comments, drop_teasers

# No text of a reader: fields of forms, and what is no text at all.
_FIELDS = frozenset(
    ["button", "input", "label", "legend", "option", "script", "select", "style", "textarea"]
)
_AROUND_ALL = ("form", "aside", "footer", "nav", "header", "fieldset", "noscript")
_PROSE = 200  # characters outside links; a sign-up form has fewer, an article of two lines more
_MOST_OF_PAGE = 0.5
_SIDES = frozenset(
    [
        "side",
        "sidebar",
        "side-bar",
        "sidebar-right",
        "sidebar-left",
        "right-sidebar",
        "left-sidebar",
        "side-column",
        "sidecolumn",
        "rightcolumn",
        "rightcol",
        "right-col",
        "leftcol",
        "left-col",
        "sidecol",
        "region-sidebar-first",
        "region-sidebar-second",
    ]
)
_BODY_CLASS = re.compile(r"body|content|text|article|story|chunk|paragraph", re.IGNORECASE)
_COMMENT = re.compile(r"comment|repl(?:y|ies)|disqus|thread|forum|review", re.IGNORECASE)
_CHUNK = 400  # characters of paragraphs in a part of an article that is set in parts
_HEADINGS = "h1 h2 h3 h4 h5 h6 strong b p span div dt"
_HEADING_LENGTH = 60
_LINKED = 0.6  # of its text, from which a block under "Read also" is a list of links
_UNLINKED = 300  # characters outside links that a block of links has at most
_WHOLLY = 0.9
_HIGHEST = 12  # levels that a block of links is looked for above its heading
_PAGE = {"body", "html", "main", "article"}


def prune(tree: Any) -> None:
    """Change the tree so that an extractor finds the article whole and alone."""
    drop_comments(tree)
    drop_teasers(tree)
    page = _Lengths(tree)
    _drop_sides(page)
    _unwrap(page)
    _join_chunks(page)
    _drop_related(page)
    _drop_link_lists(page)


class _Lengths:
    """The lengths of the text, and of the links in it, of each element of a page.

    They are measured once, for a time that grows with the page and not with its depth; what is
    removed later does not change them.
    """

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.text: dict[Any, int] = {}
        self.linked: dict[Any, int] = {}
        for element in reversed(list(tree.iter())):  # children come before their parents
            self._measure(element)

    def _measure(self, element: Any) -> None:
        text = linked = 0
        if isinstance(element.tag, str) and element.tag not in _FIELDS:
            text = _length(element.text)
            for child in element:
                text += self.text[child] + _length(child.tail)
                linked += self.linked[child]
        self.text[element] = text
        self.linked[element] = text if element.tag == "a" else linked

    def prose(self, element: Any) -> int:
        """Return the length of an element's text outside links."""
        return self.text[element] - self.linked[element]

    def is_most(self, element: Any) -> bool:
        """Tell whether an element has more than half of the page's text."""
        return self.text[element] > _MOST_OF_PAGE * self.text[self.tree]

    def is_links(self, element: Any, heading: int = 0) -> bool:
        """Tell whether most of an element's text is links, its heading's length not counted."""
        text, linked = self.text.get(element, 0) - heading, self.linked.get(element, 0)
        return text > 0 and text * _LINKED <= linked >= text - _UNLINKED


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0


def _drop_sides(page: _Lengths) -> None:
    """Remove the columns beside the article, by their names, unless they hold most of the page."""
    for element in list(page.tree.iter("div", "td", "section")):
        names = {element.get("id", "").lower(), *element.get("class", "").lower().split()}
        if names & _SIDES and not page.is_most(element) and element.find(".//h1") is None:
            _drop(element)


def _unwrap(page: _Lengths) -> None:
    """Make a form, an aside or the like that holds the article a plain block.

    Extractors leave out such elements with all that they hold, and ASP.NET puts a form around the
    whole page.
    """
    for element in list(page.tree.iter(*_AROUND_ALL)):
        if page.prose(element) >= _PROSE and (element.tag == "form" or page.is_most(element)):
            element.tag = "div"


def _join_chunks(page: _Lengths) -> None:
    """Put the parts of an article that is cut by advertisements or pictures into the first part.

    They are blocks of one class in one article, each with paragraphs and without a title.
    """
    parts: dict[tuple[Any, str, str], list[Any]] = defaultdict(list)
    for element in page.tree.iter("div", "section"):
        name = element.get("class", "")
        if page.text[element] >= _CHUNK and _BODY_CLASS.search(name):
            home = next(element.iterancestors("article", "main", "body"), None)
            parts[home, element.tag, name].append(element)
    for chunks in parts.values():
        together = frozenset(chunks)
        if len(chunks) > 1 and all(_is_chunk(chunk, together, page) for chunk in chunks):
            first, *others = chunks
            for chunk in others:
                first.extend(list(chunk))


def _is_chunk(element: Any, chunks: frozenset[Any], page: _Lengths) -> bool:
    """Tell whether a block is a part of an article: paragraphs, no title, in no other part.

    Readers' comments, too, are blocks of one class.
    """
    around = list(element.iterancestors())
    return (
        sum(page.text[paragraph] for paragraph in element.iterdescendants("p")) >= _CHUNK
        and element.find(".//h1") is None
        and element.find(".//article") is None
        and chunks.isdisjoint(around)
        and not any(
            _COMMENT.search(_name(outer)) and outer.find(".//h1") is None
            for outer in (element, *around)
        )
    )


def _name(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _drop_related(page: _Lengths) -> None:
    """Remove the links that stand under a heading such as "Read also" or "Most read"."""
    for heading in list(page.tree.iter(*_HEADINGS.split())):
        if 0 < page.text[heading] <= _HEADING_LENGTH and len(heading) <= 1:
            text = " ".join("".join(heading.itertext()).split())
            if furniture_kind(text) == "related":
                _drop_with_links(heading, page)


def _drop_with_links(heading: Any, page: _Lengths) -> None:
    """Remove the largest block around a heading that is links, and the lists of links after it."""
    block = heading
    for parent in list(heading.iterancestors())[:_HIGHEST]:
        if parent.tag in _PAGE or not page.is_links(parent, page.text[heading]):
            break
        block = parent
    following = block.getnext()
    while following is not None and page.is_links(following):
        following, done = following.getnext(), following
        _drop(done)
    _drop(block)


def _drop_link_lists(page: _Lengths) -> None:
    """Remove lists of which every item is one link from end to end."""
    for block in list(page.tree.iter("ul", "ol")):
        items = block.findall("li")
        if len(items) > 1 and all(
            0 < page.linked[item] >= _WHOLLY * page.text[item] for item in items
        ):
            _drop(block)


def _drop(element: Any) -> None:
    """Remove an element and keep the text after it; one without a parent is removed already."""
    if element.getparent() is not None:
        element.drop_tree()
