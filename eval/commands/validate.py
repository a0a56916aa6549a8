"""`mujaz eval validate`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.commands.base import reports_errors, say

if TYPE_CHECKING:
    from eval.cases import BriefCase, QACase


@click.command()
@click.argument("suite", required=False, type=click.Path(path_type=Path))
@reports_errors
def validate(suite: Path | None) -> None:
    """Check the cases of a file or a folder, and count them.

    The first fault is named with its file, line and field. Without SUITE the one that comes with
    Mujaz is checked.

    \b
    Example:
      mujaz eval validate my-suite/
    """
    from eval.cases import read_cases
    from eval.suite import shipped

    path = suite or shipped()
    cases = list(read_cases(path))
    say(f"{path}: {len(cases)} cases, all valid")
    for name, count in counts(cases).items():
        say(f"{count:6}  {name}")


def counts(cases: Sequence[QACase | BriefCase]) -> Counter[str]:
    """How many cases there are of each sort; a case counts in each that it is of."""
    found: Counter[str] = Counter()
    for case in cases:
        if case.kind == "brief":
            found["briefs"] += 1
            continue
        found[f"questions, {case.language}"] += 1
        found[f"unanswerable ({case.unanswerable})"] += case.unanswerable is not None
        found["multi-turn"] += bool(case.turns)
        found["with an injected article"] += case.injection is not None
        found["critical"] += case.critical
        found.update(f"tag {tag}" for tag in case.tags)
    return +found
