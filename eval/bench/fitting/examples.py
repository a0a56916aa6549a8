"""What the model is fitted on: questions, each with the passages that a library has for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.bench.fitting.questions import Posed
from rag.retrieval.relevance.decision import probability_of
from rag.retrieval.relevance.logistic import Kind, Model

LARGE = ("ant", "big")
"""Libraries of some 57,000 chunks; the others have 36 to 4,500."""


@dataclass(frozen=True, slots=True)
class SeenPassage:
    """A passage found for a question, the first of its language or the second (`rank` 0 or 1).

    `holds`: it is of an article that answers, and has the answer. `says`: it has the words of the
    answer, though it is of another article.
    """

    own: bool
    rank: int
    features: Mapping[str, float]
    holds: bool
    says: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of a library that answers it or does not. `without`: the articles on its
    subject had been taken out."""

    posed: Posed
    library: str
    answerable: bool
    without: bool
    seen: Sequence[SeenPassage]

    def probability(self, models: Mapping[Kind, Model], *, encoder: bool) -> float:
        """Return that of the likeliest passage; 0 where nothing was found."""
        return max((self.judged(models, one, encoder=encoder) for one in self.seen), default=0.0)

    def answered(
        self, models: Mapping[Kind, Model], *, encoder: bool, kind: str = "answered"
    ) -> bool:
        """Tell whether a passage is likely enough to be answered from, or to be of help."""
        least = {name: getattr(model, kind) for name, model in models.items()}
        return any(
            self.judged(models, one, encoder=encoder) >= least[model_for(one, encoder=encoder)]
            for one in self.seen
        )

    @staticmethod
    def judged(models: Mapping[Kind, Model], seen: SeenPassage, *, encoder: bool) -> float:
        return probability_of(seen.features, models[model_for(seen, encoder=encoder)])


def model_for(seen: SeenPassage, *, encoder: bool) -> Kind:
    """Return the name of the model that judges a passage."""
    if seen.own:
        return "own+near" if encoder else "own"
    return "across+near" if encoder else "across"
