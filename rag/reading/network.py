"""The forward pass of the reader.

A question and a sentence (with the title of its article and the sentence before it) are two texts
for the lower half of the layers, which are those of multilingual-e5-small as they are. The upper
half reads both as one, with what was fitted added to its weights: low-rank matrices (Hu et al.,
LoRA, 2021). From the means of the last layer over the question, over what was read with it and over
the sentence alone comes one number, the log-odds that the sentence answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.reading.base_model import BaseModel
from rag.reading.int8_matrix import Int8Matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WIDTH = 384
INNER = 1_536
HEADS = 12
LAYERS = 12
TOGETHER = 6  # the first layer that reads question and sentence as one
MOST_TOKENS = 512
LINEAR = {"q": WIDTH, "k": WIDTH, "v": WIDTH, "ao": WIDTH, "fi": WIDTH, "fo": INNER}
"""The matrices of a layer, each with its number of columns: queries, keys, values and output of
attention, first and second of the two that follow."""
NORMS = ("aln.w", "aln.b", "oln.w", "oln.b")
QUESTION, AROUND, SENTENCE = 0, 1, 2  # what a token is part of

_EPSILON = np.float32(1e-12)
_SCALE = np.float32(1 / math.sqrt(WIDTH / HEADS))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence as the network takes it: token numbers, of which the first `around` are the title
    and the sentence before."""

    numbers: Sequence[int]
    around: int


