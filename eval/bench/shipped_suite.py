"""`python -m eval.bench.shipped_suite DIR`: runs the suites that ship as Mujaz comes, without
settings and key, and holds each against its accepted baseline. The exit code is the worst one."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline import BASELINE, NATURAL_BASELINE
from eval.cases import SuiteError
from eval.gates import DEFAULT, NATURAL, read_gates
from eval.gating import FAILED, INCOMPLETE, MISUSED, PASSED, as_lines, check
from eval.score_files import read_scores
from eval.scores import Scores
from eval.suite import natural, open_suite, shipped
from rag.errors import MujazError

_SETTINGS = ("MUJAZ_", "OPENAI_")
_WORDS = {PASSED: "passed", FAILED: "failed", MISUSED: "not run", INCOMPLETE: "incomplete"}


@dataclass(frozen=True, slots=True)
class GatedSuite:
    """A suite with its gates and the baseline that its run is compared with.

    The run is saved in `place`, relative to the folder of all runs. `targeted` tells whether it is
    also to reach the targets of `eval.targets`.
    """

    name: str
    path: Path
    gates: Path = DEFAULT
    baseline: Path = BASELINE
    place: str = "."
    targeted: bool = True


SUITES = (
    GatedSuite("news", shipped()),
    GatedSuite("natural", natural(), NATURAL, NATURAL_BASELINE, place="natural", targeted=False),
)
"""The suites that `make eval` runs, in their order."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, score, report and gate; return the worst exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.suite is None and (options.gates or options.baseline):
        parser.error("--gates and --baseline belong to --suite")
    return run_all(_chosen(options), options.folder)


def _chosen(options: argparse.Namespace) -> list[GatedSuite]:
    """Return the suites to run: that of `--suite`, else the one named by `--only`, else all."""
    if options.suite is None:
        return [one for one in SUITES if options.only in (None, one.name)]
    path, gates, baseline = options.suite, options.gates or DEFAULT, options.baseline or BASELINE
    return [GatedSuite(path.name, path.resolve(), gates.resolve(), baseline.resolve())]


def run_all(suites: Sequence[GatedSuite], folder: Path) -> int:
    """Run the suites one after the other, whatever the others come to, and print how each ended.

    Returns the highest exit code. Settings and keys are removed from the environment.
    """
    for name in [name for name in os.environ if name.startswith(_SETTINGS)]:
        del os.environ[name]
    codes = [_outcome(suite, (folder / suite.place).resolve()) for suite in suites]
    for suite, code in zip(suites, codes, strict=True):
        print(f"{suite.name:<8} {_WORDS[code]}")
    return max(codes)


def _outcome(suite: GatedSuite, folder: Path) -> int:
    """Return the exit code of one suite, whose run is saved in `folder`."""
    print(f"{suite.name}\n{'=' * len(suite.name)}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with contextlib.chdir(folder):  # where no settings file lies
            code = _run(suite, folder)
    except MujazError as error:
        print(f"eval: {suite.name}: {error}", file=sys.stderr)
        code = MISUSED if isinstance(error, SuiteError) else INCOMPLETE
    print(flush=True)
    return code


def _run(suite: GatedSuite, folder: Path) -> int:
    """Run and score a suite, report on it and decide the gates."""
    from eval import suite_run
    from eval.headlines import as_table, summary
    from eval.report.report_files import write_gate
    from eval.run_scoring import score
    from rag.settings import Settings

    gates = read_gates(suite.gates)
    suite_run.run(open_suite(suite.path), Settings.load(), folder)
    scores = score(folder)
    print(as_table(summary(scores)), end="\n\n", flush=True)
    before = read_scores(suite.baseline) if suite.baseline.exists() else None
    _report(scores, before, folder, targeted=suite.targeted)
    if before is None:
        raise SuiteError(
            f"there is no baseline; make one: mujaz eval baseline accept {folder} "
            f"--baseline {suite.baseline} --config {suite.gates}"
        )
    report = check(before, scores, gates)
    write_gate(report, folder)
    print("\n".join(as_lines(report)))
    return report.exit_code


def _report(scores: Scores, before: Scores | None, folder: Path, *, targeted: bool) -> None:
    """Write the report and print the targets."""
    from eval.report.content import gather
    from eval.report.html_report import to_html
    from eval.report.junit import to_junit
    from eval.report.report_files import write
    from eval.targets import as_lines as target_lines

    report = gather(scores, before, targeted=targeted)
    write(folder / "report.html", to_html(report))
    write(folder / "junit.xml", to_junit(scores))
    for line in target_lines(list(report.targets)):
        print(line)
    print(f"the whole report: {folder / 'report.html'}", end="\n\n", flush=True)


def _parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.shipped_suite", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the runs are saved")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only", choices=[one.name for one in SUITES], help="run one of them")
    which.add_argument("--suite", type=Path, metavar="SUITE", help="run this one instead")
    parser.add_argument("--gates", type=Path, metavar="FILE", help="those of SUITE")
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="that of SUITE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
