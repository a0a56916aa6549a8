"""`mujaz eval run`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from eval.commands.base import INCOMPLETE, reports_errors, say


@click.command()
@click.argument("suite", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Save it there."
)
@click.option(
    "--corpus",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The articles, instead of the suite's own; again…",
)
@click.option("--limit", type=click.IntRange(1), help="Only the first so many cases.")
@click.option("--dry-run", is_flag=True, help="Tell cases, tokens and cost; send nothing.")
@reports_errors
def run(
    suite: Path | None,
    out: Path | None,
    corpus: Sequence[Path],
    limit: int | None,
    dry_run: bool,
) -> None:
    """Ask all cases of a suite and save what comes back; scoring is a step of its own.

    The embedder and the writer are those of the settings (MUJAZ_EMBEDDER, MUJAZ_MODEL). A run
    that was stopped goes on where it was when the command is given again. Without SUITE the one
    that comes with Mujaz is run.

    \b
    Examples:
      mujaz eval run --out runs/today
      mujaz eval run my-suite/ --out runs/trial --limit 20 --dry-run
    """
    from eval.suite import open_suite, shipped
    from rag.errors import UsageError
    from rag.settings import Settings

    chosen = open_suite(suite or shipped(), corpus=corpus)
    settings = Settings.load()
    if dry_run:
        from eval.estimating import estimate, told

        say(told(estimate(chosen, settings, limit=limit)))
        return
    if out is None:
        raise UsageError("name the folder of the run: --out runs/today")
    from eval import running

    with _bar() as progress:
        outcome = running.run(chosen, settings, out, limit=limit, progress=progress)
    say(
        f"{outcome.cases} cases asked, {len(outcome.failed)} failed; score them: "
        f"mujaz eval score {out}"
    )
    for name, reason in list(outcome.failed.items())[:10]:
        say(f"failed: {name}: {reason}", err=True)
    if outcome.failed:
        say("what failed is asked again by the same command", err=True)
        sys.exit(INCOMPLETE)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Asking", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
