"""Stores one article: what its source states becomes a record with an id and chunks."""

from __future__ import annotations

from rag.ingest.chunking import Chunker
from rag.records import Article, SourceArticle
from rag.store.catalog import Catalog, Standing


def store(catalog: Catalog, chunker: Chunker, draft: SourceArticle) -> Standing:
    """Put an article into the catalog unless it is there unchanged; return what that was."""
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
    catalog.put(article, draft, chunker.chunk(article))
    return standing
