"""The file of weights, and what a model makes of features."""

from __future__ import annotations

import math

import pytest

from eval.bench.fitting.fit import write
from rag.retrieval.relevance.features import FEATURES
from rag.retrieval.relevance.logistic import Kind, Model, Weight, models, parse

TABLE = """# a comment
own\tbias\t-1\t\t\twhy
own\tanswered\t0.6\t\t\twhy
own\tmay_help\t0.2\t\t\twhy
own\tpair\t2\t0.5\t0.25\twhy
"""


def test_a_table_of_weights_is_read() -> None:
    assert parse(TABLE) == {"own": Model(-1.0, (Weight("pair", 2.0, 0.5, 0.25),), 0.6, 0.2)}


def test_the_probability_is_that_of_a_logistic_regression() -> None:
    model = parse(TABLE)["own"]
    assert model.probability({"pair": 1.0}) == pytest.approx(1 / (1 + math.exp(-3)))
    assert model.probability({}) == pytest.approx(1 / (1 + math.exp(1)))


@pytest.mark.parametrize(
    ("probability", "outcome"), [(0.6, "answered"), (0.59, "may_help"), (0.19, "absent")]
)
def test_the_outcome_follows_the_probability(probability: float, outcome: str) -> None:
    assert parse(TABLE)["own"].outcome(probability) == outcome


@pytest.mark.parametrize("kind", ["own", "own+near", "across", "across+near"])
def test_the_weights_that_come_with_mujaz_keep_their_signs(kind: Kind) -> None:
    model = models()[kind]
    assert 0 < model.may_help < model.answered < 1
    for one in model.weights:
        sign, _ = FEATURES[one.feature]
        assert one.weight * sign >= 0, one.feature


def test_what_is_written_is_read_again() -> None:
    assert parse(write(parse(TABLE), ["a note"])) == parse(TABLE)
