"""Converts a brief to the plain object that the command line prints.

The names of its fields are part of the public contract.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from rag.records import (
    Article,
    Brief,
    Disagreement,
    Headline,
    KeyFact,
    Point,
    StorySection,
    Update,
    Version,
)
from rag.records.as_json import citation_json, sentence_json, usage_json


def to_json(brief: Brief) -> bytes:
    """Return a brief as JSON in UTF-8.

    Text is written as it is in the articles. Lone surrogates become `?`, because UTF-8 cannot hold
    them.
    """
    text = json.dumps(brief_json(brief), ensure_ascii=False, indent=2)
    return f"{text}\n".encode(errors="replace")


def brief_json(brief: Brief) -> dict[str, Any]:
    """Return a brief as a JSON object."""
    return {
        "topic": brief.topic,
        "as_of": _day_json(brief.as_of),
        "languages": list(brief.languages),
        "words": brief.words,
        "abstained": brief.abstained,
        "incomplete": brief.incomplete,
        "reason": brief.reason,
        "fault": brief.fault,
        "headline": {one.language: _headline_json(one) for one in brief.headlines},
        "sections": [_section_json(one) for one in brief.sections],
        "points": [point_json(point) for point in brief.points],
        "key_facts": [_key_fact_json(fact) for fact in brief.key_facts],
        "updates": [_compared_json(one) for one in brief.updates],
        "disagreements": [_compared_json(one) for one in brief.disagreements],
        "dropped": [
            {"text": one.text, "language": one.language, "reasons": list(one.reasons)}
            for one in brief.dropped
        ],
        "missing_languages": [
            {"language": one.language, "reason": one.reason} for one in brief.missing_languages
        ],
        "sources": [_source_json(article) for article in brief.sources],
        "writer": brief.writer,
        "usage": usage_json(brief.usage),
        "seconds": round(brief.seconds, 3),
    }


def _section_json(section: StorySection) -> dict[str, Any]:
    """Return a section with the ids of its points and articles, which stand in whole below."""
    return {
        "headline": {one.language: _headline_json(one) for one in section.headlines},
        "first_day": _day_json(section.first_day),
        "last_day": _day_json(section.last_day),
        "points": [point.id for point in section.points],
        "sources": [article.id for article in section.sources],
    }


def _day_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def point_json(point: Point) -> dict[str, Any]:
    """Return a point with both versions and its citations as a JSON object."""
    return {
        "id": point.id,
        "ar": point.ar and _version_json(point.ar),
        "en": point.en and _version_json(point.en),
        "only_outlet": point.only_outlet,
        "citations": [citation_json(citation) for citation in point.citations],
    }


def _version_json(version: Version) -> dict[str, Any]:
    return {
        "text": version.text,
        "sentences": [sentence_json(sentence) for sentence in version.sentences],
        "verdict": version.verdict.status,
        "reasons": list(version.verdict.reasons),
    }


def _headline_json(headline: Headline) -> dict[str, Any]:
    citation = headline.citation
    return {"text": headline.text, "citation": citation and citation_json(citation)}


def _key_fact_json(fact: KeyFact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "text": fact.text,
        "language": fact.language,
        "citation": citation_json(fact.citation),
    }


def _compared_json(compared: Disagreement | Update) -> dict[str, Any]:
    return {
        "about": compared.about,
        "claims": [
            {"value": claim.value, "citation": citation_json(claim.citation)}
            for claim in compared.claims
        ],
    }


def _source_json(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "title": article.title,
        "language": article.language,
        "outlet": article.outlet,
        "published_at": _day_json(article.published_at),
        "url": article.url,
        "source": article.source,
    }
