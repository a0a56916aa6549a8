"""Finds the day of publication that a page states of its article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from rag.sources.dates.datelines import is_dateline
from rag.sources.dates.dates_in_names import day_in_link
from rag.sources.dates.days import ReadDay, read_day
from rag.sources.pages.structured_data import LinkedArticle
from rag.text.analysis.folding import normalize

# The names under which pages give the day of publication, in `name`, `property` or `itemprop`.
_DATE_NAMES = frozenset(
    [
        "article:published_time",
        "article:published",
        "article.published",
        "article:post_date",
        "citation_publication_date",
        "cxenseparse:recs:publishtime",
        "date",
        "date.issued",
        "date_published",
        "datepublished",
        "dc.date",
        "dc.date.created",
        "dc.date.issued",
        "dc:created",
        "dc:date",
        "dcterms.created",
        "dcterms.date",
        "dcterms.issued",
        "dcterms:created",
        "dcterms:date",
        "dcterms:issued",
        "og:article:published_time",
        "og:pubdate",
        "og:published_time",
        "parsely-pub-date",
        "pub_date",
        "pubdate",
        "publication-date",
        "publication_date",
        "publish-date",
        "publish_date",
        "published-date",
        "published_date",
        "published_time",
        "publishdate",
        "sailthru.date",
        "schema:datepublished",
    ]
)
_MODIFIED_NAMES = frozenset(
    [
        "article:modified_time",
        "datemodified",
        "dc.date.modified",
        "dcterms.modified",
        "last-modified",
        "og:updated_time",
        "schema:datemodified",
    ]
)
_BESIDE_THE_ARTICLE = {"aside", "nav", "footer"}
# For example: class="post-date updated", itemprop="dateModified"
_CHANGED = re.compile(r"modif|updat|edit", re.IGNORECASE)
# What stands before the day beside a headline, normalized: "Published on:", "نشر في".
_PUBLISHED = re.compile(
    r"\W*(?:(?:first )?published|posted|publication date|date|(?:تم )?(?:ال)?نشرت?|تاريخ النشر"
    r"|تاريخ|التاريخ|بتاريخ|كتب)(?:\s+(?:on|at|في|بتاريخ|يوم))*\s*[:|]?\s*"
)
_UPDATED = re.compile(
    r"\W*(?:last )?(?:updated?|modified|edited|اخر تحديث|تم (?:ال)?تحديث|تحديث|حدثت?)"
    r"(?:\s+(?:on|at|في|بتاريخ|يوم))*\s*[:|]?\s*"
)
_BEFORE, _AFTER, _SHORT = 10, 30, 80  # texts beside the headline, and the characters of each
_LONGEST = 100  # characters of a value
_MOST = 200  # values of one kind


def published_at(tree: Any, main: LinkedArticle, url: str | None, *, headline: Any) -> ReadDay:
    """Return the day of the first kind of statement that gives just one, else a note on why none.

    A day of change is taken only from a page that states no other. `main` is the article as the
    page's data describe it, and `headline` the element of the tree that shows its title, or None.
    """
    kinds: tuple[Iterable[str], ...] = (
        main.dates,
        _meta_dates(tree, _DATE_NAMES),
        _marked_dates(tree),
        _time_dates(tree),
    )
    for values in kinds:
        found = _one_day(values)
        if found is not None:
            return ReadDay(found)
    beside = list(_beside_headline(headline))
    day = (
        (day_in_link(url) if url else None)
        or _one_day(_labelled(beside, _PUBLISHED))
        or _one_day(text for text in beside if is_dateline(text))
        or _one_day([main.modified])
        or _one_day(_meta_dates(tree, _MODIFIED_NAMES))
        or _one_day(_labelled(beside, _UPDATED))
    )
    return ReadDay(day) if day else ReadDay(note=_first_note(tree, main, beside))


def _first_note(tree: Any, main: LinkedArticle, beside: list[str]) -> str:
    """Return why the first stated day that is none was left out, "" where none is stated."""
    labelled = (rest for rest in _labelled(beside, _PUBLISHED) if rest[:1].isdigit())
    stated = (*main.dates, *_meta_dates(tree, _DATE_NAMES), *_marked_dates(tree), *labelled)
    notes = (read_day(value[:_LONGEST]).note for value in stated[:_MOST])
    return next(filter(None, notes), "")


def is_date_line(line: str) -> bool:
    """Tell whether a line says nothing but when the article was published or changed."""
    if len(line) > _SHORT:
        return False
    if is_dateline(line):
        return True
    rests = [*_labelled([normalize(line)], _PUBLISHED), *_labelled([normalize(line)], _UPDATED)]
    return any(read_day(rest).day is not None for rest in rests)


def _one_day(values: Iterable[str]) -> date | None:
    """Return the day that all values with a day give, None if they give several."""
    read = (read_day(value[:_LONGEST]).day for value in islice(values, _MOST))
    days = {day for day in read if day is not None}
    return days.pop() if len(days) == 1 else None


def _meta_dates(tree: Any, names: frozenset[str]) -> Iterator[str]:
    """Yield the dates of `<meta>` elements."""
    for element in tree.iter("meta"):
        if _is_named(element, names):
            yield element.get("content", "")


def _marked_dates(tree: Any) -> Iterator[str]:
    """Yield the dates that microdata and RDFa mark in the text."""
    for element in tree.xpath("//body//*[@property or @itemprop]"):
        if _is_named(element, _DATE_NAMES) and not _is_beside(element):
            yield element.get("content") or element.get("datetime") or element.text_content()


def _is_named(element: Any, names: frozenset[str]) -> bool:
    values = (element.get(attribute, "") for attribute in ("name", "property", "itemprop"))
    return any(name in names for value in values for name in value.strip().lower().split())


def _time_dates(tree: Any) -> Iterator[str]:
    """Yield the `<time>` elements of the article; those outside it date other articles."""
    for element in tree.iter("time"):
        marks = f"{element.get('class', '')} {element.get('itemprop', '')}"
        if not _is_beside(element) and not _CHANGED.search(marks):
            yield element.get("datetime") or element.text_content()


def _is_beside(element: Any) -> bool:
    return bool({parent.tag for parent in element.iterancestors()} & _BESIDE_THE_ARTICLE)


def _labelled(texts: Iterable[str], label: re.Pattern[str]) -> Iterator[str]:
    """Yield what follows a label such as "Published on:" in normalized texts."""
    for text in texts:
        match = label.match(text)
        if match is not None:
            yield text[match.end() :]


def _beside_headline(headline: Any) -> Iterator[str]:
    """Yield the short texts before and after the headline, normalized; none without a headline."""
    if headline is None:
        return
    before = headline.xpath("preceding::text()[normalize-space()]")[-_BEFORE:]
    after = islice(headline.xpath("following::text()[normalize-space()]"), _AFTER)
    for text in (*before, *after):
        if len(text) <= _SHORT and not _is_data(text):
            yield normalize(text)


def _is_data(text: Any) -> bool:
    parent = text.getparent()
    return parent is None or parent.tag in ("script", "style", "a")
