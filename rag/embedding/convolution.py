"""Convolve along a text with fewer multiplications than the definition takes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# Where polynomials are evaluated: small numbers, and their inverses, keep rounding errors small.
_POINTS = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (-1, 2), (-2, 1), (1, 2))]
_TILE = 4
# Fewer rows than this are multiplied directly: then reading the matrices takes longer than
# multiplying, and the transformed ones are half again as many.
_DIRECT = 64


class Convolution:
    """Compute y[t] = Σ_k x[t + k] · W[k] for rows x[t] and `len(W)` square matrices W[k].

    By Cook and Toom's algorithm, as in Lavin and Gray, "Fast Algorithms for Convolutional Neural
    Networks" (2016): 4 rows take 3 + `len(W)` products with a matrix instead of 4 · `len(W)`. In
    float32 the encoder's vectors differ from the direct ones by less than 1e-6.
    """

    def __init__(self, matrices: Floats) -> None:
        """Take the matrices W, shape (taps, width, width)."""
        taps, width, _ = matrices.shape
        gather, spread, mix = cook_toom(_TILE, taps)
        self._taps, self._width = taps, width
        self._flat = np.ascontiguousarray(matrices.reshape(taps * width, width))
        self._matrices = np.einsum("ik,kxy->ixy", spread, matrices).astype(np.float32)
        self._gather, self._mix = gather.astype(np.float32), mix.astype(np.float32)

    def __call__(self, rows: Floats, count: int) -> Floats:
        """Return y[0] to y[count - 1]. `rows` is contiguous and has at least
        `count` + taps + 2 rows."""
        if count < _DIRECT:
            return self._windows(rows, count, 1, self._taps).reshape(count, -1) @ self._flat
        tiles, points = -(-count // _TILE), len(self._mix)
        mixed = self._mix @ self._windows(rows, tiles, _TILE, points)
        products = np.empty_like(mixed)
        for point, matrix in enumerate(self._matrices):
            np.matmul(mixed[:, point], matrix, out=products[:, point])
        return (self._gather @ products).reshape(-1, self._width)[:count]

    def _windows(self, rows: Floats, count: int, step: int, length: int) -> Floats:
        """View `rows` as `count` windows of `length` rows, each `step` rows further."""
        shape = (count, length, self._width)
        strides = (step * rows.strides[0], *rows.strides)
        if (count - 1) * step + length > len(rows):
            raise ValueError(f"{len(rows)} rows are too few for {count} windows of {length}")
        return np.lib.stride_tricks.as_strided(rows, shape, strides, writeable=False)


def cook_toom(
    outputs: int, taps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return matrices A, G, B with A · ((G · w) ∘ (B · x)) = Σ_k x[t + k] · w[k], for `outputs`
    values of t and so many `taps` w[k]; ∘ multiplies element by element.

    G and Aᵀ evaluate polynomials at points and at infinity, Bᵀ interpolates there: the transpose
    of multiplying two polynomials.
    """
    size = outputs + taps - 1
    interpolate = np.linalg.inv(_evaluate(size, size))
    mix, spread = interpolate.T, _evaluate(size, taps)
    scale = np.abs(mix).max(axis=1, keepdims=True)  # what is mixed stays as large as it was
    return _evaluate(size, outputs).T, spread * scale, mix / scale


def _evaluate(points: int, degree: int) -> NDArray[np.float64]:
    """Return powers of the points, the last row for infinity; shape (points, degree)."""
    rows = [[float(point**power) for power in range(degree)] for point in _POINTS[: points - 1]]
    return np.array([*rows, [0.0] * (degree - 1) + [1.0]])
