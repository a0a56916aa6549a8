"""Loads the public sets in which people judged whether a claim follows from a text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

from eval.bench.public_sets import files_of

_YES = ("TRUE", "YES")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EntailmentPair:
    """A claim, the text it may follow from, and the label of the set."""

    source: str
    claim: str
    label: str


def load_rte(folder: Path | None, name: str) -> list[EntailmentPair]:
    """Load a file of RTE, such as `rte1_dev`; labels are `yes` and `no`.

    RTE-1 writes its label as `value="TRUE"`, RTE-2 as `entailment="YES"`. Raises
    `DataMissingError`.
    """
    (path,) = files_of(folder, (f"rte/{name}.xml",))
    return [
        EntailmentPair(
            source=_text(pair, "t"),
            claim=_text(pair, "h"),
            label="yes" if (pair.get("value") or pair.get("entailment")) in _YES else "no",
        )
        for pair in ElementTree.parse(path).getroot().iter("pair")
    ]


def load_xnli(folder: Path | None) -> list[EntailmentPair]:
    """Load the English half of XNLI; labels are `entailment`, `neutral` and `contradiction`.

    Raises `DataMissingError`.
    """
    (path,) = files_of(folder, ("xnli_en/dev-en.tsv",))
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [EntailmentPair(source, claim, label) for source, claim, label in rows]


def load_ans(folder: Path | None) -> list[EntailmentPair]:
    """Load the Arabic headlines of ANS; labels are `agree`, `disagree` and `other`.

    A claim is a paraphrase of its source (`agree`) or corrupts it (`disagree`). Raises
    `DataMissingError`.
    """
    (path,) = files_of(folder, ("ans/stance_train.csv",))
    with path.open(encoding="utf-8", newline="") as file:
        return [EntailmentPair(row["s1"], row["s2"], row["stance"]) for row in csv.DictReader(file)]


def spread(items: Sequence[T], most: int) -> list[T]:
    """Return at most `most` of the items, at equal distances from the first to the last."""
    if len(items) <= most:
        return list(items)
    return [items[at * len(items) // most] for at in range(most)]


def _text(pair: ElementTree.Element, tag: str) -> str:
    """Return the text of a part of a pair, its line breaks as spaces."""
    return " ".join((pair.findtext(tag) or "").split())
