"""The field `mujaz` of a reply: what an answer is beside its text, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rag.records import Answer, Citation, Sentence
from rag.records.as_json import citation_json, scope_json, sentence_json, usage_json
from ui.api.openai.answer_text import Footnotes


def answer_extension(
    answer: Answer, shown: Sequence[Sentence], footnotes: Footnotes
) -> dict[str, Any]:
    """Return the outcome of an answer, its sentences, and its citations in their order.

    `shown` are the sentences of the text. The numbers are those of the text.
    """
    return {
        "outcome": answer.outcome,
        "intent": answer.intent,
        "language": answer.language,
        "incomplete": answer.incomplete,
        "reason": answer.reason,
        "fault": answer.fault,
        "preface": answer.preface,
        "sentences": [_sentence(one, footnotes) for one in shown],
        "citations": list(_citations(shown, footnotes)),
        "withheld": [_sentence(one, None) for one in answer.withheld],
        "excerpts": [_citation(one, footnotes) for one in answer.excerpts],
        "searched": answer.searched and scope_json(answer.searched),
        "writer": answer.writer,
        "usage": usage_json(answer.usage),
        "seconds": round(answer.seconds, 3),
    }


def _citations(shown: Sequence[Sentence], footnotes: Footnotes) -> Iterator[dict[str, Any]]:
    for place, sentence in enumerate(shown):
        for citation in sentence.citations:
            yield {**_citation(citation, footnotes), "sentence": place}


def _citation(citation: Citation, footnotes: Footnotes) -> dict[str, Any]:
    told: dict[str, Any] = {**citation_json(citation)}
    del told["source"]  # a path of the server
    return {**told, "number": footnotes.number(citation), "url": citation.article.url}


def _sentence(sentence: Sentence, footnotes: Footnotes | None) -> dict[str, Any]:
    """Return a sentence with the numbers of its sources; without `footnotes`, with none."""
    told = sentence_json(sentence)
    cited = [] if footnotes is None else [footnotes.number(one) for one in sentence.citations]
    return {**told, "citations": list(dict.fromkeys(cited))}
