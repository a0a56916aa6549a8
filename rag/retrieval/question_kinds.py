"""What kind of thing a question asks for, told from the question alone.

The words that tell it lie in question_words.tsv, for English, written Arabic and its dialects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.retrieval.question_nouns import Noun, asked_noun, leading_noun, noun
from rag.retrieval.question_phrases import (
    Kind,
    Phrase,
    first_phrase,
    order_of,
    table,
    without_wrap,
    word_list,
)
from rag.retrieval.question_quantities import is_verb_of, quantity
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

__all__ = ["Asked", "Kind", "asked"]

_QUANTITIES = frozenset(["count", "amount", "duration"])
# Slips that leave an asking word unknown, and asking words that are written together.
_SLIPS = {
    **{"wat": "what", "whats": "what", "wich": "which", "whos": "who", "wher": "where"},
    **{"wen": "when", "wy": "why", "hw": "how", "ownes": "owns", "wheres": "where", "whyd": "why", "whod": "who", "howd": "how"},
    **{"ماهو": "ما هو", "ماهي": "ما هي", "ماهم": "ما هم", "مالذي": "ما الذي", "مادا": "ماذا"},
    **{"ماالذي": "ما الذي", "لمادا": "لماذا", "بمادا": "بماذا", "كتي": "متي", "منهما": "من هما"},
    **{"ماذايحدث": "ماذا يحدث", "ماالاسم": "ما الاسم", "لماذ": "لماذا"},
}
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")
_CLAUSE = re.compile(r"[,،;؛:—–]\s")
_UNTOLD = ("other", "yes_no")
_COMPARES = re.compile(
    r" (?:(?:more|less|fewer) [a-z]+|[a-z]+er|more|less|fewer|better|worse)(?: [^ ]+){0,3}"
    r" than(?! (?:\d|half|(?:a|one) (?:third|quarter|dozen|million|billion|hundred|thousand)))"
    r"| (?:more|less|fewer|better|worse|[a-z]{3,}er) .* or (?!not)"
    r"| as [a-z]+ as "
    r"| ا(?:كثر|كتر|قل|كبر|صغر|غلي|رخص|طول|قصر|علي|دني|سرع|بطا|حسن|فضل|سوا|قدم|حدث|قوي|ضعف|ثقل|خف"
    r"|بعد|قرب|غني|فقر|شد|وسع)(?: [^ ]+){0,5} (?:من(?! (?:\d|ميه|الف|مليون|نصف|ثلث))|ولا|ام|او|مقارنه)(?= )"
    r"| (?:فيهم|فيهن|منهم|بينهم) (?:ال)?ا[^ ]{3}(?= |$)"
)
_HOW_MUCH_MORE = re.compile(r" how much (?:more|less|[a-z]{2,}er) .* than ")
_TAKES = re.compile(
    r"(?:took|take|taken|lifted|claimed|bagged) (?:[a-z]+ ){0,2}"
    r"(?:title|cup|crown|trophy|gold|championship|league)\b"
    r"|(?:اخذ|خذ|خد|اخد|دا|خدا|رفع|شال|نال) (?:ال)?(?:كاس|لقب|بطوله|ذهبيه|كوره|دوري|جايزه|جاءزه)"
)
_IN_MONEY = re.compile(
    r" in (?:dollars|euros|pounds|money|cash)(?= |$)| how much (?:is|was|are|were) (?:a|an|one)(?= )"
    r"| how much .* (?:giv|mak|lend|offer|ow|donat)(?:e|es|ing)(?= |$)"
)
_MONEY_ASKED = re.compile(
    r"^ what (?:did|does|do|would|will|has|have|had|could) .* "
    r"(?:cost|earn|spend|spent|charge|donate|contribute|pledge|invest|(?:chip|bring|rake|rack|fork)"
    r" (?:in|up|out)|make in|fetch|gross|pay(?! for)|make (?:a|per|each|every))(?= |$)"
)
_HOW_LARGE = re.compile(r" how (?:big|large|small) | size of ")
_CLOCKED = re.compile(r" (?:what time .* (?:clock|clocked|run|ran|finish|record|set|post)|(?:winning|record) time)\b")
_SAYING = 8  # words between an asking word and its verb: how did the head of the agency describe
_ASKING_HOW = frozenset(words("how what كيف كيفاش ازاي شلون اشلون ماذا بماذا بم شو ايش وش شنو اشنو ايه اش"))
_AUXILIARIES = frozenset(words("did does do has have had would will"))
_ASKING_WORDS = frozenset(words("what which who whom whose إلام علام فيم فيما مم مما عم عما ممن كم عرف اعط اعطي هات ما ماذا مادا بماذا شو شنو ايش وش ايه اي اش"))
_LEAST = 3  # words of a sentence that can be said yes to
_MATTER = frozenset(
    words("grain wheat corn rice flour fertilizer fertiliser sand food aid fuel coal steel cargo salt")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for. `unit` is what an amount is told in (`money`, `length` and the
    like), the stem of what is counted, or the unit of time that a duration is asked in; empty
    where the question does not say."""

    kind: Kind
    unit: str = ""


