"""The names of the verdicts, in the reader's language."""

from __future__ import annotations

from rag.records import Language, Status

_LABELS: dict[Status, dict[Language, str]] = {
    "quoted": {"ar": "منقول من المقال", "en": "Quoted from the article"},
    "supported": {"ar": "يؤيده المصدر", "en": "Supported by the source"},
    "check": {"ar": "يحتاج إلى مراجعة", "en": "Worth checking"},
    "unverified": {"ar": "تعذّر التحقق منه", "en": "Could not be verified"},
    "unsupported": {"ar": "بلا سند", "en": "Not supported"},
    "contradicted": {"ar": "يخالف المصدر", "en": "Differs from the source"},
}


def verdict_label(status: Status, language: Language) -> str:
    """Return the name of a verdict in `language`."""
    return _LABELS[status][language]
