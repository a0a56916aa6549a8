"""Tells whether every case of a run was asked, answered and scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.scores import Scores


def gaps(scores: Scores, *, max_error_rate: float, beside: Scores | None = None) -> list[str]:
    """Return what a run lacks, in words; nothing for a complete run.

    `max_error_rate` is the share of cases that may have failed. With `beside`, every case of that
    run must have been scored too.
    """
    scored = len(scores.cases)
    return [
        *_unfinished(scores.run, scored),
        *_failed(_errors(scores.run), scored, max_error_rate),
        *(_not_in(scores, beside) if beside else ()),
        *([] if scored else ["there is no case in it"]),
    ]


def _unfinished(run: Mapping[str, object], scored: int) -> Iterator[str]:
    """Yield what of a run was not asked, answered or scored."""
    if "finished" in run and run["finished"] is None:
        yield "the run was not finished; go on with: mujaz eval run"
    if unanswered := run.get("missing"):
        count = len(unanswered) if isinstance(unanswered, Sequence) else unanswered
        yield f"{count} cases have no prediction; go on with: mujaz eval run"
    asked = run.get("cases")
    if isinstance(asked, int) and asked != scored:
        yield f"{scored} of {asked} cases are scored; score it again: mujaz eval score"


def _failed(errors: int, scored: int, max_error_rate: float) -> Iterator[str]:
    """Yield how many cases failed, where these are more than may."""
    if errors > max_error_rate * max(scored, 1):
        allowed = f"{100 * max_error_rate:g} %"
        yield f"{errors} of {scored} cases failed, at most {allowed} may"


def _not_in(scores: Scores, beside: Scores) -> Iterator[str]:
    """Yield which cases of another run are not scored."""
    ids = {case.id for case in scores.cases}
    missing = [case.id for case in beside.cases if case.id not in ids]
    if missing:
        named = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if missing[10:] else "")
        yield f"{len(missing)} cases of the other run are missing: {named}"


def _errors(run: Mapping[str, object]) -> int:
    """Return how many cases failed."""
    counts = run.get("counts")
    errors = counts.get("error", 0) if isinstance(counts, Mapping) else 0
    return errors if isinstance(errors, int) else 0
