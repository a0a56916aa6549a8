"""Makes one article of a feed's entry and of the page that it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.errors import SourceError
from rag.ingest.feed_tasks import EntryTask
from rag.ingest.links_read import page_key, page_name, read_fetched
from rag.records import Failure, SourceArticle, WatchedFeed
from rag.sources.lists.feeds import FeedEntry
from rag.sources.readers import complete
from rag.sources.stated_fields import Stated, StatedFields, stated_language
from rag.web.canonical import plain_link

if TYPE_CHECKING:
    from rag.web.fetcher import Fetched

# Characters. A description is meant to be a teaser, and some are long; a content element is not,
# but sites that give out teasers alone put them there too.
_WHOLE_CONTENT = 300
_WHOLE_SUMMARY = 1500
# How a text ends that goes on elsewhere: "…", "[...]", "Read more »", "اقرأ المزيد"
_GOES_ON = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[&hellip;\]|\[\.\.\.\]|read (?:the )?(?:more|full (?:story|article))"
    r"|continue reading|(?:اقرأ|إقرأ|قراءة|لقراءة) (?:المزيد|المقال|الخبر|التفاصيل)|المزيد)"
    r"[\s\W]{0,10}$",
    re.IGNORECASE,
)
# How pages say that only those who pay see the whole text (schema.org).
_GATED = re.compile(
    rb"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?(?:false|https?://schema.org/False)", re.I
)
_SUBSCRIBERS = "the page says that its whole text is for subscribers"


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What came of asking for the page of an entry: its article, or why there is none.

    `private` tells that the link leads to a machine that is none of the public internet's, `gated`
    that the page shows its whole text to subscribers only. `etag` and `modified` are those of the
    reply, where its text is all that is needed.
    """

    article: SourceArticle | None = None
    fault: str | None = None
    private: bool = False
    gated: bool = False
    etag: str | None = None
    modified: str | None = None


def read_page(fetched: Fetched, *, max_bytes: int) -> EntryPage:
    """Return the one article of a page; none for a page of several articles or without any."""
    found = list(read_fetched(fetched, max_bytes=max_bytes))
    articles = [one for one in found if isinstance(one, SourceArticle)]
    if len(articles) != 1 or articles[0].locator is not None:
        failures = [one.reason for one in found if isinstance(one, Failure)]
        return EntryPage(fault=failures[0] if failures else "the page is no single article")
    if _GATED.search(fetched.body) is not None:
        return EntryPage(articles[0], gated=True)
    return EntryPage(articles[0], etag=fetched.etag, modified=fetched.modified)


def entry_article(page: EntryPage, task: EntryTask, *, feed: WatchedFeed) -> SourceArticle:
    """Return the article of an entry: the page's, with what the page does not state from the feed.

    Where the page has none, or only its beginning for readers who do not pay, the feed's own text
    is taken, with a note that says so. Raises `SourceError` where the feed has no text either.
    """
    entry = task.said()
    text, whole = _own_text(entry)
    if page.article is None:
        what = "the feed's whole text" if whole else "only the feed's summary"
        if not text:
            raise SourceError(task.link, f"{page.fault}; the feed has no text of it either")
        note = f"its page was not read ({page.fault}); {what} was taken"
        return _of_feed(entry, text, note, task=task, feed=feed)
    if page.gated and whole and len(text) > len(page.article.text):
        note = f"{_SUBSCRIBERS}; the feed's whole text was taken"
        return _of_feed(entry, text, note, task=task, feed=feed)
    return _of_page(entry, page.article, gated=page.gated, feed=feed)


def _of_page(
    entry: FeedEntry, article: SourceArticle, *, gated: bool, feed: WatchedFeed
) -> SourceArticle:
    notes = (f"{_SUBSCRIBERS}, so it may be cut short",) if gated else ()
    takes_title = not article.titled and entry.title is not None
    return replace(
        article,
        # A page of a stranger may not choose the id: it could be that of another article.
        key=page_key(article.url or article.source),
        title=entry.title if takes_title and entry.title else article.title,
        titled=article.titled or takes_title,
        language=feed.language or article.language,
        published_at=article.published_at or entry.published,
        outlet=feed.outlet or article.outlet or entry.outlet or feed.title,
        notes=(*article.notes, *notes),
    )


def _of_feed(
    entry: FeedEntry, text: str, note: str, *, task: EntryTask, feed: WatchedFeed
) -> SourceArticle:
    language, _ = stated_language(entry.language)
    address = None if task.address is None else plain_link(task.address)
    stated = Stated(
        key=_id_without_page(task, feed) if address is None else page_key(address),
        title=entry.title,
        language=feed.language or language,
        published_at=entry.published,
        outlet=feed.outlet or entry.outlet or feed.title,
        url=address,
    )
    read = StatedFields(text, "utf-8", stated, notes=(*entry.notes, note))
    source = address or task.link
    return complete(read, source=source, name=page_name(source), place=source)


def _id_without_page(task: EntryTask, feed: WatchedFeed) -> str:
    return f"{page_name(feed.url)}-{task.link.rpartition('#')[2]}"


def _own_text(entry: FeedEntry) -> tuple[str, bool]:
    """Return the longest text that the feed has of an entry, and whether it is all of it."""
    in_content = len(entry.content) > len(entry.summary)
    text = (entry.content if in_content else entry.summary).strip()
    least = _WHOLE_CONTENT if in_content else _WHOLE_SUMMARY
    return text, len(text) >= least and not _GOES_ON.search(text[-60:])
