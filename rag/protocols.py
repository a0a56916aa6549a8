"""The protocols by which one room uses another without knowing which implementation it is given."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rag.records import (
    Article,
    BriefProgress,
    Dropped,
    Evidence,
    Headline,
    Language,
    MissingLanguage,
    Point,
    ReadSentence,
    SearchFilter,
    Sentence,
    StoredChunk,
    Turn,
    Usage,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TokenCounter(Protocol):
    """Counts the tokens of texts.

    `exact` is False for an estimate; `name` says which token table or estimate is used.
    """

    @property
    def name(self) -> str: ...

    @property
    def exact(self) -> bool: ...

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`; 0 for an empty one."""
        ...


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What a rescaled cosine counts for beside a lexical score of at most 1: `within` the
    question's language beside words, `across` to the other language beside keys."""

    within: float
    across: float


class Embedder(Protocol):
    """Turns texts into vectors of unit length.

    `fingerprint` names everything that the vectors depend on; a library refuses an embedder with
    another fingerprint. Failures are raised as `EmbeddingError`.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def weights(self) -> FusionWeights: ...

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors in the order of `texts`, with the shape (len(texts), dimension).

        No texts give the shape (0, dimension).
        """
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a query, with the shape (dimension,)."""
        ...


class SentenceReader(Protocol):
    """Tells how likely sentences answer a question; it may be used from any thread."""

    def read(self, question: str, sentences: Sequence[ReadSentence]) -> NDArray[np.float32]:
        """Return the log-odds of each, shape (len(sentences),); -inf for one without a word."""
        ...


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What a writer is asked to answer.

    `question` is as the user asked it; `standalone` can be read without the `history`. `language`
    is the language to answer in. `evidence` is numbered, best first.
    """

    question: str
    standalone: str
    language: Language
    evidence: tuple[Evidence, ...]
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class WriterReport:
    """How a writer ended.

    `abstained` says that the evidence holds no answer. `incomplete` says that the text was cut
    short; `reason` then explains it in the reader's language. `language` is set when the text is in
    another language than the one asked for. `void` is the number of first sentences that turned out
    to be no part of the answer, because the model wrote them before the end of its reasoning.
    """

    usage: Usage = field(default_factory=Usage)
    abstained: bool = False
    incomplete: bool = False
    reason: str | None = None
    language: Language | None = None
    void: int = 0


WriterEvent = str | Sentence | WriterReport
"""A piece of text as it is written, a finished sentence, or (once, as the last event) the report.
"""


class Writer(Protocol):
    """Turns evidence into sentences with citations.

    `name` is shown with the answer. `copies` is True for a writer that only quotes: each of its
    sentences must then stand in an article word for word.
    """

    @property
    def name(self) -> str: ...

    @property
    def copies(self) -> bool: ...

    def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]:
        """Yield text and sentences as they are written, and as the last event the report."""
        ...


@dataclass(frozen=True, slots=True)
class BriefTask:
    """What a brief writer is asked for.

    The brief is about `topic`, which is never empty, and is written from `articles` of one story,
    the most relevant first. It is written in each of `languages`, with about `words` words in each.
    `first` is the number of the first article, and of its first point.
    """

    topic: str
    articles: tuple[Article, ...]
    languages: tuple[Language, ...]
    words: int
    first: int = 1


