"""Finds what a page states of its article: title, outlet and address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from rag.sources.pages.page_dates import published_at
from rag.sources.pages.shown_title import headline_element, is_section, named_headline, shown_parts
from rag.sources.pages.structured_data import LinkedArticle
from rag.sources.stated_fields import Stated, is_web_address
from rag.text.analysis.folding import normalize

_WORD = re.compile(r"\w+")
# What stands between a title and the name of the site: "Title | Site", "Title - BBC News عربي".
_SEPARATOR = re.compile(r"\s+(?:[|–—\-•·*»«~]|::|\|\|)\s+|\s*\|\s*")
_TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline")
_SITE_NAMES = ("og:site_name", "dc.publisher", "publisher", "application-name")
_ADDRESS_NAMES = ("og:url", "twitter:url")
_DESCRIPTIONS = ("og:description", "description")
_LIKE = 0.5  # of the words, that a heading shares with a stated title to be the article's
_SITE_WORDS = 5  # a name of a site that nothing else gives is not longer
_TITLE_WORDS = 3  # and leaves a title of so many words
_MOST_HEADINGS = 20
_LONGEST = 1000  # characters of a title or name


@dataclass(frozen=True, slots=True)
class PageStatements:
    """What a page states of its article, for the library and for whoever looks for the text.

    `titles` are all forms of the title, normalized; `body` is the text that the data hold.
    """

    stated: Stated
    titles: frozenset[str]
    description: str
    body: str


def page_statements(tree: Any, articles: Sequence[LinkedArticle]) -> PageStatements:
    """Return what a page states; `articles` are those that its JSON-LD data describe."""
    main = _main_article(tree, articles)
    url = _address(tree, main)
    outlet = _outlet(tree, main, url)
    title, titles = _titles(tree, main, outlet)
    day = published_at(tree, main, url, headline=headline_element(tree, titles))
    stated = Stated(
        title=title or None,
        published_at=day.day,
        outlet=outlet[:200] or None,
        url=url,
        notes=(day.note,) if day.note else (),
    )
    description = " ".join(_meta(tree, _DESCRIPTIONS))
    return PageStatements(stated, titles, description, main.body)


def _main_article(tree: Any, articles: Sequence[LinkedArticle]) -> LinkedArticle:
    """Return the article of the data that has the page's title, else the first, else an empty one.

    Pages describe the articles that they link to as well.
    """
    titles = [*_meta(tree, _TITLE_NAMES[:1]), *_headings(tree, "h1"), *_headings(tree, "title")]
    return max(
        articles,
        key=lambda article: max(
            (_likeness(article.headline, title) for title in titles), default=0
        ),
        default=LinkedArticle(),
    )


def _titles(tree: Any, main: LinkedArticle, outlet: str) -> tuple[str, frozenset[str]]:
    """Return the title, "" for none, and all its forms, normalized.

    The data, the headline, `<meta>` and `<title>` give it, in this order.
    """
    headings = _headlines(tree)
    written = [main.headline, *_meta(tree, _TITLE_NAMES), *_headings(tree, "title")]
    if not headings and all(len(_words(title)) <= _SITE_WORDS for title in written):
        written.insert(0, named_headline(tree))  # <title> is the name of the site
    stated = [
        bare for title in written if title and (bare := _without_site(title, outlet, headings))
    ]
    own = [
        heading
        for heading in headings
        if not stated or any(_likeness(heading, title) >= _LIKE for title in stated)
    ]
    best = [*([stated[0]] if main.headline and stated else []), *own, *stated]
    if len(best) > 1 and own and normalize(own[0]).startswith(normalize(best[0]).rstrip(".… ")):
        best = own  # the data cut a long headline
    forms = frozenset(map(normalize, [*written, *stated, *own])) - {""}
    return best[0] if best else "", forms


def _headlines(tree: Any) -> list[str]:
    """Return the texts of `<h1>`; on a page without one, parts of `<title>` that it shows."""
    if headings := _headings(tree, "h1"):
        return headings
    parts = {part for title in _headings(tree, "title") for part in _halves(title)}
    return sorted(shown_parts(tree, sorted(parts)), key=len, reverse=True)


def _without_site(title: str, outlet: str, headings: Sequence[str]) -> str:
    """Return a title without the name of the site (and of its section) at either end."""
    for heading in headings:
        if len(_words(heading)) >= _TITLE_WORDS and heading in _halves(title):
            return heading
    while True:
        ends = list(_SEPARATOR.finditer(title))
        if not ends:
            return title
        first, last = ends[0], ends[-1]
        if _is_site(title[last.end() :], outlet) or _is_unknown_site(title, last, outlet):
            title = title[: last.start()]
        elif _is_site(title[: first.start()], outlet):
            title = title[first.end() :]
        else:
            return title


def _halves(title: str) -> Iterator[str]:
    """Yield what stands before and what stands after each separator of a title."""
    for separator in _SEPARATOR.finditer(title):
        yield title[: separator.start()]
        yield title[separator.end() :]


def _is_site(part: str, outlet: str) -> bool:
    """Tell whether a part of a title is the outlet's name: its words, or its host's letters."""
    words, known = _words(part), _words(outlet)
    together = "".join(_WORD.findall(normalize(part)))
    host = outlet.lower() if "." in outlet else "".join(_WORD.findall(normalize(outlet)))
    return bool(words and known) and (
        words <= known or known <= words or (len(together) > 2 and together in host)
    )


def _is_unknown_site(title: str, last: re.Match[str], outlet: str) -> bool:
    """Tell whether a short part after a bar names the site of a page that names none."""
    return (
        (not outlet or "." in outlet)
        and "|" in last[0]
        and len(_words(title[last.end() :])) <= _SITE_WORDS
        and len(_words(title[: last.start()])) >= _TITLE_WORDS
    )


def _outlet(tree: Any, main: LinkedArticle, url: str | None) -> str:
    """Return the name of the site: as `<meta>`, the data, `<title>` or the address give it."""
    for name in (*_meta(tree, _SITE_NAMES), main.publisher):
        if name and not is_web_address(name):
            return name.lstrip("@")
    for title in _headings(tree, "title"):
        parts = _SEPARATOR.split(title)
        if "|" in title and 0 < len(_words(parts[-1])) <= _SITE_WORDS < len(_words(title)):
            return parts[-1]
    if name := _beside_headline(tree, main):
        return name
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


def _beside_headline(tree: Any, main: LinkedArticle) -> str:
    """Return the short name that `<title>` has beside the headline; "" for a section's."""
    written = (main.headline, *_meta(tree, _TITLE_NAMES), *_headlines(tree))
    known = {normalize(title) for title in written if len(_words(title)) >= _TITLE_WORDS}
    for title in _headings(tree, "title"):
        for at in _SEPARATOR.finditer(title):
            before, after = title[: at.start()], title[at.end() :]
            for headline, rest, end in ((before, after, -1), (after, before, 0)):
                name = _SEPARATOR.split(rest)[end]
                is_short = 0 < len(_words(name)) <= min(_SITE_WORDS, len(_words(headline)) - 1)
                if is_short and normalize(headline) in known and not is_section(tree, name):
                    return name.removeprefix("www.")
    return ""


