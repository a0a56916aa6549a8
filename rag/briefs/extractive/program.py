"""Chooses sentences by an integer program: the greatest worth of concepts within the length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.briefs.tuning import (
    BEYOND,
    GAP,
    LENGTH_SLACK,
    MOST_NODES,
    MOST_SOLVING,
    OVER,
    SHORT,
    TOO_LONG,
)
from rag.records import Language

if TYPE_CHECKING:
    import highspy


@dataclass(frozen=True, slots=True)
class ChoosableSentence:
    """A sentence that may be chosen.

    `worth` is what it is worth for itself, beside its concepts. It is only chosen together with the
    candidates at the places `needs`; one that is `kept` is always chosen.
    """

    language: Language
    length: int
    concepts: frozenset[str]
    worth: float = 0.0
    needs: tuple[int, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class CoverageProgram:
    """Everything that a choice is made from; candidates are named by their places.

    `twins` are two candidates that tell the same in two languages, and what it is worth to choose
    both; of `clashes` no two are chosen together. `words` are the lengths asked for.
    """

    candidates: Sequence[ChoosableSentence]
    weights: Mapping[str, float]
    words: Mapping[Language, int]
    twins: Mapping[tuple[int, int], float] = field(default_factory=dict)
    clashes: Sequence[tuple[int, int]] = ()


def choose(program: CoverageProgram, *, seconds: float = MOST_SOLVING) -> list[int]:
    """Return the places of the candidates that are worth most together, in order.

      worth = Σ weights of the concepts chosen + Σ worth of the sentences + Σ worth of the twins
              − what words beyond the length asked for, or missing from it, cost

    The same program always has the same choice. Where the search takes longer than `seconds`, the
    best are taken one by one. Empty for no candidates.
    """
    if not program.candidates:
        return []
    rows = _Rows()
    chosen = _sentences(rows, program)
    _covered(rows, program, chosen)
    _together(rows, program, chosen)
    _lengths(rows, program, chosen)
    values = rows.solve(seconds)
    if values is None:
        return _greedy(program)
    return [at for at, column in enumerate(chosen) if values[column] > 0.5]


class _Rows:
    """A linear program that is built column by column and row by row."""

    def __init__(self) -> None:
        self._cost: list[float] = []
        self._bounds: list[tuple[float, float]] = []
        self._whole: list[bool] = []
        self._starts = [0]
        self._columns: list[int] = []
        self._values: list[float] = []
        self._most: list[float] = []

    def column(
        self, worth: float, *, least: float = 0, most: float = 1, whole: bool = False
    ) -> int:
        """Add a variable and return its place."""
        self._cost.append(worth)
        self._bounds.append((least, most))
        self._whole.append(whole)
        return len(self._cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], most: float) -> None:
        """Add: the sum of the terms (variable, factor) is at most `most`."""
        for column, factor in terms:
            self._columns.append(column)
            self._values.append(factor)
        self._starts.append(len(self._columns))
        self._most.append(most)

    def solve(self, seconds: float) -> Sequence[float] | None:
        """Return the best values, or good ones where the search was long; None for none."""
        import highspy

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", 0),
            ("mip_rel_gap", GAP),
            ("mip_max_nodes", MOST_NODES),
            ("time_limit", seconds),
        ):
            solver.setOptionValue(name, value)
        solver.passModel(self._model())
        solver.run()
        stopped = solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
        found = solver.getInfo().primal_solution_status
        if stopped or found != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values: Sequence[float] = solver.getSolution().col_value
        return values

    def _model(self) -> highspy.HighsLp:
        import highspy
        import numpy as np

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._cost), len(self._most)
        model.col_cost_ = np.array(self._cost)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_lower_ = np.array([least for least, _ in self._bounds], dtype=float)
        model.col_upper_ = np.array([most for _, most in self._bounds], dtype=float)
        model.row_lower_ = np.full(len(self._most), -np.inf)
        model.row_upper_ = np.array(self._most, dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self._starts)
        model.a_matrix_.index_ = np.array(self._columns)
        model.a_matrix_.value_ = np.array(self._values, dtype=float)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in self._whole]
        return model


def _sentences(rows: _Rows, program: CoverageProgram) -> list[int]:
    """Add a variable for each candidate: 1 where it is chosen."""
    return [rows.column(one.worth, least=float(one.kept), whole=True) for one in program.candidates]


def _covered(rows: _Rows, program: CoverageProgram, chosen: Sequence[int]) -> None:
    """Add a variable for each concept: it counts only where a sentence with it is chosen.

    Concepts of the same sentences are one variable, which keeps the program small.
    """
    holders: dict[str, list[int]] = {}
    for column, candidate in zip(chosen, program.candidates, strict=True):
        for concept in candidate.concepts:
            if concept in program.weights:
                holders.setdefault(concept, []).append(column)
    bundles: dict[tuple[int, ...], float] = {}
    for concept in sorted(holders):
        key = tuple(holders[concept])
        bundles[key] = bundles.get(key, 0.0) + program.weights[concept]
    for columns, worth in bundles.items():
        concept_column = rows.column(worth)
        rows.row([(concept_column, 1.0), *((column, -1.0) for column in columns)], 0)


def _together(rows: _Rows, program: CoverageProgram, chosen: Sequence[int]) -> None:
    """Add which candidates go together, gain by it, or exclude each other."""
    for column, candidate in zip(chosen, program.candidates, strict=True):
        for needed in candidate.needs:
            rows.row([(column, 1), (chosen[needed], -1)], 0)
    for (one, other), worth in program.twins.items():
        both = rows.column(worth)
        rows.row([(both, 1), (chosen[one], -1)], 0)
        rows.row([(both, 1), (chosen[other], -1)], 0)
    for one, other in program.clashes:
        rows.row([(chosen[one], 1), (chosen[other], 1)], 1)


def _lengths(rows: _Rows, program: CoverageProgram, chosen: Sequence[int]) -> None:
    """Add what words cost that are too many or too few: little within the slack, much beyond."""
    for language, words in program.words.items():
        told = [
            (column, float(candidate.length))
            for column, candidate in zip(chosen, program.candidates, strict=True)
            if candidate.language == language
        ]
        slack = LENGTH_SLACK * words
        over = [(rows.column(-OVER, most=slack), -1.0), (rows.column(-TOO_LONG, most=1e5), -1.0)]
        short = [(rows.column(-SHORT, most=slack), -1.0), (rows.column(-BEYOND, most=1e5), -1.0)]
        rows.row([*told, *over], words)
        rows.row([*((column, -length) for column, length in told), *short], -words)


def _greedy(program: CoverageProgram) -> list[int]:
    """Return the kept candidates and then, one by one, those worth most for their length.

    Used where the solver finds nothing in its time.
    """
    chosen = {at for at, one in enumerate(program.candidates) if one.kept}
    for at in list(chosen):
        chosen.update(program.candidates[at].needs)
    barred = {frozenset(pair) for pair in program.clashes}
    while True:
        fitting = [
            (worth, -at)
            for at in range(len(program.candidates))
            if at not in chosen and (worth := _gain(program, chosen, at, barred)) > 0
        ]
        if not fitting:
            return sorted(chosen)
        at = -max(fitting)[1]
        chosen.update((at, *program.candidates[at].needs))


def _gain(
    program: CoverageProgram, chosen: set[int], at: int, barred: set[frozenset[int]]
) -> float:
    """Return what a word of a candidate adds to those chosen; 0 for one that does not fit."""
    new = {at, *program.candidates[at].needs} - chosen
    if any(frozenset((one, other)) in barred for one in new for other in chosen | new):
        return 0.0
    language = program.candidates[at].language
    own = [one for one in chosen if program.candidates[one].language == language]
    length = sum(program.candidates[one].length for one in new)
    if sum(program.candidates[one].length for one in own) + length > program.words[language]:
        return 0.0
    told = frozenset[str]().union(*(program.candidates[one].concepts for one in own))
    fresh = frozenset[str]().union(*(program.candidates[one].concepts for one in new)) - told
    worth = sum(program.candidates[one].worth for one in new)
    return (worth + sum(program.weights.get(concept, 0.0) for concept in fresh)) / max(length, 1)
