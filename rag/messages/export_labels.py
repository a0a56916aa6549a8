"""The labels and sentences of exported briefs and conversations, in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from rag.messages.quantities import counted
from rag.records import Claim, Language
from rag.text import display

_TEXTS: dict[str, dict[Language, str]] = {
    "brief": {"ar": "موجز", "en": "Brief"},
    "topic": {"ar": "الموضوع", "en": "Topic"},
    "as_of": {"ar": "حتى تاريخ", "en": "As of"},
    "days": {"ar": "الأيام", "en": "Days"},
    "length": {"ar": "الطول المطلوب", "en": "Length asked for"},
    "points": {"ar": "النقاط", "en": "Points"},
    "key_facts": {"ar": "أبرز الوقائع", "en": "Key facts"},
    "who": {"ar": "مَن", "en": "Who"},
    "what": {"ar": "ماذا", "en": "What"},
    "where": {"ar": "أين", "en": "Where"},
    "when": {"ar": "متى", "en": "When"},
    "how_many": {"ar": "كم", "en": "How many"},
    "updates": {"ar": "كيف تغيّرت الأرقام", "en": "How the figures changed"},
    "disagreements": {"ar": "ما تختلف فيه المصادر", "en": "Where the sources disagree"},
    "dropped": {"ar": "ما كُتب ثم استُبعد", "en": "Written and left out"},
    "sources": {"ar": "المصادر", "en": "Sources"},
    "no_source": {"ar": "بلا مصدر", "en": "no source"},
    "no_version": {"ar": "لا صيغة عربية لهذه النقطة.", "en": "No English text for this point."},
    "no_language": {"ar": "لا نص بالعربية", "en": "No English text"},
    "abstained": {"ar": "تعذّر إعداد الموجز", "en": "No brief could be made"},
    "unshown": {"ar": "أحرف لم تُعرض", "en": "Characters not shown"},
    "incomplete": {
        "ar": "هذا الموجز غير مكتمل، فقد توقفت الكتابة قبل نهايته.",
        "en": "This brief is incomplete: the writing stopped before its end.",
    },
    "unanswered": {"ar": "لا إجابة", "en": "No answer"},
    "unfinished": {"ar": "لم تكتمل الإجابة بعد", "en": "Still being answered"},
    "answer_incomplete": {
        "ar": "هذه الإجابة غير مكتملة، فقد توقفت الكتابة قبل نهايتها.",
        "en": "This answer is incomplete: the writing stopped before its end.",
    },
    "quoted": {
        "ar": "الجمل منقولة من المقالات كما هي، ولم يكتبها نموذج لغوي.",
        "en": "The sentences are quoted from the articles as they stand; "
        "no language model wrote them.",
    },
    "borne_out": {
        "ar": "رُوجعت كل جملة على المقال الذي تستند إليه، وهو يؤيدها.",
        "en": "Every sentence was checked against the article that it cites, "
        "and is borne out by it.",
    },
    "doubted": {
        "ar": "رُوجعت كل جملة على المقال الذي تستند إليه، ووُضعت علامة على ما فيه شك.",
        "en": "Every sentence was checked against the article that it cites; "
        "those in doubt are marked.",
    },
}
EXTRACTIVE = "extractive"
"""The name of the writer that quotes articles."""


def say(name: str, language: Language) -> str:
    """Return the text of a name. Raises `KeyError` for an unknown name."""
    return _TEXTS[name][language]


def length(words: int, language: Language, *, both: bool) -> str:
    """Return a phrase for the length that was asked for; with `both`, for each language."""
    if language == "en":
        return f"about {words:,} words" + (" per language" if both else "")
    noun = "كلمات" if 3 <= words % 100 <= 10 else "كلمة"
    return f"نحو {words:,} {noun}" + (" لكل لغة" if both else "")


def days(first: date | None, last: date | None, language: Language) -> str:
    """Return the days of a story in words: one day, or the first and the last; "" for unknown ones.

    For example: 6 February 2023; 6 to 25 February 2023; 30 December 2022 to 2 January 2023. What
    both days share is said once, and no dash stands between numbers, which would turn Arabic round.
    """
    if first is None or last is None or first == last:
        return "".join(display.day(one, language) for one in (last or first,) if one)
    begin = display.day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        begin = str(first.day)
    elif first.year == last.year:
        begin = begin.removesuffix(f" {first.year}")
    end = display.day(last, language)
    return f"من {begin} إلى {end}" if language == "ar" else f"{begin} to {end}"


def claim(told: Claim, language: Language) -> str:
    """Return a figure as it is written, and who says it where the sentence names somebody."""
    value, says = display.line(told.value), display.line(told.says or "")
    if not says:
        return value
    return f"{value} (بحسب {says})" if language == "ar" else f"{value} (according to {says})"


def several(topic: str, language: Language) -> str:
    """Return the headline of a brief on several stories, with the topic if there is one."""
    return ": ".join(filter(None, [say("brief", language), display.line(topic)]))


def only(outlet: str, language: Language) -> str:
    """Return the sentence that only one outlet reports a point."""
    return f"لم يَرِد هذا إلا في {outlet}." if language == "ar" else f"Only {outlet} reports this."


_NAMED_CHARACTERS = 5  # more would fill the page of a text in a script without a font


def not_shown(characters: Sequence[str], language: Language) -> str:
    """Return the sentence that names the characters for which a file has no font."""
    named = [_character_name(one) for one in characters[:_NAMED_CHARACTERS]]
    more = len(characters) - len(named)
    count = counted(
        len(characters),
        language,
        ("character", "characters"),
        ("حرف واحد", "حرفان", "أحرف", "حرفًا"),
    )
    if language == "ar":
        rest = f"، و{more} غيرها" if more else ""
        return (
            f"ليس في خطوط هذا الملف شكل لما يلي، وفي مكانه مربع فارغ ({count}): "
            f"{'، '.join(named)}{rest}. قد يظهر في ملف Word أو HTML."
        )
    rest = f" and {more} more" if more else ""
    return (
        f"The fonts of this file lack {count}, shown as empty boxes: {', '.join(named)}{rest}. "
        "A Word or HTML file may show them."
    )


def _character_name(character: str) -> str:
    """Return the number of a character and its name in words: `U+1200 Ethiopic syllable ha`."""
    name = unicodedata.name(character, "").capitalize().replace("Cjk", "CJK")
    return f"U+{ord(character):04X} {name}".rstrip()


def written_by(writer: str, language: Language) -> str:
    """Return the sentence that names the writer of a brief."""
    if writer == EXTRACTIVE:
        return say("quoted", language)
    if language == "ar":
        return f"كتبه النموذج اللغوي {writer}."
    return f"Written by the language model {writer}."
