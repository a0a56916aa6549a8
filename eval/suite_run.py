"""Asks every case of a suite with the current settings, and saves what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import ask_case, manifest
from eval.ask_case import Case
from eval.predictions import PredictionFile, read_predictions
from eval.suite import Suite
from rag.errors import LibraryError
from rag.service import Service
from rag.settings import Settings

CASES, LIBRARY = "cases.jsonl", "library"

Progress = Callable[[int, int], None]
"""Called with the cases done and the cases in all."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run ended: the number of cases asked, and the errors of those that failed, by id."""

    cases: int
    failed: Mapping[str, str]


def run(
    suite: Suite,
    settings: Settings,
    folder: Path,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> RunOutcome:
    """Ask the first `limit` cases (all for None) and save what comes back in `folder`.

    A case that has an answer there already is not asked again, one that failed is. Writes
    `cases.jsonl`, `predictions.jsonl`, `run.json` and the folder `library`. Raises `SuiteError`
    if the folder holds a run of something else, `LibraryError` if articles cannot be read or
    another process runs there; a case that fails becomes a prediction that says so.
    """
    cases = suite.cases[:limit]
    settings = settings.model_copy(update={"home": folder / LIBRARY})
    description = manifest.about(suite, settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest.refuse_another(folder, description)
    with Service.open(settings) as service, PredictionFile(folder) as file:
        description |= {"started": _started(folder), "finished": None, "cases": len(cases)}
        _write_cases(folder, cases)
        manifest.write_run(folder, description)
        _fill(service, suite)
        done = {name for name, one in read_predictions(folder).items() if one.status == "ok"}
        for number, case in enumerate(cases):
            if progress:
                progress(number, len(cases))
            if case.id not in done:
                file.add(ask_case.predict(service, case))
    outcome = _outcome(folder, cases)
    counts = {"ok": len(cases) - len(outcome.failed), "error": len(outcome.failed)}
    manifest.write_run(folder, {**description, "finished": manifest.now(), "counts": counts})
    if progress:
        progress(len(cases), len(cases))
    return outcome


def _fill(service: Service, suite: Suite) -> None:
    """Index the articles, and load what the first question would load."""
    report = service.index(suite.corpus)
    if report.failures:
        first = report.failures[0]
        raise LibraryError(f"the corpus cannot be read whole: {first.source}: {first.reason}")
    service.ask("؟")


def _outcome(folder: Path, cases: Sequence[Case]) -> RunOutcome:
    """Return how many cases were asked and which failed."""
    predictions = read_predictions(folder)
    failed = {
        case.id: predictions[case.id].error or ""
        for case in cases
        if predictions[case.id].status == "error"
    }
    return RunOutcome(len(cases), failed)


def _started(folder: Path) -> str:
    """Return the time at which the run began, also if it was stopped and goes on."""
    started: str | None = manifest.read_run(folder).get("started")
    return started or manifest.now()


def _write_cases(folder: Path, cases: Sequence[Case]) -> None:
    """Write the cases that are asked."""
    lines = (case.model_dump_json() + "\n" for case in cases)
    manifest.write_whole(folder / CASES, "".join(lines))
