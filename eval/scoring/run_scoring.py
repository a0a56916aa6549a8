"""Scores a run: each case by its kind, then what only shows beside other cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval import text_overlap
from eval.ask_case import case_question
from eval.cases import BriefCase, QACase, SuiteError, read_cases
from eval.manifest import read_run, write_whole
from eval.normalization import main_language
from eval.predictions import Prediction, read_predictions
from eval.scores import CaseScore, Scores
from eval.scoring import brief_scoring, question_scoring
from eval.scoring.case_metrics import CaseMetrics
from eval.suite_run import CASES

SCORES = "scores.json"
FLOOR = "answer.chrf_floor"
PAIRS = ("pairs.consistent", "pairs.both_right")


def score(folder: Path) -> Scores:
    """The scores of the run in `folder`, written to its `scores.json` as well.

    A case without a prediction is not scored, `run["missing"]` names it; `run["errors"]` are the
    cases that failed, with the reason. Raises `SuiteError` for a folder without a run.
    """
    told = read_run(folder)
    if not told:
        raise SuiteError(f"{folder} holds no run; make one: mujaz eval run --out {folder}")
    cases = {case.id: case for case in read_cases(folder / CASES)}
    predictions = read_predictions(folder)
    scored = [
        score_case(case, predictions[name]) for name, case in cases.items() if name in predictions
    ]
    of_run = {
        **told,
        "missing": [name for name in cases if name not in predictions],
        "errors": {
            one.id: one.error for one in predictions.values() if one.id in cases and one.error
        },
    }
    scores = Scores(run=of_run, cases=_together(scored, cases))
    write_whole(folder / SCORES, scores.model_dump_json(indent=1) + "\n")
    return scores


def score_case(case: QACase | BriefCase, prediction: Prediction) -> CaseScore:
    """A case by itself."""
    if isinstance(case, QACase):
        return _question(case, prediction)
    return _brief(case, prediction)


def _question(case: QACase, prediction: Prediction) -> CaseScore:
    sheet = _sheet(prediction)
    question_scoring.retrieval(sheet, case, prediction)
    question_scoring.answer(sheet, case, prediction)
    question_scoring.abstention(sheet, case, prediction)
    question_scoring.citing(sheet, case, prediction)
    question_scoring.grounding(sheet, prediction)
    question_scoring.injection(sheet, case, prediction)
    slices: dict[str, list[str]] = {
        "kind": ["qa"],
        "language": [case.language],
        "direction": _directions(case),
        "tag": list(case.tags),
        "unanswerable": [case.unanswerable] if case.unanswerable else [],
        "answer_type": [case.answer_type] if case.gold else [],
    }
    article = case.gold[0].article if case.gold else case.id
    return CaseScore(
        id=case.id,
        metrics=sheet.metrics,
        why=sheet.why,
        slices={name: found for name, found in slices.items() if found},
        passed=question_scoring.passed(sheet, case, prediction),
        critical=case.critical,
        cluster=case.pair_id or article,
        question=_asked(case),
        gold=[*case.answers[:1], *(gold.quote for gold in case.gold)],
        answer=prediction.answer or prediction.reason or "",
        reasons=sheet.reasons,
    )


def _brief(case: BriefCase, prediction: Prediction) -> CaseScore:
    sheet = _sheet(prediction)
    brief_scoring.brief(sheet, case, prediction)
    brief_scoring.brief_grounding(sheet, prediction)
    facts = [
        brief_scoring.variants(fact, language)
        for fact in case.key_facts
        for language in ("ar", "en")
    ]
    return CaseScore(
        id=case.id,
        metrics=sheet.metrics,
        why=sheet.why,
        slices={"kind": ["brief"], **({"tag": list(case.tags)} if case.tags else {})},
        passed=prediction.status == "ok" and brief_scoring.passed(sheet, case),
        cluster=case.story,
        question=case_question(case),
        gold=[one[0] for one in facts if one],
        answer=prediction.answer or prediction.reason or "",
        reasons=sheet.reasons,
    )


def _sheet(prediction: Prediction) -> CaseMetrics:
    """What a case took, in milliseconds, tokens and US dollars."""
    sheet = CaseMetrics()
    failed = prediction.status == "error"
    sheet.put("ops.errors", failed, prediction.error)
    if failed:
        return sheet
    for stage, spent in prediction.latency_ms.items():
        sheet.put("ops.latency_ms" if stage == "total" else f"ops.{stage}_ms", spent)
    for name, count in prediction.usage.items():
        sheet.put(f"ops.{name}", count)
    if prediction.cost_usd is not None:
        sheet.put("ops.cost_usd", prediction.cost_usd)
    else:
        why = "the price is not known" if prediction.usage.get("calls") else "no model was called"
        sheet.undefined(["ops.cost_usd"], why)
    return sheet


def _directions(case: QACase) -> list[str]:
    """From the language of the question to that of the gold; a question that its own language
    answers goes across to none."""
    to = {main_language(gold.quote) for gold in case.gold}
    return [f"{case.language}→{one}" for one in ({case.language} & to or to)]


def _asked(case: QACase) -> str:
    turns = [
        f"{turn.question} — {turn.answer}" if turn.answer else turn.question for turn in case.turns
    ]
    return " / ".join([*turns, case.question])


# --- what only shows beside other cases ---


def _together(
    scored: Sequence[CaseScore], cases: Mapping[str, QACase | BriefCase]
) -> list[CaseScore]:
    floors = _floors(scored)
    pairs = _pairs(scored, cases)
    return [_with(one, {**floors.get(one.id, {}), **pairs.get(one.id, {})}) for one in scored]


def _with(one: CaseScore, metrics: Mapping[str, float]) -> CaseScore:
    """The case with metrics more; pairs are undefined for one that has none."""
    found = {**dict.fromkeys(PAIRS), **one.metrics, **metrics}
    why = {name: "the case has no pair" for name in PAIRS if found[name] is None}
    return one.model_copy(update={"metrics": found, "why": {**one.why, **why}})


def _floors(scored: Sequence[CaseScore]) -> dict[str, dict[str, float]]:
    """chrF of each answer against the gold of a case of its language that has nothing to do with
    it, the one half the suite away: what chrF gives for nothing."""
    floors: dict[str, dict[str, float]] = {}
    for language in ("ar", "en"):
        own = [
            one
            for one in scored
            if language in one.slices.get("language", ()) and one.metrics.get("answer.chrf")
        ]
        half = len(own) // 2
        for one, other in zip(own, [*own[half:], *own[:half]], strict=True):
            if other.cluster != one.cluster:
                floor = text_overlap.best(text_overlap.chrf, one.answer, other.gold)
                floors[one.id] = {FLOOR: round(floor, 6)}
    return floors


def _pairs(
    scored: Sequence[CaseScore], cases: Mapping[str, QACase | BriefCase]
) -> dict[str, dict[str, float]]:
    """Of the cases that ask the same: whether they came out the same, and whether all right."""
    groups: dict[str, list[CaseScore]] = defaultdict(list)
    for one in scored:
        case = cases[one.id]
        if isinstance(case, QACase) and case.pair_id:
            groups[case.pair_id].append(one)
    return {one.id: _outcome(group) for group in groups.values() if len(group) > 1 for one in group}


def _outcome(group: Iterable[CaseScore]) -> dict[str, float]:
    outcomes = {bool(one.passed) for one in group}
    return {
        "pairs.consistent": float(len(outcomes) == 1),
        "pairs.both_right": float(outcomes == {True}),
    }
