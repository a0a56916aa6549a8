"""Asks one case and records what comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from eval.cases import BriefCase, QACase
from eval.normalization import main_language
from eval.predictions import Prediction, Retrieved
from rag.errors import ModelError, MujazError
from rag.exports.json_export import point_json
from rag.messages.notices import notice
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Brief,
    Passage,
    PassagesFound,
    SearchFilter,
    Turn,
    Usage,
)
from rag.records.as_json import citation_json, sentence_json

_NO_FACTS = (notice("no_facts", "ar"), notice("no_facts", "en"))  # that is no failure

DEEP = 20  # passages searched for the measures of retrieval

Case = QACase | BriefCase


class AskedLibrary(Protocol):
    """A library that questions and briefs are asked of; a `rag.service.Service` is one."""

    def search(
        self, question: str, *, limit: int = 10, where: SearchFilter | None = None
    ) -> list[Passage]:
        """Return the best passages for a question, best first."""
        ...

    def stream(self, question: str, *, history: Sequence[Turn] = ()) -> Iterator[AnswerEvent]:
        """Yield the steps of an answer and, last, the answer."""
        ...

    def brief(
        self, topic: str | None = None, *, articles: Sequence[str] = (), length: str | int = ...
    ) -> Brief:
        """Return a brief of a topic, or of chosen articles."""
        ...


def predict(service: AskedLibrary, case: Case) -> Prediction:
    """Ask a case and return what came back; a failure of the product becomes a prediction with its
    error.
    """
    kind = case.kind
    try:
        return _ask(service, case) if isinstance(case, QACase) else _brief(service, case)
    except MujazError as error:
        return Prediction(id=case.id, kind=kind, status="error", error=str(error))


def case_question(case: Case) -> str:
    """Return the question as it reads without its turns, or the topics of a brief."""
    if isinstance(case, BriefCase):
        return f"{case.topic.ar} / {case.topic.en}"
    return case.standalone or case.question


def _ask(service: AskedLibrary, case: QACase) -> Prediction:
    """Ask a question, search for it more deeply as well, and time each stage."""
    start = time.perf_counter()
    searched = service.search(case_question(case), limit=DEEP)
    took = time.perf_counter() - start
    across = _across(service, case)
    asked = retrieved = time.perf_counter()
    answer: Answer | None = None
    history = [Turn(turn.question, turn.answer) for turn in case.turns]
    for event in service.stream(case.question, history=history):
        if isinstance(event, PassagesFound):
            retrieved = time.perf_counter()
        elif isinstance(event, AnswerFinished):
            answer = event.answer
    assert answer is not None, "a stream ends with its answer"
    if answer.fault and not answer.withheld:  # what is quoted instead is not the model's
        raise ModelError(answer.fault)
    ended = time.perf_counter()
    spent = {
        "search": took,
        "retrieve": retrieved - asked,
        "write": ended - retrieved,
        "total": ended - asked,
    }
    return Prediction(
        id=case.id,
        kind="qa",
        writer=answer.writer,
        answer=answer.text,
        language=answer.language,
        abstained=answer.abstained,
        incomplete=answer.incomplete,
        reason=answer.reason,
        sentences=tuple(sentence_json(one) for one in answer.sentences),
        excerpts=tuple(citation_json(one) for one in answer.excerpts),
        withheld=tuple(sentence_json(one) for one in answer.withheld),
        retrieved=_ranked(answer.passages),
        searched=_ranked(searched),
        across=_ranked(across),
        latency_ms={stage: round(1000 * seconds, 2) for stage, seconds in spent.items()},
        **_used(answer.usage),
    )


def _across(service: AskedLibrary, case: QACase) -> list[Passage]:
    """Search the articles of the gold's language, for a question that only these answer."""
    languages = {main_language(gold.quote) for gold in case.gold}
    if case.language in languages or not languages:
        return []
    where = SearchFilter(language=languages.pop())
    return service.search(case_question(case), limit=DEEP, where=where)


def _brief(service: AskedLibrary, case: BriefCase) -> Prediction:
    """Ask for a brief on the case's articles, or on its Arabic topic if it names none."""
    start = time.perf_counter()
    topic = case.topic.ar
    made: Brief = service.brief(topic, articles=case.articles, length=case.words)
    if made.fault and not made.dropped and made.fault not in _NO_FACTS:
        raise ModelError(made.fault)
    return Prediction(
        id=case.id,
        kind="brief",
        writer=made.writer,
        answer="\n".join(_sides(made)),
        language=main_language(topic),
        abstained=made.abstained,
        incomplete=made.incomplete,
        reason=made.reason,
        points=tuple(point_json(point) for point in made.points),
        sources=tuple(article.id for article in made.sources),
        latency_ms={"total": round(1000 * (time.perf_counter() - start), 2)},
        **_used(made.usage),
    )


def _sides(brief: Brief) -> list[str]:
    """Return the texts of the points in both languages."""
    return [
        side.text for point in brief.points for side in (point.ar, point.en) if side is not None
    ]


def _ranked(passages: Sequence[Passage]) -> tuple[Retrieved, ...]:
    """Return passages as records with their ranks."""
    return tuple(
        Retrieved(
            article=passage.article.id,
            start=passage.chunk.start,
            end=passage.chunk.end,
            rank=rank,
            score=round(passage.score, 4),
        )
        for rank, passage in enumerate(passages, start=1)
    )


def _used(usage: Usage) -> dict[str, Any]:
    """Return the tokens, calls and cost of a case as fields of a prediction."""
    return {
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "calls": usage.calls,
        },
        "cost_usd": None if usage.cost is None else float(usage.cost),
    }
