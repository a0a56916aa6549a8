"""The measures say what their names say."""

from __future__ import annotations

import pytest

from eval.bench.hit_measures import found, holds, reciprocal_rank
from eval.measures import mean, quantile


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [(["r", "a"], 1.0), (["a", "r"], 0.5), (["a", "b", "r"], 0.0), ([], 0.0)],
)
def test_reciprocal_rank_is_one_over_the_place_within_the_cut(
    ranked: list[str], expected: float
) -> None:
    assert reciprocal_rank(ranked, "r", within=2) == expected


def test_found_looks_no_further_than_the_cut() -> None:
    assert found(["a", "r"], "r", within=2) == 1.0
    assert found(["a", "r"], "r", within=1) == 0.0


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("وُلِدَ في القاهرة سنة ١٩٢٢.", "القاهره"),
        ("وُلِدَ في القاهرة سنة ١٩٢٢.", "سنة 1922،"),
        ("The PRIME minister resigned.", "prime minister"),
    ],
)
def test_an_answer_is_held_whatever_its_spelling(text: str, answer: str) -> None:
    assert holds(text, ["nothing of the kind", answer])


def test_what_is_not_there_is_not_held() -> None:
    assert not holds("The minister resigned.", ["The president"])
    assert not holds("The minister resigned.", [])


def test_the_mean_of_nothing_is_zero() -> None:
    assert mean([]) == 0.0
    assert mean([1, 0, 0.5]) == 0.5


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.75, 3.0), (0.95, 4.0), (1.0, 4.0)])
def test_a_quantile_is_one_of_the_values(share: float, expected: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == expected


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)
