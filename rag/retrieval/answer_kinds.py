"""How well a sentence holds the kind of thing that a question asks for.

It looks only at what the sentence says beyond the question: a name that was asked about answers
nothing. The words that show each kind lie in answer_words.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from rag.retrieval.answer_names import is_given, persons, shows_clock
from rag.retrieval.answer_numbers import (
    GOOD,
    LIKELY,
    NEUTRAL,
    NONE,
    SURE,
    WEAK,
    amount,
    count,
    duration,
    is_when,
)
from rag.retrieval.answer_winners import asked_role, turned_round, won_another
from rag.retrieval.answer_words import shown
from rag.retrieval.question_kinds import Asked, Kind
from rag.retrieval.question_things import asked_thing, named_thing
from rag.retrieval.sentence_traits import Seen, is_thing, meanings
from rag.text.analysis.stemming import is_arabic
from rag.text.analyzer import content_stem
from rag.text.crosslingual.glossary import Glossary

__all__ = ["NEUTRAL", "answers"]

_SEVERAL = 3  # things in a row that make a list
_ACCUSATIVE = re.compile(r"[\w\u064b-\u0652]{3,}(?:اً|ًا)(?!\w)")
_PURPOSE = re.compile(r"ل(?!ل|ال|دي|كن|ان|قد|هم|ها|يس)[^a-z]{4,}\Z")  # لاعتراض, لموقعه
_COMPARATIVE = re.compile(r"\b(?:more|less|fewer|\w{3,}er|times) (?:\w+ )?than\b|\btwice\b")


def answers(asked: Asked, question: str, sentence: str, glossary: Glossary) -> float:
    """Return 0 to 1: how sure it is that `sentence` holds what `asked` names and `question` does
    not say itself. `NEUTRAL` for a kind that leaves no trace."""
    judge = _JUDGES.get(asked.kind)
    return NEUTRAL if judge is None else judge(asked, Seen(question, sentence, glossary))


def _day(asked: Asked, seen: Seen) -> float:
    """Judge a date; else a month, a year or a weekday. Where the time of day is asked for, that."""
    if asked.unit == "clock":
        return shows_clock(seen)
    found = [fact.kind for fact in seen.days() if fact.strict]
    if "date" in found:
        return SURE
    if found or any(map(is_when, seen.numbers)):
        return GOOD
    return LIKELY if seen.shows("when") else NONE


def _person(asked: Asked, seen: Seen) -> float:
    """Judge a name beside the title that is asked for; else one beside a title, a first name or a
    name of two words; else a title alone. What a group may have done, it may be named for too."""
    if _may_be_group(seen):
        return max(_named_person(seen), _organisation(asked, seen), _group(seen))
    return _named_person(seen)


def _named_person(seen: Seen) -> float:
    named = persons(seen)
    if any(seen.beside_asked(span, "person") for span in named):
        return SURE
    whole = any(end - start > 1 for start, end in named) or is_given(seen, named)
    titled = any(seen.beside(span, "person") for span in named)
    if titled or whole:
        return GOOD if seen.asks_for("person") or not (titled and whole) else 0.95
    return LIKELY if named else NEUTRAL if seen.shows("person") else NONE


def _may_be_group(seen: Seen) -> bool:
    told = shown("deed")
    return any(one in told for one in seen.asked_words)


def _group(seen: Seen) -> float:
    return LIKELY if seen.spots or seen.shows("attackers") else NONE


def _organisation(asked: Asked, seen: Seen) -> float:
    """Judge a name beside a word for a company, a ministry and the like; else a name."""
    spots = [(start, end) for start, end, _ in seen.spots]
    named = (*seen.named, *spots)
    if any(seen.beside_asked(span, "organisation") for span in named):
        return SURE
    if any(seen.beside(span, "organisation") for span in named):
        return GOOD
    if named and seen.has("owner"):
        return GOOD
    kind = seen.has("organisation")
    if kind and named:
        return LIKELY
    return NEUTRAL if seen.named or kind else NONE


def _anybody(asked: Asked, seen: Seen) -> float:
    where = LIKELY if seen.spots else NONE
    return max(_person(asked, seen), _organisation(asked, seen), where)


def _owner(asked: Asked, seen: Seen) -> float:
    """Judge a name of any kind in a sentence that speaks of owning."""
    who = _anybody(asked, seen)
    return SURE if seen.has("owner") and who >= LIKELY else WEAK * who


def _winner(asked: Asked, seen: Seen) -> float:
    """Judge a name of any kind in a sentence that speaks of winning what is asked about, or of
    losing where the question names who lost."""
    who = _anybody(asked, seen)
    told = seen.has("winner") or (
        seen.has("losing") and asked_role(" ".join(seen.asked_words), seen.glossary) is not None
    )
    if not told or who < LIKELY:
        return WEAK * who
    return WEAK if won_another(seen) or turned_round(seen) else SURE


def _name(asked: Asked, seen: Seen) -> float:
    """Judge a new name beside the thing whose name is asked for."""
    if asked.unit != "name":
        return NEUTRAL
    thing = named_thing(" " + " ".join(seen.asked_words))
    wanted = frozenset(meanings(thing, seen.glossary))
    sure = seen.has("named") or seen.quotes_name()
    if any(seen.beside_any(span, wanted) for span in seen.named if _in_apposition(span, seen)):
        return SURE if sure or not is_arabic(thing) else GOOD
    return LIKELY if sure and seen.named else NEUTRAL if sure or seen.named else WEAK


def _in_apposition(span: tuple[int, int], seen: Seen) -> bool:
    """Tell whether a name may name what stands beside it: at the beginning of an Arabic sentence it
    is more likely an unknown verb."""
    return span[0] > 0 or not is_arabic(seen.words[span[0]])


def _place(asked: Asked, seen: Seen) -> float:
    """Judge a country or a city where something is; else a name beside a word for a place."""
    if asked.unit == "length":  # at which kilometre
        return amount(asked, seen)
    located = seen.has("located")
    if any(where for _, _, where in seen.spots) or (located and (seen.spots or seen.named)):
        return SURE
    if any(seen.beside_asked(span, "place") for span in seen.named):
        return SURE
    if any(seen.beside(span, "place") for span in seen.named):
        return GOOD
    if seen.spots:
        return LIKELY
    near = seen.shows("place")
    if near and (seen.named or located):
        return NEUTRAL
    return WEAK if near or seen.named else NONE


def _reason(asked: Asked, seen: Seen) -> float:
    if seen.shows("reason"):
        return SURE
    return WEAK if seen.shows("purpose") or any(map(_PURPOSE.match, seen.words)) else NONE


def _statement(asked: Asked, seen: Seen) -> float:
    """Judge words that somebody is quoted with, or a verb of saying."""
    quoted, said = seen.quotes(), seen.has("said")
    if quoted:
        return SURE if said else GOOD
    return NEUTRAL if said else NONE


def _manner(asked: Asked, seen: Seen) -> float:
    """Judge words for a means, or an Arabic accusative, which tells in what state."""
    if seen.shows("manner"):
        return 0.8
    return NEUTRAL if _ACCUSATIVE.search(seen.sentence.text) else WEAK


def _definition(asked: Asked, seen: Seen) -> float:
    """Judge whether what is asked about is followed or preceded by what it is."""
    at = [at for at, one in enumerate(seen.words) if content_stem(one) in seen.known]
    told = shown("definition")
    if any(not told.isdisjoint(seen.words[end + 1 : end + 3]) for end in at):
        return 0.8
    return NEUTRAL if at else WEAK


def _list(asked: Asked, seen: Seen) -> float:
    """Look for several things in a row, best for several names."""
    joined = len(re.findall(r"[,،]", seen.sentence.text)) + sum(
        one in ("and", "و") or (one.startswith("و") and len(one) > _SEVERAL)
        for one, behind in pairwise([*seen.words, ""])
        if not behind.isdigit()  # from 32 to 35
    )
    if is_thing(asked_thing(seen.asked_words), "place"):
        return (WEAK, LIKELY)[bool(seen.spots)] if len(seen.spots) < 2 else SURE
    names = len(seen.named) + len(seen.spots)
    if joined >= _SEVERAL or (joined and names >= _SEVERAL):
        return SURE if names >= _SEVERAL else 0.8
    return NEUTRAL if joined else WEAK


def _comparison(asked: Asked, seen: Seen) -> float:
    if seen.shows("comparison") or _COMPARATIVE.search(seen.sentence.text):
        return GOOD if seen.numbers else LIKELY
    return NEUTRAL if seen.numbers else WEAK / 2


_JUDGES: Mapping[Kind, Callable[[Asked, Seen], float]] = {
    "count": count,
    "amount": amount,
    "duration": duration,
    "day": _day,
    "person": _person,
    "organisation": _organisation,
    "owner": _owner,
    "winner": _winner,
    "place": _place,
    "reason": _reason,
    "manner": _manner,
    "definition": _definition,
    "statement": _statement,
    "list": _list,
    "comparison": _comparison,
    "other": _name,
}
