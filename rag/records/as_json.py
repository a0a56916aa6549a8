"""Converts records to the plain objects that the command line prints and programs are sent.

Their shapes are in `rag.records.json_shapes`.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.records import (
    Answer,
    Article,
    ArticleSummary,
    ArticleVersion,
    Citation,
    Conversation,
    ConversationSummary,
    Exchange,
    Failure,
    IngestReport,
    Passage,
    Scope,
    Sentence,
    Story,
    Totals,
    Usage,
    WatchedFeed,
)
from rag.records.json_shapes import (
    AnswerJson,
    ArticleJson,
    CitationJson,
    ConversationJson,
    ConversationSummaryJson,
    ExchangeJson,
    FailureJson,
    FeedJson,
    PassageJson,
    ReportJson,
    ScopeJson,
    SentenceJson,
    StoryJson,
    SummaryJson,
    TotalsJson,
    UsageJson,
    VersionedArticleJson,
    VersionJson,
)


def article_json(article: Article) -> ArticleJson:
    """Return an article with its text."""
    return {
        "id": article.id,
        "title": article.title,
        "language": article.language,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "outlet": article.outlet,
        "url": article.url,
        "source": article.source,
        "text": article.text,
    }


def version_json(version: ArticleVersion) -> VersionJson:
    """Return what tells a version of an article from the others, without its text."""
    return {
        "version": version.number,
        "replaced_at": version.replaced_at.isoformat() if version.replaced_at else None,
        "title": version.article.title,
        "length": len(version.article.text),
    }


def versioned_article_json(
    chosen: ArticleVersion, versions: Sequence[ArticleVersion]
) -> VersionedArticleJson:
    """Return one version of an article with its text, and the list of all that are kept."""
    return {
        **article_json(chosen.article),
        "version": chosen.number,
        "versions": [version_json(version) for version in versions],
    }


def answer_json(answer: Answer) -> AnswerJson:
    """Return an answer as a JSON object."""
    return {
        "question": answer.question,
        "language": answer.language,
        "outcome": answer.outcome,
        "intent": answer.intent,
        "abstained": answer.abstained,
        "incomplete": answer.incomplete,
        "reason": answer.reason,
        "fault": answer.fault,
        "searched": scope_json(answer.searched) if answer.searched else None,
        "text": answer.text,
        "preface": answer.preface,
        "sentences": [sentence_json(sentence) for sentence in answer.sentences],
        "withheld": [sentence_json(sentence) for sentence in answer.withheld],
        "excerpts": [citation_json(excerpt) for excerpt in answer.excerpts],
        "passages": [passage_json(passage) for passage in answer.passages],
        "writer": answer.writer,
        "usage": usage_json(answer.usage),
        "seconds": round(answer.seconds, 3),
    }


def usage_json(usage: Usage) -> UsageJson:
    """Return what the model server charged as a JSON object."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "calls": usage.calls,
        "cost_usd": None if usage.cost is None else float(usage.cost),
        "estimated": usage.estimated,
    }


def scope_json(scope: Scope) -> ScopeJson:
    """Return what a search went through as a JSON object, with ISO dates."""
    return {
        "articles": scope.articles,
        "since": scope.since.isoformat() if scope.since else None,
        "until": scope.until.isoformat() if scope.until else None,
    }


def sentence_json(sentence: Sentence) -> SentenceJson:
    """Return a sentence with its verdict and citations as a JSON object."""
    verdict = sentence.verdict
    return {
        "text": sentence.text,
        "verdict": verdict.status if verdict else None,
        "reasons": list(verdict.reasons) if verdict else [],
        "citations": [citation_json(citation) for citation in sentence.citations],
        "dangling": list(sentence.dangling),
        "placed": sentence.placed,
    }


def citation_json(citation: Citation) -> CitationJson:
    """Return a citation with its article's data and its quoted sentence as a JSON object."""
    article = citation.article
    return {
        "number": citation.number,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "quote": citation.quote,
        "verdict": citation.verdict.status if citation.verdict else None,
        "reasons": list(citation.verdict.reasons) if citation.verdict else [],
        "added": citation.added,
    }


