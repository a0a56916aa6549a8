"""Finds which points of a brief only one outlet reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.briefs.sentences.source_sentences import SourceSentence, article_sentences, as_evidence
from rag.briefs.tuning import MAY_TELL, MAY_TELL_WITHIN
from rag.grounding.cited_sentence import overlaps
from rag.records import Article, Point
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer


def single_outlets(
    points: Sequence[Point], articles: Sequence[Article], analyzer: Analyzer
) -> tuple[Point, ...]:
    """Return the points, with `only_outlet` set where only one outlet reports them.

    The points are unchanged where fewer than two outlets are named.
    """
    if len({article.outlet for article in articles if article.outlet}) < 2:
        return tuple(points)
    told = [line for one in as_evidence(articles) for line in article_sentences(one)]
    return tuple(
        replace(point, only_outlet=_only_outlet(point, told, analyzer)) for point in points
    )


def _only_outlet(point: Point, told: Sequence[SourceSentence], analyzer: Analyzer) -> str | None:
    """Return the one outlet that reports a point; None where there may be another."""
    outlets = {citation.article.outlet for citation in point.citations}
    if len(outlets) != 1:
        return None
    (outlet,) = outlets
    others = [line for line in told if line.article.outlet not in (outlet, None)]
    quotes = [citation.quote for citation in point.citations]
    return None if any(_retold(quote, others, analyzer) for quote in quotes) else outlet


def _retold(quote: str, others: Sequence[SourceSentence], analyzer: Analyzer) -> bool:
    """Tell whether one of the sentences may say what is quoted."""
    for language in ("ar", "en"):
        texts = [line.text for line in others if line.language == language]
        least = MAY_TELL_WITHIN if language == detect_language(quote) else MAY_TELL
        if texts and max(overlaps(quote, texts, analyzer)) >= least:
            return True
    return False
