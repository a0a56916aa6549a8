"""Figures of a run as HTML: shares, intervals, names of measures and slices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from eval.metrics import metric
from eval.run_comparison import Slice
from eval.scores import CaseScore
from rag.records import Language
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean
from ui.html.render import attributes, inline
from ui.words import TEXTS, say

PASSED = "passed"
"""The measure of whether a case is right, which is no metric of its own."""

_NOT_SHARES = frozenset(
    {
        *("answer.must_not_hits", "brief.must_not_hits", "citations.dangling"),
        *("grounding.contradicted_count", "grounding.unsupported_count"),
        *("brief.words_ar", "brief.words_en", "brief.sources"),
    }
)
NOTHING = "–"


def is_share(measure: str) -> bool:
    """Tell whether a measure goes from 0 to 1 and is told in percent."""
    return measure == PASSED or not (metric(measure).is_cost or measure in _NOT_SHARES)


def lower_is_better(measure: str) -> bool:
    return measure != PASSED and metric(measure).lower_is_better


def measure_name(measure: str, language: Language) -> str:
    """Return a measure in plain words."""
    return say(f"evaluation.m.{measure}", language)


def measure_meaning(measure: str, language: Language) -> str:
    """Return what a measure says, and which way it is better."""
    way = "lower" if lower_is_better(measure) else "higher"
    return f"{say(f'evaluation.m.{measure}.what', language)} ({say(f'evaluation.{way}', language)})"


def group_of(measure: str) -> str:
    return PASSED if measure == PASSED else metric(measure).group


def slice_value_name(name: str, value: str, language: Language) -> str:
    """Return a value of a slice in words; a tag that is not known stands as it is written."""
    if name == "direction":
        sides = [say(f"evaluation.{one}", language) for one in value.split("→") if one]
        return (" ← " if language == "ar" else " → ").join(sides)
    known = f"evaluation.{value}" if name in ("language", "kind") else _tag(value)
    return say(known, language) if known in TEXTS else value


def _tag(value: str) -> str:
    return f"evaluation.tag.{value.replace('_', '-')}"


def slice_title(slice_: Slice, language: Language) -> str:
    """Return a slice in words."""
    parts = [slice_value_name(name, value, language) for name, value in slice_]
    return " · ".join(parts) or say("evaluation.all", language)


def value_of(case: CaseScore, measure: str) -> float | None:
    """Return a measure of a case; being right is 1 or 0."""
    if measure == PASSED:
        return None if case.passed is None else float(case.passed)
    return case.metrics.get(measure)


def mean_of(cases: Sequence[CaseScore], measure: str) -> float | None:
    values = [value for case in cases if (value := value_of(case, measure)) is not None]
    return sum(values) / len(values) if values else None


def cases_in(cases: Sequence[CaseScore], slices: Mapping[str, str]) -> list[CaseScore]:
    """Return the cases in all of the slices."""
    return [
        case
        for case in cases
        if all(value in case.slices.get(name, ()) for name, value in slices.items())
    ]


def written(measure: str, value: float | None, *, signed: bool = False) -> str:
    """Write a value: a share in percent, anything else as a number."""
    if value is None:
        return NOTHING
    sign = "+" if signed else ""
    if is_share(measure):
        return f"{100 * value:{sign}.1f}%"
    return f"{value:{sign},.0f}" if value == int(value) else f"{value:{sign},.2f}"


def interval(measure: str, low: float | None, high: float | None, *, signed: bool = False) -> str:
    """Write the bounds of an interval; "" if they are not known."""
    if low is None or high is None:
        return ""
    bounds = (written(measure, low, signed=signed), written(measure, high, signed=signed))
    return f"{bounds[0]} … {bounds[1]}"


def figure(text: str) -> str:
    """Return a figure as HTML, which runs from the left in any text."""
    return f'<bdi class="figure" dir="ltr">{escape(text)}</bdi>'


def text(words: str, language: Language) -> str:
    """Return plain words within the page's own text, as HTML."""
    return inline(clean(words), base=base_direction(language))


def own_text(words: str, *, tag: str = "span", css: str = "") -> str:
    """Return words of a case or an answer in their own direction, as HTML."""
    shown = clean(words)
    base = direction(shown)
    name = f' class="{css}"' if css else ""
    return f"<{tag}{name} {attributes(base)}>{inline(shown, base=base)}</{tag}>"


def option(value: str, label: str, *, chosen: bool = False) -> str:
    """Return an option of a select, as HTML."""
    mark = " selected" if chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(clean(label))}</option>'
