from __future__ import annotations

import numpy as np
import pytest

from rag.briefs.extractive.selection import rank

SENTENCES = [
    "The river flooded the old town on Monday.",
    "The flood in the old town closed the bridge.",
    "A cat sat in the sun.",
]


def test_of_equals_the_earlier_place_ranks_first() -> None:
    scores = rank(["Same words here.", "Same words here."], [0, 5], "").scores
    assert scores[0] > scores[1]


def test_what_many_sentences_speak_of_ranks_before_what_none_does() -> None:
    scores = rank(SENTENCES, [1, 1, 1], "").scores
    assert min(scores[0], scores[1]) > scores[2]


def test_the_topic_lifts_what_it_names() -> None:
    with_topic = rank(SENTENCES, [1, 1, 1], "cats in the sun").scores
    lifted = with_topic - rank(SENTENCES, [1, 1, 1], "").scores
    assert lifted.argmax() == 2
    assert lifted[2] > 0.1


def test_likeness_is_a_cosine() -> None:
    likeness = rank(SENTENCES, [0, 1, 2], "").likeness
    assert likeness.shape == (3, 3)
    assert np.diag(likeness) == pytest.approx(1.0)
    assert likeness[0, 1] > likeness[0, 2]


def test_nothing_ranks_nothing() -> None:
    ranking = rank([], [], "a topic")
    assert ranking.scores.shape == (0,)
    assert ranking.likeness.shape == (0, 0)


def test_sentences_without_words_do_no_harm() -> None:
    assert np.isfinite(rank(["…", "!"], [0, 1], "؟").scores).all()
