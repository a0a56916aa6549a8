"""Makes the questions for a judge: on claims, on answers, and on the key facts of briefs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from eval.cases import BriefCase, QACase
from eval.normalization import contains, main_language
from eval.predictions import Prediction
from eval.scores import CaseScore
from prompts.loader import load_prompt
from rag.records import Language
from rag.text.display import clean

Rubric = Literal["support", "correct", "coverage"]

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


@dataclass(frozen=True, slots=True)
class JudgeQuestion:
    """One question that a judge answers with yes or no.

    `metric` is the name under which the opinions of a case are averaged, by `weight`. `measured` is
    the result of the deterministic measure for the same question, None if it has none.
    """

    case: str
    rubric: Rubric
    metric: str
    messages: tuple[tuple[str, str], ...]
    measured: bool | None
    weight: float = 1.0


def questions(
    case: QACase | BriefCase, prediction: Prediction, score: CaseScore
) -> list[JudgeQuestion]:
    """Return what there is to judge of a case; nothing if it failed or nothing was answered."""
    if prediction.status == "error" or prediction.abstained:
        return []
    if isinstance(case, QACase):
        return [*_support(prediction), *_correct(case, prediction, score)]
    return list(_coverage(case, prediction))


def _support(prediction: Prediction) -> Iterator[JudgeQuestion]:
    """Yield a question for each cited sentence: do its sources support it?"""
    for sentence in prediction.sentences:
        if not sentence["citations"]:
            continue
        text, verdict = str(sentence["text"]), sentence["verdict"]
        sources = "\n".join(_data(one["quote"]) for one in sentence["citations"])
        yield JudgeQuestion(
            prediction.id,
            "support",
            "judge.support",
            _messages("support", main_language(text), claim=_data(text), sources=sources),
            measured=None if verdict is None else verdict in ("supported", "quoted"),
        )


def _correct(case: QACase, prediction: Prediction, score: CaseScore) -> Iterator[JudgeQuestion]:
    """Yield the question whether the answer is right, if the case has right answers."""
    if not case.answers:
        return
    references = [*case.answers, *(gold.quote for gold in case.gold)]
    yield JudgeQuestion(
        case.id,
        "correct",
        "judge.correct",
        _messages(
            "correct",
            main_language(prediction.answer),
            question=_data(case.standalone or case.question),
            references="\n".join(map(_data, references)),
            answer=_data(prediction.answer),
        ),
        measured=score.passed,
    )


def _coverage(case: BriefCase, prediction: Prediction) -> Iterator[JudgeQuestion]:
    """Yield a question for each key fact and language: does the brief have it?"""
    for language in _LANGUAGES:
        text = _side(prediction.points, language)
        for fact in case.key_facts if text else ():
            variants = fact.ar if language == "ar" else fact.en
            if variants:
                yield JudgeQuestion(
                    case.id,
                    "coverage",
                    f"judge.coverage_{language}",
                    _messages(
                        "coverage",
                        language,
                        brief=_data(text),
                        fact="\n".join(map(_data, variants)),
                    ),
                    measured=any(contains(text, one) for one in variants),
                    weight=fact.weight,
                )


def _side(points: tuple[Mapping[str, Any], ...], language: Language) -> str:
    """Return the text of a brief in a language."""
    return "\n".join(str(one[language]["text"]) for one in points if one[language])


def _messages(name: Rubric, language: Language, **values: str) -> tuple[tuple[str, str], ...]:
    """Return the prompt of a rubric in the language of what is judged."""
    return tuple(load_prompt(f"judge_{name}_{language}").render(**values).messages)


def _data(text: str) -> str:
    """Return a text that cannot close the tags around it."""
    return clean(text).replace("</", "< /")
