"""`mujaz eval score`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eval.commands.base import INCOMPLETE, reports_errors, say


@click.command()
@click.argument("run", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the headline figures as JSON.")
@reports_errors
def score(run: Path, as_json: bool) -> None:
    """Score a run: writes RUN/scores.json and prints the headline figures.

    Each mean has its 95 % confidence interval and how many cases it is over; a figure that is not
    defined says why. Arabic and English stand apart.

    \b
    Example:
      mujaz eval score runs/today
    """
    from eval import scoring

    scores = scoring.score(run)
    figures = scoring.summary(scores)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps([asdict(one) for one in figures], ensure_ascii=True, indent=2))
    else:
        say(scoring.told(figures))
    for name, reason in scores.errors.items():
        say(f"failed, scored as 0: {name}: {reason}", err=True)
    if scores.missing:
        count = len(scores.missing)
        say(f"{count} cases have no prediction yet; finish the run: mujaz eval run …", err=True)
        sys.exit(INCOMPLETE)
