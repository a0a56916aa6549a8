"""The records that flow through the house, each holding the one that it came from.

source → Article → Chunk → Passage → Evidence → Sentence with Citations → Answer or Brief

All are frozen. All offsets are character offsets (Python `str` indices) into `Article.text`,
half-open: `article.text[start:end]`.
"""

from rag.records.answer_records import (
    Answer,
    AnswerEvent,
    Citation,
    Evidence,
    Passage,
    Sentence,
    Status,
    Turn,
    Usage,
    Verdict,
)
from rag.records.article_records import (
    Article,
    ArticleSummary,
    Chunk,
    Draft,
    Failure,
    IngestReport,
    Language,
    Scope,
    SearchFilter,
    StoredChunk,
)
from rag.records.brief_records import (
    Brief,
    BriefEvent,
    BriefProgress,
    Claim,
    Disagreement,
    Dropped,
    Headline,
    KeyFact,
    KeyFactKind,
    MissingLanguage,
    Point,
    Version,
)

__all__ = [
    "Answer",
    "AnswerEvent",
    "Article",
    "ArticleSummary",
    "Brief",
    "BriefEvent",
    "BriefProgress",
    "Chunk",
    "Citation",
    "Claim",
    "Disagreement",
    "Draft",
    "Dropped",
    "Evidence",
    "Failure",
    "Headline",
    "IngestReport",
    "KeyFact",
    "KeyFactKind",
    "Language",
    "MissingLanguage",
    "Passage",
    "Point",
    "Scope",
    "SearchFilter",
    "Sentence",
    "Status",
    "StoredChunk",
    "Turn",
    "Usage",
    "Verdict",
    "Version",
]
