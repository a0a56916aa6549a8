"""Question → passages: search both indexes at once, drop near-copies, fetch the articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from rag.catalog import Catalog
from rag.protocols import Embedder, PassageIndex
from rag.records import Article, Chunk, Language, Passage, SearchFilter
from rag.text.analysis import analyze
from rag.text.language import detect_language
from rag.text.matching import ENOUGH, ENOUGH_ACROSS, Wanted
from rag.text.normalize import normalize

_SPARE = 2  # fetched for each place, so that near-copies can be dropped
_SHINGLE = 3
_SAME = 0.8  # Jaccard index of their shingles that makes two passages the same


class Retriever:
    """Searches one library."""

    def __init__(self, catalog: Catalog, index: PassageIndex, embedder: Embedder) -> None:
        self._catalog = catalog
        self._index = index
        self._embedder = embedder

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> list[Passage]:
        """The best passages, best first; near-identical ones share one place. A question without
        a letter or digit finds nothing. `language` is the question's where it is known better
        than by its letters. Raises `EmbeddingError`."""
        query = analyze(question)
        if not (query.stems or query.grams or query.keys) or limit < 1:
            return []
        if where == SearchFilter():
            where = None
        vector = self._embedder.embed_query(question)
        language = language or detect_language(question)
        hits = self._index.search(
            query, vector, language=language, limit=limit * _SPARE + 4, where=where
        )
        found = self._catalog.passages([chunk_id for chunk_id, _ in hits])
        ranked = [(*found[chunk_id], score) for chunk_id, score in hits if chunk_id in found]
        wanted = Wanted.by(question, self._index.rarity)
        return [
            _passage(wanted, language, chunk, article, score)
            for chunk, article, score in _distinct(ranked, limit)
        ]


def _passage(
    wanted: Wanted, language: Language, chunk: Chunk, article: Article, score: float
) -> Passage:
    """A passage with how much of the question stands in it or its title. Across languages, where
    words cannot meet, the keys must tell."""
    text = f"{article.title}\n{chunk.text}"
    if article.language == language:
        coverage, enough = wanted.coverage(text), ENOUGH
    else:
        coverage, enough = wanted.key_coverage(text), ENOUGH_ACROSS
    return Passage(chunk, article, score, coverage, relevant=coverage >= enough)


def _distinct(
    ranked: Sequence[tuple[Chunk, Article, float]], limit: int
) -> list[tuple[Chunk, Article, float]]:
    """The first `limit` passages that are no near-copies of a better one."""
    kept: list[tuple[Chunk, Article, float]] = []
    seen: list[set[tuple[str, ...]]] = []
    for item in ranked:
        shingles = _shingles(item[0].text)
        if any(_jaccard(shingles, other) >= _SAME for other in seen):
            continue
        kept.append(item)
        seen.append(shingles)
        if len(kept) == limit:
            break
    return kept


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = normalize(text).split()
    if len(words) < _SHINGLE:
        return {tuple(words)}
    return set(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)


class PassageDocument(Document):
    """A passage as LangChain knows it: the text is the chunk's exact slice, the metadata names
    the article, the offsets and the score, and `passage` is the record itself."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    passage: Passage = Field(exclude=True)


class PassageRetriever(BaseRetriever):
    """The search as a LangChain retriever of `PassageDocument`s."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    limit: int = 6
    where: SearchFilter | None = None
    language: Language | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        passages = self.retriever.search(
            query, limit=self.limit, where=self.where, language=self.language
        )
        return [_document(passage) for passage in passages]


def _document(passage: Passage) -> PassageDocument:
    article, chunk = passage.article, passage.chunk
    metadata: dict[str, Any] = {
        "article_id": article.id,
        "title": article.title,
        "language": article.language,
        "source": article.source,
        "outlet": article.outlet,
        "url": article.url,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "start": chunk.start,
        "end": chunk.end,
        "score": passage.score,
        "coverage": passage.coverage,
    }
    return PassageDocument(id=chunk.id, page_content=chunk.text, metadata=metadata, passage=passage)
