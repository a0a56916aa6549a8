"""Judges passages again, once their likeliest sentences have been read beside the question.

The search judges a passage by what stands there and what does not; a reader tells whether a
sentence answers. A logistic regression takes both; `make fit` writes its weights to
`second_look_weights.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from rag.records import Language, Outcome, Passage
from rag.retrieval.relevance.logistic import Kind, Model, parse

FEATURES: dict[str, tuple[int, str]] = {
    "found": (1, "log-odds that the search gives the passage"),
    "reading": (1, "log-odds of its likeliest sentence, from reading it beside the question"),
    "ahead": (1, "probability of the first of all sentences: how far it is ahead of the others"),
}
"""What the second look takes into account, and the sign that its weight may have."""

# Log-odds beyond which nothing is told apart. Of what the search did not judge it knows as little
# as of what it thinks very unlikely.
_LEAST_FOUND, _MOST_FOUND = -4.0, 8.0
_LEAST_READ = -12.0
_CONFIRMED = 0.5
"""The least probability of an answer where the search answers from a passage too. With one for both
as much is refused in all, but a count that a search found for sure (.92), and the reader thought
unlikely, was refused, and more of what 24,000 Arabic articles do not answer in English answered."""

_AMONG_FEW = 0.4
"""The same where there are too few sentences for one of them to be ahead of the others: little else
is there to be mistaken for an answer, and whoever asks knows what the few articles are about."""

_OTHER_EVENT = 0.9
"""The least probability of an answer where the passage tells of another event by what it lacks.
Without that .72 of what 24,000 Arabic articles do not answer in English is refused instead of .76,
at as many answers."""

_ABOUT, _OF_HELP = 0.25, 0.35
"""The share of a question that a passage has if it is about its subject, and the least probability
of one that has less. Of 142 questions about what three archives do not have 73 were shown passages
as of help without that, on whatever firms or finals they tell of, and 54 are with it; of 49 refused
questions that were shown their answer so one loses it."""


def look_again(
    passages: Sequence[Passage],
    odds: Sequence[float | None],
    language: Language,
    *,
    ahead: float | None,
) -> list[Passage]:
    """Return the passages with the probability and the outcome of a second look. `odds` are those
    of the likeliest sentence of each that was read, None where none was; `language` is the
    question's; `ahead` is the probability of the first of all sentences,
    None where they are too few for that to tell anything."""
    judged = []
    for passage, found in zip(passages, features(passages, odds, ahead), strict=True):
        model = models()["own" if passage.article.language == language else "across"]
        probability = model.probability(found)
        outcome: Outcome = "absent"
        if is_answer(
            probability,
            model,
            answered_before=passage.relevant,
            other_event=passage.other_event,
            few=ahead is None,
        ):
            outcome = "answered"
        elif _helps(passage, probability, model):
            outcome = "may_help"
        judged.append(replace(passage, probability=probability, outcome=outcome))
    return judged


def _helps(passage: Passage, probability: float, model: Model) -> bool:
    """Tell whether a passage that does not answer helps: what is about the subject, whatever it
    does not tell, or what is likely."""
    if passage.coverage < _ABOUT and probability < _OF_HELP:
        return False
    return passage.outcome != "absent" or probability >= model.may_help


def is_answer(
    probability: float, model: Model, *, answered_before: bool, other_event: bool, few: bool
) -> bool:
    """Tell whether a passage of this probability is answered from; `answered_before`: the search
    alone would; `other_event`: it seems to tell of another event than the one asked about; `few`:
    there are too few sentences for one to be ahead of the others."""
    if other_event:
        return probability >= _OTHER_EVENT
    if answered_before:
        return probability >= (_AMONG_FEW if few else _CONFIRMED)
    return probability >= model.answered


def features(
    passages: Sequence[Passage], odds: Sequence[float | None], ahead: float | None
) -> list[dict[str, float]]:
    """Return the features of each passage by name. What was not read is no likelier than what
    was."""
    read = [one for one in odds if one is not None]
    least = max(_LEAST_READ, min(read, default=_LEAST_READ))
    reading = [least if one is None else max(_LEAST_READ, one) for one in odds]
    known = {} if ahead is None else {"ahead": ahead}
    return [
        {"found": _log_odds(passage.probability), "reading": own, **known}
        for passage, own in zip(passages, reading, strict=True)
    ]


def _log_odds(probability: float) -> float:
    if probability <= 0:
        return _LEAST_FOUND
    odds = math.log(probability) - math.log1p(-min(probability, 1 - 1e-9))
    return max(_LEAST_FOUND, min(_MOST_FOUND, odds))


@lru_cache(maxsize=1)
def models() -> Mapping[Kind, Model]:
    """Return the models that come with Mujaz, for passages in the question's language (`own`) and
    in the other (`across`); read once."""
    table = files("rag.retrieval.relevance").joinpath("second_look_weights.tsv")
    return parse(table.read_text(encoding="utf-8"))
