"""Reads news in XML: feeds, NewsML-G2, NewsML 1, NITF, and plain lists of articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.errors import SourceError
from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.html_text import without_markup
from rag.sources.lists.feeds import FEED_ROOTS, FeedEntry, parse_feed
from rag.sources.lists.field_table import field_names, folded_name
from rag.sources.lists.record_fields import RecordReader
from rag.sources.lists.xml_text import decode_xml, inner_html, local_name, parse_xml, root_name
from rag.sources.source_files import display_path, load
from rag.sources.stated_fields import Stated, StatedFields, stated

_NEWS_ROOTS = frozenset({"newsitem", "newsmessage", "newsml", "nitf"})
_LINK = re.compile(r"<(?:\w{1,20}:)?(?:loc|outline)\b")
_NO_TEXT = {
    "urlset": "it is a sitemap: it lists {count} link{s} and holds no text; give the links to "
    "`mujaz index`, or the address of a news sitemap to `mujaz watch add`",
    "sitemapindex": "it is an index of {count} sitemap{s} and holds no text; give its address to "
    "`mujaz watch add` to read the pages that its news sitemaps name",
    "opml": "it is a list of {count} feed{s} and holds no text; give the addresses of the feeds",
    "html": "it is a web page, whatever its name says; rename it to end in .html",
}
# Where the text of an article is, in NITF, XHTML, NewsML-G2 and NewsML 1; the better first.
_TEXTS = ("body.content", "body", "inlinedata", "inlinexml", "datacontent")
_DESCRIPTIONS = ("description", "abstract", "slugline")
_HEADLINES = ("headline", "hl1", "hedline", "title")
_DATES = ("versioncreated", "thisrevisioncreated", "contentcreated", "firstcreated", "date.issue")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xml(path: Path, *, max_bytes: int) -> Iterator[CollectedItem | FileNote]:
    """Yield the articles of an XML file, then notes on the file.

    `max_bytes` is the most that the file may have. Raises `SourceError` for XML that holds no text
    (a sitemap) or none that is known, and for a file that cannot be read.
    """
    source = display_path(path)
    data = load(path, max_bytes=max_bytes)
    text, encoding = decode_xml(data, source=source)
    root = root_name(text)
    is_broken = "\ufffd" in text and b"\xef\xbf\xbd" not in data
    if root in FEED_ROOTS:
        items = _feed(data, source)
    elif root in _NO_TEXT:
        links = len(_LINK.findall(text))
        plural = "" if links == 1 else "s"
        raise SourceError(source, _NO_TEXT[root].format(count=f"{links:,}", s=plural))
    elif root:
        items = _document(text, encoding, source)
    else:
        raise SourceError(source, "it is not XML: no element was found in it")
    for item in items:
        yield _refused_if_broken(item, encoding) if is_broken else item


def _refused_if_broken(item: CollectedItem | FileNote, encoding: str) -> CollectedItem | FileNote:
    """Refuse an article with a character that could not be decoded; the others are whole."""
    if isinstance(item, FileNote) or isinstance(item.content, str):
        return item
    if "\ufffd" not in f"{item.content.text}{item.content.stated.title}":
        return item
    reason = f"it is {encoding.upper()} with a broken character; mend it and save it as UTF-8"
    return CollectedItem(item.locator, reason)


def _feed(data: bytes, source: str) -> Iterator[CollectedItem | FileNote]:
    """Yield the items of a feed."""
    feed = parse_feed(data, source=source)
    if not feed.entries:
        raise SourceError(source, "the feed has no item")
    times = Counter(_own_name(entry) for entry in feed.entries)
    summaries = 0
    for number, entry in enumerate(feed.entries, start=1):
        locator = f"item {number}"
        if not entry.text.strip():
            link = f"; fetch it with `mujaz index {entry.link}`" if entry.link else ""
            yield CollectedItem(locator, f"the feed holds no text of it{link}")
            continue
        summaries += entry.has_only_summary
        try:
            article = _entry(
                entry,
                key=name if times[name := _own_name(entry)] == 1 else None,
                outlet=entry.outlet or feed.title,
                language=entry.language or feed.language,
                encoding=feed.encoding,
            )
            yield CollectedItem(locator, article)
        except ValueError as error:
            yield CollectedItem(locator, str(error))
    notes = list(feed.notes)
    if summaries:
        notes.append(f"only the feed's summary was read (in {_items(summaries)})")
    for note in notes:
        yield FileNote(source, note)


def _own_name(entry: FeedEntry) -> str | None:
    """Return what an item is known by in the next edition of its feed: its id, or else its link."""
    return entry.id or entry.link


def _entry(
    entry: FeedEntry, *, key: str | None, outlet: str | None, language: str | None, encoding: str
) -> StatedFields:
    """Return the article of a feed's item."""
    found = stated(
        {
            "id": key if len(key or "") <= 200 else None,
            "title": entry.title,
            "outlet": outlet,
            "language": language,
            "url": entry.link,
        }
    )
    return StatedFields(
        entry.text,
        encoding,
        Stated(
            key=found.key,
            title=found.title,
            language=found.language,
            published_at=entry.published,
            outlet=found.outlet,
            url=found.url,
            notes=entry.notes + found.notes,
        ),
    )


