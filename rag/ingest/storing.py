"""Stores one article: what its source states becomes a record with an id and chunks."""

from __future__ import annotations

from collections.abc import Sequence

from rag.ingest.chunking import Chunker
from rag.records import Article, SourceArticle
from rag.store.catalog import Catalog, Standing


def store(
    catalog: Catalog,
    chunker: Chunker,
    draft: SourceArticle,
    *,
    spans: Sequence[tuple[int, int]] | None = None,
) -> Standing:
    """Put an article into the catalog unless it is there unchanged; return what that was.

    `spans` are where the chunker cuts its text, if that is known.
    """
    with catalog.transaction():
        standing = catalog.standing(draft)
        if standing.change == "unchanged":
            return standing
        article = Article(
            id=standing.id,
            text=draft.text,
            title=draft.title,
            language=draft.language,
            source=draft.source,
            published_at=draft.published_at,
            outlet=draft.outlet,
            url=draft.url,
            titled=draft.titled,
            pages=draft.pages,
        )
        catalog.put(article, draft, chunker.chunk(article, spans), standing=standing)
        return standing


def is_new(catalog: Catalog, draft: SourceArticle) -> bool:
    """Tell whether a draft is not in the catalog as it is. Another process may store it before it
    is stored here, or remove it."""
    return catalog.standing(draft).change != "unchanged"
