"""What of an answer stands where the gold says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases import Gold
from eval.normalizing import contains
from eval.predictions import Prediction


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


def verbatim(sentence: Mapping[str, Any]) -> bool:
    """Whether a sentence is one that an article says."""
    text = " ".join(sentence["text"].split())
    return any(text in " ".join(one["quote"].split()) for one in sentence["citations"])