def _document(text: str, encoding: str, source: str) -> Iterator[CollectedItem | FileNote]:
    """Yield the articles of news XML, or of a list of articles under names of its own."""
    root, notes = parse_xml(text, source=source)
    if local_name(root) in _NEWS_ROOTS:
        items = [one for one in root.iter() if local_name(one) == "newsitem"] or [root]
        reader = None
        articles = (_news_item(one, encoding) for one in items)
    else:
        reader = RecordReader()
        items = _records(root)
        articles = (_record_article(one, reader, encoding) for one in items)
    if not items:
        raise SourceError(
            source,
            f"its XML ({local_name(root)}) is no feed, NewsML or NITF, and no element in it is "
            "named as a text is (text, body, content, …)",
        )
    for number, article in enumerate(articles, start=1):
        yield CollectedItem(f"item {number}" if len(items) > 1 else None, article)
    for note in [*notes, *(reader.notes() if reader else ())]:
        yield FileNote(source, note)


def _records(root: Any) -> list[Any]:
    """Return the elements that hold a text under a usual name, each an article."""
    texts = frozenset(field_names("text"))
    others = texts | frozenset(field_names("title"))

    def is_record(element: Any) -> bool:
        return any(
            folded_name(local_name(child)) in texts
            and not any(folded_name(local_name(inner)) in others for inner in child)
            for child in element
        )

    return [one for one in root.iter() if is_record(one)]


def _record_article(element: Any, reader: RecordReader, encoding: str) -> StatedFields | str:
    """Return the article of an element whose children are its fields, or why there is none."""
    record: dict[str, object] = {str(name): value for name, value in element.attrib.items()}
    for child in element:
        record.setdefault(local_name(child), inner_html(child).strip())
    try:
        return reader.article(record, encoding)
    except ValueError as error:
        return str(error)


class _Named:
    """An element and all below it, by name."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self._named: dict[str, list[Any]] = {}
        for one in element.iter():
            self._named.setdefault(local_name(one), []).append(one)

    def named(self, name: str) -> list[Any]:
        """Return the elements of a name, in order."""
        return self._named.get(name, [])


def _news_item(element: Any, encoding: str) -> StatedFields | str:
    """Return the article of NewsML or NITF, or why there is none."""
    item = _Named(element)
    text = _first_text(item, _TEXTS)
    notes = _status_notes(item)
    if not text:
        text = _first_text(item, _DESCRIPTIONS)
        if not text:
            return "it holds no text, as items of pictures, films and packages do"
        notes.append("only its description was read: it holds no text")
    dateline = " ".join(_first_text(item, ("dateline",)).split())
    if dateline and dateline not in " ".join(text[:300].split()):
        text = f"{dateline}\n{text}"
    try:
        found = stated(
            {
                "id": _identity(item),
                "title": _first_text(item, _HEADLINES),
                "published_at": _first_date(item),
                "language": _language(item),
                "outlet": _provider(item),
            }
        )
    except ValueError as error:
        return str(error)
    return StatedFields(text, encoding, found, tuple(notes))


def _first_text(item: _Named, names: tuple[str, ...]) -> str:
    """Return the text of the first element under the first of these names that has one."""
    for name in names:
        for element in item.named(name):
            if text := without_markup(inner_html(element)).strip():
                return text
    return ""


def _first_date(item: _Named) -> str | None:
    for name in _DATES:
        for element in item.named(name):
            if written := (element.get("norm") or element.text or "").strip():
                return str(written)
    for element in item.named("pubdata"):
        return str(element.get("date.publication") or "") or None
    return None


def _identity(item: _Named) -> str | None:
    """Return the item's own id: G2's guid, NewsML 1's public identifier, NITF's doc-id."""
    written = item.element.get("guid") or next(
        (one.text for one in item.named("publicidentifier")),
        next((one.get("id-string") for one in item.named("doc-id")), None),
    )
    return written if written and len(written) <= 200 else None


def _language(item: _Named) -> str | None:
    for element in item.named("language"):
        if code := element.get("tag") or element.get("FormalName") or element.text:
            return str(code)
    codes = (one.get(_XML_LANG) for one in item.element.iter())
    return next(filter(None, codes), None)


def _provider(item: _Named) -> str | None:
    """Return who provides an item: its name, else its code without the scheme before it."""
    for name in ("provider", "infosource", "providername", "creditline", "providerid", "source"):
        for element in item.named(name):
            names = [inner_html(one) for one in element if local_name(one) == "name"]
            code = element.get("literal") or element.get("qcode", "").rpartition(":")[2]
            text = "" if len(element) else element.text
            if found := next(filter(None, [*names, text, code]), "").strip():
                return without_markup(found)
    publications = (one.get("name") for one in item.named("pubdata"))
    return next(filter(None, publications), None)


def _status_notes(item: _Named) -> list[str]:
    """Return a note on an item that its provider withholds or took back."""
    for element in item.named("pubstatus"):
        status = element.get("qcode", "").rpartition(":")[2]
        if status and status != "usable":
            return [f"its provider marks it as {status[:40]}"]
    return []


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"
