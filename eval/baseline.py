"""Writes the accepted baseline: the scores that gates compare, small enough for the repository."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from eval.cases import SuiteError, read_cases
from eval.completeness import gaps
from eval.gates import Gates
from eval.metrics import metric, table_order
from eval.run_comparison import DIGITS
from eval.scores import CaseScore, Scores

BASELINE = Path(__file__).parent / "baseline" / "scores.json"
NATURAL_BASELINE = BASELINE.with_name("natural.json")
"""The accepted run of the natural questions."""

_KEPT = ("corpus_hash", "embedder", "git", "model", "settings", "suite_hash")


class IncompleteError(SuiteError):
    """A run lacks cases, or too many of its cases failed."""


def accept(scores: Scores, gates: Gates, *, file: Path = BASELINE) -> int:
    """Write the baseline and return how many cases it holds.

    Raises `IncompleteError` for a run that is not complete, and `SuiteError` if the file cannot be
    written. The same run gives the same bytes.
    """
    missing = [*gaps(scores, max_error_rate=gates.max_error_rate), *_unasked(scores)]
    if missing:
        raise IncompleteError(f"the run is incomplete and not accepted: {'; '.join(missing)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(as_text(scores, gates), encoding="utf-8")
    except OSError as error:
        raise SuiteError(f"{file} cannot be written ({error.strerror})") from None
    return len(scores.cases)


def as_text(scores: Scores, gates: Gates) -> str:
    """Return the baseline as JSON, one case a line, ordered by id.

    It holds the rounded values that gates compare, but no times, costs, slices, questions or
    answers.
    """
    run = {name: scores.run[name] for name in _KEPT if name in scores.run}
    kept = sorted((name for name in gates.compared if not metric(name).is_cost), key=table_order)
    cases = [_line(case, kept) for case in sorted(scores.cases, key=lambda case: case.id)]
    head = json.dumps(run, ensure_ascii=False, sort_keys=True, indent=1)
    lines = ",\n".join(cases)
    return (
        f'{{"schema_version": {scores.schema_version},\n"run": {head},\n"cases": [\n{lines}\n]}}\n'
    )


def _line(case: CaseScore, kept: list[str]) -> str:
    """Return the line of a case with the metrics in `kept`."""
    metrics = {
        name: _short(value) for name in kept if (value := case.metrics.get(name)) is not None
    }
    held: Mapping[str, object] = {
        "id": case.id,
        "passed": case.passed,
        **({"critical": True} if case.critical else {}),
        "metrics": metrics,
    }
    return json.dumps(held, ensure_ascii=False)


def _short(value: float) -> float | int:
    """Return a rounded value, as an integer if it is one."""
    rounded = round(value, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _unasked(scores: Scores) -> list[str]:
    """Return what the run left out of its suite, if the suite still lies where it was."""
    suite = scores.run.get("suite")
    if not isinstance(suite, str) or not Path(suite).exists():
        return []
    ids = {case.id for case in scores.cases}
    unasked = [case.id for case in read_cases(Path(suite)) if case.id not in ids]
    return [f"{len(unasked)} cases of the suite were not asked"] if unasked else []