def passage_json(passage: Passage) -> PassageJson:
    """Return a passage with its scores as a JSON object."""
    article, chunk = passage.article, passage.chunk
    return {
        "chunk_id": chunk.id,
        "article_id": article.id,
        "title": article.title,
        "language": article.language,
        "outlet": article.outlet,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "score": round(passage.score, 4),
        "coverage": round(passage.coverage, 4),
        "probability": round(passage.probability, 4),
        "outcome": passage.outcome,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
    }


def report_json(report: IngestReport) -> ReportJson:
    """Return a report of indexing as a JSON object."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "failed": report.failed,
        "articles": [
            {"id": one.id, "title": one.title, "change": one.change, "is_twin": one.is_twin}
            for one in report.articles
        ],
        "failures": [_failure_json(failure) for failure in report.failures],
        "failures_left_off": report.failures_left_off,
        "notes": [_failure_json(note) for note in report.notes],
        "notes_left_off": report.notes_left_off,
        "unread": [
            {"extension": kind.extension, "count": kind.count, "names": list(kind.names)}
            for kind in report.unread
        ],
        "vectors_owed": report.vectors_owed,
    }


def feed_json(feed: WatchedFeed) -> FeedJson:
    """Return a watched feed as a JSON object."""
    return {
        "url": feed.url,
        "title": feed.title,
        "outlet": feed.outlet,
        "language": feed.language,
        "added_at": feed.added_at.isoformat(),
        "read_at": feed.read_at.isoformat() if feed.read_at else None,
        "fault": feed.fault,
        "failures": feed.failures,
    }


def story_json(story: Story) -> StoryJson:
    """Return a story as a JSON object."""
    return {
        "number": story.number,
        "title": story.title,
        "headlines": [
            {"language": headline.language, "title": headline.text} for headline in story.headlines
        ],
        "first_day": story.first_day.isoformat() if story.first_day else None,
        "last_day": story.last_day.isoformat() if story.last_day else None,
        "outlets": list(story.outlets),
        "languages": list(story.languages),
        "article_ids": list(story.article_ids),
    }


def summary_json(summary: ArticleSummary) -> SummaryJson:
    """Return the summary of an article as a JSON object."""
    return {
        "id": summary.id,
        "title": summary.title,
        "language": summary.language,
        "published_at": summary.published_at.isoformat() if summary.published_at else None,
        "outlet": summary.outlet,
        "url": summary.url,
        "source": summary.source,
        "length": summary.length,
        "chunks": summary.chunks,
    }


def totals_json(totals: Totals) -> TotalsJson:
    """Return how many articles there are as a JSON object, with months such as `2024-07`."""
    return {
        "articles": totals.articles,
        "languages": dict(totals.languages),
        "outlets": dict(totals.outlets),
        "months": {f"{month:%Y-%m}": dict(counts) for month, counts in totals.months.items()},
        "first_day": totals.first_day.isoformat() if totals.first_day else None,
        "last_day": totals.last_day.isoformat() if totals.last_day else None,
    }


def exchange_json(exchange: Exchange) -> ExchangeJson:
    """Return a kept question with its answer and rating as a JSON object."""
    return {
        "id": exchange.id,
        "conversation": exchange.conversation_id,
        "question": exchange.question,
        "asked_at": exchange.asked_at.isoformat(),
        "state": exchange.state,
        "answer": answer_json(exchange.answer) if exchange.answer else None,
        "fault": exchange.fault,
        "rating": exchange.rating,
        "comment": exchange.comment,
    }


def conversation_json(conversation: Conversation) -> ConversationJson:
    """Return a conversation with all its exchanges as a JSON object."""
    return {
        "id": conversation.id,
        "title": conversation.title,
        "created_at": conversation.created_at.isoformat(),
        "changed_at": conversation.changed_at.isoformat(),
        "exchanges": [exchange_json(one) for one in conversation.exchanges],
    }


def conversation_summary_json(summary: ConversationSummary) -> ConversationSummaryJson:
    """Return a conversation as it is listed."""
    return {
        "id": summary.id,
        "title": summary.title,
        "changed_at": summary.changed_at.isoformat(),
        "exchanges": summary.exchanges,
    }


def _failure_json(failure: Failure) -> FailureJson:
    return {"source": failure.source, "reason": failure.reason}