@dataclass(frozen=True, slots=True)
class BriefDraft:
    """What a brief writer returns: the checked points, and what was left out.

    `reason` says in the topic's language what a reader must know of the whole brief.
    """

    points: tuple[Point, ...]
    headlines: tuple[Headline, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    missing_languages: tuple[MissingLanguage, ...] = ()
    usage: Usage = field(default_factory=Usage)
    incomplete: bool = False
    reason: str | None = None


class BriefWriter(Protocol):
    """Writes briefs.

    The evidence of every citation bears the number of its article, counted from `first` in the
    order of the task. `name` is shown with the brief.
    """

    @property
    def name(self) -> str: ...

    def astream(self, task: BriefTask) -> AsyncGenerator[BriefProgress | BriefDraft]:
        """Yield progress, and as the last event the draft."""
        ...


class Rewriter(Protocol):
    """Makes a follow-up question readable without its conversation.

    With an empty history it returns the question unchanged.
    """

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """Return the question, readable by itself, and what the model charged for it."""
        ...


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text analysed for search, as three bags of tokens with their counts.

    `stems` are light stems without stopwords. `grams` are the 4-grams of `_word_`. `keys` are
    script-neutral keys (numbers, names, concepts) that Arabic and English share.
    """

    stems: Mapping[str, int]
    grams: Mapping[str, int]
    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """An `Analysis` written out for an index.

    Tokens are separated by spaces, and each is repeated as often as it counts.
    """

    stems: str
    grams: str
    keys: str


FOREIGN_SHARE = 0.4
"""The factor on the score of a chunk in another language than the query's."""


class Reranker(Protocol):
    """Puts the candidates of a search into a better order, between fusion and the cut."""

    def rerank(self, question: str, candidates: Sequence[str]) -> Sequence[int]:
        """Return the places of `candidates` in their new order, best first, each place once.

        A candidate is the title and the text of a chunk; they come best first. A reranker that
        fails returns the order that it was given. Called from worker threads.
        """
        ...


class VectorStore(Protocol):
    """Keeps one vector for each chunk id and finds the nearest in a language.

    Failures are raised as `LibraryError`.
    """

    def add(
        self, chunk_ids: Sequence[str], vectors: NDArray[np.float32], language: Language
    ) -> None:
        """Add vectors of texts in one language, shape (len(chunk_ids), dimension).

        An id that is there already keeps its vector.
        """
        ...

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        ...

    def search(
        self,
        vector: NDArray[np.float32],
        language: Language,
        *,
        limit: int,
        among: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Return the nearest chunk ids in a language with their cosine, best first.

        `among` narrows the search to some ids.
        """
        ...

    def count(self, language: Language | None = None) -> int:
        """Return how many vectors there are, or how many in one language."""
        ...

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        ...

    def examine(self) -> None:
        """Read enough of the store to find damage. Raises `LibraryError`."""
        ...

    def clear(self) -> None:
        """Drop all vectors."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class Hit(NamedTuple):
    """A chunk that a search found.

    `score` is the fused score. `words` is its score in the list of words (of keys, in the other
    language) as a share of the best there, and `spread` how many standard deviations that score
    lies over the mean of the list; `near` is the same of its cosine in the list of vectors. None
    for a chunk that is not in the list, or where vectors count for little.
    """

    chunk_id: str
    score: float
    words: float = 0.0
    spread: float | None = None
    near: float | None = None


class HeldChunk(NamedTuple):
    """A chunk that an index holds: by its words, by its vector, or by both."""

    id: str
    has_words: bool
    has_vector: bool


class PassageIndex(Protocol):
    """Finds chunks; retrieval does not know which engine is behind it.

    Everything in an index is derived from the catalog and can be rebuilt from it.
    """

    def apply_words(self, adds: Sequence[StoredChunk], deletes: Sequence[str]) -> None:
        """Make chunks searchable by their words and take others out, durably.

        Repeating the call changes nothing.
        """
        ...

    def embed(self, chunks: Sequence[StoredChunk]) -> NDArray[np.float32]:
        """Return the vectors of chunks, shape (len(chunks), dimension); nothing is stored.

        Raises `EmbeddingError`.
        """
        ...

    def add_vectors(self, chunks: Sequence[StoredChunk], vectors: NDArray[np.float32]) -> None:
        """Store the vectors of chunks, durably. Repeating the call changes nothing."""
        ...

    def delete_vectors(self, chunk_ids: Sequence[str]) -> None:
        """Drop vectors, durably; ids that are not there are no error."""
        ...

    def search(
        self,
        query: Analysis,
        vector: NDArray[np.float32],
        *,
        language: Language,
        limit: int,
        where: SearchFilter | None,
    ) -> list[Hit]:
        """Return the best chunks for a query in `language`, best first.

        There are at most `limit` of them, and up to a third as many more in the other language. The
        scores of chunks in the other language are multiplied by `FOREIGN_SHARE`.
        """
        ...

    def counts(self) -> tuple[int, int]:
        """Return how many chunks have their words in the index, and how many their vector."""
        ...

    def held(self) -> Iterator[HeldChunk]:
        """Yield all chunks that are in the index, in the order of their ids."""
        ...

    def holding(self, text: str, *, limit: int, where: SearchFilter | None = None) -> list[str]:
        """Return the ids of the chunks that hold every word of a text, at most `limit`, best first.

        A word may have another ending, or be the word of the other language; the last one may be
        half written. A text without words finds nothing.
        """
        ...

    def rarity(self, token: str) -> float:
        """Return the inverse document frequency of a stem or a key.

        It is at least 0, and highest for one that no chunk holds.
        """
        ...

    def examine(self) -> None:
        """Read what a search would read. Raises `LibraryError` for what is damaged."""
        ...

    def clear(self) -> None:
        """Drop what the index keeps on a server: that does not go with the library's folder."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
