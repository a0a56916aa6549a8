"""A section's figures, each with its target, as a plain table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. A yardstick has no target; `digits` are those behind the point."""

    name: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""
    digits: int = 3

    @property
    def met(self) -> bool | None:
        """None where there is no target."""
        if self.at_least is not None:
            return self.measured >= self.at_least
        return None if self.at_most is None else self.measured <= self.at_most

    def cells(self) -> tuple[str, str, str, str]:
        """The row of the table: figure, measured, target, met."""
        measured = f"{self.measured:,.{self.digits}f} {self.unit}".rstrip()
        if self.at_least is not None:
            target = f"≥ {self.at_least:g} {self.unit}".rstrip()
        elif self.at_most is not None:
            target = f"≤ {self.at_most:g} {self.unit}".rstrip()
        else:
            target = ""
        return self.name, measured, target, {True: "yes", False: "NO", None: ""}[self.met]

    def as_json(self) -> dict[str, Any]:
        return {
            "figure": self.name,
            "measured": self.measured,
            "unit": self.unit,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "met": self.met,
        }


def render(title: str, figures: Sequence[Figure]) -> str:
    """The table as text, its columns lined up."""
    rows = [("figure", "measured", "target", "met"), *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [title, "=" * len(title)]
    for name, measured, target, met in rows:
        line = f"{name:<{widths[0]}}  {measured:>{widths[1]}}  {target:<{widths[2]}}  {met}"
        lines.append(line.rstrip())
    lines.insert(3, "-" * (sum(widths) + 6))
    return "\n".join(lines)
