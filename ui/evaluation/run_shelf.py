"""The runs in the folder of a library, and what each of them holds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.ask_case import Case
from eval.cases import SuiteError, read_cases
from eval.manifest import RUN, read_run
from eval.predictions import PREDICTIONS, Prediction, read_predictions
from eval.run_comparison import Comparison, compare
from eval.run_scoring import SCORES
from eval.score_files import read_scores
from eval.scores import Scores
from eval.suite_run import CASES
from ui.guard.refusal import PageError

RUNS = "runs"
"""The folder of runs in that of the library."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run on the disk. `about` is its `run.json`, empty if that cannot be read; `scores` is None
    for a run that has not been scored, or whose scores cannot be read (`damaged`)."""

    name: str
    folder: Path
    about: Mapping[str, Any] = field(default_factory=dict)
    scores: Scores | None = None
    damaged: bool = False

    @property
    def started(self) -> datetime:
        """Return when it began; the epoch if that is not known, so that it is listed last."""
        try:
            moment = datetime.fromisoformat(str(self.about.get("started")))
        except ValueError:
            return datetime.fromtimestamp(0, UTC)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def finished(self) -> bool:
        return bool(self.about.get("finished"))

    @property
    def of_library(self) -> bool:
        """Tell whether it was asked of the library itself, and not of a suite's own articles."""
        return not self.about.get("corpus")

    @property
    def model(self) -> str | None:
        return self.about.get("model") or None

    def cases(self) -> dict[str, Case]:
        """Return its cases by id. Raises `SuiteError`."""
        return {case.id: case for case in read_cases(self.folder / CASES)}

    def predictions(self) -> dict[str, Prediction]:
        """Return what came back, by id of the case. Raises `SuiteError`."""
        return _predictions(self.folder, _stamp(self.folder / PREDICTIONS))


class RunShelf:
    """The runs of one library, named by their folders.

    A name is only ever compared with those of the folders that are there, so that none leads
    elsewhere.
    """

    def __init__(self, library: Path) -> None:
        self.folder = library / RUNS

    def all(self) -> list[KeptRun]:
        """Return the runs, newest first."""
        runs = [_opened(folder) for folder in self._folders().values()]
        # Two may have begun within the second that `started` is told by.
        return sorted(
            runs,
            key=lambda run: (run.started, _stamp(run.folder / PREDICTIONS), run.name),
            reverse=True,
        )

    def get(self, name: str) -> KeptRun:
        """Return the run of that name. Raises `PageError` if there is none."""
        return _opened(self._folder(name))

    def new(self, stem: str) -> Path:
        """Return the path of a folder that is not there yet, named by a suite and the moment."""
        moment = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
        names = [f"{stem}-{moment}", *(f"{stem}-{moment}-{number}" for number in range(2, 1000))]
        return next(path for path in (self.folder / name for name in names) if not path.exists())

    def remove(self, name: str) -> None:
        """Delete a run. Raises `PageError` if there is none."""
        folder = self._folder(name)
        if folder.is_symlink():
            folder.unlink()  # what it leads to belongs to somebody else
        else:
            shutil.rmtree(folder)

    def _folder(self, name: str) -> Path:
        folder = self._folders().get(name)
        if folder is None:
            raise PageError("page.gone", status=404)
        return folder

    def _folders(self) -> dict[str, Path]:
        if not self.folder.is_dir():
            return {}
        return {path.name: path for path in self.folder.iterdir() if (path / RUN).is_file()}


def compared(before: KeptRun, after: KeptRun) -> Comparison | None:
    """Return what differs between two scored runs; None if one is not scored."""
    if before.scores is None or after.scores is None:
        return None
    stamps = [_stamp(run.folder / SCORES) for run in (before, after)]
    return _compared(before.folder, stamps[0], after.folder, stamps[1])


def scored(runs: Sequence[KeptRun]) -> list[KeptRun]:
    """Return the runs that have scores."""
    return [run for run in runs if run.scores is not None]


def _opened(folder: Path) -> KeptRun:
    try:
        about = read_run(folder)
    except SuiteError:
        return KeptRun(folder.name, folder, damaged=True)
    if not (folder / SCORES).is_file():
        return KeptRun(folder.name, folder, about)
    try:
        scores = _scores(folder, _stamp(folder / SCORES))
    except SuiteError:
        return KeptRun(folder.name, folder, about, damaged=True)
    return KeptRun(folder.name, folder, about, scores)


def _stamp(file: Path) -> int:
    """Return what changes when a file is written anew; 0 for none."""
    return file.stat().st_mtime_ns if file.exists() else 0


@lru_cache(maxsize=32)
def _scores(folder: Path, stamp: int) -> Scores:
    return read_scores(folder)


@lru_cache(maxsize=4)
def _predictions(folder: Path, stamp: int) -> dict[str, Prediction]:
    return read_predictions(folder)


@lru_cache(maxsize=4)
def _compared(before: Path, stamp: int, after: Path, after_stamp: int) -> Comparison:
    return compare(_scores(before, stamp), _scores(after, after_stamp))
