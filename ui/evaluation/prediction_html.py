"""What came back for a case as HTML, drawn as answers are anywhere in the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from eval.normalization import main_language
from eval.predictions import Prediction
from rag.records import (
    Article,
    Chunk,
    Citation,
    Evidence,
    Language,
    Passage,
    Sentence,
    Verdict,
)
from ui.html import messages, references
from ui.words import say


def answered(prediction: Prediction, language: Language, *, closed: bool) -> str:
    """Return the answer or the brief in the page's language, as HTML.

    `closed`: its articles cannot be opened, so that the sentences cited stand below it.
    """
    if prediction.status == "error":
        return messages.failed(prediction.error or "", language=language)
    if prediction.kind == "brief":
        return _brief(prediction, language) or _refused(prediction, language)
    sentences = [sentence_of(one) for one in prediction.sentences]
    withheld = [sentence_of(one) for one in prediction.withheld]
    if prediction.abstained or not sentences:
        return _refused(prediction, language)
    drawn = messages.answer(sentences, language=language, note=prediction.reason, withheld=withheld)
    return drawn + (_cited(sentences, language) if closed else "")


def _refused(prediction: Prediction, language: Language) -> str:
    said = prediction.reason or prediction.answer or say("evaluation.no_answer", language)
    return messages.notice(said, language=language)


def _brief(prediction: Prediction, language: Language) -> str:
    """Return both sides of a brief, one below the other."""
    sides = ("ar", "en")
    return "".join(
        messages.answer(found, language=language)
        for side in sides
        if (found := [sentence_of(one) for one in _sentences_on(prediction, side)])
    )


def _sentences_on(prediction: Prediction, side: str) -> Iterator[Mapping[str, Any]]:
    """Yield the sentences of a brief in a language; of an old run, each point as one sentence."""
    for point in prediction.points:
        if version := point.get(side):
            yield from version.get("sentences") or [version]


def _cited(sentences: Sequence[Sentence], language: Language) -> str:
    cited = {(one.article.id, one.start): one for each in sentences for one in each.citations}
    rows = references.excerpts(list(cited.values()), language)
    if not rows:
        return ""
    title = say("evaluation.cited", language)
    return f"<details><summary>{title}</summary>{rows}</details>"


def cited_articles(prediction: Prediction) -> set[str]:
    """Return the ids of the articles that an answer or a brief cites."""
    sides = (one for side in ("ar", "en") for one in _sentences_on(prediction, side))
    every: Iterable[Mapping[str, Any]] = (*prediction.sentences, *sides)
    return {one["article_id"] for sentence in every for one in sentence.get("citations", ())}


def sentence_of(found: Mapping[str, Any]) -> Sentence:
    """Return a sentence from what `rag.records.as_json.sentence_json` made of it."""
    return Sentence(
        str(found["text"]),
        tuple(_citation(one) for one in found.get("citations", ())),
        tuple(found.get("dangling", ())),
        _verdict(found),
        bool(found.get("placed", False)),
    )


def _verdict(found: Mapping[str, Any]) -> Verdict | None:
    status = found.get("verdict")
    return Verdict(status, tuple(found.get("reasons", ()))) if status else None


def _citation(found: Mapping[str, Any]) -> Citation:
    start, end, number = int(found["start"]), int(found["end"]), int(found["number"])
    article = _article(found, start)
    chunk = Chunk("", article.id, start, end, str(found["quote"]))
    return Citation(
        Evidence(number, Passage(chunk, article, 0.0)),
        start,
        end,
        article_number=number,
        verdict=_verdict(found),
        added=bool(found.get("added", False)),
    )


def _article(found: Mapping[str, Any], start: int) -> Article:
    """Return the cited article as far as it is known: of its text, only the cited sentence.

    That stands at its place, so that the citation opens the article that is in the library.
    """
    quote = str(found["quote"])
    when = found.get("published_at")
    return Article(
        id=str(found["article_id"]),
        text=" " * start + quote,
        title=str(found.get("title") or ""),
        language=main_language(quote),
        source=str(found.get("source") or ""),
        published_at=date.fromisoformat(when) if when else None,
        outlet=found.get("outlet"),
    )
