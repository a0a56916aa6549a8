"""The names of verdicts and outcomes, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from rag.records import Language, Outcome, Status

_LABELS: dict[Status, dict[Language, str]] = {
    "quoted": {"ar": "منقول من المقال", "en": "Quoted from the article"},
    "supported": {"ar": "يؤيده المصدر", "en": "Supported by the source"},
    "check": {"ar": "يحتاج إلى مراجعة", "en": "Worth checking"},
    "unverified": {"ar": "تعذّر التحقق منه", "en": "Could not be verified"},
    "unsupported": {"ar": "لا يرد في المصدر", "en": "Not in the source"},
    "contradicted": {"ar": "المصدر يقول غير ذلك", "en": "The source says otherwise"},
}


def verdict_label(status: Status, language: Language) -> str:
    """Return the name of a verdict in `language`."""
    return _LABELS[status][language]


_PLACED: dict[Language, str] = {
    "ar": "لم يذكر النموذج مصدرًا، وعُثر عليه عند التحقق",
    "en": "The model named no source; the check found this one",
}


def placed_label(language: Language) -> str:
    """Return, in `language`, that the source of a sentence was found by the check."""
    return _PLACED[language]


def pages_label(pages: Iterable[int | None], language: Language) -> str:
    """Return which pages are cited, in `language`, such as "p. 3" or "pp. 3, 5"; "" for none."""
    numbers = [str(page) for page in dict.fromkeys(pages) if page is not None]
    if not numbers:
        return ""
    if language == "ar":
        return f"ص {'، '.join(numbers)}"
    return f"{'p.' if len(numbers) == 1 else 'pp.'} {', '.join(numbers)}"


_WITHHELD: dict[Language, str] = {
    "ar": "ما كُتب ولم يجتز التحقق",
    "en": "What was written but failed the check",
}


def withheld_label(language: Language) -> str:
    """Return the heading of what was written and did not pass the check, in `language`."""
    return _WITHHELD[language]


_REFUSALS: dict[Outcome, dict[Language, str]] = {
    "may_help": {"ar": "قد تفيد هذه المقاطع", "en": "These passages may help"},
    "absent": {"ar": "لا إجابة في المقالات", "en": "No answer in the articles"},
}


def refusal_label(outcome: Outcome, language: Language) -> str:
    """Return the name of an outcome in `language`. Raises `KeyError` for `answered`."""
    return _REFUSALS[outcome][language]
