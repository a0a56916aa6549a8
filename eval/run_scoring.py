"""Scores a run: each case by itself, then among the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.ask_case import case_question
from eval.cases import BriefCase, QACase, SuiteError, read_cases
from eval.manifest import read_run, write_whole
from eval.metrics import CASE_SCORERS, METRICS, REGISTRY, RUN_SCORERS, metric
from eval.normalization import main_language
from eval.predictions import Prediction, read_predictions
from eval.scores import CaseScore, Scores
from eval.scoring.brief_scoring import LANGUAGES, brief_passed, fact_variants
from eval.scoring.case_metrics import CaseMetrics
from eval.scoring.question_scoring import HALVES, question_passed
from eval.suite_run import CASES

SCORES = "scores.json"


def score(folder: Path) -> Scores:
    """Score the run in `folder`, write its `scores.json` and return the scores.

    A case without a prediction is not scored; `run["missing"]` names it. `run["errors"]` holds the
    cases that failed, with the reason. Raises `SuiteError` for a folder without a run.
    """
    about = read_run(folder)
    if not about:
        raise SuiteError(f"{folder} holds no run; make one: mujaz eval run --out {folder}")
    cases = {case.id: case for case in read_cases(folder / CASES)}
    predictions = read_predictions(folder)
    scored = [
        score_case(case, predictions[name]) for name, case in cases.items() if name in predictions
    ]
    of_run = {
        **about,
        "missing": [name for name in cases if name not in predictions],
        "errors": {
            one.id: one.error for one in predictions.values() if one.id in cases and one.error
        },
    }
    scores = Scores(run=of_run, cases=_among_others(scored, cases))
    write_whole(folder / SCORES, scores.model_dump_json(indent=1) + "\n")
    return scores


def score_case(case: QACase | BriefCase, prediction: Prediction) -> CaseScore:
    """Return the score of a case by itself."""
    sheet = CaseMetrics(registered=REGISTRY)
    for scorer in CASE_SCORERS:
        scorer(sheet, case, prediction)
    if isinstance(case, QACase):
        return _question_score(case, prediction, sheet)
    return _brief_score(case, prediction, sheet)


def _question_score(case: QACase, prediction: Prediction, sheet: CaseMetrics) -> CaseScore:
    """Return the score of a question, with the slices that it belongs to."""
    article = case.gold[0].article if case.gold else case.id
    return CaseScore(
        id=case.id,
        metrics=sheet.metrics,
        why=sheet.why,
        slices=_question_slices(case),
        passed=question_passed(sheet, case, prediction),
        critical=case.critical,
        cluster=case.pair_id or article,
        question=_with_turns(case),
        gold=[*case.answers[:1], *(gold.quote for gold in case.gold)],
        answer=prediction.answer or prediction.reason or "",
        reasons=sheet.reasons,
    )


def _question_slices(case: QACase) -> dict[str, list[str]]:
    """Return the values of each slice that a question belongs to."""
    slices: dict[str, list[str]] = {
        "kind": ["qa"],
        "language": [case.language],
        "direction": _directions(case),
        "tag": list(case.tags),
        "half": [half for half in HALVES if half in case.tags],
        "unanswerable": [case.unanswerable] if case.unanswerable else [],
        "answer_type": [case.answer_type] if case.gold else [],
    }
    return {name: found for name, found in slices.items() if found}


def _brief_score(case: BriefCase, prediction: Prediction, sheet: CaseMetrics) -> CaseScore:
    """Return the score of a brief; its gold is the first variant of each key fact."""
    facts = [fact_variants(fact, side) for fact in case.key_facts for side in LANGUAGES]
    return CaseScore(
        id=case.id,
        metrics=sheet.metrics,
        why=sheet.why,
        slices={"kind": ["brief"], **({"tag": list(case.tags)} if case.tags else {})},
        passed=brief_passed(sheet, prediction),
        cluster=case.story,
        question=case_question(case),
        gold=[one[0] for one in facts if one],
        answer=prediction.answer or prediction.reason or "",
        reasons=sheet.reasons,
    )


def _directions(case: QACase) -> list[str]:
    """Return the slices `question's language→gold's language` of a question.

    A question that its own language answers is in that one only, even if the other does as well.
    """
    to = {main_language(gold.quote) for gold in case.gold}
    own = {one for one in to if one == case.language}
    return [f"{case.language}→{one}" for one in (own or to)]


def _with_turns(case: QACase) -> str:
    """Return the question behind the turns of its conversation."""
    turns = [
        f"{turn.question} — {turn.answer}" if turn.answer else turn.question for turn in case.turns
    ]
    return " / ".join([*turns, case.question])


def _among_others(
    scored: Sequence[CaseScore], cases: Mapping[str, QACase | BriefCase]
) -> list[CaseScore]:
    """Return the cases with the metrics that need the whole run."""
    found: dict[str, dict[str, float]] = {one.id: {} for one in scored}
    for scorer in RUN_SCORERS:
        for name, metrics in scorer(scored, cases).items():
            found[name] |= {metric(key).name: value for key, value in metrics.items()}
    return [_with_metrics(one, found[one.id]) for one in scored]


def _with_metrics(one: CaseScore, metrics: Mapping[str, float]) -> CaseScore:
    """Return a case with metrics added; those of pairs are undefined for a case without one."""
    absent = [row.name for row in METRICS if row.group == "pairs" and row.name not in metrics]
    why = dict.fromkeys(absent, "the case has no pair")
    every = {**dict.fromkeys(absent), **one.metrics, **metrics}
    return one.model_copy(update={"metrics": every, "why": {**one.why, **why}})
