"""The measures of a brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases import BriefCase, ExpectedFact
from eval.normalization import StatedValue, contains, stated_values, unmatched_values
from eval.predictions import Prediction
from eval.scoring.case_metrics import CaseMetrics
from eval.scoring.question_scoring import GROUNDING, STATUSES, said
from rag.briefs.selection import LENGTH_SLACK
from rag.records import Language

LANGUAGES: tuple[Language, ...] = ("ar", "en")
ENOUGH = 0.5  # of the key facts of each language, for a brief to pass
_NAMES = ("key_facts_ar", "key_facts_en", "length_ar", "length_en", "both_languages")


def brief(sheet: CaseMetrics, case: BriefCase, prediction: Prediction) -> None:
    """Of a brief that was made; what an error left is worth 0."""
    sides = {language: side(prediction, language) for language in LANGUAGES}
    for language, text in sides.items():
        _key_facts(sheet, case, language, text)
        _length(sheet, case, language, text)
    points = prediction.points
    if not points:
        sheet.undefined(["brief.numbers_agree", "brief.must_not_hits"], "there are no points")
        sheet.put("brief.both_languages", 0, "no brief was made")
        sheet.put("brief.sources", 0)
        return
    paired = [one for one in points if one["ar"] and one["en"]]
    sheet.put("brief.both_languages", len(paired) / len(points))
    sheet.put("brief.sources", len(prediction.sources))
    _agreement(sheet, paired)
    _forbidden(sheet, case, " ".join(sides.values()))


def side(prediction: Prediction, language: Language) -> str:
    """What the brief says in a language."""
    return " ".join(one[language]["text"] for one in prediction.points if one[language])


def _key_facts(sheet: CaseMetrics, case: BriefCase, language: Language, text: str) -> None:
    """The share, by weight, of the facts that the language has."""
    name = f"brief.key_facts_{language}"
    own = [fact for fact in case.key_facts if variants(fact, language)]
    if not own:
        sheet.undefined([name], f"the case has no key facts in {language}")
        return
    untold = [
        fact for fact in own if not any(contains(text, one) for one in variants(fact, language))
    ]
    lost = sum(fact.weight for fact in untold) / sum(fact.weight for fact in own)
    told = ", ".join(variants(fact, language)[0] for fact in untold)
    sheet.put(name, 1 - lost, f"not told in {language}: {told}" if told else None)


def variants(fact: ExpectedFact, language: Language) -> Sequence[str]:
    return fact.ar if language == "ar" else fact.en


def _length(sheet: CaseMetrics, case: BriefCase, language: Language, text: str) -> None:
    words = len(text.split())
    fits = abs(words - case.words) <= LENGTH_SLACK * case.words + 1
    sheet.put(f"brief.length_{language}", fits, None if fits else f"{words} words in {language}")
    sheet.put(f"brief.words_{language}", words)


def _agreement(sheet: CaseMetrics, paired: Sequence[Mapping[str, Any]]) -> None:
    """The share of the points in both languages of which neither side has a figure that the other
    has not."""
    if not paired:
        sheet.undefined(["brief.numbers_agree"], "no point is in both languages")
        return
    apart = [one for one in paired if _differ(one["ar"]["text"], one["en"]["text"])]
    told = ", ".join(one["id"] for one in apart)
    agree = 1 - len(apart) / len(paired)
    sheet.put("brief.numbers_agree", agree, f"figures of one side only: {told}" if told else None)


def _differ(one: str, other: str) -> bool:
    ours, theirs = stated_values(one), stated_values(other)
    return bool(_lost(ours, theirs) or _lost(theirs, ours))


def _lost(side: Sequence[StatedValue], other: Sequence[StatedValue]) -> list[StatedValue]:
    return unmatched_values([value for value in side if value.certain], other)


def _forbidden(sheet: CaseMetrics, case: BriefCase, text: str) -> None:
    if case.must_not_include:
        sheet.put("brief.must_not_hits", len(said(text, case.must_not_include)))
    else:
        sheet.undefined(["brief.must_not_hits"], "nothing is forbidden")


def brief_grounding(sheet: CaseMetrics, prediction: Prediction) -> None:
    """The shares of the verdicts among the sides of the points, and the citations."""
    sides = [one[language] for one in prediction.points for language in LANGUAGES if one[language]]
    if not sides:
        names = (*GROUNDING, "citations.dangling", "citations.cited")
        sheet.undefined(names, "there are no points")
        return
    verdicts = [one["verdict"] for one in sides]
    for status in STATUSES:
        sheet.put(f"grounding.{status}", verdicts.count(status) / len(verdicts))
    sheet.put("grounding.contradicted_count", verdicts.count("contradicted"))
    sentences = [sentence for one in sides for sentence in one["sentences"]]
    sheet.put("citations.dangling", sum(len(one["dangling"]) for one in sentences))
    sheet.put("citations.cited", sum(bool(one["citations"]) for one in sentences) / len(sentences))


def passed(sheet: CaseMetrics, case: BriefCase) -> bool:
    """Whether half of the key facts are told in each language and nothing forbidden is."""
    told = [sheet.metrics[f"brief.key_facts_{language}"] for language in LANGUAGES]
    enough = all(value is None or value >= ENOUGH for value in told)
    return enough and not sheet.metrics["brief.must_not_hits"]
