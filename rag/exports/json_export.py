"""Converts a brief to the plain object that the command line prints and programs are sent.

Its shape is in `rag.records.json_shapes`.
"""

from __future__ import annotations

import json
from datetime import date

from rag.records import (
    Article,
    Brief,
    Disagreement,
    Headline,
    KeptBrief,
    KeyFact,
    Point,
    StorySection,
    Update,
    Version,
)
from rag.records.as_json import citation_json, sentence_json, usage_json
from rag.records.json_shapes import (
    BriefJson,
    BriefSourceJson,
    ComparedJson,
    HeadlineJson,
    KeptBriefJson,
    KeptBriefSummaryJson,
    KeyFactJson,
    PointJson,
    PointVersionJson,
    SectionJson,
)


def to_json(brief: Brief) -> bytes:
    """Return a brief as JSON in UTF-8.

    Text is written as it is in the articles. Lone surrogates become `?`, because UTF-8 cannot hold
    them.
    """
    text = json.dumps(brief_json(brief), ensure_ascii=False, indent=2)
    return f"{text}\n".encode(errors="replace")


def brief_json(brief: Brief) -> BriefJson:
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


def kept_brief_json(kept: KeptBrief) -> KeptBriefJson:
    """Return a kept brief as a JSON object."""
    return {**kept_brief_summary_json(kept), "brief": brief_json(kept.brief)}


def kept_brief_summary_json(kept: KeptBrief) -> KeptBriefSummaryJson:
    """Return a kept brief as it is listed."""
    return {
        "id": kept.id,
        "title": kept.title,
        "made_at": kept.made_at.isoformat(),
        "story": kept.story,
    }


def _section_json(section: StorySection) -> SectionJson:
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


def point_json(point: Point) -> PointJson:
    """Return a point with both versions and its citations as a JSON object."""
    return {
        "id": point.id,
        "ar": _version_json(point.ar) if point.ar else None,
        "en": _version_json(point.en) if point.en else None,
        "only_outlet": point.only_outlet,
        "citations": [citation_json(citation) for citation in point.citations],
    }


def _version_json(version: Version) -> PointVersionJson:
    return {
        "text": version.text,
        "sentences": [sentence_json(sentence) for sentence in version.sentences],
        "verdict": version.verdict.status,
        "reasons": list(version.verdict.reasons),
    }


def _headline_json(headline: Headline) -> HeadlineJson:
    citation = headline.citation
    return {"text": headline.text, "citation": citation_json(citation) if citation else None}


def _key_fact_json(fact: KeyFact) -> KeyFactJson:
    return {
        "kind": fact.kind,
        "text": fact.text,
        "language": fact.language,
        "citation": citation_json(fact.citation),
    }


def _compared_json(compared: Disagreement | Update) -> ComparedJson:
    return {
        "about": compared.about,
        "claims": [
            {
                "value": claim.value,
                "says": claim.says,
                "day": _day_json(claim.day),
                "citation": citation_json(claim.citation),
            }
            for claim in compared.claims
        ],
    }


def _source_json(article: Article) -> BriefSourceJson:
    return {
        "article_id": article.id,
        "title": article.title,
        "language": article.language,
        "outlet": article.outlet,
        "published_at": _day_json(article.published_at),
        "url": article.url,
        "source": article.source,
    }
