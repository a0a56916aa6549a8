"""How well a sentence holds the kind of thing that a question asks for.

It looks only at what the sentence says beyond the question: a name that was asked about answers
nothing. The words that show each kind lie in answer_words.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache

from rag.retrieval.answer_names import is_given, persons, shows_clock
from rag.retrieval.answer_winners import asked_role, turned_round, won_another
from rag.retrieval.question_kinds import Asked, Kind
from rag.retrieval.question_things import asked_thing, named_thing
from rag.retrieval.sentence_traits import NumberSeen, Seen, bare, is_thing, meanings, shown
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword
from rag.text.analyzer import content_stem
from rag.text.crosslingual.glossary import Glossary
from rag.text.facts import Fact

NEUTRAL = 0.5
"""Where nothing can be told from the sentence: a kind that no word shows."""

_SURE, _GOOD, _LIKELY, _WEAK, _NONE = 1.0, 0.85, 0.7, 0.3, 0.0
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")
_SEVERAL = 3  # things in a row that make a list
_ACCUSATIVE = re.compile(r"[\w\u064b-\u0652]{3,}(?:اً|ًا)(?!\w)")
_PURPOSE = re.compile(r"ل(?!ل|ال|دي|كن|ان|قد|هم|ها|يس)[^a-z]{4,}\Z")  # لاعتراض, لموقعه
_COMPARATIVE = re.compile(r"\b(?:more|less|fewer|\w{3,}er|times) (?:\w+ )?than\b|\btwice\b")


def answers(asked: Asked, question: str, sentence: str, glossary: Glossary) -> float:
    """Return 0 to 1: how sure it is that `sentence` holds what `asked` names and `question` does
    not say itself. `NEUTRAL` for a kind that leaves no trace."""
    judge = _JUDGES.get(asked.kind)
    return NEUTRAL if judge is None else judge(asked, Seen(question, sentence, glossary))


def _count(asked: Asked, seen: Seen) -> float:
    """Judge a number with what is counted behind it; else one that is no year, percentage or
    measure."""
    best = _NONE
    for number in seen.numbers:
        if number.fact.kind == "percent":
            best = max(best, _WEAK / 2)
        elif asked.unit and _counts(number, asked.unit, seen.glossary):
            return _SURE
        elif not number.fact.strict or _is_year(number.fact):
            best = max(best, _WEAK / 2)
        elif _is_measured(number, seen):
            best = max(best, _WEAK)
        elif asked.unit and _is_bare(number, seen):
            best = max(best, _GOOD)
        else:
            best = max(best, NEUTRAL if asked.unit else _LIKELY)
    return best


def _counts(number: NumberSeen, unit: str, glossary: Glossary) -> bool:
    """Tell whether a number counts what is asked for, in either language."""
    stems = list(filter(None, map(content_stem, number.around)))
    if unit in stems or (number.of_a_people and unit in _stems("anybody")):
        return True
    if any(unit in _stems(units) and not _stems(told).isdisjoint(stems) for units, told in _ALIKE):
        return True
    wanted = glossary.of(unit)
    return bool(wanted) and any(not set(wanted).isdisjoint(glossary.of(one)) for one in stems)


# Units of a count, and what else is counted as one of them.
_ALIKE = (
    ("soldiers", "soldiers"),
    ("anybody", "people"),
    ("anybody", "audience"),
    ("anybody", "residents"),
    ("audience", "audience"),
)


def _is_bare(number: NumberSeen, seen: Seen) -> bool:
    """Tell whether a number with no noun behind it is the object of a verb of the question: Messi,
    who scored seven, was voted best."""
    if not number.before or content_stem(number.before) not in seen.known:
        return False
    return not number.behind or is_stopword(number.behind)


@cache
def _stems(kind: str) -> frozenset[str]:
    return frozenset(filter(None, map(content_stem, shown(kind))))


def _is_measured(number: NumberSeen, seen: Seen) -> bool:
    """Tell whether a number is told in a unit: money, metres, days."""
    if seen.is_money(number.fact):
        return True
    return _is_beside(number, _any_unit()) or _is_beside(number, _any_time())


def _is_beside(number: NumberSeen, told: Collection[str]) -> bool:
    return any(one in told for near in number.around for one in bare(near))


def _amount(asked: Asked, seen: Seen) -> float:
    """Judge a number in the unit that is asked for; else another number."""
    told = shown(asked.unit) if asked.unit else _any_unit()
    best = _NONE
    for number in seen.numbers:
        if asked.unit == "percent" and number.fact.kind == "percent":
            return _SURE
        if asked.unit in ("", "money") and seen.is_money(number.fact):
            return _SURE
        if _is_beside(number, told):
            return _SURE
        if number.fact.strict and not _is_year(number.fact):
            best = max(best, _WEAK if asked.unit else NEUTRAL)
    return best


def _duration(asked: Asked, seen: Seen) -> float:
    """Judge a number of hours, days, years…, best in the unit that is asked for. Times without a
    number (for decades) may be a duration too."""
    wanted = {one for kind in _TIMES for one in shown(kind) if asked.unit == content_stem(one)}
    best = _NONE
    for number in seen.numbers:
        if wanted and _is_beside(number, wanted):
            return _SURE
        if _is_beside(number, _any_time()):
            best = max(best, _GOOD if wanted else _SURE)
        best = max(best, _WEAK / 2)
    return max(
        best, NEUTRAL if seen.has("times") else _NONE, _WEAK if seen.has("lasting") else best
    )


def _day(asked: Asked, seen: Seen) -> float:
    """Judge a date; else a month, a year or a weekday. Where the time of day is asked for, that."""
    if asked.unit == "clock":
        return shows_clock(seen)
    found = [fact.kind for fact in seen.days() if fact.strict]
    if "date" in found:
        return _SURE
    if found or any(map(_is_when, seen.numbers)):
        return _GOOD
    return _LIKELY if seen.shows("when") else _NONE


def _person(asked: Asked, seen: Seen) -> float:
    """Judge a name beside the title that is asked for; else one beside a title, a first name or a
    name of two words; else a title alone. What a group may have done, it may be named for too."""
    if _may_be_group(seen):
        return max(_named_person(seen), _organisation(asked, seen), _group(seen))
    return _named_person(seen)


def _named_person(seen: Seen) -> float:
    named = persons(seen)
    if any(seen.beside_asked(span, "person") for span in named):
        return _SURE
    whole = any(end - start > 1 for start, end in named) or is_given(seen, named)
    titled = any(seen.beside(span, "person") for span in named)
    if titled or whole:
        return _GOOD if seen.asks_for("person") or not (titled and whole) else 0.95
    return _LIKELY if named else NEUTRAL if seen.shows("person") else _NONE


def _may_be_group(seen: Seen) -> bool:
    told = shown("deed")
    return any(one in told for one in seen.asked_words)


def _group(seen: Seen) -> float:
    return _LIKELY if seen.spots or seen.shows("attackers") else _NONE


def _organisation(asked: Asked, seen: Seen) -> float:
    """Judge a name beside a word for a company, a ministry and the like; else a name."""
    spots = [(start, end) for start, end, _ in seen.spots]
    named = (*seen.named, *spots)
    if any(seen.beside_asked(span, "organisation") for span in named):
        return _SURE
    if any(seen.beside(span, "organisation") for span in named):
        return _GOOD
    if named and seen.has("owner"):
        return _GOOD
    kind = seen.has("organisation")
    if kind and named:
        return _LIKELY
    return NEUTRAL if seen.named or kind else _NONE


def _anybody(asked: Asked, seen: Seen) -> float:
    where = _LIKELY if seen.spots else _NONE
    return max(_person(asked, seen), _organisation(asked, seen), where)


def _owner(asked: Asked, seen: Seen) -> float:
    """Judge a name of any kind in a sentence that speaks of owning."""
    who = _anybody(asked, seen)
    return _SURE if seen.has("owner") and who >= _LIKELY else _WEAK * who


def _winner(asked: Asked, seen: Seen) -> float:
    """Judge a name of any kind in a sentence that speaks of winning what is asked about, or of
    losing where the question names who lost."""
    who = _anybody(asked, seen)
    told = seen.has("winner") or (
        seen.has("losing") and asked_role(" ".join(seen.asked_words), seen.glossary) is not None
    )
    if not told or who < _LIKELY:
        return _WEAK * who
    return _WEAK if won_another(seen) or turned_round(seen) else _SURE


def _name(asked: Asked, seen: Seen) -> float:
    """Judge a new name beside the thing whose name is asked for."""
    if asked.unit != "name":
        return NEUTRAL
    thing = named_thing(" " + " ".join(seen.asked_words))
    wanted = frozenset(meanings(thing, seen.glossary))
    sure = seen.has("named") or seen.quotes_name()
    if any(seen.beside_any(span, wanted) for span in seen.named if _in_apposition(span, seen)):
        return _SURE if sure or not is_arabic(thing) else _GOOD
    return _WEAK if not seen.named else _LIKELY if sure else NEUTRAL


def _in_apposition(span: tuple[int, int], seen: Seen) -> bool:
    """Tell whether a name may name what stands beside it: at the beginning of an Arabic sentence it
    is more likely an unknown verb."""
    return span[0] > 0 or not is_arabic(seen.words[span[0]])


def _place(asked: Asked, seen: Seen) -> float:
    """Judge a country or a city where something is; else a name beside a word for a place."""
    if asked.unit == "length":  # at which kilometre
        return _amount(asked, seen)
    located = seen.has("located")
    if any(where for _, _, where in seen.spots) or (located and (seen.spots or seen.named)):
        return _SURE
    if any(seen.beside_asked(span, "place") for span in seen.named):
        return _SURE
    if any(seen.beside(span, "place") for span in seen.named):
        return _GOOD
    if seen.spots:
        return _LIKELY
    near = seen.shows("place")
    if near and (seen.named or located):
        return NEUTRAL
    return _WEAK if near or seen.named else _NONE


def _reason(asked: Asked, seen: Seen) -> float:
    if seen.shows("reason"):
        return _SURE
    return _WEAK if seen.shows("purpose") or any(map(_PURPOSE.match, seen.words)) else _NONE


def _statement(asked: Asked, seen: Seen) -> float:
    """Judge words that somebody is quoted with, or a verb of saying."""
    quoted, said = seen.quotes(), seen.has("said")
    if quoted:
        return _SURE if said else _GOOD
    return NEUTRAL if said else _NONE


def _manner(asked: Asked, seen: Seen) -> float:
    """Judge words for a means, or an Arabic accusative, which tells in what state."""
    if seen.shows("manner"):
        return 0.8
    return NEUTRAL if _ACCUSATIVE.search(seen.sentence.text) else _WEAK


def _definition(asked: Asked, seen: Seen) -> float:
    """Judge whether what is asked about is followed or preceded by what it is."""
    at = [at for at, one in enumerate(seen.words) if content_stem(one) in seen.known]
    told = shown("definition")
    if any(not told.isdisjoint(seen.words[end + 1 : end + 3]) for end in at):
        return 0.8
    return NEUTRAL if at else _WEAK


def _list(asked: Asked, seen: Seen) -> float:
    """Look for several things in a row, best for several names."""
    joined = len(re.findall(r"[,،]", seen.sentence.text)) + sum(
        one in ("and", "و") or (one.startswith("و") and len(one) > _SEVERAL) for one in seen.words
    )
    if is_thing(asked_thing(seen.asked_words), "place"):
        return (_WEAK, _LIKELY)[bool(seen.spots)] if len(seen.spots) < 2 else _SURE
    names = len(seen.named) + len(seen.spots)
    if joined >= _SEVERAL or (joined and names >= _SEVERAL):
        return _SURE if names >= _SEVERAL else 0.8
    return NEUTRAL if joined else _WEAK


def _comparison(asked: Asked, seen: Seen) -> float:
    if seen.shows("comparison") or _COMPARATIVE.search(seen.sentence.text):
        return _GOOD if seen.numbers else _LIKELY
    return NEUTRAL if seen.numbers else _WEAK / 2


_JUDGES: Mapping[Kind, Callable[[Asked, Seen], float]] = {
    "count": _count,
    "amount": _amount,
    "duration": _duration,
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


def _is_when(number: NumberSeen) -> bool:
    """Tell whether a number is a year or a century: 1999, 753 ق.م, in the year 960."""
    if _is_year(number.fact):
        return True
    return number.fact.key.isdigit() and _is_beside(number, shown("era"))


def _is_year(fact: Fact) -> bool:
    return fact.kind == "number" and fact.key.isdigit() and 1800 <= int(fact.key) <= 2100


@cache
def _any_unit() -> frozenset[str]:
    kinds = ("money", "length", "weight", "area", "volume", "temperature", "speed", "magnitude")
    return frozenset[str]().union(*map(shown, kinds))


@cache
def _any_time() -> frozenset[str]:
    return frozenset[str]().union(*map(shown, _TIMES))
