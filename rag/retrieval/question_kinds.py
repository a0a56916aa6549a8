"""What kind of thing a question asks for, told from the question alone.

The words that tell it lie in question_words.tsv, for English, written Arabic and its dialects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from rag.retrieval.question_forms import is_about_losing, is_about_winning, kind_of_form
from rag.retrieval.question_nouns import Noun, asked_noun, leading_noun, noun
from rag.retrieval.question_phrases import (
    Kind,
    Phrase,
    first_phrase,
    order_of,
    slips,
    table,
    without_wrap,
    word_list,
)
from rag.retrieval.question_quantities import quantity
from rag.retrieval.question_things import asks_for_clock, named_thing
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

__all__ = ["Asked", "Kind", "asked"]

_QUANTITIES = frozenset(["count", "amount", "duration"])
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")
_CLAUSE = re.compile(r"[,،;؛:—–]\s")
_UNTOLD = ("other", "yes_no")
_TO_WHOM = re.compile(r"^ [وف]?(?:لمن|لمين|لمنو) (?!ال|ها|هي|هو)[^ ]")  # لمن سلم الجائزة
_IS = re.compile(r"\b(who|what|where|when|how|why)['’]s\b", re.IGNORECASE)
_HOW_LARGE = re.compile(r" how (?:big|large|small) | size of ")
_LEAST = 3  # words of a sentence that can be said yes to
_MATTER = frozenset(
    words("grain wheat corn rice flour fertilizer fertiliser sand food aid fuel coal steel cargo")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for. `unit` is what an amount is told in (`money`, `length` and the
    like), the stem of what is counted, or the unit of time that a duration is asked in; `clock` for
    a day where the time of day is asked for, `name` for `other` where the name of something is;
    empty where the question does not say."""

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
    plain = words(_IS.sub(r"\1 is", question))
    said = without_wrap(" " + " ".join(slips().get(one, one) for one in plain))
    listed = said.split()
    told = _told(question, said, listed)
    if told.kind in ("person", "place", "organisation") and is_about_winning(listed):
        return Asked("winner")
    if told.kind in ("person", "place", "organisation", "yes_no") and is_about_losing(said):
        return Asked("winner")
    if told.kind == "day" and asks_for_clock(said):
        return Asked("day", "clock")
    return Asked("other", "name") if _asks_for_name(said, told) else told


def _asks_for_name(said: str, told: Asked) -> bool:
    """Tell whether it asks for the name of a thing of no kind: what is the rover called, شو اسم
    العربة."""
    if told.kind not in ("other", "definition", "person"):
        return False
    thing = named_thing(said)
    if not thing or (told.kind == "person" and not thing.startswith("ال")):
        return False
    return noun(thing) is None


def _told(question: str, said: str, listed: Sequence[str]) -> Asked:
    found = first_phrase(said)
    formed = kind_of_form(said, listed, found.kind if found else None)
    if formed is not None:
        return Asked(*formed)
    early = _by_name(listed) or _by_noun(listed, found)
    if early is not None:
        return early
    if found is not None and (leading := _leads(listed, found)) is not None:
        return _from_noun(leading, listed, 0)
    if found is None:
        return _unasked(listed, asks=question.rstrip().endswith(("?", "؟")))
    if found.kind in _QUANTITIES and (counted := quantity(listed)) is not None:
        return _stemmed(*counted)
    if found.kind == "owner" and _TO_WHOM.search(said[found.start :]):
        return Asked("person")
    return _by_phrase(said, found)


def _leads(listed: Sequence[str], found: Phrase) -> Noun | None:
    """Return what the noun at the beginning tells where `when` or `who` only relates to something
    (attendance when it opened)."""
    if found.start <= 0 or found.kind not in ("day", "place", "person") or is_arabic(listed[0]):
        return None
    told = leading_noun(listed)
    return told if told is not None and not told.thing else None


def _by_name(listed: Sequence[str]) -> Asked | None:
    """Return what is to be named, if that is one thing: name the journalist."""
    told = leading_noun(listed[1:]) if listed[:1] == ["name"] else None
    return Asked(told.kind) if told is not None and told.thing and not told.several else None


def _by_noun(listed: Sequence[str], found: Phrase | None) -> Asked | None:
    """Return what the noun behind `which` or `what` tells, unless a phrase before it, or a more
    special one there (which company owns), tells another thing."""
    asking = asked_noun(listed)
    if asking is None:
        return None
    at, told = asking
    start = sum(1 + len(one) for one in listed[:at]) if listed[0] != "من" or at > 1 else 0
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
    if told is None and asks and len(listed) >= _LEAST and not any(map(_is_asking, listed)):
        return Asked("yes_no")
    return Asked("other") if told is None else _from_noun(told, listed, 0)


def _is_asking(one: str) -> bool:
    return one in word_list("asking:any") or (
        one[0] in "وفبلك" and one[1:] in word_list("asking:any")
    )


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
        start = (
            said[: found.end].rpartition(" ")[0] if found.kind == "duration" else said[: found.end]
        )
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
    listed = said.split()
    at = next((at for at, one in enumerate(listed) if one in word_list("long")), None)
    return bool(asks) and at is not None and not _is_in_state(listed, at + 1)


def _is_in_state(listed: Sequence[str], at: int) -> bool:
    """Tell whether what could be long, and ends at a word, is in a state that lasts: the boat
    stuck, the canal shut; not the ship that was stuck, the road opened in May."""
    said = list(takewhile(lambda one: one not in ("that", "which", "who"), listed))
    behind = said[at : at + 1]
    return not word_list("state").isdisjoint(said) or any(
        one.endswith(("ed", "ing")) and one not in word_list("made") for one in behind
    )


def _happens(listed: Sequence[str]) -> bool:
    """Tell whether what has a length is an event, which lasts, and no thing."""
    return not word_list("event").isdisjoint(one.removeprefix("ال") for one in listed[:6])


@cache
def _times() -> frozenset[str]:
    return frozenset(
        map(content_stem, words("second minute hour day night week month year decade"))
    )


@cache
def _units() -> dict[str, frozenset[str]]:
    names = [name for name in table() if name.startswith("unit:")]
    return {name.removeprefix("unit:"): word_list(name) for name in names}