class ReadingNetwork:
    """Computes the log-odds that sentences answer a question. Any thread may use it."""

    def __init__(self, base: BaseModel, fitted: Mapping[str, NDArray[np.floating]]) -> None:
        """Take the language model, and what was fitted by name (`reader_fitting`
        of the benchmarks)."""
        self._base = base
        self._positions = base.vector("emb.pos").reshape(-1, WIDTH)
        self._positions = self._positions + base.vector("emb.type")[:WIDTH]
        self._first = (base.vector("emb.ln.w"), base.vector("emb.ln.b"))
        self._layers = [_layer(base, fitted, number) for number in range(LAYERS)]
        self._head = {
            name: np.asarray(fitted[name], dtype=np.float32)
            for name in ("parts", "cosines", "hidden.w", "hidden.b", "out.w", "out.b")
        }

    def log_odds(self, question: Sequence[int], sentences: Sequence[Tokens]) -> Floats:
        """Return the log-odds of each sentence; shape (len(sentences),). Each has a token at least,
        and `MOST_TOKENS` at most; so has the question."""
        if not sentences:
            return np.empty(0, dtype=np.float32)
        texts = [question, *(one.numbers for one in sentences)]
        rows, ends = self._embedded(texts), np.cumsum([len(text) for text in texts])
        for layer in self._layers[:TOGETHER]:
            rows = layer(rows, ends)
        asked, rest = rows[: ends[0]], rows[ends[0] :]
        starts = ends[:-1] - ends[0]
        parts = [
            np.concatenate([asked, rest[start : start + len(one.numbers)]])
            for start, one in zip(starts, sentences, strict=True)
        ]
        kinds = [kinds_of(len(question), one) for one in sentences]
        rows = np.concatenate(parts) + self._head["parts"][np.concatenate(kinds)]
        ends = np.cumsum([len(part) for part in parts])
        for layer in self._layers[TOGETHER:]:
            rows = layer(rows, ends)
        return self._judged(np.split(rows, ends[:-1]), kinds)

    def _embedded(self, texts: Sequence[Sequence[int]]) -> Floats:
        tokens = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts])
        places = np.concatenate([np.arange(len(text)) for text in texts])
        rows = self._base.embeddings(tokens, WIDTH)
        rows += self._positions[places]
        return _normal(rows, *self._first)

    def _judged(self, texts: Sequence[Floats], kinds: Sequence[NDArray[np.int64]]) -> Floats:
        """Return the log-odds from the last layer of questions with their sentences."""
        both = list(zip(texts, kinds, strict=True))
        asked = np.stack([rows[kind == QUESTION].mean(axis=0) for rows, kind in both])
        read = np.stack([rows[kind != QUESTION].mean(axis=0) for rows, kind in both])
        alone = np.stack([rows[kind == SENTENCE].mean(axis=0) for rows, kind in both])
        head = self._head
        features = np.hstack([asked, alone, asked * alone])
        hidden = np.tanh(features @ head["hidden.w"].T + head["hidden.b"])
        found = hidden @ head["out.w"][0] + head["out.b"][0] + head["cosines"][2]
        found += head["cosines"][0] * _cosines(asked, read)
        found += head["cosines"][1] * _cosines(asked, alone)
        return np.asarray(found, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of a transformer."""

    qkv: Int8Matrix
    out: Int8Matrix
    inner: Int8Matrix
    outer: Int8Matrix
    norms: tuple[Floats, Floats, Floats, Floats]

    def __call__(self, rows: Floats, ends: NDArray[np.int64]) -> Floats:
        """Return the rows of the next layer, for texts that end at `ends`."""
        seen = _attended(self.qkv.times(rows), ends)
        rows = _normal(rows + self.out.times(seen), *self.norms[:2])
        return _normal(rows + self.outer.times(self.inner.times(rows)), *self.norms[2:])


def _layer(base: BaseModel, fitted: Mapping[str, NDArray[np.floating]], number: int) -> _Layer:
    """Return a layer, with what was fitted for it."""

    def matrix(name: str) -> Floats:
        whole = base.matrix(f"l{number}.{name}.w", LINEAR[name])
        if number >= TOGETHER:
            low, high = (fitted[f"l{number}.{name}.{half}"] for half in ("a", "b"))
            whole = whole + high.astype(np.float32) @ low.astype(np.float32)
        return whole.T

    def bias(name: str) -> Floats:
        return base.vector(f"l{number}.{name}.b")

    def norm(name: str) -> Floats:
        key = f"l{number}.{name}"
        return base.vector(key) if number < TOGETHER else fitted[key].astype(np.float32)

    first, second, third, fourth = map(norm, NORMS)
    qkv = np.hstack([matrix(name) for name in "qkv"])
    return _Layer(
        qkv=Int8Matrix.of(qkv, np.concatenate([bias(name) for name in "qkv"])),
        out=Int8Matrix.of(matrix("ao"), bias("ao")),
        inner=Int8Matrix.of(matrix("fi"), bias("fi"), curved=True),
        outer=Int8Matrix.of(matrix("fo"), bias("fo")),
        norms=(first, second, third, fourth),
    )


def _attended(qkv: Floats, ends: NDArray[np.int64]) -> Floats:
    """Return what the tokens of each text take from one another (Vaswani et al., 2017)."""
    out = np.empty((len(qkv), WIDTH), dtype=np.float32)
    start = 0
    for end in ends.tolist():
        count = end - start
        q, k, v = qkv[start:end].reshape(count, 3, HEADS, -1).transpose(1, 2, 0, 3)
        shares = (q * _SCALE) @ k.transpose(0, 2, 1)
        shares -= shares.max(axis=2, keepdims=True)
        np.exp(shares, out=shares)
        shares /= shares.sum(axis=2, keepdims=True)
        out[start:end] = (shares @ v).transpose(1, 0, 2).reshape(count, WIDTH)
        start = end
    return out


def _normal(rows: Floats, gain: Floats, shift: Floats) -> Floats:
    """Return rows of mean 0 and deviation 1, times `gain`, plus `shift`. The rows are changed."""
    rows -= rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    rows *= (1 / np.sqrt(spread + _EPSILON))[:, None]
    rows *= gain
    rows += shift
    return rows


def kinds_of(asked: int, sentence: Tokens) -> NDArray[np.int64]:
    """Return what each token of a question of `asked` tokens and of a sentence is part of."""
    counts = (asked, sentence.around, len(sentence.numbers) - sentence.around)
    return np.repeat([QUESTION, AROUND, SENTENCE], counts)


def _cosines(one: Floats, other: Floats) -> Floats:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray(np.einsum("ij,ij->i", one, other) / np.maximum(lengths, _EPSILON))
