"""Reads gates: the conditions under which a run of a suite may replace another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from eval.cases import SuiteError
from eval.metrics import metric
from eval.scoring.case_metrics import UnknownMetricError

DEFAULT = Path(__file__).parent / "gates.yaml"
NATURAL = Path(__file__).parent / "natural-gates.yaml"
"""The gates of the natural questions."""

Statistic = Literal["mean", "sum", "p50", "p95"]

_KINDS = ("test", "min", "max", "max_drop", "max_increase", "max_increase_pct")


class GatesError(SuiteError):
    """The gates cannot be read; the message names the file, the line and the field."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Gate(_Strict):
    """One condition on a metric, over the cases in all slices named.

    Exactly one of: `test: paired_bootstrap` (not worse than before, or with `margin` worse by less
    than that), `min` or `max` (of the run itself), `max_drop`, `max_increase` or `max_increase_pct`
    (compared with before). All but the first are conditions on `statistic`. With fewer than
    `min_cases` scored cases a gate cannot be decided.
    """

    metric: str = Field(min_length=1)
    slice: dict[str, str] = {}
    test: Literal["paired_bootstrap"] | None = None
    margin: float | None = Field(default=None, gt=0)
    min: float | None = None
    max: float | None = None
    max_drop: float | None = Field(default=None, ge=0)
    max_increase: float | None = Field(default=None, ge=0)
    max_increase_pct: float | None = Field(default=None, ge=0)
    statistic: Statistic = "mean"
    min_cases: int = Field(default=1, ge=1)

    @field_validator("metric")
    @classmethod
    def _registered(cls, name: str) -> str:
        """Refuse a metric that is not registered."""
        try:
            return metric(name).name
        except UnknownMetricError as error:
            raise ValueError(str(error)) from None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        """Refuse a gate that has not exactly one condition."""
        if sum(getattr(self, kind) is not None for kind in _KINDS) != 1:
            raise ValueError(f"a gate needs exactly one of {', '.join(_KINDS)}")
        if self.margin is not None and self.test is None:
            raise ValueError("margin belongs to test: paired_bootstrap")
        return self

    @property
    def relative(self) -> bool:
        """Return whether the gate compares the run with another."""
        return self.min is None and self.max is None

    @property
    def name(self) -> str:
        """Return the metric with its slice: `answer.f1 [language=ar]`."""
        place = ", ".join(f"{name}={value}" for name, value in self.slice.items())
        return f"{self.metric} [{place}]" if place else self.metric


class Gates(_Strict):
    """All conditions.

    `alpha` is the chance of a false alarm over all paired tests together. `max_error_rate` is the
    share of cases that may have failed before the run counts as incomplete.
    """

    schema_version: Literal[1]
    alpha: float = Field(default=0.05, gt=0, lt=0.5)
    critical_flips: Literal["fail", "tell"] = "fail"
    max_error_rate: float = Field(default=0.0, ge=0, lt=1)
    allow_judge: bool = False
    gates: list[Gate] = Field(min_length=1)

    @model_validator(mode="after")
    def _no_judge_alone(self) -> Self:
        """Refuse opinions of a chat model, unless they are allowed and stand beside a measure."""
        judged = [gate.metric for gate in self.gates if metric(gate.metric).is_opinion]
        if judged and not self.allow_judge:
            raise ValueError(
                f"{judged[0]} is a model's opinion; gate on it only with allow_judge: true"
            )
        if judged and len(judged) == len(self.gates):
            raise ValueError("a model's opinion never gates alone: add a gate that is measured")
        return self

    @property
    def metrics(self) -> frozenset[str]:
        """Return the metrics that are gated."""
        return frozenset(gate.metric for gate in self.gates)

    @property
    def compared(self) -> frozenset[str]:
        """Return the metrics that a baseline must hold."""
        return frozenset(gate.metric for gate in self.gates if gate.relative)


def read_gates(file: Path) -> Gates:
    """Read the gates of a YAML file.

    Raises `GatesError` for a file that cannot be read or is not YAML, and for keys that are
    unknown, repeated or have a wrong value.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise GatesError(f"{file} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise GatesError(f"{file} is not UTF-8; save it as UTF-8") from None
    node, value = _parsed_yaml(text, file)
    for line, key in _repeated_keys(node, set()):
        raise GatesError(f"{file}, line {line}: {key}: stands twice")
    try:
        return Gates.model_validate(value)
    except ValidationError as error:
        raise GatesError(f"{file}, {_explain(error, node)}") from None


def _parsed_yaml(text: str, file: Path) -> tuple[yaml.Node, object]:
    """Return the YAML of a text as nodes and as values. Raises `GatesError` with the line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GatesError(f"{file}, line {line}: {error.problem}") from None
    except yaml.YAMLError:
        raise GatesError(f"{file} is not YAML") from None
    if node is None:
        raise GatesError(f"{file} is empty")
    return node, value


def _repeated_keys(node: yaml.Node, seen: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of every key that its mapping has already."""
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if str(key.value) in keys:
                yield key.start_mark.line + 1, str(key.value)
            keys.add(str(key.value))
            yield from _repeated_keys(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item, seen)


def _explain(error: ValidationError, node: yaml.Node) -> str:
    """Return the first error with its line and field."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    says = first["msg"].removeprefix("Value error, ")
    return f"line {_line(node, first['loc'])}: {field + ': ' if field else ''}{says}"


def _line(node: yaml.Node, place: Sequence[int | str]) -> int:
    """Return the line (from 1) of the value at `place`, or of the nearest node above it."""
    line = node.start_mark.line + 1
    for part in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next(((key, value) for key, value in pairs if key.value == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
