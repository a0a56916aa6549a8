"""`python -m eval.bench.fitting.fact_weights --data D`: fit when two sentences tell the same fact.

It writes `rag/briefs/same_fact.tsv`, fitted on everything, and prints precision and recall of each
half of the stories and documents with weights that were fitted on the other half.

The pairs are those of the sample stories across languages (suites/same-facts.jsonl), sentences of
made-up outlets (suites/retold-sentences.tsv) against all sentences of the article that they retell,
and parallel documents of NTREX, where a sentence tells the same as its translation and as nothing
else. Pairs with other figures, names or outcomes are left out: rules find those.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from eval.bench.public_sets import load_ntrex
from eval.bench.same_facts import ALTERED, fact_matches, retold_sentences, sample_sentences
from rag.briefs.same_fact import measures
from rag.embedding.use import UseEmbedder
from rag.text.analyzer import shipped_analyzer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

Case = Literal["within", "across"]
NAMES = ("words", "numbers", "share", "meaning")
KINDS = {"meaning": 4, "words": 3}
"""How many of the names are used with the encoder, and without."""

_POSITIVE = 3.0  # a fact told twice is as bad as three that are not found to be the same
_PARALLEL = 0.03  # what a pair of NTREX counts for: they are many, and translated closely
_LONGEST = 30  # sentences of a document of NTREX
_RIDGE = 1.0
_STEPS = 60
_NOTES = (
    "Weights of the logistic function that tells how surely two sentences tell the same fact,",
    "within a language and across, with the encoder (meaning) or by words alone;",
    "python -m eval.bench.fitting.fact_weights writes them.",
)


@dataclass(frozen=True, slots=True)
class ComparedPairs:
    """The pairs of one story or document: what was measured of them, and whether they are the same
    (1 or 0)."""

    name: str
    half: int
    values: Values
    same: Values
    weight: float


class _Measuring:
    """Measures lists of sentences with the encoder."""

    def __init__(self) -> None:
        self._encoder = UseEmbedder(threads=1)

    def compare(
        self,
        ones: Sequence[str],
        others: Sequence[str],
        labels: Values,
        *,
        case: Case,
        name: str,
        half: int,
        weight: float = 1.0,
    ) -> ComparedPairs:
        """Return the pairs of two lists with their labels; those below 0 are left out."""
        rows, columns = map(self._encoder.embed_documents, (ones, others))
        meaning = (rows @ columns.T).astype(float)
        found = measures(ones, others, shipped_analyzer(), meaning, across=case == "across")
        kept = labels >= 0
        values = np.stack([found[one][kept] for one in NAMES], axis=-1)
        return ComparedPairs(name, half, values, labels[kept], weight)


def _across(folder: Path | None, measuring: _Measuring) -> Iterator[ComparedPairs]:
    """Yield the pairs across languages."""
    sentences, known = sample_sentences(), fact_matches()
    for at, story in enumerate(sorted({name.split(".")[0] for name in sentences})):
        arabic, english = sentences[f"{story}.ar"], sentences[f"{story}.en"]
        labels = np.zeros((len(arabic), len(english)))
        for (article, row), right in known.items():
            if article == f"{story}.ar":
                labels[row, list(right.matches)] = 1
                labels[row, list(right.parts | right.other_figures)] = -1
        yield measuring.compare(arabic, english, labels, case="across", name="samples", half=at % 2)
    for at, one in enumerate(load_ntrex(folder)):
        arabic, english = list(one.ar[:_LONGEST]), list(one.en[:_LONGEST])
        yield measuring.compare(
            arabic,
            english,
            np.eye(len(arabic)),
            case="across",
            name="NTREX",
            half=at % 2,
            weight=_PARALLEL,
        )


def _within(folder: Path | None, measuring: _Measuring) -> Iterator[ComparedPairs]:
    """Yield the pairs within a language."""
    sentences = sample_sentences()
    stories = sorted({name.split(".")[0] for name in sentences})
    for article, group in groupby(retold_sentences(), key=lambda one: one.article):
        ones = list(group)
        labels = np.zeros((len(ones), len(sentences[article])))
        for row, one in enumerate(ones):
            labels[row, one.number] = -1 if one.kind in ALTERED else 1
        yield measuring.compare(
            [one.text for one in ones],
            sentences[article],
            labels,
            case="within",
            name=f"retold {article[-2:]}",
            half=stories.index(article.split(".")[0]) % 2,
        )
    for at, document in enumerate(load_ntrex(folder)):
        for texts in (document.ar[:_LONGEST], document.en[:_LONGEST]):
            labels = np.triu(np.ones((len(texts), len(texts))), k=1) - 1  # each pair once
            yield measuring.compare(
                list(texts),
                list(texts),
                labels,
                case="within",
                name="NTREX",
                half=at % 2,
                weight=_PARALLEL,
            )


def fit(pairs: Sequence[ComparedPairs], size: int) -> Values:
    """Return the weights of the first `size` names and, last, the constant: a logistic regression
    with a ridge penalty on the standardised values, by Newton's method."""
    values = np.concatenate([one.values[:, :size] for one in pairs])
    same = np.concatenate([one.same for one in pairs])
    worth = np.concatenate([np.full(len(one.same), one.weight) for one in pairs])
    worth = worth * np.where(same > 0, _POSITIVE, 1.0)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    inputs = np.column_stack([(values - mean) / spread, np.ones(len(values))])
    ridge = np.diag([_RIDGE] * size + [0.0])
    weights = np.zeros(size + 1)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (worth * (likely - same)) + ridge @ weights
        bend = (inputs * (worth * likely * (1 - likely))[:, None]).T @ inputs + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step / max(1.0, np.abs(step).max())
    own = weights[:-1] / spread
    return np.append(own, weights[-1] - own @ mean)


