"""`mujaz eval report`, `compare`, `gate` and `baseline accept`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from eval.commands.command_base import reports_errors, say

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
    from eval.report.html_report import to_html
    from eval.report.junit import to_junit
    from eval.report.markdown_report import to_markdown
    from eval.report.report_files import dumped, report_json, write
    from eval.score_files import read_scores
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
    from eval.report.comparison_report import as_json as in_json
    from eval.report.comparison_report import as_lines
    from eval.run_comparison import compare as compared
    from eval.score_files import read_scores

    found = compared(read_scores(before), read_scores(after))
    if as_json:
        click.echo(json.dumps(in_json(found), ensure_ascii=True, indent=2))
        return
    for line in as_lines(found):
        say(line)


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
    from eval.gates import DEFAULT, read_gates
    from eval.gating import as_lines, check
    from eval.report.report_files import write_gate
    from eval.score_files import read_scores

    gates = read_gates(config or DEFAULT)
    report = check(read_scores(before), read_scores(after), gates)
    write_gate(report, out or (after if after.is_dir() else after.parent))
    for line in as_lines(report):
        say(line)
    sys.exit(report.exit_code)


@click.group()
def baseline() -> None:
    """Keep the run that others are compared with.

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
    from eval.gates import DEFAULT, read_gates
    from eval.gating import INCOMPLETE
    from eval.score_files import read_scores

    scores, gates = read_scores(run), read_gates(config or DEFAULT)
    try:
        count = accepted(scores, gates, file=file or BASELINE)
    except IncompleteError as error:
        say(f"mujaz: {error}", err=True)
        sys.exit(INCOMPLETE)
    say(f"{count} cases accepted: {file or BASELINE}")
