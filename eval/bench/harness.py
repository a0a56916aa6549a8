"""Gives a section of the benchmarks its data and folders, and prints its figures."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar


@dataclass(frozen=True, slots=True)
class Context:
    """`data` is the folder with the public sets, None when there is none; `work` is empty at
    the start and removed at the end. `seconds` is how long a trial is to last, None for its usual
    time."""

    data: Path | None
    work: Path
    seconds: float | None = None

    def folder(self, name: str) -> Path:
        """Return the folder of a library; the same name is the same folder."""
        path = self.work / name
        path.mkdir(parents=True, exist_ok=True)
        return path


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured value; the figure of another method has no target. `digits` are decimals.

    A share of cases carries how many they are (`of`, `hits`). A figure that is not `listed` is
    written to the JSON file alone.
    """

    name: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""
    digits: int = 3
    hits: int | None = None
    of: int | None = None
    listed: bool = True

    @property
    def met(self) -> bool | None:
        """Return whether the target is met, None if there is none."""
        if self.at_least is not None:
            return self.measured >= self.at_least
        return None if self.at_most is None else self.measured <= self.at_most

    def cells(self) -> tuple[str, str, str, str]:
        """Return the row of the table: figure, measured, target, met."""
        measured = f"{self.measured:,.{self.digits}f} {self.unit}".rstrip()
        if self.of is not None:
            measured += f" ({self.hits} of {self.of})"
        if self.at_least is not None:
            target = f"≥ {self.at_least:g} {self.unit}".rstrip()
        elif self.at_most is not None:
            target = f"≤ {self.at_most:g} {self.unit}".rstrip()
        else:
            target = ""
        return self.name, measured, target, {True: "yes", False: "NO", None: ""}[self.met]

    def as_json(self) -> dict[str, Any]:
        """Return the figure as a plain object."""
        return {
            "figure": self.name,
            "measured": self.measured,
            "unit": self.unit,
            "hits": self.hits,
            "of": self.of,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "met": self.met,
        }


def render(title: str, figures: Sequence[Measurement]) -> str:
    """Return the table as text with aligned columns."""
    rows = [("figure", "measured", "target", "met"), *_listed(figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [title, "=" * len(title)]
    for name, measured, target, met in rows:
        line = f"{name:<{widths[0]}}  {measured:>{widths[1]}}  {target:<{widths[2]}}  {met}"
        lines.append(line.rstrip())
    lines.insert(3, "-" * (sum(widths) + 6))
    return "\n".join(lines)


def _listed(figures: Sequence[Measurement]) -> list[tuple[str, str, str, str]]:
    """Return the rows of the figures that the table shows."""
    return [figure.cells() for figure in figures if figure.listed]


P = ParamSpec("P")
T = TypeVar("T")


def in_new_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a module's function in a fresh process and return what it returns or raise its error."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_memory() -> float:
    """Return the most memory that this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # macOS counts bytes, Linux KB
