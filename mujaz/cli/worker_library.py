"""The library as a worker of `mujaz serve --workers` opens it, in a process of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mujaz.cli.feed_rounds import feeds_read_every
from rag.service import Service
from rag.settings import Settings
from ui.handover.whose_request import FIRST

if TYPE_CHECKING:
    from ui.api.operators.log_lines import LogFormat, LogLevel

_FOLDER = "worker-"


class WorkerLibrary(Service):
    """A library whose files that wait to be read are in a folder of the worker's own: what a worker
    has not read before it died, the next one of its number removes or reads."""

    number = FIRST

    @property
    def uploads(self) -> Path:
        """Return the folder for files that wait to be read; it may not be there yet."""
        common = super().uploads
        if self.number == FIRST:
            return common
        return common.parent / f"{_FOLDER}{self.number}" / common.name


@dataclass(frozen=True, slots=True)
class OpenedByWorker:
    """Opens the library in a worker. The first one makes the vectors that are owed, and reads the
    feeds every `watch` minutes."""

    settings: Settings
    watch: int | None
    log_format: LogFormat
    log_level: LogLevel | None

    @contextmanager
    def __call__(self, number: int) -> Iterator[Service]:
        """Write the log, and lend the library for the block."""
        observed(self.log_format, self.log_level, worker=number)
        is_first = number == FIRST
        folder = self.settings.folder / f"{_FOLDER}{number}"
        shutil.rmtree(folder, ignore_errors=True)  # of one that was killed
        with WorkerLibrary.open(self.settings, background=is_first) as library:
            library.number = number
            with feeds_read_every(library, self.watch if is_first else None):
                yield library


def observed(
    log_format: LogFormat, log_level: LogLevel | None, *, worker: int | None = None
) -> None:
    """Have a server write its log, and send its spans where the environment asks for that."""
    from rag.tracing.exporting import export_spans
    from ui.api.operators.log_lines import log_lines

    log_lines(log_format, log_level, worker=worker)
    export_spans(os.environ)
