"""`mujaz eval compare`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from eval.commands.base import reports_errors, say


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@reports_errors
def compare(before: Path, after: Path, as_json: bool) -> None:
    """Show what changed from one scored run to another, over the cases that both have.

    Each metric is told by slice with its interval, its p (of this metric alone) and how many
    cases got better and worse; then the cases that came out otherwise, those that broke first.

    \b
    Example:
      mujaz eval compare runs/before runs/today
    """
    from eval.comparing import compare as compared
    from eval.report.comparison import as_json as in_json
    from eval.report.comparison import as_lines
    from eval.scores import read_scores

    found = compared(read_scores(before), read_scores(after))
    if as_json:
        click.echo(json.dumps(in_json(found), ensure_ascii=True, indent=2))
        return
    for line in as_lines(found):
        say(line)
