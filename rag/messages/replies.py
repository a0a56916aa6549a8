"""What Mujaz says itself where no fact of the articles is asked, in the reader's language."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Literal

from rag.messages.notices import language_name
from rag.messages.quantities import articles
from rag.records import IntentKind, Language, Scope
from rag.text.display import day

ReplyKey = Literal[
    "welcome",
    "hello",
    "goodbye",
    "well",
    "newest",
    "undated",
    "nothing",
    "nothing_sure",
    "days_after",
    "none_then",
    "found",
    "found_at_least",
    "outlets",
    "such_as",
    "short",
    "brief_tab",
]

_REPLIES: dict[ReplyKey, dict[Language, str]] = {
    "welcome": {"ar": "عفوًا. اسأل متى شئت.", "en": "You are welcome. Ask whenever you like."},
    "hello": {
        "ar": "أهلًا بك. اسأل عن المقالات، بالعربية أو بالإنجليزية.",
        "en": "Hello. Ask about the articles, in Arabic or English.",
    },
    "goodbye": {"ar": "مع السلامة.", "en": "Goodbye."},
    "well": {
        "ar": "حسنًا. اسأل ما تريد عن المقالات.",
        "en": "All right. Ask anything about the articles.",
    },
    "newest": {
        "ar": "أحدث ما في الأرشيف ({found}):",
        "en": "The newest in the archive ({found}):",
    },
    "undated": {
        "ar": "لا تاريخ لأي مقال في الأرشيف، وهذه بعض مقالاته ({found}):",
        "en": "No article in the archive has a date; these are some of them ({found}):",
    },
    "nothing": {
        "ar": "لا يوجد في الأرشيف أي مقال{which}.",
        "en": "The archive has no article{which}.",
    },
    "nothing_sure": {
        "ar": "لا يوجد في الأرشيف مقال هو بالتأكيد{which}.",
        "en": "No article in the archive is clearly{which}.",
    },
    "days_after": {
        "ar": "لا يوجد في الأرشيف أي مقال{which}. ونُشر في الأيام الثلاثة التالية:",
        "en": "The archive has no article{which}. Published in the three days after:",
    },
    "none_then": {
        "ar": "لا يوجد في الأرشيف أي مقال{which}. وهذا أحدث ما فيه:",
        "en": "The archive has no article{which}. The newest in it:",
    },
    "found": {"ar": "وُجد{which}: {found}.", "en": "Found{which}: {found}."},
    "found_at_least": {
        "ar": "وُجد{which}: {found} على الأقل.",
        "en": "Found{which}: at least {found}.",
    },
    "outlets": {"ar": "جهات النشر: {names}.", "en": "Outlets: {names}."},
    "such_as": {"ar": "أحدثها:", "en": "The newest:"},
    "short": {"ar": "باختصار ({found}):", "en": "In short ({found}):"},
    "brief_tab": {
        "ar": "يعطي التبويب «الموجزات» في الصفحة، أو الأمر mujaz brief، موجزًا أطول باللغتين.",
        "en": "The tab “Briefs” of the page, or the command mujaz brief, makes a longer one "
        "in both languages.",
    },
}

_COURTESIES: dict[IntentKind, ReplyKey] = {
    "thanks": "welcome",
    "greeting": "hello",
    "farewell": "goodbye",
    "yes": "well",
    "no": "well",
    "ok": "well",
}


def reply(key: ReplyKey, language: Language, **values: str) -> str:
    """Return a reply in `language`. Raises `KeyError` when it needs a value that is not given.

    `newest`, `undated` and `short` need `found`, a number of articles in words; `nothing`,
    `nothing_sure`, `days_after` and `none_then` need `which`, from `which_articles`; `found` and
    `found_at_least` need both, and `outlets` needs `names`.
    """
    return _REPLIES[key][language].format(**values)


def courtesy(kind: IntentKind, language: Language) -> str | None:
    """Return the line that answers a courtesy, None for what is none."""
    key = _COURTESIES.get(kind)
    return None if key is None else reply(key, language)


def listed(count: int, shown: int, language: Language, *, which: str) -> str:
    """Return the line above a list: `8 articles published in 2022; the newest 6:`. `which` is from
    `which_articles`."""
    found = articles(count, language) + which
    if shown >= count:
        return f"{found}:"
    newest = {"ar": f"{found}. أحدثها، وعددها {shown:,}:", "en": f"{found}; the newest {shown:,}:"}
    return newest[language]


def which_articles(
    language: Language,
    *,
    outlet: str | None = None,
    topic: str | None = None,
    days: tuple[date, date] | None = None,
) -> str:
    """Return what stands behind the word article: ` from The Meridian on “the canal”`.

    It begins with a space, and is empty where nothing is given.
    """
    arabic = language == "ar"
    told = f" من {outlet}" if arabic else f" from {outlet}"
    told = told if outlet else ""
    if topic:
        told += f" عن «{topic}»" if arabic else f" on “{topic}”"
    if days:
        told += _when(days, language)
    return told


def _when(days: tuple[date, date], language: Language) -> str:
    said = period(days, language)
    if language == "ar":
        return f" {said}" if said.startswith("من ") else f" في {said}"
    if " – " in said:
        return f" published from {said.replace(' – ', ' to ')}"
    return f" published {'on' if days[0] == days[1] else 'in'} {said}"


def period(days: tuple[date, date], language: Language) -> str:
    """Return the days from the first to the last in words: a day, a month, a year or a span."""
    first, last = days
    if first == last:
        return day(first, language)
    if (first.day, last.day) == (1, monthrange(last.year, last.month)[1]):
        if (first.year, first.month) == (last.year, last.month):
            return day(first, language).split(" ", 1)[1]
        if (first.year, first.month, last.month) == (last.year, 1, 12):
            return str(first.year)
    if language == "ar":
        return f"من {day(first, language)} إلى {day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


def holdings(
    scope: Scope, shares: Mapping[Language, int], language: Language, *, which: str
) -> str:
    """Return how many articles there are, in which languages, and of which days.

    `shares` counts the articles of each language, or of the only one that was asked for; `which` is
    from `which_articles`.
    """
    told = articles(scope.articles, language)
    if len(shares) == 1:
        told += f" {_in(next(iter(shares)), language)}"
    told += which
    parts = [f"{count:,} {_in(one, language)}" for one, count in shares.items() if count]
    if len(parts) > 1:
        told += ": " + (" و" if language == "ar" else ", ").join(parts)
    if scope.since and scope.until:
        between = "، " if language == "ar" else ", "
        told += between + period((scope.since, scope.until), language)
    return f"{told}."


def _in(language: Language, reader: Language) -> str:
    """Return in which language an article is: `in Arabic`, بالعربية."""
    name = language_name(language, reader=reader)
    return f"ب{name}" if reader == "ar" else f"in {name}"
