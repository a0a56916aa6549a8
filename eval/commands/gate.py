"""`mujaz eval gate` and `mujaz eval baseline accept`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eval.commands.base import reports_errors, say

_GATES = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The gates, instead of those that come with Mujaz.",
)


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@_GATES
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write gate.txt and gate.json there instead of into AFTER.",
)
@reports_errors
def gate(before: Path, after: Path, config: Path | None, out: Path | None) -> None:
    """Decide whether a run may replace another; the report is written first.

    BEFORE and AFTER are scored runs, or a baseline. Exit codes: 0 passed, 1 a gate failed, 2 bad
    input, 3 incomplete: cases are missing, too many failed, or a gate has too few to judge by.

    \b
    Example:
      mujaz eval gate eval/baseline/scores.json runs/today
    """
    from eval.gate import as_lines, check
    from eval.gates import DEFAULT, read_gates
    from eval.report.files import write_gate
    from eval.scores import read_scores

    gates = read_gates(config or DEFAULT)
    report = check(read_scores(before), read_scores(after), gates)
    write_gate(report, out or (after if after.is_dir() else after.parent))
    for line in as_lines(report):
        say(line)
    sys.exit(report.exit_code)


@click.group()
def baseline() -> None:
    """The run that others are held against.

    \b
    Example:
      mujaz eval baseline accept runs/today
    """


@baseline.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--baseline",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it there.  [default: eval/baseline/scores.json]",
)
@_GATES
@reports_errors
def accept(run: Path, file: Path | None, config: Path | None) -> None:
    """Make a scored run the baseline; an incomplete one is refused with exit code 3.

    \b
    Example:
      mujaz eval baseline accept runs/today
    """
    from eval.baseline import BASELINE, IncompleteError
    from eval.baseline import accept as accepted
    from eval.gate import INCOMPLETE
    from eval.gates import DEFAULT, read_gates
    from eval.scores import read_scores

    scores, gates = read_scores(run), read_gates(config or DEFAULT)
    try:
        count = accepted(scores, gates, file=file or BASELINE)
    except IncompleteError as error:
        say(f"mujaz: {error}", err=True)
        sys.exit(INCOMPLETE)
    say(f"{count} cases accepted: {file or BASELINE}")
