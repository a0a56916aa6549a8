"""Turns answers that readers have marked into cases, to which what is right can be added."""

from __future__ import annotations

import json
from collections.abc import Iterable

from eval.cases import RATED, QACase
from eval.normalization import main_language
from rag.records import Exchange


def suite_of_ratings(exchanges: Iterable[Exchange]) -> list[QACase]:
    """Return a case for each question, the newest of those that ask the same; what would be right
    is not known of any."""
    found: dict[str, QACase] = {}
    for one in exchanges:
        question = " ".join(one.question.split())
        if question and question.casefold() not in found:
            found[question.casefold()] = open_case(one, question)
    return list(found.values())


def as_jsonl(cases: Iterable[QACase]) -> str:
    """Return cases as the lines of a suite, with the empty fields that a person is to fill."""
    return "".join(json.dumps(_record(case), ensure_ascii=False) + "\n" for case in cases)


def open_case(exchange: Exchange, question: str) -> QACase:
    """Return the case of an answer whose right one is not known, with what was given."""
    return QACase(
        id=f"{RATED}-{exchange.id}",
        language=main_language(question),
        question=question,
        tags=(RATED,),
        given=exchange.answer.text if exchange.answer else "",
        note=exchange.comment,
    )


def _record(case: QACase) -> dict[str, object]:
    given = case.model_dump(exclude_defaults=True)
    return {"kind": case.kind, **given, "answers": list(case.answers), "gold": list(case.gold)}