def _address(tree: Any, main: LinkedArticle) -> str | None:
    """Return the page's own address; one without a path is the site's and comes last."""
    links = [
        element.get("href", "")
        for element in tree.iter("link")
        if "canonical" in element.get("rel", "").lower().split()
    ]
    stated = [value.strip() for value in (*links, *_meta(tree, _ADDRESS_NAMES), main.url)]
    base = next(filter(_is_whole, stated), "")
    found = [whole for value in stated if _is_whole(whole := _joined(base, value))]
    return min(found, key=lambda value: len(urlsplit(value).path) < 2) if found else None


def _joined(base: str, address: str) -> str:
    """Return an address that may be relative to the site as a whole one, "" for none."""
    try:
        return urljoin(base, address) if base and address else address
    except ValueError:
        return ""


def _is_whole(address: str) -> bool:
    """Tell whether an address is of the web and can be taken apart: http://[x cannot."""
    try:
        return is_web_address(address) and bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _meta(tree: Any, names: Iterable[str]) -> list[str]:
    """Return the contents of the `<meta>` elements of these names, in the order of the names."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            content = " ".join(element.get("content", "")[:_LONGEST].split())
            if content:
                found.setdefault(element.get(attribute, "").strip().lower(), content)
    return [found[name] for name in names if name in found]


def _headings(tree: Any, tag: str) -> list[str]:
    """Return the texts of the first elements of a tag, without blank ones."""
    texts = (" ".join(element.text_content()[:_LONGEST].split()) for element in tree.iter(tag))
    return [text for _, text in zip(range(_MOST_HEADINGS), texts, strict=False) if text]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(normalize(text)))


def _likeness(one: str, other: str) -> float:
    """Return the share of the words of the longer title that the other has too."""
    first, second = _words(one), _words(other)
    return len(first & second) / max(len(first), len(second), 1)