@lru_cache(maxsize=1 << 10)
def asked(question: str) -> Asked:
    """Return what `question` asks for; `other` where its words do not tell.

    Of several sentences the last one that ends in a question mark counts, if it tells anything.
    """
    sentences = [one for one in _SENTENCE.split(question) if one.rstrip().endswith(("?", "؟"))]
    if sentences and len(sentences[-1]) < len(question.strip()):
        found = _asked(sentences[-1])
        if found.kind not in _UNTOLD:
            return found
    found = _asked(question)
    last = _CLAUSE.split(question)[-1]
    if found.kind in _UNTOLD and len(last) < len(question):
        clause = _asked(last)
        return found if clause.kind in _UNTOLD else clause
    return found


def _asked(question: str) -> Asked:
    found = _told(question)
    if found.kind in ("person", "place", "organisation") and _is_about_winning(question):
        return Asked("winner")
    return found


def _is_about_winning(question: str) -> bool:
    """Tell whether the first words speak of winning: مين الفريق اللي كسب, which side beat them."""
    said = words(question)[1 : _SAYING + 1]
    return any(is_verb_of("win", one) for one in said) or bool(_TAKES.search(" ".join(said)))


def _told(question: str) -> Asked:
    told = (_SLIPS.get(one, one) for one in words(question))
    said = without_wrap(" " + " ".join(told))
    listed = said.split()
    found = first_phrase(said)
    early = _by_name(listed) or _by_form(said, listed, found) or _by_noun(listed, found)
    if early is not None:
        return early
    if found is None:
        return _unasked(listed, asks=question.rstrip().endswith(("?", "؟")))
    if found.kind in _QUANTITIES and (told := quantity(listed)) is not None:
        return _stemmed(*told)
    return _by_phrase(said, found)


def _by_name(listed: Sequence[str]) -> Asked | None:
    """Return what is to be named, if that is one thing: name the journalist."""
    told = leading_noun(listed[1:]) if listed[:1] == ["name"] else None
    return Asked(told.kind) if told is not None and told.thing and not told.several else None


def _by_form(said: str, listed: Sequence[str], found: Phrase | None) -> Asked | None:
    """Return what the form of the whole sentence tells."""
    if _compares(said, found):
        return Asked("comparison")
    if _CLOCKED.search(said):
        return Asked("amount", "time")
    if _MONEY_ASKED.search(said) or _IN_MONEY.search(said):
        return Asked("amount", "money")
    if (found is None or found.kind in ("manner", "definition")) and _asks_for_words(listed):
        return Asked("statement")
    return None


def _compares(said: str, found: Phrase | None) -> bool:
    kind = found.kind if found else None
    if kind not in (None, "yes_no", "amount", "person", "definition", "manner", "winner"):
        return False
    return bool(_COMPARES.search(said) or _HOW_MUCH_MORE.match(said))


def _asks_for_words(listed: Sequence[str]) -> bool:
    """Tell whether it asks what somebody said: how did the minister react, شو حكى الوزير."""
    if not listed or listed[0] not in _ASKING_HOW:
        return False
    verbs = word_list("verb:say")
    if is_arabic(listed[0]):
        return any(is_verb_of("say", one) for one in listed[1:3])
    auxiliary = len(listed) > 1 and listed[1] in _AUXILIARIES
    behind = listed[2 : 2 + _SAYING]
    return auxiliary and any(one in verbs for one in behind)


