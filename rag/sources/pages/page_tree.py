"""Parses a web page within bounds, and removes what its reader does not see."""

from __future__ import annotations

import logging
import re
from collections import Counter
from functools import cache
from types import ModuleType
from typing import Any

from rag.errors import SourceError

SAVE = "save the article's text as .txt"
NO_ARTICLE = f"no article was found in the page; {SAVE}"
HEAD = 4096  # bytes in which a page must declare its charset; browsers look at 1,024

_MOST_ELEMENTS = 50_000  # a long encyclopaedia entry has 20,000
# For n inline elements in one paragraph trafilatura takes a time that grows with n²: 1 s for 3,000.
_MOST_CROWDED = 3_000**2
_INLINE = "a abbr b big cite code em font i mark q s small span strong sub sup u"
# What XML cannot hold, in the page itself or by its number.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A numeric character reference: &#1593; or &#x639;
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}))(?![0-9a-f]);?", re.IGNORECASE)
# libxml2 compares each attribute of an element with all others: 20,000 take 2 s, 200,000 minutes.
_TOO_MANY_ATTRIBUTES = re.compile(
    r"<[a-z][^\s<>/]*+(?:[\s/]*+[^\s<>=/\"']++"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]*+))?+){1000}",
    re.IGNORECASE,
)
# For example: style="display: none", "color: red; visibility:hidden", "font-size: 0px"
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*0(?:\.0+)?\s*[a-z%]*\s*(?:!\s*important\s*)?(?:;|$))",
    re.IGNORECASE,
)
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_AS_WRITTEN = {"pre", "textarea", "script", "style"}


def parse_page(text: str, *, source: str) -> Any:
    """Return the page as an lxml tree with all that it states; a fragment becomes a whole page.

    Raises `SourceError` for an empty page and for one that would take too long.
    """
    if _TOO_MANY_ATTRIBUTES.search(text):
        raise SourceError(source, f"the page has an element of a thousand attributes; {SAVE}")
    text = _UNFIT.sub(" ", _REFERENCE.sub(_fit, text))
    if "<html" not in text[:HEAD].lower():
        text = f"<html><body>{text}</body></html>"
    tree = trafilatura().load_html(text)
    if tree is None:
        raise SourceError(source, NO_ARTICLE)
    _refuse_giant(tree, source=source)
    return tree


def show_as_browsers_do(tree: Any) -> None:
    """Remove what the page hides, and make every run of white space one space."""
    _drop_hidden(tree)
    _join_lines(tree)


@cache
def trafilatura() -> ModuleType:
    """Load the library at first use, and keep it from writing to the terminal."""
    import trafilatura as library
    import trafilatura.settings

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    return library


def _fit(reference: re.Match[str]) -> str:
    """Return a character reference as it is, or a space for one to what XML cannot hold."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return " " if code > 0x10FFFF or _UNFIT.match(chr(code)) else reference[0]


def _join_lines(tree: Any) -> None:
    """Make every run of white space one space, as a browser does, line ends included."""
    as_written = {inner for outer in tree.iter(*_AS_WRITTEN) for inner in outer.iter()}
    for element in tree.iter():
        if element.text and element not in as_written:
            element.text = _WHITE_SPACE.sub(" ", element.text)
        if element.tail and element.getparent() not in as_written:
            element.tail = _WHITE_SPACE.sub(" ", element.tail)


def _refuse_giant(tree: Any, *, source: str) -> None:
    """Raise `SourceError` for a page of too many elements.

    Time grows with the square of a page's size: 20,000 paragraphs take seconds, ten times as many
    take minutes.
    """
    count = sum(1 for _ in tree.iter())
    inline = Counter(element.getparent() for element in tree.iter(*_INLINE.split()))
    if count > _MOST_ELEMENTS or sum(n * n for n in inline.values()) > _MOST_CROWDED:
        raise SourceError(
            source,
            f"the page has {count:,} elements, too many for one article or for one paragraph (at "
            f"most {_MOST_ELEMENTS:,}); {SAVE}",
        )


def _drop_hidden(tree: Any) -> None:
    """Remove what the page hides by an attribute, an inline style or a template.

    The body as a whole is kept: pages hide it until their scripts have run.
    """
    for element in tree.xpath("//body//*[@hidden or @style or self::template]"):
        style = element.get("style")
        hides = style is None or "hidden" in element.attrib or _HIDING.search(style)
        if hides and element.getparent() is not None:
            element.drop_tree()
