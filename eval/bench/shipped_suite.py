"""`python -m eval.bench.shipped_suite DIR`: runs the shipped suite as Mujaz comes, without settings
and key, and holds it against the accepted baseline. The exit code is that of the gate."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.baseline import BASELINE
from eval.cases import SuiteError
from eval.gates import DEFAULT, read_gates
from eval.gating import INCOMPLETE, MISUSED, as_lines, check
from eval.score_files import read_scores
from eval.scores import Scores
from rag.errors import MujazError

_SETTINGS = ("MUJAZ_", "OPENAI_")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, score, report and gate; return the exit code."""
    options = _parser().parse_args(arguments)
    folder, baseline = options.folder.resolve(), options.baseline.resolve()
    suite = options.suite and options.suite.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name in [name for name in os.environ if name.startswith(_SETTINGS)]:
        del os.environ[name]
    try:
        with contextlib.chdir(folder):  # where no settings file lies
            return _run(folder, baseline, suite)
    except MujazError as error:
        print(f"eval: {error}", file=sys.stderr)
        return MISUSED if isinstance(error, SuiteError) else INCOMPLETE


def _run(folder: Path, baseline: Path, suite: Path | None) -> int:
    """Run and score the suite, report on it and decide the gates."""
    from eval import suite_run
    from eval.headlines import as_table, summary
    from eval.run_scoring import score
    from eval.suite import open_suite, shipped
    from rag.settings import Settings

    suite_run.run(open_suite(suite or shipped()), Settings.load(), folder)
    scores = score(folder)
    print(as_table(summary(scores)), end="\n\n", flush=True)
    before = read_scores(baseline) if baseline.exists() else None
    _report(scores, before, folder)
    if before is None:
        raise SuiteError(f"there is no baseline; make one: mujaz eval baseline accept {folder}")
    return _gate(before, scores, folder)


def _report(scores: Scores, before: Scores | None, folder: Path) -> None:
    """Write the report and print the targets."""
    from eval.report.content import gather
    from eval.report.html_report import to_html
    from eval.report.junit import to_junit
    from eval.report.report_files import write
    from eval.targets import as_lines as target_lines

    report = gather(scores, before)
    write(folder / "report.html", to_html(report))
    write(folder / "junit.xml", to_junit(scores))
    print("\n".join(target_lines(list(report.targets))))
    print(f"the whole report: {folder / 'report.html'}", end="\n\n", flush=True)


def _gate(before: Scores, after: Scores, folder: Path) -> int:
    """Compare with the baseline and return the exit code."""
    from eval.report.report_files import write_gate

    report = check(before, after, read_gates(DEFAULT))
    write_gate(report, folder)
    print("\n".join(as_lines(report)))
    return report.exit_code


def _parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.shipped_suite", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the run is saved")
    parser.add_argument("--baseline", type=Path, default=BASELINE, metavar="FILE")
    parser.add_argument("--suite", type=Path, metavar="SUITE", help="instead of the shipped one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
