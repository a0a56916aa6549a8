"""How soon the command line answers, each time a new process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from eval.bench.context import Context
from eval.bench.table import Figure

_RUNS = 5
_QUESTIONS = (
    "كم عدد الجنود الأمريكيين في اليابان؟",
    "How many US troops are stationed in Japan?",
)


def commands(context: Context) -> Iterator[Figure]:
    """`mujaz --help`, and `mujaz ask` on the sample articles."""
    home = context.folder("samples")
    yield Figure("mujaz --help", _seconds(["--help"], home), at_most=0.3, unit="s", digits=2)
    _mujaz(["index", "--samples"], home)
    for language, question in zip(("Arabic", "English"), _QUESTIONS, strict=True):
        seconds = _seconds(["ask", question], home)
        yield Figure(f"mujaz ask, cold, {language}", seconds, at_most=3.0, unit="s", digits=2)


def _seconds(arguments: Sequence[str], home: Path) -> float:
    """The median over runs; one run goes before, so that files are in memory."""
    _mujaz(arguments, home)
    taken = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        _mujaz(arguments, home)
        taken.append(time.perf_counter() - started)
    return median(taken)


def _mujaz(arguments: Sequence[str], home: Path) -> None:
    """Run the command that is installed beside this Python. Raises `CalledProcessError`."""
    command = Path(sys.executable).with_name("mujaz")
    subprocess.run(
        [str(command), *arguments],
        env={**os.environ, "MUJAZ_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
