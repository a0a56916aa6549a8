"""`mujaz eval run`, `score`, `validate`, `import` and `from-ratings`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.commands.command_base import INCOMPLETE, reports_errors, say, tell

if TYPE_CHECKING:
    from eval.cases import BriefCase, QACase
    from rag.records import Rating


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
        from eval.cost_estimate import as_text, estimate

        say(as_text(estimate(chosen, settings, limit=limit)))
        return
    if out is None:
        raise UsageError("name the folder of the run: --out runs/today")
    from eval import suite_run

    with _bar() as progress:
        outcome = suite_run.run(chosen, settings, out, limit=limit, progress=progress)
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
    """Show a progress bar on a terminal; yield None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Asking", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress


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
    from eval.headlines import as_table, summary
    from eval.run_scoring import score as scored

    scores = scored(run)
    figures = summary(scores)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps([asdict(one) for one in figures], ensure_ascii=True, indent=2))
    else:
        say(as_table(figures))
    for name, reason in scores.errors.items():
        say(f"failed, scored as 0: {name}: {reason}", err=True)
    if scores.missing:
        count = len(scores.missing)
        say(f"{count} cases have no prediction yet; finish the run: mujaz eval run …", err=True)
        sys.exit(INCOMPLETE)


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
    """Count the cases of each sort; a case counts in every sort that it belongs to."""
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


@click.command("from-ratings")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of the suite.",
)
@click.option("--only", type=click.Choice(["up", "down"]), help="Only what was rated so.")
@reports_errors
def from_ratings(out: Path, only: Rating | None) -> None:
    """Turn the answers that readers of the page have rated into a suite.

    What was liked becomes cases, with the sentences cited as gold. What was disliked becomes open
    cases, with the answer that was given and the reader's comment: nothing is scored by them until
    you add what is right to DIR/cases.jsonl.

    \b
    Example:
      mujaz eval from-ratings -o suites/rated
    """
    from eval.importing import write_rated_suite
    from rag.remote.opening import open_or_connect

    with open_or_connect(tell) as library:
        suite = write_rated_suite(library, out, rating=only)
    unfinished = sum(case.is_open for case in suite.cases.values())
    say(f"{out}: {len(suite.cases)} cases on {len(suite.ids)} articles")
    if unfinished:
        say(f"{unfinished} of them open: add to {out / 'cases.jsonl'} what would be right")
    for reason, count in suite.left_out.items():
        say(f"{count} left out: {reason}", err=True)
