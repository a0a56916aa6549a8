"""`mujaz eval import`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from eval.commands.base import reports_errors, say

_FORMATS = ("squad", "squad2", "xquad", "arcd", "mlqa", "beir", "ragas")


@click.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(_FORMATS))
@click.argument("paths", metavar="IN…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@reports_errors
def import_(format_: str, paths: Sequence[Path], out: Path) -> None:
    """Turn a public question set into a suite: cases, and a corpus of the set's texts.

    FORMAT is squad, squad2, xquad, arcd, mlqa, beir or ragas. IN is a file or a folder; of xquad
    two parallel files, which become a suite over each language, asked in both.

    \b
    Examples:
      mujaz eval import arcd data/arcd suites/arcd
      mujaz eval import xquad xquad.ar.json xquad.en.json suites/xquad
    """
    from eval.importing import import_set

    for folder, made in import_set(format_, paths, out).items():
        say(f"{folder}: {len(made.cases)} cases on {len(made.ids)} articles")
        for reason, count in made.left_out.items():
            say(f"{count} left out: {reason}", err=True)