def _by_noun(listed: Sequence[str], found: Phrase | None) -> Asked | None:
    """Return what the noun behind `which` or `what` tells, unless a phrase before it, or a more
    special one there (which company owns), tells another thing."""
    asking = asked_noun(listed)
    if asking is None:
        return None
    at, told = asking
    start = sum(1 + len(one) for one in listed[:at])
    if found is not None and (found.start, found.order) < (start, order_of("amount")):
        return None
    return _from_noun(told, listed, at)


def _from_noun(told: Noun, listed: Sequence[str], at: int) -> Asked:
    behind = [one for one in listed[at:] if (found := noun(one)) is None or found != told]
    if told.unit == "length" and _happens(behind):
        return Asked("duration")
    if told.unit == "area" and not word_list("group").isdisjoint(listed):
        return Asked("count")
    if told.kind == "count":
        return Asked("count", _counted(behind) if told.unit else "")
    return Asked(told.kind, _unit_of_noun(told, listed))


def _unit_of_noun(told: Noun, listed: Sequence[str]) -> str:
    if told.kind == "place" and any("kilomet" in one or "كيلومتر" in one for one in listed):
        return "length"
    if told.kind != "amount":
        return ""
    return told.unit or _amount_unit(listed)


def _unasked(listed: Sequence[str], *, asks: bool) -> Asked:
    """Return what a query asks for that has no asking word; with a question mark it may be a
    sentence to say yes or no to (they agreed, then?)."""
    told = leading_noun(listed)
    if told is None and asks and _LEAST <= len(listed) and not any(map(_is_asking, listed)):
        return Asked("yes_no")
    return Asked("other") if told is None else _from_noun(told, listed, 0)


def _is_asking(one: str) -> bool:
    return one in _ASKING_WORDS or (one[0] in "وفبلك" and one[1:] in _ASKING_WORDS)


def _by_phrase(said: str, found: Phrase) -> Asked:
    if found.kind == "duration" and _is_length(said):
        return Asked("amount", "length")
    if found.kind == "amount":
        unit = _amount_unit(said.split())
        if _HOW_LARGE.search(said) and not word_list("group").isdisjoint(said.split()):
            return Asked("count")
        lasts = unit == "length" and _happens(said[found.end :].split())
        return Asked("duration") if lasts else Asked("amount", unit)
    if found.kind in _QUANTITIES:
        start = said[: found.end].rpartition(" ")[0] if found.kind == "duration" else said[: found.end]
        unit = _counted(said[len(start) :].split())
        return Asked(found.kind, unit if found.kind == "count" or unit in _times() else "")
    return Asked(found.kind)


def _stemmed(kind: Kind, unit: str) -> Asked:
    return Asked(kind, content_stem(unit) if kind == "duration" else unit)


def _amount_unit(listed: Sequence[str]) -> str:
    present = set(listed)
    found = next((unit for unit, told in _units().items() if not present.isdisjoint(told)), "")
    return found or ("" if present.isdisjoint(_MATTER) else "weight")


def _counted(after: Sequence[str]) -> str:
    """Return the stem of the first word that counts for something: how many (of the) ships."""
    asking = {"عدد", "ديال", "number", "many", "long", "what", "total", "additional", "extra"}
    stems = (content_stem(word) for word in after[:4] if word not in asking)
    return next(filter(None, stems), "")


def _is_length(said: str) -> bool:
    asks = re.match(r" how long (?:is|was|are|were|will) ", said)
    return bool(asks) and not word_list("long").isdisjoint(said.split())


def _happens(listed: Sequence[str]) -> bool:
    """Tell whether what has a length is an event, which lasts, and no thing."""
    return not word_list("event").isdisjoint(one.removeprefix("ال") for one in listed[:6])


@cache
def _times() -> frozenset[str]:
    return frozenset(map(content_stem, words("second minute hour day night week month year decade")))


@cache
def _units() -> dict[str, frozenset[str]]:
    names = [name for name in table() if name.startswith("unit:")]
    return {name.removeprefix("unit:"): word_list(name) for name in names}
