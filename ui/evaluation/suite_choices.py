"""The suites that a run can be started on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.ask_case import Case
from eval.cases import read_cases
from eval.suite import CORPUS, Suite, natural, open_suite, shipped, suite_of_library
from rag.records import Language
from rag.service import Service
from ui.evaluation.rated_suite import RATED, rated_cases
from ui.guard.refusal import PageError
from ui.words import TEXTS, say

SUITES = "suites"
"""The folder of a library's own suites in that of the library."""


@dataclass(frozen=True, slots=True)
class SuiteChoice:
    """A suite by its name; `path` is None for the answers that readers have marked.

    `own` says whether it has articles of its own, which a run then asks.
    """

    name: str
    path: Path | None
    own: bool


def choices(library: Path) -> list[SuiteChoice]:
    """Return the suites that come with Mujaz, those of the library, and the marked answers."""
    brought = [SuiteChoice(path.name, path, own=True) for path in (shipped(), natural())]
    folder = library / SUITES
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    own = [
        SuiteChoice(f"{SUITES}/{path.name}", path, own=(path / CORPUS).is_dir())
        for path in found
        if path.suffix == ".jsonl" or (path.is_dir() and any(path.glob("*.jsonl")))
    ]
    return [*brought, *own, SuiteChoice(RATED, None, own=False)]


def choice(library: Path, name: str) -> SuiteChoice:
    """Return the suite of that name. Raises `PageError` if there is none."""
    for one in choices(library):
        if one.name == name:
            return one
    raise PageError("evaluation.unknown_suite", status=404)


def suite_of(chosen: SuiteChoice, desk: Service, *, own: bool) -> Suite:
    """Open a suite, on its own articles or those of the library.

    Raises `SuiteError`, or `PageError` if no answer is marked.
    """
    if chosen.path is not None and own:
        return open_suite(chosen.path)
    return suite_of_library(chosen.path or Path(RATED), _cases(chosen, desk), desk.articles())


def _cases(chosen: SuiteChoice, desk: Service) -> Sequence[Case]:
    if chosen.path is not None:
        return list(read_cases(chosen.path))
    cases = rated_cases(desk.conversations.rated(None, "down"))
    if not cases:
        raise PageError("evaluation.no_rated")
    return cases


def suite_title(name: str, language: Language) -> str:
    """Return a suite in words: by its name in `choices`, or by its path in a `run.json`."""
    stem = Path(name).stem
    known = f"evaluation.suite_{stem}"
    return say(known, language) if known in TEXTS else stem or name
