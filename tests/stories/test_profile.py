"""What an article is compared by, and how it is stored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding.use import UseEmbedder
from rag.stories.profile import profile_of, profiles
from tests.factories import ANALYZER, article


@given(st.text(max_size=300), st.text(max_size=40))
def test_a_profile_comes_back_from_its_bytes(text: str, title: str) -> None:
    (made,) = profiles([article(text, title=title)], ANALYZER, None)
    back = profile_of(made.to_bytes())
    assert back.to_bytes() == made.to_bytes()
    assert back.words.tokens.tolist() == made.words.tokens.tolist()
    assert back.keys.counts.tolist() == made.keys.counts.tolist()
    assert back.is_arabic is False


def test_a_profile_has_the_vector_of_the_encoder_if_there_is_one() -> None:
    one = article("The ship blocked the canal.")
    (bare,) = profiles([one], ANALYZER, None)
    (full,) = profiles([one], ANALYZER, UseEmbedder(threads=1))
    assert bare.vector.shape == (0,)
    assert float(np.linalg.norm(profile_of(full.to_bytes()).vector)) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("cut", [0, 3, 20, -1])
def test_bytes_that_are_no_profile_are_refused(cut: int) -> None:
    (made,) = profiles([article("Tugs pulled the ship free on Monday.")], ANALYZER, None)
    with pytest.raises(ValueError, match="profile"):
        profile_of(made.to_bytes()[:cut])
