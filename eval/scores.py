"""The scores of a run, case by case; an undefined metric is None and has a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, TypeAdapter

_STRINGS: TypeAdapter[list[str]] = TypeAdapter(list[str])
_REASONS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class CaseScore(BaseModel):
    """The score of one case.

    `metrics` maps a metric's name (`answer.f1`) to its value, or to None where it is not defined;
    `why` then holds the reason. `slices` says which slices the case belongs to: `language` (ar,
    en), `direction` (ar→ar, ar→en …), `kind` (qa, brief), `half` (dev to fit on, test to judge by)
    where the suite has halves, and each tag as `tag`. `passed` is whether a reader got what the
    case asks for. `cluster` groups cases whose results depend on each other: those of a pair, else
    those on the same article. The last four fields are for reports.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    metrics: Mapping[str, float | None]
    why: Mapping[str, str] = {}
    slices: Mapping[str, Sequence[str]] = {}
    passed: bool | None = None
    critical: bool = False
    cluster: str = ""
    question: str = ""
    gold: Sequence[str] = ()
    answer: str = ""
    reasons: Sequence[str] = ()


class Scores(BaseModel):
    """The scores of all cases of a run, with the description of the run (`run.json`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = 1
    run: Mapping[str, object]
    cases: Sequence[CaseScore]

    @property
    def missing(self) -> list[str]:
        """Return the ids of the cases without a prediction."""
        return _STRINGS.validate_python(self.run.get("missing") or [])

    @property
    def errors(self) -> dict[str, str]:
        """Return the reasons of the cases that failed, by id."""
        return _REASONS.validate_python(self.run.get("errors") or {})

    def values(self, metric: str, **slice_: str) -> dict[str, float]:
        """Return the defined values of a metric by case id, over the cases in all slices given."""
        return {
            case.id: value
            for case in self.cases
            if (value := case.metrics.get(metric)) is not None
            and all(wanted in case.slices.get(name, ()) for name, wanted in slice_.items())
        }
