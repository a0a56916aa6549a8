"""The passage index on a Milvus server: words and vectors in one collection, shared by all
processes that have the library open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from rag.errors import FingerprintError
from rag.protocols import Analysis, Embedder, HeldChunk, Hit
from rag.records import Language, SearchFilter, StoredChunk
from rag.store.catalog import FORMER_EMBEDDERS, Catalog
from rag.store.fusion import (
    CANDIDATES,
    AskedLanguage,
    FoundLists,
    ScoredIds,
    asked_languages,
    fused,
    is_meaningful,
)
from rag.store.index_texts import (
    ANALYSIS_VERSION,
    inverse_frequency,
    searched_text,
    spellings_of,
)
from rag.store.milvus_address import MilvusAddress
from rag.store.milvus_collection import MilvusCollection, Row
from rag.store.milvus_frequencies import TokenFrequencies
from rag.store.milvus_texts import (
    among,
    asked_text,
    day_number,
    expression,
    holds_all,
    written_text,
)
from rag.text.analyzer import Analyzer
from rag.text.spelling_processes import Speller

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Item = TypeVar("_Item")

MILVUS_FORMAT = "milvus/1"
"""Names the fields of the collection and how tokens are written there."""

_BATCH = 500  # rows of a call: some megabytes
_THREADS = 16  # calls at a time, of all questions


class MilvusIndex:
    """Words and vectors in one Milvus collection. Implements `PassageIndex`.

    A question asks for all its lists at once, each in a call of its own, so that it takes as long
    as the slowest: words and nearest vectors in its language, keys and nearest vectors in the
    other. While vectors are being made, those are searched after the words. Milvus's own hybrid
    search returns one list for all, and the fusion here needs each.
    """

    def __init__(
        self,
        collection: MilvusCollection,
        catalog: Catalog,
        embedder: Embedder,
        *,
        analyzer: Analyzer,
        speller: Speller | None = None,
    ) -> None:
        self._collection = collection
        self._catalog = catalog
        self._embedder = embedder
        self._analyzer = analyzer
        self._speller = speller or Speller(analyzer, processes=1)
        self._calls = ThreadPoolExecutor(_THREADS, thread_name_prefix="mujaz-milvus")
        self._frequencies = TokenFrequencies(self._calls, collection)

    def close(self) -> None:
        self._calls.shutdown()
        self._collection.close()

    def apply_words(self, adds: Sequence[StoredChunk], deletes: Sequence[str]) -> None:
        """Take chunks out, with their vectors, and make others searchable by their words."""
        for part in _parts(deletes):
            self._collection.delete(among(part))
        for chunks in _parts(adds):
            self._put(chunks, self._words_of(chunks))
        self._frequencies.changed(len(adds) + len(deletes))

    def embed(self, chunks: Sequence[StoredChunk]) -> NDArray[np.float32]:
        """Return the vectors of chunks. Raises `EmbeddingError`."""
        return self._embedder.embed_documents([searched_text(chunk) for chunk in chunks])

    def add_vectors(self, chunks: Sequence[StoredChunk], vectors: NDArray[np.float32]) -> None:
        """Store the vectors of chunks; one whose words are not there gets them too."""
        for start in range(0, len(chunks), _BATCH):
            part = slice(start, start + _BATCH)
            ids = [chunk.chunk.id for chunk in chunks[part]]
            rows = [
                {"id": one, "vector": vector, "embedded": True}
                for one, vector in zip(ids, vectors[part].tolist(), strict=True)
            ]
            self._put(chunks[part], rows)

    def delete_vectors(self, chunk_ids: Sequence[str]) -> None:
        """Drop vectors; ids that are not there are no error."""
        for part in _parts(chunk_ids):
            held = self._held(part)
            self._collection.change([{"id": one, **self._no_vector()} for one in sorted(held)])

    def _put(self, chunks: Sequence[StoredChunk], rows: Sequence[Row]) -> None:
        """Store what `rows` say of chunks: rows that are there keep their other fields, others get
        all."""
        held = self._held([chunk.chunk.id for chunk in chunks])
        new = {row["id"]: row for row in rows if row["id"] not in held}
        wordless = [one for one in chunks if "words" not in new.get(one.chunk.id, {"words": ""})]
        words = {row["id"]: row for row in self._words_of(wordless)}
        self._collection.put(
            [{**self._no_vector(), **words.get(one, {}), **row} for one, row in new.items()]
        )
        self._collection.change([row for row in rows if row["id"] in held])

    def _held(self, chunk_ids: Sequence[str]) -> set[str]:
        """Return which of some chunks have a row."""
        found = self._collection.rows(among(chunk_ids), ["id"])
        return {row["id"] for row in found}

    def _words_of(self, chunks: Sequence[StoredChunk]) -> list[Row]:
        """Return the rows of chunks without their vectors."""
        spellings = self._speller.spell(list(map(searched_text, chunks)))
        return [
            {
                "id": chunk.chunk.id,
                "article": chunk.chunk.article_id,
                "language": chunk.language,
                "outlet": chunk.outlet,
                "day": day_number(chunk.published_at),
                "words": written_text(("s", spelling.stems), ("g", spelling.grams)),
                "keys": written_text(("k", spelling.keys)),
            }
            for chunk, spelling in zip(chunks, spellings, strict=True)
        ]

    def _no_vector(self) -> Row:
        return {"vector": [0.0] * self._dimension, "embedded": False}

    @cached_property
    def _dimension(self) -> int:
        return dimension_of(self._embedder)

    def counts(self) -> tuple[int, int]:
        """Return how many chunks there are, and how many have their vector."""
        return self._collection.count(), self._collection.count("embedded == true")

    def held(self) -> Iterator[HeldChunk]:
        """Yield which chunks there are, a page at a time; Milvus has them in order."""
        for row in self._collection.every(["id", "embedded"]):
            yield HeldChunk(row["id"], has_words=True, has_vector=bool(row["embedded"]))

    def examine(self) -> None:
        """Search each field once. Raises `LibraryError`."""
        some = [1.0] * self._dimension
        for searched, query in (("words_bm25", "a"), ("keys_bm25", "a"), ("vector", some)):
            self._collection.search(searched, query, limit=1, condition="")

    def clear(self) -> None:
        """Drop the collection and make an empty one."""
        self._collection.drop()
        self._collection.open(lambda: self._dimension)
        self._frequencies.forget()

    def rarity(self, token: str) -> float:
        """Return the idf of a stem or a key as in BM25, by the counts of `TokenFrequencies`."""
        return inverse_frequency(self._frequencies.of(token), self._frequencies.total())

    def search(
        self,
        query: Analysis,
        vector: NDArray[np.float32],
        *,
        language: Language,
        limit: int,
        where: SearchFilter | None,
    ) -> list[Hit]:
        """Return the best chunks by words and vectors, as `rag.store.fusion` puts them together."""
        asked = asked_languages(
            query, language=language, where=where, weights=self._embedder.weights
        )
        depth = max(limit, CANDIDATES)
        numbers: list[float] = vector.tolist()
        words = [self._calls.submit(self._matching, one, depth) for one in asked]
        self._frequencies.expect(query)
        unknown = self._without_vector(words)
        near = [self._calls.submit(self._near, numbers, one, depth) for one in asked]
        return fused(
            asked,
            [
                FoundLists(matching.result(), nearest.result(), unknown)
                for matching, nearest in zip(words, near, strict=True)
            ],
            limit=limit,
            meaning=is_meaningful(self._embedder),
        )

    def _without_vector(self, words: Sequence[Future[ScoredIds]]) -> set[str]:
        """Return which of the chunks that words find have no vector yet. The searches by words are
        waited for only where vectors are owed; else all searches of a question go on together."""
        if not self._catalog.owes_vectors():
            return set()
        found = [chunk_id for one in words for chunk_id, _ in one.result()]
        return self._catalog.owed_ids("vectors", found)

    def _matching(self, asked: AskedLanguage, depth: int) -> ScoredIds:
        """Return what has the words (the keys) in one language."""
        if not asked.terms:
            return []
        return self._collection.search(
            "keys_bm25" if asked.foreign else "words_bm25",
            asked_text(asked.terms),
            limit=depth,
            condition=expression(asked.where),
        )

    def _near(self, vector: list[float], asked: AskedLanguage, depth: int) -> ScoredIds:
        """Return the nearest chunks in one language; none where they count for nothing."""
        if asked.weight <= 0:
            return []
        return self._collection.search(
            "vector", vector, limit=depth, condition=expression(asked.where, "embedded == true")
        )

    def holding(self, text: str, *, limit: int, where: SearchFilter | None = None) -> list[str]:
        """Return the ids of the chunks that hold every word of a text in one of its spellings
        (`spellings_of`), at most `limit`: first the best by their words, then those that hold the
        words of the other language."""
        spellings = spellings_of(text, self._analyzer)
        if not spellings:
            return []
        condition = expression(where or SearchFilter(), holds_all(spellings))
        own = {token for ways in spellings for way in ways for token in way if token[0] != "k"}
        terms = [(field, token, 0.5) for field, token in sorted(own)]
        found = (
            self._collection.search(
                "words_bm25", asked_text(terms), limit=limit, condition=condition
            )
            if terms
            else []
        )
        ids = [chunk_id for chunk_id, _ in found]
        if len(ids) < limit:
            ids += [row["id"] for row in self._collection.rows(condition, ["id"], limit=limit)]
        return list(dict.fromkeys(ids))[:limit]


def open_milvus(
    url: str,
    catalog: Catalog,
    embedder: Embedder,
    analyzer: Analyzer,
    speller: Speller | None = None,
) -> MilvusIndex:
    """Open the library's collection on the server at `url`. Raises `LibraryError`.

    `speller` spells the texts, or else this process does.
    It is made, and the catalog owes it all words and vectors, where the library had another index
    or another embedder until now. A library whose collection was written by another version of the
    analysis, or with another glossary, is refused: other processes may be using it.
    """
    library, stamp = catalog.meta("library") or "", _stamp(embedder, analyzer)
    known = catalog.meta("words") or ""
    if known.startswith(MILVUS_FORMAT.split("/")[0]) and _analysis(known) != _analysis(stamp):
        raise FingerprintError(
            "the words of this library in Milvus were written by another version of Mujaz or with "
            "another glossary; run the same everywhere, or build them anew for all: "
            "mujaz doctor --repair"
        )
    collection = MilvusCollection(MilvusAddress.of(url), _name(library, stamp))
    try:
        if known == stamp:
            collection.open(partial(dimension_of, embedder))
        else:
            _begin(catalog, stamp, collection, embedder)
            collection.drop_others(_prefix(library))
    except BaseException:
        collection.close()
        raise
    return MilvusIndex(collection, catalog, embedder, analyzer=analyzer, speller=speller)


def _begin(catalog: Catalog, stamp: str, collection: MilvusCollection, embedder: Embedder) -> None:
    """Make the collection that the library has from now on, and owe it everything. Of several
    processes that open a new library one does so, and the others wait."""
    with catalog.transaction():
        collection.open(partial(dimension_of, embedder))
        if catalog.meta("words") != stamp:
            catalog.owe(add=catalog.chunk_ids())
            catalog.set_meta("words", stamp)
            catalog.forget_meta(FORMER_EMBEDDERS)


def check_milvus(url: str) -> None:
    """See that a server answers at `url` and lets us in. Raises `LibraryError`, `SettingsError`."""
    collection = MilvusCollection(MilvusAddress.of(url), _name("", ""))
    try:
        collection.exists()
    finally:
        collection.close()


def discard_milvus(url: str, catalog: Catalog) -> None:
    """Drop all collections of the library, of whatever version, and forget that there was one.
    Raises `LibraryError`."""
    library = catalog.meta("library") or ""
    collection = MilvusCollection(MilvusAddress.of(url), _name(library, ""))
    try:
        collection.drop_others(_prefix(library))
    finally:
        collection.close()
    catalog.forget_meta("words")


def dimension_of(embedder: Embedder) -> int:
    """Return how many numbers the vectors of an embedder have. Raises `EmbeddingError`."""
    known = int(embedder.embed_documents([]).shape[1])
    return known or len(embedder.embed_query("مرحبا, hello"))


def _stamp(embedder: Embedder, analyzer: Analyzer) -> str:
    """Return what a collection depends on: first the analysis, then the embedder."""
    fingerprint = analyzer.glossary.fingerprint
    return f"{MILVUS_FORMAT} {ANALYSIS_VERSION} {fingerprint}\n{embedder.fingerprint}"


def _analysis(stamp: str) -> str:
    return stamp.partition("\n")[0]


def _prefix(library: str) -> str:
    return f"mujaz_{blake2b(library.encode(), digest_size=8).hexdigest()}_"


def _name(library: str, stamp: str) -> str:
    return _prefix(library) + blake2b(stamp.encode(), digest_size=8).hexdigest()


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
