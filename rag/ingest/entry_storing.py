"""Stores the article of a feed's entry under the id that its link has had before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.ingest.chunking import Chunker
from rag.ingest.feed_tasks import EntryTask
from rag.ingest.identity import host_of
from rag.ingest.links_read import page_key
from rag.ingest.storing import store
from rag.records import Article, SeenLink, SourceArticle
from rag.store.catalog import Catalog, Standing
from rag.web.canonical import canonical_link, plain_link
from rag.web.links import is_link


def store_entry(
    catalog: Catalog,
    chunker: Chunker,
    draft: SourceArticle,
    task: EntryTask,
    *,
    spans: Sequence[tuple[int, int]] | None = None,
) -> tuple[Standing, tuple[str, ...]]:
    """Put the article of an entry into the catalog; return what that was, and notes on it.

    `spans` are where the chunker cuts its text, if that is known.
    """
    draft = _under_its_id(catalog, draft, task)
    standing = catalog.standing(draft)
    if standing.change == "updated" and standing.twin is not None:
        # All pages of a site that is out of order show one text: they must not replace each other.
        note = f"its page now has the text of {standing.twin.id!r}; it stays as it was"
        return Standing("unchanged", standing.id), (note,)
    if standing.change == "unchanged" and standing.id != draft.key and task.present is None:
        return standing, (f"its text is that of {standing.id!r}; it is one article",)
    return store(catalog, chunker, draft, spans=spans), ()


def _under_its_id(catalog: Catalog, draft: SourceArticle, task: EntryTask) -> SourceArticle:
    """Give a draft the id of the article that its link has made before.

    A new link whose page states the link of another article as its own is believed only where the
    titles agree: some sites state the link of a section on all its pages. A blog on a host below
    another site's is not believed at all.
    """
    if task.present is not None and _is_its_own(catalog, task.present, task.known):
        return replace(draft, key=task.present.id)
    there = None if draft.key is None else catalog.article(draft.key)
    stated_elsewhere = canonical_link(draft.url or "") != canonical_link(draft.source)
    is_believed = (
        there is not None
        and there.title == draft.title
        and host_of(there.source) == host_of(draft.source)
    )
    if there is None or not stated_elsewhere or is_believed:
        return draft
    return replace(draft, key=page_key(draft.source), url=plain_link(draft.source))


def _is_its_own(catalog: Catalog, present: Article, known: SeenLink | None) -> bool:
    """Tell whether an article was made of this link, and not of a file or another link that only
    had the same text."""
    if known is None or not is_link(present.source):
        return False
    return catalog.watched.made_by(present.id) == known.url
