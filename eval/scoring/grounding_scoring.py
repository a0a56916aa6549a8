"""Scores the verdicts on what is shown and the citations under it, and what a case cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases import BriefCase, QACase
from eval.predictions import Prediction
from eval.scoring.case_metrics import CaseMetrics
from eval.scoring.question_scoring import ABSTAINED, FAILED

STATUSES = ("supported", "check", "unsupported", "contradicted", "unverified")
_COUNTS = {"contradicted_count": "contradicted", "unsupported_count": "unsupported"}
_GROUNDING = tuple(f"grounding.{name}" for name in (*STATUSES, *_COUNTS))
_MARKERS = ("citations.dangling", "citations.cited")


def grounding(sheet: CaseMetrics, case: QACase | BriefCase, prediction: Prediction) -> None:
    """Score the shares of the verdicts among the sentences of an answer or the sides of a brief.

    A quoted text counts as supported, so that a writer that quotes and one that writes can be
    compared.
    """
    given = [one["verdict"] for one in _shown(case, prediction) if one["verdict"]]
    verdicts = ["supported" if verdict == "quoted" else verdict for verdict in given]
    if not verdicts:
        sheet.undefined(_GROUNDING, _nothing(case, prediction))
        return
    for status in STATUSES:
        sheet.put(f"grounding.{status}", verdicts.count(status) / len(verdicts))
    for name, status in _COUNTS.items():
        wrong = [one for one in prediction.sentences if one["verdict"] == status]
        reasons = "; ".join(reason for one in wrong for reason in one["reasons"])
        sheet.put(f"grounding.{name}", verdicts.count(status), reasons or None)


def markers(sheet: CaseMetrics, case: QACase | BriefCase, prediction: Prediction) -> None:
    """Score how many sentences have a citation, and count markers that lead nowhere."""
    shown = _shown(case, prediction)
    sentences = (
        shown if isinstance(case, QACase) else [one for side in shown for one in side["sentences"]]
    )
    if not sentences:
        sheet.undefined(_MARKERS, _nothing(case, prediction))
        return
    sheet.put("citations.dangling", sum(len(one["dangling"]) for one in sentences))
    sheet.put("citations.cited", sum(bool(one["citations"]) for one in sentences) / len(sentences))


def costs_of_case(sheet: CaseMetrics, case: QACase | BriefCase, prediction: Prediction) -> None:
    """Set what a case took, in milliseconds, tokens and US dollars, and whether it failed."""
    failed = prediction.status == "error"
    sheet.put("ops.errors", failed, prediction.error)
    if failed:
        return
    for stage, spent in prediction.latency_ms.items():
        sheet.put("ops.latency_ms" if stage == "total" else f"ops.{stage}_ms", spent)
    for name, count in prediction.usage.items():
        sheet.put(f"ops.{name}", count)
    if prediction.cost_usd is not None:
        sheet.put("ops.cost_usd", prediction.cost_usd)
    else:
        why = "the price is not known" if prediction.usage.get("calls") else "no model was called"
        sheet.undefined(["ops.cost_usd"], why)


def _shown(case: QACase | BriefCase, prediction: Prediction) -> Sequence[Mapping[str, Any]]:
    """Return what has a verdict: sentences of an answer, sides of the points of a brief."""
    if isinstance(case, QACase):
        return prediction.sentences
    return [one[side] for one in prediction.points for side in ("ar", "en") if one[side]]


def _nothing(case: QACase | BriefCase, prediction: Prediction) -> str:
    """Return the reason why there is nothing to score."""
    if isinstance(case, BriefCase):
        return "there are no points"
    return FAILED if prediction.status == "error" else ABSTAINED
