"""`python -m eval.bench.fitting.second_look_fitting`: fit how passages are judged once read.

It writes `rag/retrieval/relevance/second_look_weights.tsv`, and prints what is then refused of the
questions that a library answers and of those that it does not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.bench.fitting.fit import descend, write
from eval.bench.fitting.options import options_of
from eval.bench.fitting.read_questions import ReadQuestion, read_questions
from eval.bench.harness import Measurement, render
from eval.measures import mean
from rag.retrieval.relevance.logistic import Kind, Model, Weight
from rag.retrieval.relevance.second_look import FEATURES, is_answer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KINDS: tuple[Kind, ...] = ("own", "across")
# What a set counts for, and within each the answerable questions as much as the others.
_SHARES = {"samples": 1.0, "ant": 1.0, "arcd": 0.5}
_RIDGE = 1.0
_NOTHING = 1e-9
_USUAL = 0.5  # how far the first of many sentences is ahead
_NOTES = (
    "How likely a passage answers once its likeliest sentences were read; `make fit` writes it.",
    "Fitted on half of ARCD's train part, half of the suite's stories, the dev halves of the "
    "natural questions and of those on the ANT corpus, questions on 40 of its articles, and near "
    "misses that are written over the samples.",
)


LEAST: dict[Kind, tuple[float, float]] = {"own": (0.65, 0.25), "across": (0.66, 0.25)}
"""The least probabilities of an answer, and of help. The dev half of the natural questions and the
archive of 24,000 articles set them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, write the weights unless told not to, and print what they refuse."""
    options = options_of(arguments, "second_look_fitting", __doc__)
    asked = list(read_questions(Path(options.data), Path(options.work)))
    models = {kind: _fitted(kind, asked, *LEAST[kind]) for kind in KINDS}
    if not options.measure:
        path = files("rag.retrieval.relevance").joinpath("second_look_weights.tsv")
        Path(str(path)).write_text(write(models, _NOTES, FEATURES), encoding="utf-8")
    print(render("refused after a second look", list(table(asked, models))))
    return 0


def _fitted(kind: Kind, asked: Sequence[ReadQuestion], answered: float, may_help: float) -> Model:
    rows = [row for one in asked if one.case.posed.part == "fit" for row in _rows(kind, one)]
    x, y, share = _balanced(rows)
    mean, sd = x.mean(axis=0), x.std(axis=0)
    sd[sd < _NOTHING] = 1.0
    whole = np.hstack([np.ones((len(y), 1)), (x - mean) / sd])
    signs = np.array([0, *(sign for sign, _ in FEATURES.values())])
    solved = descend(whole, y, share, signs, _RIDGE / len(y))
    weights = tuple(
        Weight(name, float(weight), float(mean[at]), float(sd[at]))
        for at, (name, weight) in enumerate(zip(FEATURES, solved[1:], strict=True))
        if weight
    )
    return Model(float(solved[0]), weights, answered, may_help)


def _rows(kind: Kind, one: ReadQuestion) -> Iterator[tuple[str, bool, list[float]]]:
    """Yield what a question gives to fit on: where it has an answer the passage that holds it,
    else the two that come nearest to one."""
    of_kind = [passage for passage in one.passages if passage.own == (kind == "own")]
    ordered = sorted(of_kind, key=lambda passage: -passage.features["reading"])
    if one.case.answerable:
        chosen = [passage for passage in ordered if passage.right][:1]
    else:
        chosen = ordered[:2]
    for passage in chosen:
        values = [passage.features.get(name, _USUAL) for name in FEATURES]
        yield one.library, one.case.answerable, values


def _balanced(
    rows: Sequence[tuple[str, bool, list[float]]],
) -> tuple[Floats, Floats, Floats]:
    """Return the features, the labels and what each row counts for: each library by its share,
    half of it for either label."""
    x = np.array([values for *_, values in rows])
    y = np.array([float(answers) for _, answers, _ in rows])
    names = np.array([name for name, *_ in rows])
    share = np.zeros(len(rows))
    for name, worth in _SHARES.items():
        for label in (0.0, 1.0):
            chosen = (names == name) & (y == label)
            if chosen.any():
                share[chosen] = worth / chosen.sum()
    return x, y, share / share.sum()


def table(asked: Sequence[ReadQuestion], models: Mapping[Kind, Model]) -> Iterator[Measurement]:
    """Yield the share refused of each set, by library, part and language."""

    def of(one: ReadQuestion) -> tuple[str, ...]:
        posed = one.case.posed
        known = "answerable" if one.case.answerable else "absent"
        hidden = ", its subject taken out" if one.case.hidden else ""
        return one.library, posed.part, posed.language, f"{posed.set}, {known}{hidden}"

    for key, group in groupby(sorted(asked, key=of), key=of):
        found = list(group)
        refused = mean(not answered(one, models) for one in found)
        yield Measurement(f"{', '.join(key)} (n {len(found)})", refused)


def answered(one: ReadQuestion, models: Mapping[Kind, Model]) -> bool:
    """Tell whether a passage is likely enough to be answered from."""
    for passage in one.passages:
        model = models["own" if passage.own else "across"]
        probability = model.probability(passage.features)
        if is_answer(
            probability,
            model,
            answered_before=passage.answered,
            other_event=passage.other_event,
            few="ahead" not in passage.features,
        ):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
