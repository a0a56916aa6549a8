"""Saves and reads what came back for each case, before anything is scored."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TextIO

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.cases import SuiteError
from rag.records import Language

PREDICTIONS = "predictions.jsonl"


class _PredictionRecord(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Retrieved(_PredictionRecord):
    """A passage at its rank (from 1): `start` and `end` are offsets into the article's text."""

    article: str
    start: int
    end: int
    rank: int
    score: float


class Prediction(_PredictionRecord):
    """What came back for a case.

    `sentences`, `excerpts`, `withheld` and `points` have the shape that `mujaz ask --json` and
    `mujaz brief --json` print. `retrieved` are the passages that the writer was given, `searched`
    those of a separate, deeper search. `across` are those of a search of the gold's language alone,
    if that is not the language of the question. `latency_ms` has the deep search
    (`search`), and of an answer `retrieve` (rewriting included), `write` and `total`.
    """

    schema_version: Literal[1] = 1
    id: str
    kind: Literal["qa", "brief"]
    status: Literal["ok", "error"] = "ok"
    error: str | None = None
    writer: str = ""
    answer: str = ""
    language: Language | None = None
    abstained: bool = False
    incomplete: bool = False
    reason: str | None = None
    sentences: tuple[Mapping[str, Any], ...] = ()
    excerpts: tuple[Mapping[str, Any], ...] = ()
    withheld: tuple[Mapping[str, Any], ...] = ()
    points: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[str, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    searched: tuple[Retrieved, ...] = ()
    across: tuple[Retrieved, ...] = ()
    usage: Mapping[str, int] = {}
    cost_usd: float | None = None
    latency_ms: Mapping[str, float] = {}


class PredictionFile:
    """The predictions of a run, added one by one; each is on the disk before the next is made.

    Opening the file drops a last line that was cut short, so that a run that was killed can
    continue.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / PREDICTIONS
        _drop_half_a_line(self._path)
        self._file: TextIO = self._path.open("a", encoding="utf-8")

    def add(self, prediction: Prediction) -> None:
        """Append a prediction and wait until it is on the disk."""
        self._file.write(prediction.model_dump_json() + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def read_predictions(folder: Path) -> dict[str, Prediction]:
    """Return the predictions of a run by id, the last one of each case.

    Returns none if the run has not begun. Raises `SuiteError` naming the line.
    """
    path = folder / PREDICTIONS
    lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
    return {one.id: one for one in _parsed(lines[:-1], path)}  # the last ends in no line end


def _parsed(lines: Iterable[bytes], path: Path) -> Iterable[Prediction]:
    """Yield the predictions of the lines."""
    for number, line in enumerate(lines, start=1):
        try:
            yield Prediction.model_validate_json(line)
        except ValidationError as error:
            raise SuiteError(
                f"{path}, line {number}: no prediction ({error.error_count()} faults); take the "
                "line out, and the case is asked again"
            ) from None


def _drop_half_a_line(path: Path) -> None:
    """Cut off a last line that was not written completely."""
    if path.exists():
        whole = path.read_bytes().rfind(b"\n") + 1
        os.truncate(path, whole)
