"""Says in the reader's language why a brief has no points, and what would help."""

from __future__ import annotations

from collections.abc import Sequence

from rag.messages.notices import language_name
from rag.messages.quantities import counted
from rag.messages.replies import period
from rag.records import Language, Scope, SearchFilter
from rag.text.display import day, line

_MOST_NAMED = 3  # outlets of a filter that a message repeats
_LONGEST_TOPIC = 100  # characters of a topic that a message repeats

_TEXTS: dict[str, dict[Language, str]] = {
    "empty_library": {
        "ar": "المكتبة فارغة. أضف إليها مقالات أولًا.",
        "en": "The library is empty. Add articles to it first.",
    },
    "nothing_there": {
        "ar": "لا مقالات{which} في المكتبة.",
        "en": "The library has no articles{which}.",
    },
    "outlets": {
        "ar": "جهات النشر فيها: {outlets}.",
        "en": "The outlets are: {outlets}.",
    },
    "more_outlets": {
        "ar": "من جهات النشر فيها: {outlets}.",
        "en": "Among its outlets are: {outlets}.",
    },
    "no_outlets": {
        "ar": "لا يذكر أي من مقالاتها جهة نشر.",
        "en": "None of its articles names an outlet.",
    },
    "chosen_gone": {
        "ar": "لم يعد في المكتبة أي من المقالات المختارة.",
        "en": "None of the chosen articles is in the library any more.",
    },
    "no_days": {
        "ar": "لا يذكر أي من هذه المقالات يوم نشره.",
        "en": "None of these articles states its day of publication.",
    },
    "begins": {
        "ar": "أقدم مقال{which} مؤرخ في {first}.",
        "en": "The oldest article{which} is of {first}.",
    },
    "ends": {
        "ar": "أحدث مقال{which} مؤرخ في {last}.",
        "en": "The newest article{which} is of {last}.",
    },
    "between": {
        "ar": "أقرب الأيام التي فيها مقالات{which}: {first} و{last}.",
        "en": "The nearest days with articles{which} are {first} and {last}.",
    },
    "other_language": {
        "ar": "المقالات المطابقة لبقية الطلب: {count} {language}.",
        "en": "What matches the rest of the request: {count} {language}.",
    },
    "not_found": {
        "ar": "بُحث في {count}{which}، ولم يُعثر على ما يتناول «{topic}».",
        "en": "Searched {count}{which}; none is about “{topic}”.",
    },
    "without_limits": {
        "ar": "ومن دون هذه القيود يُعثر على {count}{days}.",
        "en": "Without these limits there is {count}{days}.",
    },
    "other_words": {
        "ar": "جرّب كلمات أخرى، أو اختر من قائمة ما في المكتبة.",
        "en": "Try other words, or choose from the list of what the library holds.",
    },
    "in_one_language": {
        "ar": "عُثر على {count} {found} فقط. اطلب الموجز {found} أو باللغتين، "
        "أو اضبط MUJAZ_MODEL ليكتبه نموذج لغوي {wanted}.",
        "en": "Found {count}, {found} only. Ask for the brief {found} or in both languages, "
        "or set MUJAZ_MODEL: a language model writes it {wanted}.",
    },
    "nothing_to_tell": {
        "ar": "عُثر على {count}، من دون جملة تصلح لموجز.",
        "en": "Found {count}, but no sentence that a brief could be made of.",
    },
}


def say_empty(name: str, reader: Language, **values: object) -> str:
    """Return a text on an empty brief. Raises `KeyError` for a value that it needs and lacks."""
    return _TEXTS[name][reader].format(**values)


def asked_articles(where: SearchFilter, reader: Language) -> str:
    """Return what stands behind the word articles for those that a filter lets through.

    It begins with a space, ` of The Wire in Arabic since 1 July 2024`, or is empty.
    """
    parts = [""]
    if where.articles:
        parts.append("من المختارة" if reader == "ar" else "among those chosen")
    if where.outlets:
        parts.append(_of_outlets(where.outlets, reader))
    if where.language:
        parts.append(in_language(where.language, reader))
    if where.since or where.until:
        parts.append(_days(where, reader))
    return " ".join(parts)


def _of_outlets(names: Sequence[str], reader: Language) -> str:
    """Return the words for of these outlets, the first few of them by name."""
    arabic = reader == "ar"
    shown = [f"«{line(name)}»" if arabic else f"“{line(name)}”" for name in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        shown.append("جهات أخرى" if arabic else "others")
    return f"من {' أو '.join(shown)}" if arabic else f"of {' or '.join(shown)}"


def in_language(language: Language, reader: Language) -> str:
    """Return the words for in a language: in Arabic, بالعربية."""
    name = language_name(language, reader=reader)
    return f"ب{name}" if reader == "ar" else f"in {name}"


def _days(where: SearchFilter, reader: Language) -> str:
    arabic = reader == "ar"
    if where.since and where.until:
        said = period((where.since, where.until), reader)
        if arabic:
            return said if said.startswith("من ") else f"في {said}"
        preposition = "on" if where.since == where.until else "in"
        return f"from {said.replace(' – ', ' to ')}" if " – " in said else f"{preposition} {said}"
    if where.since:
        return f"{'منذ' if arabic else 'since'} {day(where.since, reader)}"
    return f"{'حتى' if arabic else 'until'} {day(where.until, reader)}" if where.until else ""


def found_articles(count: int, reader: Language) -> str:
    """Return a number of articles as the object of a sentence: `24 articles`, مقالين."""
    english, arabic = ("article", "articles"), ("مقال واحد", "مقالين", "مقالات", "مقالًا")
    return counted(count, reader, english, arabic)


def span_of(scope: Scope, reader: Language) -> str:
    """Return the days of some articles behind what is said of them, or "" where none has one."""
    if scope.since is None or scope.until is None:
        return ""
    said = period((scope.since, scope.until), reader)
    if reader == "ar":
        return f"، {said}" if said.startswith("من ") else f"، في {said}"
    return f", of {said}"


def short_topic(topic: str) -> str:
    """Return a topic on one line, cut where it is long."""
    topic = line(topic)
    return topic if len(topic) <= _LONGEST_TOPIC else topic[:_LONGEST_TOPIC].rstrip() + "…"


def listed(names: Sequence[str], reader: Language) -> str:
    """Return names in a row, with the comma of the reader's language between them."""
    return ("، " if reader == "ar" else ", ").join(map(line, names))
