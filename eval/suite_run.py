"""Asks every case of a suite with the current settings, and saves what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from eval import ask_case, manifest
from eval.ask_case import AskedLibrary, Case
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
    """How a run ended: the number of cases asked, all unless it was stopped, and the errors of
    those that failed, by id."""

    cases: int
    failed: Mapping[str, str]


def run(
    suite: Suite,
    settings: Settings,
    folder: Path,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> RunOutcome:
    """Ask the first `limit` cases (all for None) of a library of the suite's articles, until `stop`
    is set, and save what comes back in `folder`.

    A case that has an answer there already is not asked again, one that failed is. Writes
    `cases.jsonl`, `predictions.jsonl`, `run.json` and the folder `library`. Raises `SuiteError`
    if the folder holds a run of something else, `LibraryError` if articles cannot be read or
    another process runs there; a case that fails becomes a prediction that says so.
    """
    settings = settings.model_copy(update={"home": folder / LIBRARY})
    description = _described(suite, settings, folder)
    with Service.open(settings) as service:
        asking = _Asking(service, folder, suite.cases[:limit], progress, stop)
        asking.begin(description)
        _fill(service, suite)
        return asking.run(description)


def run_on(
    library: AskedLibrary,
    suite: Suite,
    settings: Settings,
    folder: Path,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> RunOutcome:
    """Ask the cases of a library that is open already, and that was opened with `settings`; nothing
    is read into it. All else is as for `run`.
    """
    description = _described(suite, settings, folder)
    asking = _Asking(library, folder, suite.cases[:limit], progress, stop)
    asking.begin(description)
    return asking.run(description)


def _described(suite: Suite, settings: Settings, folder: Path) -> dict[str, Any]:
    """Return the description of a run, and make its folder. Raises `SuiteError`."""
    description = manifest.about(suite, settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest.refuse_another(folder, description)
    return description


@dataclass(frozen=True, slots=True)
class _Asking:
    """The questions of one run."""

    library: AskedLibrary
    folder: Path
    cases: Sequence[Case]
    progress: Progress | None
    stop: Event | None

    def begin(self, description: Mapping[str, Any]) -> None:
        """Write down what is going to be asked."""
        _write_cases(self.folder, self.cases)
        manifest.write_run(self.folder, self._dated(description))

    def run(self, description: Mapping[str, Any]) -> RunOutcome:
        """Ask what has not been answered yet."""
        self._ask()
        asked = read_predictions(self.folder)
        cases = [case for case in self.cases if case.id in asked]
        failed = {one.id: asked[one.id].error or "" for one in cases
                  if asked[one.id].status == "error"}  # fmt: skip
        if len(cases) == len(self.cases):
            counts = {"ok": len(cases) - len(failed), "error": len(failed)}
            whole = {**self._dated(description), "finished": manifest.now(), "counts": counts}
            manifest.write_run(self.folder, whole)
        self._tell(len(cases))
        return RunOutcome(len(cases), failed)

    def _ask(self) -> None:
        predictions = read_predictions(self.folder)
        done = {name for name, one in predictions.items() if one.status == "ok"}
        with PredictionFile(self.folder) as file:
            for number, case in enumerate(self.cases):
                if self.stop is not None and self.stop.is_set():
                    return
                self._tell(number)
                if case.id not in done:
                    file.add(ask_case.predict(self.library, case))

    def _tell(self, done: int) -> None:
        if self.progress:
            self.progress(done, len(self.cases))

    def _dated(self, description: Mapping[str, Any]) -> dict[str, Any]:
        started = _started(self.folder)
        return {**description, "started": started, "finished": None, "cases": len(self.cases)}


def _fill(service: Service, suite: Suite) -> None:
    """Index the articles, and load what the first question would load."""
    report = service.index(suite.corpus)
    if report.failures:
        first = report.failures[0]
        raise LibraryError(f"the corpus cannot be read whole: {first.source}: {first.reason}")
    service.ask("؟")


def _started(folder: Path) -> str:
    """Return the time at which the run began, also if it was stopped and goes on."""
    started: str | None = manifest.read_run(folder).get("started")
    return started or manifest.now()


def _write_cases(folder: Path, cases: Sequence[Case]) -> None:
    """Write the cases that are asked."""
    lines = (case.model_dump_json() + "\n" for case in cases)
    manifest.write_whole(folder / CASES, "".join(lines))