def _reported(pairs: Sequence[ComparedPairs], size: int) -> Iterator[str]:
    """Yield precision and recall by set, each half with the weights of the other."""
    counts: dict[str, Values] = {}
    for half in (0, 1):
        weights = fit([one for one in pairs if one.half != half], size)
        for one in (one for one in pairs if one.half == half):
            taken = one.values[:, :size] @ weights[:-1] + weights[-1] >= 0
            same = one.same > 0
            found = [(taken & same).sum(), (taken & ~same).sum(), same.sum(), (~same).sum()]
            counts[one.name] = counts.get(one.name, np.zeros(4)) + found
    for name, (right, wrong, same, others) in counts.items():
        known = f"{right:.0f} of {same:.0f} that tell the same, " if same else ""
        yield f"{name}: {known}{wrong:.0f} of {others:.0f} others taken for it"


def _write(columns: Mapping[str, Values]) -> None:
    rows = [["measured", *columns]]
    for at, name in enumerate((*NAMES, "constant")):
        cells = []
        for kind, weights in columns.items():
            size = KINDS[kind.split(", ")[1]]
            place = -1 if name == "constant" else at
            cells.append(f"{weights[place]:.3f}" if at < size or place == -1 else "-")
        rows.append([name, *cells])
    lines = [*(f"# {note}" for note in _NOTES), *("\t".join(row) for row in rows)]
    target = Path(str(files("rag.briefs").joinpath("same_fact.tsv")))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the weights; print what each half gets with the weights of the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder with the public sets")
    parser.add_argument("--measure", action="store_true", help="write no weights")
    options = parser.parse_args(arguments)
    folder = options.data
    measuring, columns = _Measuring(), {}
    for case, gather in (("within", _within), ("across", _across)):
        pairs = list(gather(folder, measuring))
        for kind, size in KINDS.items():
            columns[f"{case}, {kind}"] = fit(pairs, size)
            for line in _reported(pairs, size):
                sys.stdout.write(f"{case}, {kind}: {line}\n")
    if not options.measure:
        _write(columns)
    return 0


if __name__ == "__main__":
    sys.exit(main())
