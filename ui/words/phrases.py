"""Sentences of the page that are put together from several strings."""

from __future__ import annotations

from html import escape

from rag.messages import quantities
from rag.messages.quantities import counted
from rag.records import BriefProgress, Language, Scope
from rag.text.display import day
from ui.words.table import say


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


def words_owed(passages: int, language: Language) -> str:
    """Return how many passages no search finds yet, as after a move without an index."""
    if language == "ar":
        return f"مقاطع لا يعثر عليها البحث بعد: {passages:,}. فهرس كلماتها قيد الإعداد."
    return f"Passages not found yet: {passages:,}. The index of their words is being made."


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
        return "هذه الجملة لا يؤيدها مصدرها تمامًا."
    given = counted(count, language, ("", ""), forms) if count else "أيَّ جملة"
    verb = "تؤيد المصادر" if count else "لا تؤيد المصادر"
    return f"{verb} {given} من أصل {counted(total, language, ('', ''), forms)}."
