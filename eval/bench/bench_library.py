"""Libraries of texts that quality is measured on, made and searched by the product's own parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench.public_sets import Text
from rag.ingest.ingester import settle
from rag.protocols import Embedder
from rag.records import Article, Chunk, Language, SearchFilter, SourceArticle
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.local_index import LocalIndex, open_index
from rag.text.analyzer import shipped_analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CUT = 10  # how far down a ranking counts


class _Weighted(Embedder):
    """An embedder that counts for something else in fusion."""

    def __init__(self, embedder: Embedder, weight: float) -> None:
        self._embedder = embedder
        self._weight = weight

    @property
    def weight(self) -> float:
        return self._weight

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._embedder.embed_query(text)


def settings(home: Path) -> Settings:
    """Settings of a library under the built-in embedder."""
    return Settings.load(home=home, embedder="builtin")


def add_texts(home: Path, texts: Sequence[Text]) -> None:
    """Add texts to the library in `home`: each one article of one chunk, without a title, the
    text's name its id. Makes the library if there is none."""
    Service.open(settings(home)).close()
    with opened(home) as (catalog, index, _):
        with catalog.transaction():
            for text in texts:
                catalog.put(_article(text), _draft(text), [_whole(text)])
        settle(catalog, index)


@contextmanager
def opened(
    home: Path, *, weight: float | None = None
) -> Iterator[tuple[Catalog, LocalIndex, Embedder]]:
    """The parts of the library in `home`. The vectors count for `weight` in fusion; None: for
    what the embedder says."""
    from rag.embedding.builtin import BuiltinEmbedder

    embedder: Embedder = BuiltinEmbedder()
    if weight is not None:
        embedder = _Weighted(embedder, weight)
    catalog = Catalog(home / "catalog.sqlite")
    library = catalog.meta("library") or ""
    index = open_index(
        home,
        catalog,
        embedder,
        analyzer=shipped_analyzer(),
        library=library,
        chroma_url=None,
    )
    try:
        yield catalog, index, embedder
    finally:
        index.close()
        catalog.close()


def search_index(
    index: LocalIndex,
    embedder: Embedder,
    question: str,
    *,
    language: Language = "ar",
    words: bool = True,
    keys: bool = True,
    where: SearchFilter | None = None,
) -> list[str]:
    """The names of the best texts for a question in `language` by the index alone, with only some
    parts of the question."""
    query = shipped_analyzer().analyze(question)
    query = query if words else replace(query, stems={}, grams={})
    query = query if keys else replace(query, keys={})
    vector = embedder.embed_query(question)
    hits = index.search(query, vector, language=language, limit=CUT, where=where)
    return [name for name, _ in hits]


def _whole(text: Text) -> Chunk:
    return Chunk(text.name, text.name, 0, len(text.text), text.text)


def _article(text: Text) -> Article:
    return Article(text.name, text.text, text.name, text.language, source=text.name)


def _draft(text: Text) -> SourceArticle:
    return SourceArticle(text.text, text.name, text.name, text.name, text.language, key=text.name)
