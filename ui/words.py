"""The short sentences that the page says, in the reader's language."""

from __future__ import annotations

from datetime import date

from rag.records import Language

TEXTS: dict[str, dict[Language, str]] = {
    "searching": {"ar": "يبحث في المقالات…", "en": "Searching the articles…"},
    "writing": {"ar": "يكتب الإجابة…", "en": "Writing the answer…"},
    "done": {"ar": "اكتملت الإجابة", "en": "Answer complete"},
    "stopped": {"ar": "أُوقفت الإجابة", "en": "Stopped"},
    "nothing_yet": {"ar": "أُوقفت قبل أن تبدأ الإجابة.", "en": "Stopped before the answer began."},
    "incomplete": {"ar": "الإجابة غير مكتملة.", "en": "This answer is incomplete."},
    "abstained": {"ar": "لا إجابة في المقالات", "en": "No answer in the articles"},
    "closest": {"ar": "أقرب ما وُجد", "en": "Closest passages"},
    "sources": {"ar": "المصادر", "en": "Sources"},
    "no_source": {"ar": "بلا مصدر", "en": "no source"},
    "failed": {"ar": "تعذّرت الإجابة", "en": "The answer failed"},
    "failed_status": {
        "ar": "تعذّرت الإجابة. يمكنك إعادة المحاولة.",
        "en": "The answer failed. You can try again.",
    },
    "fault": {
        "ar": "حدث خطأ غير متوقع. التفاصيل في سجلّ الخادم.",
        "en": "Something unexpected went wrong. The server's log has the details.",
    },
    "too_long": {
        "ar": "السؤال أطول من 2,000 حرف. اختصره من فضلك، ثم أرسله من جديد.",
        "en": "That question is longer than 2,000 characters. Please shorten it and send it again.",
    },
    "gone": {
        "ar": "لم يعد هذا المقال في المكتبة.",
        "en": "This article is no longer in the library.",
    },
    "changed": {
        "ar": "تغيّر المقال بعد كتابة الإجابة، فلم تعد الجملة في موضعها.",
        "en": "The article has changed since the answer was written; the sentence has moved.",
    },
}

_MONTHS: dict[Language, tuple[str, ...]] = {
    "ar": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def say(name: str, language: Language) -> str:
    return TEXTS[name][language]


def day(when: date, language: Language) -> str:
    """A date as a reader writes it: `28 July 2024`."""
    return f"{when.day} {_MONTHS[language][when.month - 1]} {when.year}"


def passages(count: int, language: Language) -> str:
    """`6 passages`, with the Arabic forms of number."""
    return _counted(
        count, language, ("passage", "passages"), ("مقطع واحد", "مقطعان", "مقاطع", "مقطعًا")
    )


def articles(count: int, language: Language) -> str:
    """`24 articles`, with the Arabic forms of number."""
    return _counted(
        count, language, ("article", "articles"), ("مقال واحد", "مقالان", "مقالات", "مقالًا")
    )


def _counted(
    count: int, language: Language, english: tuple[str, str], arabic: tuple[str, str, str, str]
) -> str:
    if language == "en":
        return f"{count:,} {english[0] if count == 1 else english[1]}"
    if count in {1, 2}:
        return arabic[count - 1]
    return f"{count:,} {arabic[2] if 3 <= count % 100 <= 10 else _many(count, arabic)}"


def _many(count: int, arabic: tuple[str, str, str, str]) -> str:
    """After whole hundreds Arabic takes the singular, after 11 to 99 its accusative."""
    singular = arabic[0].split()[0]
    return singular if count % 100 in {0, 1, 2} else arabic[3]
