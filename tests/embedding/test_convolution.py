from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding.convolution import Convolution, cook_toom


@given(st.integers(1, 4), st.integers(2, 5))
def test_cook_toom_computes_a_correlation(outputs: int, taps: int) -> None:
    gather, spread, mix = cook_toom(outputs, taps)
    random = np.random.default_rng(outputs * 10 + taps)
    rows, weights = random.standard_normal(outputs + taps - 1), random.standard_normal(taps)
    found = gather @ ((spread @ weights) * (mix @ rows))
    expected = [rows[at : at + taps] @ weights for at in range(outputs)]
    np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("taps", [2, 3, 5])
@pytest.mark.parametrize("count", [1, 5, 63, 64, 65, 66, 67, 300])
def test_a_convolution_is_the_sum_of_products(taps: int, count: int) -> None:
    random = np.random.default_rng(taps)
    matrices = random.standard_normal((taps, 16, 16)).astype(np.float32)
    rows = random.standard_normal((count + taps + 2, 16)).astype(np.float32)
    found = Convolution(matrices)(rows, count)
    expected = sum(rows[tap : tap + count] @ matrices[tap] for tap in range(taps))
    assert found.shape == (count, 16)
    np.testing.assert_allclose(found, expected, atol=2e-4)


def test_too_few_rows_are_refused() -> None:
    convolution = Convolution(np.ones((5, 4, 4), dtype=np.float32))
    with pytest.raises(ValueError, match="too few"):
        convolution(np.ones((80, 4), dtype=np.float32), 80)
