"""The seams: what one room asks of another without knowing who is behind it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rag.records import (
    Article,
    BriefProgress,
    Dropped,
    Evidence,
    Headline,
    Language,
    MissingLanguage,
    Point,
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
    """Counts tokens. `exact` is False for an estimate; `name` says which table or estimate."""

    @property
    def name(self) -> str: ...

    @property
    def exact(self) -> bool: ...

    def count(self, text: str) -> int: ...


class Embedder(Protocol):
    """Turns texts into vectors of unit length.

    `fingerprint` names everything that the vectors depend on; libraries refuse another one.
    `weight` is what the raw cosine counts for beside a lexical score of at most 1 in fusion.
    Failures are `EmbeddingError`.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def weight(self) -> float: ...

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), rows in the order of `texts`; (0, dimension) for none."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Shape (dimension,)."""
        ...


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What a writer is asked: `question` as asked, `standalone` readable without the history,
    the `language` to answer in, and the numbered `evidence`, best first."""

    question: str
    standalone: str
    language: Language
    evidence: tuple[Evidence, ...]
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class WriterReport:
    """How a writer ended. `abstained`: the evidence holds no answer. `incomplete`: it was cut
    short; `reason` says so in the reader's language. `language` is set when the text is in
    another language than was asked for."""

    usage: Usage = field(default_factory=Usage)
    abstained: bool = False
    incomplete: bool = False
    reason: str | None = None
    language: Language | None = None


WriterEvent = str | Sentence | WriterReport
"""A piece of text as it is written, a finished sentence, or (once, last) the report."""


class Writer(Protocol):
    """Turns evidence into sentences with citations. `name` is told in the answer. `copies` is True
    when it writes nothing of its own: its sentences must then stand in the articles."""

    @property
    def name(self) -> str: ...

    @property
    def copies(self) -> bool: ...

    def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]: ...


@dataclass(frozen=True, slots=True)
class BriefTask:
    """What a brief writer is asked: a brief on `topic` from `articles`, the nearest first, in each
    of `languages`, of about `words` words each. `topic` is never empty."""

    topic: str
    articles: tuple[Article, ...]
    languages: tuple[Language, ...]
    words: int


@dataclass(frozen=True, slots=True)
class BriefDraft:
    """What a brief writer hands back: checked points and what it left out. `reason` says in the
    topic's language what a reader must know of the whole."""

    points: tuple[Point, ...]
    headlines: tuple[Headline, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    missing_languages: tuple[MissingLanguage, ...] = ()
    usage: Usage = field(default_factory=Usage)
    incomplete: bool = False
    reason: str | None = None


class BriefWriter(Protocol):
    """Writes briefs. The evidence of every citation bears the number of its article, from 1 in
    the order of the task. `name` is told in the brief."""

    @property
    def name(self) -> str: ...

    def astream(self, task: BriefTask) -> AsyncGenerator[BriefProgress | BriefDraft]:
        """Progress, and once, last, the draft."""
        ...


class Rewriter(Protocol):
    """Makes a follow-up question readable without its conversation.

    With an empty history it returns the question as it is.
    """

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]: ...


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text analysed for search: bags of tokens with their counts.

    `stems` are light stems without stopwords, `grams` 4-grams of `_word_`, `keys` script-neutral
    keys (numbers, names) that the two languages share.
    """

    stems: Mapping[str, int]
    grams: Mapping[str, int]
    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """An `Analysis` written out for an index: tokens with spaces between them, repeated ones as
    often as they count."""

    stems: str
    grams: str
    keys: str


FOREIGN_SHARE = 0.4
"""What a chunk in another language than the query's counts for, beside one in its language."""


class Reranker(Protocol):
    """Puts the candidates of a search into a better order, between fusion and the cut."""

    def rerank(self, question: str, candidates: Sequence[str]) -> Sequence[int]:
        """Return the places of `candidates` in their new order, best first, each place once.

        A candidate is the title and the text of a chunk; they come best first. A reranker that
        fails returns the order that it was given. Called from worker threads.
        """
        ...


class VectorStore(Protocol):
    """Keeps one vector for each chunk id and finds the nearest. Failures are `LibraryError`."""

    def add(self, chunk_ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add vectors, shape (len(chunk_ids), dimension); an id that is there keeps its vector."""
        ...

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        ...

    def search(
        self, vector: NDArray[np.float32], *, limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the nearest chunk ids with their cosine, best first; `among` narrows to ids."""
        ...

    def count(self) -> int:
        """Return how many vectors there are."""
        ...

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        ...

    def clear(self) -> None:
        """Drop all vectors."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class PassageIndex(Protocol):
    """Finds chunks. Retrieval knows nothing of what is behind it.

    Everything in it is derived from the catalog and can be rebuilt from there.
    """

    def apply(self, adds: Sequence[StoredChunk], deletes: Sequence[str]) -> None:
        """Add chunks and delete others, durably; doing it again changes nothing."""
        ...

    def search(
        self,
        query: Analysis,
        vector: NDArray[np.float32],
        *,
        language: Language,
        limit: int,
        where: SearchFilter | None,
    ) -> list[tuple[str, float]]:
        """The ids and fused scores of the best chunks for a query in `language`, best first, those
        in the other language by `FOREIGN_SHARE`:
        `limit` of them, and up to a third as many more in the other language."""
        ...

    def counts(self) -> Sequence[int]:
        """How many chunks each of its parts holds."""
        ...

    def ids(self) -> Sequence[set[str]]:
        """Which chunks each of its parts holds."""
        ...

    def rarity(self, token: str) -> float:
        """The idf of a stem or a key, at least 0; highest for one that stands nowhere."""
        ...
