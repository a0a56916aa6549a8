"""`mujaz eval report`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from eval.commands.base import reports_errors, say

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="B",
    help="Show beside it what changed since this run or baseline.",
)
@click.option("--html", type=_FILE, metavar="FILE", help="One page that needs nothing else.")
@click.option("--md", type=_FILE, metavar="FILE", help="Markdown.")
@click.option("--json", "json_", type=_FILE, metavar="FILE", help="Every figure as JSON.")
@click.option("--junit", type=_FILE, metavar="FILE", help="A test for each case, as JUnit XML.")
@reports_errors
def report(
    run: Path,
    against: Path | None,
    html: Path | None,
    md: Path | None,
    json_: Path | None,
    junit: Path | None,
) -> None:
    """Report on a scored run; without a file named, writes RUN/report.html.

    Prints the figures that the shipped suite is to reach without a key.

    \b
    Example:
      mujaz eval report runs/today --against runs/before --html report.html
    """
    from eval.report.content import gather
    from eval.report.files import dumped, report_json, write
    from eval.report.html import to_html
    from eval.report.junit import to_junit
    from eval.report.markdown import to_markdown
    from eval.scores import read_scores
    from eval.targets import as_lines

    scores = read_scores(run)
    found = gather(scores, None if against is None else read_scores(against))
    if not any((html, md, json_, junit)):
        html = (run if run.is_dir() else run.parent) / "report.html"
    written: list[tuple[Path | None, Callable[[], str]]] = [
        (html, lambda: to_html(found)),
        (md, lambda: to_markdown(found)),
        (json_, lambda: dumped(report_json(found))),
        (junit, lambda: to_junit(scores)),
    ]
    for line in as_lines(list(found.targets)):
        say(line)
    for file, text in written:
        if file is not None:
            write(file, text())
            say(f"written: {file}")
