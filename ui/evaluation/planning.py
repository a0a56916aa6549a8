"""What is going to be run, and that somebody has agreed to its cost."""

from __future__ import annotations

from rag.service import Service
from ui.evaluation.run_jobs import PlannedRun
from ui.evaluation.run_shelf import RunShelf
from ui.evaluation.suite_choices import choice, suite_of
from ui.guard.refusal import PageError


def planned_run(desk: Service, suite: str, *, own: bool, limit: int | None) -> PlannedRun:
    """Open what is to be run: a suite by its name, on its `own` articles if it has some.

    Raises `PageError`, `SuiteError`.
    """
    chosen = choice(desk.settings.folder, suite)
    is_own = chosen.own and own
    opened = suite_of(chosen, desk, own=is_own)
    stem = chosen.name.rpartition("/")[2].removesuffix(".jsonl")
    return PlannedRun(opened, is_own, limit, RunShelf(desk.settings.folder).new(stem))


def check_cost(desk: Service) -> None:
    """Raise `PageError` where a run costs something, which nobody has agreed to."""
    settings = desk.settings
    if settings.model is not None or settings.embedder.startswith("openai:"):
        raise PageError("evaluation.not_agreed", status=409)
