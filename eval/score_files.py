"""Reads the scores of a run, or an accepted baseline, from a file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from eval.cases import SuiteError
from eval.metrics import REGISTRY
from eval.scores import Scores


def read_scores(path: Path) -> Scores:
    """Return the scores in the folder of a run, or in a `scores.json`.

    Raises `SuiteError` for a file that cannot be read, holds no scores or has a metric that this
    version of Mujaz does not know.
    """
    file = path / "scores.json" if path.is_dir() else path
    try:
        scores = Scores.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SuiteError(
            f"{file} cannot be read ({error.strerror}); score the run first: "
            f"mujaz eval score {path}"
        ) from None
    except ValidationError as error:
        raise SuiteError(f"{file} holds no scores: {error.error_count()} faults") from None
    unknown = sorted({name for case in scores.cases for name in case.metrics} - REGISTRY.keys())
    if unknown:
        raise SuiteError(
            f"{file} has the unknown metric {unknown[0]!r}; score its run again: mujaz eval score"
        )
    return scores
