"""Scores the content and the form of a brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases import BriefCase, ExpectedFact
from eval.normalization import StatedValue, contains, stated_values, unmatched_values
from eval.predictions import Prediction
from eval.scoring.case_metrics import CaseMetrics, for_briefs, forbidden_in
from rag.records import Language

LANGUAGES: tuple[Language, ...] = ("ar", "en")
ENOUGH = 0.5  # of the key facts of each language, for a brief to pass
# A brief may be so much longer or shorter than asked: a sentence more or less at 150 words.
_LENGTH_SLACK = 0.15


@for_briefs
def brief(sheet: CaseMetrics, case: BriefCase, prediction: Prediction) -> None:
    """Score a brief; one that was not made, or failed, scores 0."""
    sides = {language: brief_side(prediction, language) for language in LANGUAGES}
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


def brief_side(prediction: Prediction, language: Language) -> str:
    """Return the text of a brief in a language."""
    return " ".join(one[language]["text"] for one in prediction.points if one[language])


def fact_variants(fact: ExpectedFact, language: Language) -> Sequence[str]:
    """Return the strings by which a key fact is recognised; none if a language does not have it."""
    return fact.ar if language == "ar" else fact.en


def brief_passed(sheet: CaseMetrics, prediction: Prediction) -> bool:
    """Return whether a brief has half of the key facts in each language and nothing forbidden."""
    shares = [sheet.metrics[f"brief.key_facts_{language}"] for language in LANGUAGES]
    enough = all(share is None or share >= ENOUGH for share in shares)
    return prediction.status == "ok" and enough and not sheet.metrics["brief.must_not_hits"]


def _key_facts(sheet: CaseMetrics, case: BriefCase, language: Language, text: str) -> None:
    """Score the share, by weight, of the key facts that the text has in a language."""
    name = f"brief.key_facts_{language}"
    own = [fact for fact in case.key_facts if fact_variants(fact, language)]
    if not own:
        sheet.undefined([name], f"the case has no key facts in {language}")
        return
    missing = [fact for fact in own if not _told(text, fact_variants(fact, language))]
    lost = sum(fact.weight for fact in missing) / sum(fact.weight for fact in own)
    named = ", ".join(fact_variants(fact, language)[0] for fact in missing)
    sheet.put(name, 1 - lost, f"not told in {language}: {named}" if named else None)


def _told(text: str, variants: Sequence[str]) -> bool:
    """Return whether a text has one of the strings by which a key fact is recognised."""
    return any(contains(text, one) for one in variants)


def _length(sheet: CaseMetrics, case: BriefCase, language: Language, text: str) -> None:
    """Score whether a side has about as many words as asked for."""
    words = len(text.split())
    fits = abs(words - case.words) <= _LENGTH_SLACK * case.words + 1
    sheet.put(f"brief.length_{language}", fits, None if fits else f"{words} words in {language}")
    sheet.put(f"brief.words_{language}", words)


def _agreement(sheet: CaseMetrics, paired: Sequence[Mapping[str, Any]]) -> None:
    """Score the share of the two-sided points whose sides state the same numbers."""
    if not paired:
        sheet.undefined(["brief.numbers_agree"], "no point is in both languages")
        return
    apart = [one for one in paired if _numbers_differ(one["ar"]["text"], one["en"]["text"])]
    named = ", ".join(one["id"] for one in apart)
    agree = 1 - len(apart) / len(paired)
    sheet.put("brief.numbers_agree", agree, f"figures of one side only: {named}" if named else None)


def _numbers_differ(arabic: str, english: str) -> bool:
    """Return whether one text states a number, share, month or day that the other does not."""
    ar, en = stated_values(arabic), stated_values(english)
    return bool(_only_in(ar, en) or _only_in(en, ar))


def _only_in(side: Sequence[StatedValue], other: Sequence[StatedValue]) -> list[StatedValue]:
    """Return the certain values of a side that the other side does not state."""
    return unmatched_values([value for value in side if value.certain], other)


def _forbidden(sheet: CaseMetrics, case: BriefCase, text: str) -> None:
    """Count the strings of `must_not_include` that the brief has."""
    if case.must_not_include:
        sheet.put("brief.must_not_hits", len(forbidden_in(text, case.must_not_include)))
    else:
        sheet.undefined(["brief.must_not_hits"], "nothing is forbidden")
