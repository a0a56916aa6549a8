"""Gathers the metrics of one case, and what of an answer stands where the gold says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.cases import Gold, QACase
from eval.normalization import contains
from eval.predictions import Prediction


class CaseMetrics:
    """Metrics by dotted name; those that are not defined are None, with the reason."""

    def __init__(self) -> None:
        self.metrics: dict[str, float | None] = {}
        self.why: dict[str, str] = {}
        self.reasons: list[str] = []

    def put(self, name: str, value: float, reason: str | None = None) -> None:
        """`reason` tells a reader what is amiss, if anything is."""
        self.metrics[name] = round(float(value), 6)
        if reason:
            self.reasons.append(reason)

    def undefined(self, names: Iterable[str], why: str) -> None:
        for name in names:
            self.metrics[name] = None
            self.why[name] = why


def same_sentence(quote: str, gold: Gold) -> bool:
    """Whether a quote of the gold's article is its sentence, or one holds the other."""
    quote, wanted = " ".join(quote.split()), " ".join(gold.quote.split())
    return bool(quote) and (wanted in quote or quote in wanted)


def citations(prediction: Prediction) -> list[Mapping[str, Any]]:
    """All citations of the sentences shown, each span once."""
    found = {
        (one["article_id"], one["start"], one["end"]): one
        for sentence in prediction.sentences
        for one in sentence["citations"]
    }
    return list(found.values())


def is_gold(citation: Mapping[str, Any], gold: Sequence[Gold]) -> bool:
    return any(
        citation["article_id"] == one.article and same_sentence(citation["quote"], one)
        for one in gold
    )


def shows_gold(prediction: Prediction, gold: Sequence[Gold]) -> bool:
    """Whether a gold sentence is cited, or stands in the answer."""
    return any(is_gold(one, gold) for one in citations(prediction)) or any(
        contains(prediction.answer, one.quote) for one in gold
    )


def is_right(sentence: Mapping[str, Any], case: QACase) -> bool:
    """Return whether a sentence shown answers the case: it cites a gold sentence, or it has an
    accepted answer in its words and cites an article of the gold. The same words cited from
    another article tell of another event, and are no answer."""
    cited = sentence["citations"]
    if any(is_gold(one, case.gold) for one in cited):
        return True
    articles = {one.article for one in case.gold}
    return any(one["article_id"] in articles for one in cited) and any(
        contains(sentence["text"], answer) for answer in case.answers
    )


def verbatim(sentence: Mapping[str, Any]) -> bool:
    """Whether a sentence is one that an article says."""
    text = " ".join(sentence["text"].split())
    return any(text in " ".join(one["quote"].split()) for one in sentence["citations"])
