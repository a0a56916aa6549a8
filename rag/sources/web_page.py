"""Reads web pages: the article's text without the page around it."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

from rag.errors import SourceError
from rag.sources.charset import decode
from rag.sources.dates_in_names import day_in_link
from rag.sources.days import read_day
from rag.sources.stated_fields import Stated, StatedFields, is_web_address

_SAVE = "save the article's text as .txt"
_NO_ARTICLE = f"no article was found in the page; {_SAVE}"
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
_HEAD = 4096  # bytes in which a page must declare its charset; browsers look at 1,024
# For example: <meta charset="windows-1256">, <?xml version="1.0" encoding="utf-8"?>
_CHARSET = re.compile(
    rb"(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
# For example: style="display: none", "color: red; visibility:hidden", "font-size: 0px"
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*0(?:\.0+)?\s*[a-z%]*\s*(?:!\s*important\s*)?(?:;|$))",
    re.IGNORECASE,
)

# The names under which pages give the day of publication, in `name`, `property` or `itemprop`.
_DATE_NAMES = """
    article:published_time article:published citation_publication_date date date.issued
    datepublished dc.date dc.date.issued dcterms.created dcterms.date dcterms.issued
    og:article:published_time og:published_time parsely-pub-date pubdate publication_date
    publish-date publish_date published_time publishdate sailthru.date
"""
_DATE_IN_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_AS_WRITTEN = {"pre", "textarea", "script", "style"}
_BESIDE_THE_ARTICLE = {"aside", "nav", "footer"}


def read_html(data: bytes, *, source: str) -> StatedFields:
    """Return the article of a page, one line for each paragraph, and what the page states of it.

    The stated fields are title, date, outlet and address. Pictures, link targets, readers' comments
    and text that the page hides are left out. Raises `SourceError` when the charset cannot be
    recognised or no article is found.
    """
    declared = _CHARSET.search(data[:_HEAD])
    text, encoding = decode(
        data, source=source, declared=declared[1].decode() if declared else None
    )
    if _TOO_MANY_ATTRIBUTES.search(text):
        raise SourceError(source, f"the page has an element of a thousand attributes; {_SAVE}")
    tree = _parse(_UNFIT.sub(" ", _REFERENCE.sub(_fit, text)))
    if tree is None:
        raise SourceError(source, _NO_ARTICLE)
    _refuse_giant(tree, source=source)
    published_at = _published_at(tree)
    _drop_hidden(tree)
    _join_lines(tree)
    document = _extract(tree)
    if document is None or not document.text:
        raise SourceError(source, _NO_ARTICLE)
    return StatedFields(document.text.strip(), encoding, _stated(document, published_at))


@cache
def _trafilatura() -> ModuleType:
    """Load the library at first use, and keep it from writing to the terminal."""
    import trafilatura
    import trafilatura.settings

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    return trafilatura


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


def _extract(tree: Any) -> Any:
    """Extract the article: a document with `text`, `title`, `sitename` and `url`, or None."""
    trafilatura = _trafilatura()
    config = deepcopy(trafilatura.settings.DEFAULT_CONFIG)
    if not any("articleBody" in (script.text or "") for script in tree.iter("script")):
        # For an article of a few lines it would else take the whole page, menus and all. It may
        # where the page holds the article as data, which it then finds.
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_images=False,
        include_links=False,
        with_metadata=True,
        # Its search for dates goes on into the text; ours (below) does not, and is used.
        date_extraction_params={"extensive_search": False},
        config=config,
    )


def _parse(text: str) -> Any:
    """Parse the page as an lxml tree, or return None. A fragment is wrapped into a whole page."""
    if "<html" not in text[:_HEAD].lower():
        text = f"<html><body>{text}</body></html>"
    return _trafilatura().load_html(text)


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
            f"most {_MOST_ELEMENTS:,}); {_SAVE}",
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


def _stated(document: Any, published_at: date | None) -> Stated:
    """Return the fields that the page states of its article."""
    url = document.url if document.url and is_web_address(document.url) else None
    if published_at is None and url:
        published_at = day_in_link(url)
    return Stated(
        title=" ".join((document.title or "").split())[:1000] or None,
        published_at=published_at,
        outlet=" ".join((document.sitename or "").split())[:200] or None,
        url=url,
    )


def _published_at(tree: Any) -> date | None:
    """Return the day that the page's own data give: the first kind of data with just one day."""
    for values in (_meta_dates(tree), _data_dates(tree), _time_dates(tree)):
        days = {found for value in values if (found := read_day(value).day) is not None}
        if len(days) == 1:
            return days.pop()
    return None


def _meta_dates(tree: Any) -> Iterator[str]:
    """Yield the dates of `<meta>` elements."""
    date_names = set(_DATE_NAMES.split())
    for element in tree.iter("meta"):
        names = (element.get(attribute, "") for attribute in ("name", "property", "itemprop"))
        if any(name.strip().lower() in date_names for name in names):
            yield element.get("content", "")


def _data_dates(tree: Any) -> Iterator[str]:
    """Yield the dates of JSON-LD data."""
    for element in tree.iter("script"):
        if "json" in element.get("type", ""):
            yield from _DATE_IN_DATA.findall(element.text or "")


def _time_dates(tree: Any) -> Iterator[str]:
    """Yield the `<time>` elements of the article; those outside it date other articles."""
    for element in tree.iter("time"):
        around = {parent.tag for parent in element.iterancestors()}
        if not around & _BESIDE_THE_ARTICLE:
            yield element.get("datetime", "")
