"""The fitted model: the probability that a passage answers a question, and the three outcomes.

The weights lie in `weights.tsv` beside this file; `make fit` writes them anew.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rag.records import Outcome

Kind = Literal["own", "own+near", "across", "across+near"]
"""Which of the four models: within a language or across, without an encoder's vectors or with."""


class Weight(NamedTuple):
    """What a feature counts for, once `mean` is taken away and it is divided by `sd`."""

    feature: str
    weight: float
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression: p = 1 / (1 + exp(−(bias + Σ weight · (feature − mean) / sd))).

    `answered` and `may_help` are the least probabilities of those outcomes.
    """

    bias: float
    weights: tuple[Weight, ...]
    answered: float
    may_help: float

    @property
    def features(self) -> Collection[str]:
        """Return the names of the features that count for something."""
        return {one.feature for one in self.weights}

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability (0 to 1) that the passage with these features answers; a
        feature that is not given counts as its mean."""
        logit = self.bias + sum(
            one.weight * (features.get(one.feature, one.mean) - one.mean) / one.sd
            for one in self.weights
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def outcome(self, probability: float) -> Outcome:
        """Return what a passage of this probability is good for."""
        if probability >= self.answered:
            return "answered"
        return "may_help" if probability >= self.may_help else "absent"


@lru_cache(maxsize=1)
def models() -> Mapping[Kind, Model]:
    """Return the models that come with Mujaz; read once."""
    return parse(
        files("rag.retrieval.relevance").joinpath("weights.tsv").read_text(encoding="utf-8")
    )


def parse(table: str) -> dict[Kind, Model]:
    """Return the models of a table of weights: a line for each feature of a model, with tabs
    between model, feature, weight, mean, sd and the reason; lines with # are passed over.

    Three lines of each model have a weight alone: bias, answered, may_help.
    """
    rows: dict[str, list[Weight]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            kind, feature, weight, mean, sd, _ = line.split("\t")
            rows.setdefault(kind, []).append(
                Weight(feature, float(weight), float(mean or 0), float(sd or 1))
            )
    return {kind: _model(weights) for kind, weights in rows.items()}  # type: ignore[misc]


def _model(weights: list[Weight]) -> Model:
    alone = {one.feature: one.weight for one in weights}
    return Model(
        bias=alone["bias"],
        weights=tuple(one for one in weights if one.feature not in _ALONE),
        answered=alone["answered"],
        may_help=alone["may_help"],
    )


_ALONE = frozenset(["bias", "answered", "may_help"])
