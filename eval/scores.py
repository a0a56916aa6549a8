"""What a run is scored with: per case first, summed up later; undefined is None, with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.cases import SuiteError

_STRINGS: TypeAdapter[list[str]] = TypeAdapter(list[str])
_REASONS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class CaseScore(BaseModel):
    """One case. `metrics` maps a metric's dotted name (`retrieval.recall_at_5`, `answer.f1`) to
    its value; None where it is not defined, `why` then says why. `slices` place the case:
    `language` (ar, en), `direction` (ar→ar, ar→en …), `kind` (qa, brief), `half` (dev to fit on,
    test to judge by) where the suite has halves, and each tag as `tag`.
    `passed` is whether a reader got what the case asks for. `cluster` groups cases that stand or
    fall together (the pair, else the article)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    metrics: Mapping[str, float | None]
    why: Mapping[str, str] = {}
    slices: Mapping[str, Sequence[str]] = {}
    passed: bool | None = None
    critical: bool = False
    cluster: str = ""
    # What a report shows of it:
    question: str = ""
    gold: Sequence[str] = ()
    answer: str = ""
    reasons: Sequence[str] = ()


class Scores(BaseModel):
    """All cases of a run, with what is known of the run itself (`run.json`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = 1
    run: Mapping[str, object]
    cases: Sequence[CaseScore]

    @property
    def missing(self) -> list[str]:
        """The ids of the cases without a prediction."""
        return _STRINGS.validate_python(self.run.get("missing") or [])

    @property
    def errors(self) -> dict[str, str]:
        """Why a case failed, by its id."""
        return _REASONS.validate_python(self.run.get("errors") or {})

    def values(self, metric: str, **slice_: str) -> dict[str, float]:
        """A metric by case id, where it is defined, over the cases in all slices given."""
        return {
            case.id: value
            for case in self.cases
            if (value := case.metrics.get(metric)) is not None
            and all(wanted in case.slices.get(name, ()) for name, wanted in slice_.items())
        }


def read_scores(path: Path) -> Scores:
    """The scores of a run: its folder, or its `scores.json`. Raises `SuiteError`."""
    file = path / "scores.json" if path.is_dir() else path
    try:
        return Scores.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SuiteError(
            f"{file} cannot be read ({error.strerror}); score the run first: "
            f"mujaz eval score {path}"
        ) from None
    except ValidationError as error:
        raise SuiteError(f"{file} holds no scores: {error.error_count()} faults") from None
