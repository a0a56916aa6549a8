"""Makes and searches libraries of texts with the product's own parts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench.public_sets import Text
from rag.embedding.embedders import open_embedder
from rag.ingest.settling import settle
from rag.protocols import Embedder, FusionWeights
from rag.records import Article, Chunk, Language, SearchFilter, SourceArticle
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.local_index import LocalIndex, open_index
from rag.text.analyzer import shipped_analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDER = "BENCH_EMBEDDER"  # an environment variable, so that further processes know it too
CUT = 10  # how far down a ranking counts


class _Weighted(Embedder):
    """An embedder that counts for something else in fusion."""

    def __init__(self, embedder: Embedder, weights: FusionWeights) -> None:
        self._embedder = embedder
        self._weights = weights

    @property
    def weights(self) -> FusionWeights:
        """Return the weights in fusion."""
        return self._weights

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the embedder inside."""
        return self._embedder.fingerprint

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed documents."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Embed a question."""
        return self._embedder.embed_query(text)


def embedder_name() -> str:
    """Return the embedder that is measured: what `--embedder` names, in this process or in the
    one that started it, or the one that Mujaz comes with."""
    return os.environ.get(EMBEDDER) or shipped_embedder()


def shipped_embedder() -> str:
    """Return the embedder that a library has if no setting names another."""
    name: str = Settings.model_fields["embedder"].default
    return name


def settings(home: Path) -> Settings:
    """Return settings for a library with the embedder that is measured."""
    return Settings.load(home=home, embedder=embedder_name())


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
    """Open the parts of the library in `home`.

    The vectors have the given `weight` in fusion, within and across languages, or the embedder's
    own weights for None.
    """
    embedder = _opened_embedder(embedder_name())
    if weight is not None:
        embedder = _Weighted(embedder, FusionWeights(weight, weight))
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


@cache
def _opened_embedder(name: str) -> Embedder:
    return open_embedder(name, api_key=None, base_url=None, cache_path=Path("vectors.sqlite"))


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
    """Return the names of the best texts by the index alone, with some parts of the question."""
    query = shipped_analyzer().analyze(question)
    query = query if words else replace(query, stems={}, grams={})
    query = query if keys else replace(query, keys={})
    vector = embedder.embed_query(question)
    hits = index.search(query, vector, language=language, limit=CUT, where=where)
    return [hit.chunk_id for hit in hits]


def _whole(text: Text) -> Chunk:
    """Return a text as one chunk."""
    return Chunk(text.name, text.name, 0, len(text.text), text.text)


def _article(text: Text) -> Article:
    """Return a text as an article."""
    return Article(text.name, text.text, text.name, text.language, source=text.name)


def _draft(text: Text) -> SourceArticle:
    """Return a text as a source article."""
    return SourceArticle(text.text, text.name, text.name, text.name, text.language, key=text.name)
