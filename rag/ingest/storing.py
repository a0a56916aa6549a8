"""Stores one article: what its source states becomes a record with an id and chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rag.ingest.chunking import Chunker
from rag.records import Article, SourceArticle, StoredChunk
from rag.store.catalog import Catalog, Standing
from rag.store.index_texts import searched_text


def store(
    catalog: Catalog,
    chunker: Chunker,
    draft: SourceArticle,
    *,
    foresee: Callable[[Iterable[str]], None] | None = None,
) -> Standing:
    """Put an article into the catalog unless it is there unchanged; return what that was.

    `foresee` is told the texts of its chunks, as an index will ask for them.
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
        chunks = chunker.chunk(article)
        if foresee is not None:
            foresee(searched_text(StoredChunk.of(chunk, article)) for chunk in chunks)
        catalog.put(article, draft, chunks, standing=standing)
        return standing


def new_texts(catalog: Catalog, drafts: Iterable[SourceArticle]) -> Iterator[str]:
    """Yield the texts of those drafts that are not in the catalog as they are. Another process may
    store one of them before they are stored, or remove one."""
    for draft in drafts:
        if catalog.standing(draft).change != "unchanged":
            yield draft.text
