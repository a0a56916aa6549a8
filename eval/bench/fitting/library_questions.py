"""Asks the questions of the libraries, through the product's own index, and keeps the features.

Words lie in an index on disk, vectors in memory and in files: a second fit takes seconds. A
question without its subject is asked of the same library with those articles hidden, and words
are as rare as they would be without them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.bench.fitting.examples import Example, SeenPassage
from eval.bench.fitting.pool import load_group
from eval.bench.fitting.questions import Posed
from rag.protocols import Embedder, Hit
from rag.records import Article, StoredChunk
from rag.retrieval.relevance import AskedQuestion, Ranked
from rag.retrieval.relevance.decision import candidates
from rag.retrieval.relevance.features import features
from rag.store.index_texts import searched_text
from rag.store.local_index import LocalIndex, entry_of
from rag.store.word_index import LexicalIndex
from rag.text.analysis.folding import normalize
from rag.text.analyzer import shipped_analyzer
from rag.text.crosslingual.keys import is_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIBRARIES: dict[str, tuple[str, ...]] = {
    "samples": ("samples-ar", "samples-en"),
    "samples-ar": ("samples-ar",),
    "samples-en": ("samples-en",),
    "english": ("english", "samples-en"),
    "arcd": ("arcd", "ntrex-ar"),
    "mlqa": ("mlqa", "ntrex-ar"),
    "kaif": ("kaif", "ntrex-ar"),
    "ant": ("ant",),
    "big": ("ant", "arcd", "mlqa", "kaif", "ntrex-ar", "samples-ar"),
}
"""What each library is put together from."""

ANALYZER = shipped_analyzer()

_LIMIT = 16  # hits looked through for the first few of each language
_JUDGED = 5
_ROUND = 512  # texts that are embedded at a time
_SURE = 4  # letters of an answer that stands in another article not by chance


@dataclass(frozen=True, slots=True)
class Case:
    """A question for a library, and the articles that are hidden from it."""

    posed: Posed
    hidden: frozenset[str]
    answerable: bool


@dataclass
class Library:
    """A library in which articles can be hidden. Stands in for `Catalog`, `LexicalIndex` and
    `VectorStore` behind the product's `LocalIndex`."""

    lexical: LexicalIndex
    chunks: dict[str, tuple[Article, StoredChunk]]
    vectors: NDArray[np.float32]
    hidden: frozenset[str] = frozenset()
    _ids: list[str] = field(default_factory=list)
    _by_article: dict[str, list[str]] = field(default_factory=dict)
    _rows: dict[str, NDArray[np.intp]] = field(default_factory=dict)
    _spelt: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = list(self.chunks)
        languages = np.array([article.language for article, _ in self.chunks.values()])
        for id_, (article, _) in self.chunks.items():
            self._by_article.setdefault(article.id, []).append(id_)
        self._rows = {one: np.flatnonzero(languages == one) for one in ("ar", "en")}

    def hide(self, articles: frozenset[str]) -> None:
        self.hidden = frozenset(
            chain.from_iterable(self._by_article.get(article, ()) for article in articles)
        )

    def count(self) -> int:
        return len(self._ids) - len(self.hidden)

    def owed_ids(self, part: str, chunk_ids: Sequence[str]) -> set[str]:
        """Return the chunks that have no vectors yet: here all have theirs."""
        return set()

    def document_frequency(self, name: str, token: str) -> int:
        hidden = map(self._tokens, self.hidden)
        lost = sum(token in (keys if is_key(token) else stems) for stems, keys in hidden)
        return max(0, self.lexical.document_frequency(name, token) - lost)

    def _tokens(self, id_: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the stems and the keys of a chunk."""
        if id_ not in self._spelt:
            spelling = ANALYZER.spell(searched_text(self.chunks[id_][1]))
            self._spelt[id_] = (
                frozenset(spelling.stems.split()),
                frozenset(spelling.keys.split()),
            )
        return self._spelt[id_]

    def search(
        self, terms: Any, language: str = "", *, limit: int, where: Any = None, among: Any = None
    ) -> Any:
        """Search by terms, or by a vector."""
        if isinstance(terms, np.ndarray):
            return self._near(terms, language, limit)
        found = self.lexical.search(terms, limit=limit + len(self.hidden), where=where)
        return [hit for hit in found if hit[0] not in self.hidden][:limit]

    def _near(
        self, vector: NDArray[np.float32], language: str, limit: int
    ) -> list[tuple[str, float]]:
        rows = self._rows[language]
        if not len(rows):
            return []
        cosines = self.vectors[rows] @ vector
        most = min(limit + len(self.hidden), len(cosines))
        best = np.argpartition(-cosines, most - 1)[:most]
        ordered = best[np.argsort(-cosines[best])]
        found = ((self._ids[rows[at]], float(cosines[at])) for at in ordered)
        return [hit for hit in found if hit[0] not in self.hidden][:limit]


def open_library(name: str, data: Path, work: Path, embedder: Embedder) -> Library:
    """Put a library together, its words in a folder of `work`, its vectors in files there."""
    chunks: dict[str, tuple[Article, StoredChunk]] = {}
    matrices = []
    for group in LIBRARIES[name]:
        loaded = load_group(group, data)
        stored = [(article, one) for article, ones in loaded for one in ones]
        matrices.append(vectors_of(group, [one for _, one in stored], work, embedder))
        chunks.update((one.chunk.id, (article, one)) for article, one in stored)
    return library_of(work / "words" / name, chunks, matrices)


def library_of(
    words: Path,
    chunks: dict[str, tuple[Article, StoredChunk]],
    vectors: Sequence[NDArray[np.float32]],
) -> Library:
    """Return the library of chunks with their vectors, in matrices that follow each other; the
    folder `words` keeps the word index."""
    lexical = LexicalIndex(words)
    if lexical.count() != len(chunks):
        spelt = (entry_of(one, ANALYZER.spell(searched_text(one))) for _, one in chunks.values())
        lexical.apply(spelt, [])
    return Library(lexical, chunks, np.concatenate(vectors).astype(np.float32))


def vectors_of(
    group: str, chunks: Sequence[StoredChunk], work: Path, embedder: Embedder
) -> NDArray[np.float32]:
    path = work / f"{group}.{stamp_of(embedder)}.npy"
    if path.is_file():
        return np.asarray(np.load(path), dtype=np.float32)
    texts = [searched_text(one) for one in chunks]
    rounds = (texts[at : at + _ROUND] for at in range(0, len(texts), _ROUND))
    found = np.concatenate([embedder.embed_documents(texts) for texts in rounds])
    np.save(path, found.astype(np.float16))
    return found


def gather(
    library: Library,
    name: str,
    cases: Sequence[Case],
    embedder: Embedder,
    kept: Path | None = None,
) -> list[Example]:
    """Ask the questions of the library. What the search finds is read from the file `kept`, if
    there is one: it stays the same when features change."""
    if kept is not None and kept.is_file():
        with kept.open("rb") as file:
            found: list[list[Hit]] = pickle.load(file)
    else:
        found = [_hits(library, case, embedder) for case in cases]
        if kept is not None:
            with kept.open("wb") as file:
                pickle.dump(found, file)
    return [_asked(library, name, case, hits) for case, hits in zip(cases, found, strict=True)]


def _hits(library: Library, case: Case, embedder: Embedder) -> list[Hit]:
    posed = case.posed
    library.hide(case.hidden)
    index = LocalIndex(library, library, library, embedder, analyzer=ANALYZER)  # type: ignore[arg-type]
    return index.search(
        ANALYZER.analyze(posed.question),
        embedder.embed_query(posed.question),
        language=posed.language,
        limit=_LIMIT,
        where=None,
    )


def _asked(library: Library, name: str, case: Case, hits: Sequence[Hit]) -> Example:
    posed = case.posed
    library.hide(case.hidden)
    rarity = LocalIndex(library, library, library, None, analyzer=ANALYZER).rarity  # type: ignore[arg-type]
    asked = AskedQuestion.by(posed.question, posed.language, rarity, ANALYZER)
    ranked = [
        Ranked(library.chunks[hit.chunk_id][1].chunk, library.chunks[hit.chunk_id][0], hit)
        for hit in hits
    ]
    own = [one for one in ranked if one.article.language == posed.language]
    foreign = [one for one in ranked if one.article.language != posed.language]
    seen = [
        *_seen(asked, own, case, beside=False),
        *_seen(asked, foreign, case, beside=bool(own)),
    ]
    return Example(posed, name, case.answerable, bool(case.hidden), tuple(seen))


def _seen(
    asked: AskedQuestion, ranked: Sequence[Ranked], case: Case, *, beside: bool
) -> Iterator[SeenPassage]:
    for rank, one in enumerate(candidates(ranked, beside=beside)[:_JUDGED]):
        quotes = [normalize(quote) for quote in case.posed.quotes]
        text = normalize(one.chunk.text)
        gold = one.article.id in case.posed.gold
        yield SeenPassage(
            own=one.article.language == asked.language,
            rank=rank,
            features=features(asked, one),
            holds=gold and (not quotes or any(quote in text for quote in quotes)),
            says=not gold and any(len(quote) >= _SURE and quote in text for quote in quotes),
        )


def load_or_gather(
    name: str, cases: Sequence[Case], data: Path, work: Path, embedder: Embedder
) -> list[Example]:
    """Return the examples of a library, from the file that an earlier run left if there is one."""
    stamp = stamp_of(embedder)

    def found() -> list[Example]:
        library = open_library(name, data, work, embedder)
        return gather(library, name, cases, embedder, work / f"{name}.{stamp}.hits.pickle")

    return kept_examples(work / f"{name}.{stamp}.examples.pickle", found)


def kept_examples(path: Path, found: Callable[[], list[Example]]) -> list[Example]:
    """Return the examples in a file, which is written where it is not there."""
    if path.is_file():
        with path.open("rb") as file:
            kept: list[Example] = pickle.load(file)
            return kept
    examples = found()
    with path.open("wb") as file:
        pickle.dump(examples, file)
    return examples


def stamp_of(embedder: Embedder) -> str:
    """Return what marks the files of an embedder."""
    return embedder.fingerprint.replace(":", "-")
