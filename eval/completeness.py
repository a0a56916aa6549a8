"""Tells whether every case of a run was asked, answered and scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.scores import Scores


def gaps(scores: Scores, *, max_error_rate: float, beside: Scores | None = None) -> list[str]:
    """Return what a run lacks, in words; nothing for a complete run.

    `max_error_rate` is the share of cases that may have failed. With `beside`, every case of that
    run must have been scored too.
    """
    run = scores.run
    found = []
    if "finished" in run and run["finished"] is None:
        found.append("the run was not finished; go on with: mujaz eval run")
    if unanswered := run.get("missing"):
        count = len(unanswered) if isinstance(unanswered, Sequence) else unanswered
        found.append(f"{count} cases have no prediction; go on with: mujaz eval run")
    asked, scored = run.get("cases"), len(scores.cases)
    if isinstance(asked, int) and asked != scored:
        found.append(f"{scored} of {asked} cases are scored; score it again: mujaz eval score")
    errors = _errors(run)
    if errors > max_error_rate * max(scored, 1):
        allowed = f"{100 * max_error_rate:g} %"
        found.append(f"{errors} of {scored} cases failed, at most {allowed} may")
    ids = {case.id for case in scores.cases}
    missing = [case.id for case in beside.cases if case.id not in ids] if beside else []
    if missing:
        named = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if missing[10:] else "")
        found.append(f"{len(missing)} cases of the other run are missing: {named}")
    if not scores.cases:
        found.append("there is no case in it")
    return found


def _errors(run: Mapping[str, object]) -> int:
    """Return how many cases failed."""
    counts = run.get("counts")
    errors = counts.get("error", 0) if isinstance(counts, Mapping) else 0
    return errors if isinstance(errors, int) else 0
