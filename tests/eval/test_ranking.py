"""The measures of retrieval agree with ir-measures."""

from __future__ import annotations

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG

from eval.measures import ndcg, recall, reciprocal

NAMES = [f"a{number}" for number in range(30)]


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=25), st.data())
def test_they_agree(ranked: list[str], data: st.DataObject) -> None:
    right = data.draw(st.sets(st.sampled_from(NAMES), min_size=1, max_size=12))
    found = {name: float(-place) for place, name in enumerate(ranked)}
    theirs = ir_measures.calc_aggregate(
        [nDCG @ 10, R @ 5, R @ 20, RR], {"q": dict.fromkeys(right, 1)}, {"q": found}
    )
    ours = {
        nDCG @ 10: ndcg(ranked, right, within=10),
        R @ 5: recall(ranked, right, within=5),
        R @ 20: recall(ranked, right, within=20),
        RR: reciprocal(ranked, right),
    }
    assert ours == pytest.approx(theirs)


def test_nothing_found_is_0_and_nothing_right_is_refused() -> None:
    assert ndcg([], {"a"}, within=10) == recall([], {"a"}, within=5) == reciprocal([], {"a"}) == 0
    with pytest.raises(ValueError, match="nothing is right"):
        recall(["a"], set(), within=5)
