"""The short sentences that the page says, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rag.messages import quantities
from rag.messages.quantities import counted
from rag.records import BriefProgress, Language, Scope
from rag.text.display import day

TEXTS: dict[str, dict[Language, str]] = {
    "searching": {"ar": "يبحث في المقالات…", "en": "Searching the articles…"},
    "writing": {"ar": "يكتب الإجابة…", "en": "Writing the answer…"},
    "done": {"ar": "اكتملت الإجابة", "en": "Answer complete"},
    "stopped": {"ar": "أُوقفت الإجابة", "en": "Stopped"},
    "nothing_yet": {"ar": "أُوقفت قبل أن تبدأ الإجابة.", "en": "Stopped before the answer began."},
    "incomplete": {"ar": "الإجابة غير مكتملة.", "en": "This answer is incomplete."},
    "closest": {"ar": "أقرب المقالات", "en": "Nearest articles"},
    "sources": {"ar": "المصادر", "en": "Sources"},
    "no_source": {"ar": "بلا مصدر", "en": "no source"},
    "added": {
        "ar": "أضافه التحقق ولم يستشهد به الكاتب",
        "en": "Found by the check, not cited by the writer",
    },
    "source_amiss": {
        "ar": "أحد المراجع لا يؤيد هذه الجملة",
        "en": "One of the sources does not bear this out",
    },
    "quoted": {
        "ar": "كل جملة منقولة من المقال كما هي",
        "en": "Every sentence is quoted from the article, word for word",
    },
    "checked": {"ar": "كل جملة يؤكدها مصدرها", "en": "Every sentence is borne out by its source"},
    "rest_checked": {
        "ar": "كل جملة غير منقولة يؤكدها مصدرها",
        "en": "Every sentence that is not quoted is borne out by its source",
    },
    "glossary": {
        "ar": "كلمات من المعجم (ليست ترجمة)",
        "en": "Words from the glossary (not a translation)",
    },
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
    "reading": {"ar": "يقرأ المقالات…", "en": "Reading the articles…"},
    "composing": {"ar": "يكتب الموجز…", "en": "Writing the brief…"},
    "checking": {
        "ar": "يراجع النقاط على مصادرها…",
        "en": "Checking the points against their sources…",
    },
    "brief_done": {"ar": "اكتمل الموجز", "en": "Brief complete"},
    "brief_stopped": {
        "ar": "أُوقف إعداد الموجز قبل أن يكتمل.",
        "en": "Stopped before the brief was complete.",
    },
    "stopped_status": {"ar": "أُوقف", "en": "Stopped"},
    "brief_failed": {"ar": "تعذّر إعداد الموجز", "en": "The brief failed"},
    "brief_refused": {"ar": "لا يمكن إعداد هذا الموجز", "en": "This brief cannot be made"},
    "brief_of_nothing": {
        "ar": "اكتب موضوعًا، أو حدّد أيامًا أو جهة نشر.",
        "en": "Name a topic, or choose days or an outlet.",
    },
    "topic_too_long": {
        "ar": "الموضوع أطول من 2,000 حرف. اختصره من فضلك.",
        "en": "That topic is longer than 2,000 characters. Please shorten it.",
    },
    "bad_day": {
        "ar": "لم يُفهم هذا اليوم. اكتبه مثلًا هكذا: 28 يوليو 2024، أو 2024-07-28، أو يوليو 2024، "
        "أو أمس، أو الأسبوع الماضي.",
        "en": "That day cannot be read. Write it as 28 July 2024, 2024-07-28, July 2024, yesterday "
        "or last week.",
    },
    "days_reversed": {
        "ar": "أول الأيام يقع بعد آخرها.",
        "en": "The first of these days is after the last.",
    },
    "brief_gone": {
        "ar": "لم يعد هذا الموجز محفوظًا. أعدّه من جديد في الصفحة.",
        "en": "This brief is no longer kept. Make it again on the page.",
    },
    "changed": {
        "ar": "تغيّر المقال بعد كتابة الإجابة، فلم تعد الجملة في موضعها.",
        "en": "The article has changed since the answer was written; the sentence has moved.",
    },
}


def say(name: str, language: Language) -> str:
    return TEXTS[name][language]


def each(name: str, languages: Sequence[Language]) -> str:
    """Return the same text in several languages, on one line."""
    return " · ".join(say(name, language) for language in languages)


def progress(step: BriefProgress, language: Language) -> str:
    """Return how far a brief has come, such as `Reading the articles… 3 of 12`."""
    text = say("composing" if step.stage == "writing" else step.stage, language)
    if step.total < 2:
        return text
    return f"{text} {step.done:,} {'من' if language == 'ar' else 'of'} {step.total:,}"


def passages(count: int, language: Language) -> str:
    """Return a number of passages in words, such as `6 passages`.

    The Arabic takes the form that goes with the number.
    """
    return counted(
        count, language, ("passage", "passages"), ("مقطع واحد", "مقطعان", "مقاطع", "مقطعًا")
    )


def articles(count: int, language: Language) -> str:
    """Return a number of articles in words, such as `24 articles`."""
    return quantities.articles(count, language)


def vectors(made: int, wanted: int, moving_to: str | None, language: Language) -> str:
    """Return how far the vectors are that follow the words, as HTML.

    `moving_to` names the embedder if all are made anew for another one than before.
    """
    name = "" if moving_to is None else f'<bdi dir="ltr">{escape(moving_to)}</bdi>'
    if language == "ar":
        what = f"متجهات نموذج التضمين الجديد {name}" if name else "المتجهات"
        return f"{what}: أُعِدّ منها {made:,} من {wanted:,}. والبحث بالكلمات يشمل كل المقاطع منذ الآن."
    what = f"Vectors of the new embedder {name}" if name else "Vectors"
    return f"{what}: {made:,} of {wanted:,} made. Words find every passage already."


def searched(scope: Scope, language: Language) -> str:
    """Return the range of a search: `Searched 24 articles, 3 May 2023 – 12 February 2024`."""
    count = articles(scope.articles, language)
    days = [day(when, language) for when in (scope.since, scope.until) if when]
    if scope.since == scope.until:
        del days[1:]
    if language == "ar":
        span = (
            f"، من {days[0]} إلى {days[1]}" if len(days) == 2 else "".join(f"، {d}" for d in days)
        )
        return f"نطاق البحث: {count}{span}"
    return ", ".join([f"Searched {count}", *([" – ".join(days)] if days else [])])


def borne_out(count: int, total: int, language: Language) -> str:
    """Return a line that says how many of `total` sentences their sources support.

    `total` is at least one, and `count` is smaller.
    """
    if language == "en":
        if total == 1:
            return "This sentence is not fully borne out by its source."
        if count == 0:
            return f"None of the {total:,} sentences is borne out by its source."
        verb = "is borne out by its source" if count == 1 else "are borne out by their sources"
        return f"{count:,} of {total:,} sentences {verb}."
    forms = ("جملة واحدة", "جملتين", "جمل", "جملةً")
    if total == 1:
        return "هذه الجملة لا يؤكدها مصدرها تمامًا."
    given = counted(count, language, ("", ""), forms) if count else "أيَّ جملة"
    verb = "تؤكد المصادر" if count else "لا تؤكد المصادر"
    return f"{verb} {given} من أصل {counted(total, language, ('', ''), forms)}."
