"""Scores made up for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.scores import CaseScore, Scores


def case(id_: str, metrics: Mapping[str, float | None] | None = None, **fields: Any) -> CaseScore:
    """A scored case in Arabic, unless it is told otherwise."""
    slices = fields.pop("slices", {"language": ["ar"]})
    return CaseScore(id=id_, metrics=metrics or {}, slices=slices, **fields)


def run(cases_: Sequence[CaseScore], /, **about: object) -> Scores:
    return Scores(run=about, cases=list(cases_))


def column(metric: str, values: Sequence[float], **fields: Any) -> Scores:
    """A run of which only one metric is known: cases c000, c001 and so on."""
    return run([case(f"c{number:03}", {metric: value}, **fields) for number, value in
                enumerate(values)])  # fmt: skip
