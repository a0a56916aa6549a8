"""Reads fetched links as the files that they are, and gives their articles a lasting name."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rag.errors import FetchError
from rag.ingest.link_kinds import extension_of, is_feed
from rag.ingest.named_sources import called
from rag.records import Failure, FileNote, SourceArticle
from rag.sources.charset import as_declared
from rag.sources.dates.dates_in_names import day_in_link
from rag.sources.file_reading import read_source
from rag.sources.source_files import explain_os_error
from rag.sources.source_formats import EXTENSIONS
from rag.web.canonical import canonical_link, is_same_site, plain_link
from rag.web.links import is_link

if TYPE_CHECKING:
    from rag.web.fetcher import Fetched, Fetcher

NOT_ASKED_FOR = (
    "it is a link, and links are fetched only where that is asked for: by mujaz index LINK, or by "
    "index(…, fetch=True)"
)
FEED_NOTE = (
    "it is a feed, and only what stands in the feed itself was read; to read the pages of its "
    "entries: mujaz watch add LINK"
)
_IN_A_CHARSET = frozenset([".html", ".txt", ".md", ".csv", ".tsv", ".json", ".jsonl"])
# Endings of pages, which say nothing of what a page is about.
_PAGE_ENDINGS = frozenset([*EXTENSIONS, ".htm", ".shtml", ".php", ".aspx", ".asp", ".jsp", ".xml"])
_LONGEST_NAME = 60  # characters; file systems take 255 bytes
_LONGEST_STATED = 180  # characters of an id, of which 200 are taken
_UNFIT = re.compile(r"[^\w.-]+")


def split_links(paths: Sequence[str | Path]) -> tuple[list[str], list[str | Path]]:
    """Return the links among what a user names, each once, and the paths of files and folders."""
    links = dict.fromkeys(path for path in paths if isinstance(path, str) and is_link(path))
    return list(links), [path for path in paths if path not in links]


class LinkReader:
    """Reads the links of one run; two links of one page give one article."""

    def __init__(self, fetcher: Fetcher | None, *, max_bytes: int) -> None:
        """Take what fetches, or None where no link may be fetched."""
        self._fetcher = fetcher
        self._max_bytes = max_bytes
        self._seen: dict[str, str] = {}

    def read(self, url: str) -> Iterator[SourceArticle | Failure | FileNote]:
        """Fetch a link and yield its articles, and a failure for whatever is refused."""
        if self._fetcher is None:
            yield Failure(url, NOT_ASKED_FOR)
            return
        try:
            fetched = self._fetcher.fetch(url)
        except FetchError as error:
            yield Failure(url, error.reason)
            return
        for item in read_fetched(fetched, max_bytes=self._max_bytes):
            if isinstance(item, SourceArticle):
                led = () if is_same_site(url, fetched.url) else (f"{url} led there",)
                item = self._once(replace(item, notes=item.notes + led))
            yield item

    def _once(self, article: SourceArticle) -> SourceArticle:
        """Return a page that another link has brought already as the one that it brought."""
        if article.key is None or article.locator is not None:
            return article
        first = self._seen.setdefault(article.key, article.source)
        if first == article.source:
            return article
        note = f"{article.source} is the same page"
        return replace(article, source=first, notes=(*article.notes, note))


def read_fetched(
    fetched: Fetched, *, max_bytes: int
) -> Iterator[SourceArticle | Failure | FileNote]:
    """Yield the articles of what was fetched, each with its link, and a failure for the rest.

    A page is one article. Its `source` is the link that it was fetched from, its `url` the link
    that it gives as its own if that is on the same site, and its `key` is made from the canonical
    form of that, so that it is recognised whatever the link was.
    """
    extension = extension_of(fetched.url, fetched.content_type, fetched.body)
    if extension is None:
        yield Failure(fetched.url, _unreadable(fetched))
        return
    body, encoding = fetched.body, None
    if fetched.charset and extension in _IN_A_CHARSET:
        body, encoding = as_declared(body, fetched.charset) or (body, None)
    note = FEED_NOTE if is_feed(body) else None
    for item in _read_as_file(body, fetched.url, extension, max_bytes=max_bytes):
        if not isinstance(item, SourceArticle):
            yield item
            continue
        article = replace(item, source=fetched.url, encoding=encoding or item.encoding)
        if note is not None:
            article, note = replace(article, notes=(*article.notes, note)), None
        yield _of_its_link(article) if article.locator else _as_page(article, fetched.url)


def _read_as_file(
    body: bytes, url: str, extension: str, *, max_bytes: int
) -> Iterator[SourceArticle | Failure | FileNote]:
    """Yield what the reader of files with this extension makes of a body."""
    with tempfile.TemporaryDirectory(prefix="mujaz-") as folder:
        path = Path(folder) / f"{page_name(url)}{extension}"
        try:
            path.write_bytes(body)
        except OSError as error:
            yield Failure(url, explain_os_error(error))
            return
        yield from called(read_source(path, max_bytes=max_bytes), path, url)


def _as_page(article: SourceArticle, fetched_from: str) -> SourceArticle:
    """Return the one article of a page with its own link, its date and a key made from the link."""
    url, stated = own_link(article.url, fetched_from), article.url
    note = f"it gives {stated} as its link, which is of another site and was left out"
    is_left_out = stated is not None and not _is_of(stated, fetched_from)
    return replace(
        article,
        url=url,
        key=page_key(url),  # and not what it states: that may be the id of another article
        published_at=article.published_at or day_in_link(url),
        notes=(*article.notes, note) if is_left_out else article.notes,
    )


def _of_its_link(article: SourceArticle) -> SourceArticle:
    """Return one of many articles; the id that it states counts within its link only, for it may
    be that of an article from elsewhere."""
    if article.key is None:
        return article
    digest = _digest(f"{canonical_link(article.source)}\n{article.key}")
    return replace(article, key=f"{article.key[:_LONGEST_STATED]}-{digest}")


def page_key(url: str) -> str:
    """Return the id of the article of a page, the same for all links of the page."""
    return f"{page_name(url)}-{_digest(canonical_link(url))}"


def _digest(text: str) -> str:
    """Return 12 digits that tell a million pages apart: the name of many is that of a script."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def own_link(stated: str | None, fetched_from: str) -> str:
    """Return the link that a page states as its own, or else where it was fetched from.

    A page speaks for its own site only: another's article could be replaced otherwise. And some
    sites state their front page on every page.
    """
    if stated is None or not _is_of(stated, fetched_from):
        return plain_link(fetched_from)
    is_front_page = not _is_deep(stated) and _is_deep(fetched_from)
    return plain_link(fetched_from if is_front_page else stated)


def _is_of(stated: str, fetched_from: str) -> bool:
    """Tell whether a link is of the site that it was found on, or of which that is a copy."""
    same_page = canonical_link(stated) == canonical_link(fetched_from)
    return same_page or is_same_site(stated, fetched_from)


def _is_deep(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def page_name(url: str) -> str:
    """Return a short name for a page: its site and the last part of its path.

    >>> page_name("https://www.news.example/2024/07/ship-stuck.html")
    'news.example-ship-stuck'
    """
    parts = urlsplit(canonical_link(url))
    last = PurePosixPath(unquote(parts.path)).name
    stem = PurePosixPath(last).stem if PurePosixPath(last).suffix.lower() in _PAGE_ENDINGS else last
    words = (_UNFIT.sub("-", part).strip("-.") for part in (parts.hostname or "page", stem))
    return "-".join(filter(None, words))[:_LONGEST_NAME].rstrip("-.")


def _unreadable(fetched: Fetched) -> str:
    kind = fetched.content_type or "a file of an unknown kind"
    return f"it is {kind}, of which no text is read; links to pages and texts are"
