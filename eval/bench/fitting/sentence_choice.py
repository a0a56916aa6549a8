"""`python -m eval.bench.fitting.sentence_choice`: fit which sentences of the passages answer.

It writes `rag/answering/sentence_weights.tsv`, and prints how often the first sentence holds the
answer, and one of the first three, on the parts fitted on and on those held out.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from eval.bench.fitting.options import options_of
from eval.bench.fitting.questions import Posed
from eval.bench.fitting.read_questions import read_questions
from eval.bench.harness import Measurement, render
from rag.answering.sentence_features import FEATURES, MEANING, READING
from rag.answering.sentence_ranking import COLUMNS, own_gains
from rag.answering.tuning import OWN_LANGUAGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What a set counts for. Natural questions are few, and the likest to real ones.
_SHARES = {"natural": 1.0, "ant-kept": 1.0, "arcd": 0.25, "news": 0.4, "ant": 0.2}
_RIDGE = 0.05
_STEPS = 1_000
_NOTHING = 1e-9
_NOTES = (
    "What a feature of a sentence counts for where an answer is put together; `make fit` writes "
    "them.",
    "Fitted on half of ARCD's train part, half of the suite's stories, the dev halves of the "
    "natural questions and of those on the ANT corpus, and questions on 40 of its articles.",
)


Stage = Literal["words", "meaning", "reading"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""What is known of a sentence: its words; its meaning too; what reading it tells too. The columns
of the table of weights are in this order, two for each."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences found for a question: their features (rows × `FEATURES`; `reading` is NaN for
    those that were not read), which are in its language, and which answer it."""

    posed: Posed
    x: NDArray[np.float64]
    own: NDArray[np.bool_]
    right: NDArray[np.bool_]

    def at(self, stage: Stage) -> Choice:
        """Return what is known at a stage, 0 for what is not; for `reading` the sentences that
        were read alone."""
        names = list(FEATURES)
        read = ~np.isnan(self.x[:, names.index(READING)])
        rows = read if stage == "reading" else np.ones(len(self.x), dtype=bool)
        x = self.x[rows].copy()
        if stage == "words":
            x[:, names.index(MEANING)] = 0.0
        if stage != "reading":
            x[:, names.index(READING)] = 0.0
        return Choice(self.posed, x, self.own[rows], self.right[rows])

    def columns(self) -> NDArray[np.float64]:
        """Return the features twice: of the sentences in the question's language, 0 for the
        others, and of the others."""
        return np.hstack([self.x * self.own[:, None], self.x * ~self.own[:, None]])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, write the weights unless told not to, and print how often they choose right."""
    options = options_of(arguments, "sentence_choice", __doc__)
    data, work = Path(options.data), Path(options.work)
    choices = list(gather(data, work))
    fitted = {stage: fit([one.at(stage) for one in choices]) for stage in STAGES}
    if not options.measure:
        path = files("rag.answering").joinpath("sentence_weights.tsv")
        Path(str(path)).write_text(write(fitted), encoding="utf-8")
    for stage, weights in fitted.items():
        rows = table([one.at(stage) for one in choices], weights)
        print(render(f"choice of sentences, with {stage}", list(rows)), end="\n\n")
    return 0


def gather(data: Path, work: Path) -> Iterator[Choice]:
    """Yield what each answerable question found."""
    for one in read_questions(data, work):
        if one.case.answerable:
            yield Choice(one.case.posed, one.x, one.own, one.right)


def fit(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """Return the weights of `FEATURES` in the question's language, then those in the other.

    They minimise the conditional logit's loss, each set by its share, with a ridge, by gradient
    descent with momentum (Nesterov, 1983) on features divided by their deviation.
    """
    useful = [one for one in choices if one.posed.part == "fit" and one.right.any()]
    tables = [one.columns() for one in useful]
    scale = np.sqrt(np.mean(np.concatenate(tables) ** 2, axis=0))
    scale[scale < _NOTHING] = np.inf
    tables = [table / scale for table in tables]
    counts = {name: sum(one.posed.set == name for one in useful) for name in _SHARES}
    shares = [_SHARES[one.posed.set] / counts[one.posed.set] for one in useful]
    step = 1 / sum(
        share * np.linalg.norm(table, axis=1).max() ** 2
        for share, table in zip(shares, tables, strict=True)
    )
    point = ahead = np.zeros(len(scale))
    for count in range(_STEPS):
        slope = 2 * _RIDGE * ahead
        for share, table, one in zip(shares, tables, useful, strict=True):
            slope = slope + share * _slope(table, ahead, one.right)
        following = ahead - step * slope
        ahead = following + count / (count + 3) * (following - point)
        point = following
    return np.asarray(point / scale)


def _slope(
    table: NDArray[np.float64], weights: NDArray[np.float64], right: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the gradient of -ln Σ p over the right sentences."""
    p = _probabilities(table @ weights)
    among = np.where(right, p, 0.0) / p[right].sum()
    return np.asarray(table.T @ (p - among))


def _probabilities(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(logits - logits.max())
    return np.asarray(np.maximum(shares / shares.sum(), _NOTHING))


def table(choices: Sequence[Choice], weights: NDArray[np.float64]) -> Iterator[Measurement]:
    """Yield how often the first sentence is right, and one of the first three, by set and part.
    A question whose answer was not among the passages counts as wrong."""

    def of(one: Choice) -> tuple[str, str]:
        return one.posed.set, one.posed.part

    for (name, part), group in groupby(sorted(choices, key=of), key=of):
        ranks = [_rank(one, weights) for one in group]
        for count in (1, 3):
            share = sum(rank < count for rank in ranks) / len(ranks)
            yield Measurement(f"{name}, {part}: right among the first {count}", share)


def _rank(one: Choice, weights: NDArray[np.float64]) -> float:
    """Return the place of the first right sentence."""
    odds = one.x[:, list(FEATURES).index(READING)]
    gains = np.array(own_gains(odds.tolist())) if odds.any() else OWN_LANGUAGE
    logits = one.columns() @ weights + gains * one.own
    places = np.flatnonzero(one.right[np.argsort(-logits, kind="stable")])
    return float(places[0]) if len(places) else math.inf


def write(fitted: Mapping[Stage, NDArray[np.float64]]) -> str:
    """Return the weights of all stages as the table that
    `rag.answering.sentence_ranking.parse` reads."""
    count = len(FEATURES)
    columns = [fitted[stage][at : at + count] for stage in STAGES for at in (0, count)]
    lines = [f"# {note}" for note in _NOTES]
    lines.append("\t".join(["# feature", *COLUMNS, "what it is"]))
    for at, (name, what) in enumerate(FEATURES.items()):
        cells = [f"{column[at]:.2f}" if column[at] else "" for column in columns]
        lines.append("\t".join([name, *cells, what]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
