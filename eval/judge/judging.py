"""Judges a scored run and compares the opinions with what was measured."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.cases import read_cases
from eval.judge.opinions import Judge, Opinion
from eval.judge.rubrics import JudgeQuestion, questions
from eval.manifest import write_whole
from eval.metrics import METRICS
from eval.predictions import read_predictions
from eval.run_scoring import SCORES
from eval.score_files import read_scores
from eval.scores import CaseScore, Scores
from eval.statistics import kappa
from eval.suite_run import CASES
from rag.llm.chat_models import OpenModel
from rag.records import Usage

RUBRICS = ("support", "correct", "coverage")
_OPINIONS = tuple(row.name for row in METRICS if row.is_opinion)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of a rubric: questions asked and answered, opinions equal to the measure, and
    kappa.

    `kappa` is None where it is not defined.
    """

    rubric: str
    asked: int
    answered: int
    compared: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores with the metrics of the judge.

    `usage` is what this call took; `found` counts the opinions that were kept from before.
    """

    scores: Scores
    agreement: Sequence[Agreement]
    usage: Usage
    found: int


def judge(folder: Path, model: OpenModel) -> Judged:
    """Judge the scored run in `folder`; its `scores.json` gets the metrics `judge.…`, None where
    the judge gave no verdict that can be read.

    Raises `SuiteError` for a run that is not scored, `ModelError` for a model that cannot be used.
    """
    scores = read_scores(folder)
    asked = _questions(folder, scores)
    judge_ = Judge(model, folder)
    opinions = asyncio.run(judge_.ask([one.messages for one in asked]))
    found = agreement(asked, opinions)
    cost = None if judge_.usage.cost is None else float(judge_.usage.cost)
    ledger = {
        "model": model.name,
        **asdict(judge_.usage),
        "cost": cost,
        "agreement": [asdict(one) for one in found],
    }
    judged = _with_opinions(scores, asked, opinions, ledger)
    write_whole(folder / SCORES, judged.model_dump_json(indent=1) + "\n")
    return Judged(judged, found, judge_.usage, judge_.found)


def agreement(asked: Sequence[JudgeQuestion], opinions: Sequence[Opinion]) -> list[Agreement]:
    """Return a row for each rubric that was asked for."""
    pairs = list(zip(asked, opinions, strict=True))
    return [_agreement(name, [pair for pair in pairs if pair[0].rubric == name]) for name in RUBRICS
            if any(question.rubric == name for question in asked)]  # fmt: skip


def _agreement(rubric: str, pairs: Sequence[tuple[JudgeQuestion, Opinion]]) -> Agreement:
    """Compare the opinions of a rubric with what was measured."""
    both = [(question.measured, opinion.verdict) for question, opinion in pairs
            if question.measured is not None and opinion.verdict is not None]  # fmt: skip
    return Agreement(
        rubric,
        asked=len(pairs),
        answered=sum(opinion.verdict is not None for _, opinion in pairs),
        compared=len(both),
        agreed=sum(ours == theirs for ours, theirs in both),
        kappa=kappa([ours for ours, _ in both], [theirs for _, theirs in both]),
    )


def as_lines(judged: Judged) -> Iterator[str]:
    """Yield coverage, agreement and cost in words."""
    for one in judged.agreement:
        known = "not defined" if one.kappa is None else f"{one.kappa:.2f}"
        yield (
            f"{one.rubric}: {one.answered} of {one.asked} judged; agrees with the measure in "
            f"{one.agreed} of {one.compared}, kappa {known}"
        )
    usage = judged.usage
    cost = "not known" if usage.cost is None else f"${usage.cost:.4f}"
    yield (
        f"{usage.calls} calls, {usage.prompt_tokens:,} tokens read and "
        f"{usage.completion_tokens:,} written, cost {cost}; {judged.found} opinions were known"
    )


def _questions(folder: Path, scores: Scores) -> list[JudgeQuestion]:
    """Return all that there is to judge in a run."""
    predictions, by_id = read_predictions(folder), {one.id: one for one in scores.cases}
    return [
        question
        for case in read_cases(folder / CASES)
        if case.id in by_id and case.id in predictions
        for question in questions(case, predictions[case.id], by_id[case.id])
    ]


def _with_opinions(
    scores: Scores,
    asked: Sequence[JudgeQuestion],
    opinions: Sequence[Opinion],
    ledger: Mapping[str, object],
) -> Scores:
    """Return the scores with the opinions and the costs of the judge."""
    of_case: dict[str, list[tuple[JudgeQuestion, Opinion]]] = defaultdict(list)
    for question, opinion in zip(asked, opinions, strict=True):
        of_case[question.case].append((question, opinion))
    return scores.model_copy(
        update={
            "run": {**scores.run, "judge": ledger},
            "cases": [_case(case, of_case.get(case.id, [])) for case in scores.cases],
        }
    )


def _case(case: CaseScore, judged: Sequence[tuple[JudgeQuestion, Opinion]]) -> CaseScore:
    """Return a case with its opinions: by metric, the weighted share of "yes"."""
    metrics = {name: value for name, value in case.metrics.items() if name not in _OPINIONS}
    why = {name: reason for name, reason in case.why.items() if name not in _OPINIONS}
    for name in _OPINIONS:
        own = [one for one in judged if one[0].metric == name]
        metrics[name] = _share_of_yes(own)
        if metrics[name] is None:
            why[name] = "no verdict could be read" if own else "there is nothing to judge"
    return case.model_copy(update={"metrics": metrics, "why": why})


def _share_of_yes(judged: Sequence[tuple[JudgeQuestion, Opinion]]) -> float | None:
    """Return the weighted share of "yes" among the verdicts; None where none can be read."""
    known = [(question.weight, opinion.verdict) for question, opinion in judged
             if opinion.verdict is not None]  # fmt: skip
    if not known:
        return None
    return sum(weight for weight, yes in known if yes) / sum(weight for weight, _ in known)
