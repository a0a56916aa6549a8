"""Products in whole numbers: near the exact ones, and each row for itself."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.reading.int8_matrix import Int8Matrix

Floats = NDArray[np.float32]


def drawn(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)


@given(st.integers(0, 99), st.integers(1, 20), st.integers(1, 70), st.integers(1, 70))
def test_products_are_near_the_exact_ones(seed: int, count: int, width: int, out: int) -> None:
    """Each rounding is off by half a step at most, of a row or a column."""
    rows, matrix, bias = drawn(seed, count, width), drawn(seed + 1, width, out), drawn(seed, out)
    found = Int8Matrix.of(matrix, bias).times(rows)
    exact = rows.astype(float) @ matrix + bias
    row_step = np.abs(rows).max(axis=1, keepdims=True) / 127
    column_step = np.abs(matrix).max(axis=0) / 63
    most = (
        row_step / 2 * np.abs(matrix).sum(axis=0)
        + column_step / 2 * np.abs(rows).sum(axis=1, keepdims=True)
        + width * row_step * column_step / 4
    )
    assert (np.abs(found - exact) <= most * 1.01 + 1e-4).all()
    assert found.shape == (count, out)
    assert found.dtype == np.float32


def test_a_row_has_the_product_that_it_has_alone() -> None:
    rows = drawn(1, 30, 64) * np.geomspace(1e-3, 1e3, 30, dtype=np.float32)[:, None]
    matrix = Int8Matrix.of(drawn(2, 64, 48), drawn(3, 48))
    alone = np.concatenate([matrix.times(row[None]) for row in rows])
    np.testing.assert_array_equal(matrix.times(rows), alone)


def test_the_greatest_numbers_do_not_run_over() -> None:
    """All of one sign and as great as can be, in rows and columns, is what sums in 16 bits could
    not hold."""
    matrix = Int8Matrix.of(np.ones((1_536, 40), np.float32), np.zeros(40, np.float32))
    for sign in (1, -1):
        rows = np.full((3, 1_536), sign, np.float32)
        np.testing.assert_allclose(matrix.times(rows), 1_536 * sign, rtol=1e-5)


def test_zeros_are_multiplied_too() -> None:
    bias = drawn(4, 5)
    matrix = drawn(5, 8, 5)
    matrix[:, 2] = 0
    rows = drawn(6, 2, 8)
    rows[0] = 0
    found = Int8Matrix.of(matrix, bias).times(rows)
    np.testing.assert_array_equal(found[0], bias)
    assert found[1, 2] == bias[2]


def test_a_curved_product_is_the_product_under_the_curve() -> None:
    rows, matrix, bias = drawn(7, 9, 32), drawn(8, 32, 16), drawn(9, 16)
    flat = Int8Matrix.of(matrix, bias).times(rows)
    curved = Int8Matrix.of(matrix, bias, curved=True).times(rows)
    share = [NormalDist().cdf(one) for one in flat.ravel().tolist()]
    np.testing.assert_allclose(curved, flat * np.reshape(share, flat.shape), atol=2e-3)


@pytest.mark.parametrize("curved", [True, False])
def test_what_is_given_is_not_changed(curved: bool) -> None:
    rows, matrix, bias = drawn(7, 9, 32), drawn(8, 32, 16), drawn(9, 16)
    given_ = [one.copy() for one in (rows, matrix, bias)]
    Int8Matrix.of(matrix, bias, curved=curved).times(rows)
    for one, before in zip((rows, matrix, bias), given_, strict=True):
        np.testing.assert_array_equal(one, before)
