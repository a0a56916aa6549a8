"""Puts calendar days beside the days that a model's points count from publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.records import Citation, Language, Version
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.facts.days_beside import with_days_beside
from rag.text.facts.relative_days import may_tell_days


def days_apart(text: str, citations: Sequence[Citation], language: Language) -> bool:
    """Tell whether a text counts a day from publication that differs between the cited articles.

    Where no cited article has a day, nothing better could be told.
    """
    sentences = (text[start:end] for start, end in split_sentences(text))
    return any(len(_readings(one, citations, language)) > 1 for one in sentences)


def dated(side: Version, citations: Sequence[Citation]) -> Version:
    """Return a version with the calendar day in brackets behind each such day, where it is sure.

    The verdicts stay those of the text without brackets.
    """
    return replace(
        side,
        sentences=tuple(
            replace(one, text=dated_text(one.text, citations, side.language))
            for one in side.sentences
        ),
    )


def dated_text(text: str, citations: Sequence[Citation], language: Language) -> str:
    """Return one sentence with the days in brackets, or as it is where articles differ."""
    readings = _readings(text, citations, language)
    return readings[0] if len(readings) == 1 else text


def _readings(text: str, citations: Sequence[Citation], language: Language) -> list[str]:
    """Return a sentence with its days as each of the cited articles would mean them.

    Articles that count no day from their publication do not matter where others do.
    """
    telling = [one for one in citations if may_tell_days(one.quote)] or citations
    days = dict.fromkeys(one.article.published_at for one in telling)
    return list(dict.fromkeys(with_days_beside(text, day, language) for day in days)) or [text]
