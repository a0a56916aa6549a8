"""How well a sentence holds the kind of thing that a question asks for.

It looks only at what the sentence says beyond the question: a name that was asked about answers
nothing. The words that show each kind lie in answer_words.tsv.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from rag.retrieval.question_kinds import Asked, Kind
from rag.text.analysis.folding import fold
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import tokens, word, words
from rag.text.analyzer import content_stem
from rag.text.cldr import names
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import places
from rag.text.facts import Fact, facts

NEUTRAL = 0.5
"""Where nothing can be told from the sentence: a kind that no word shows."""

_SURE, _LIKELY, _WEAK, _NONE = 1.0, 0.7, 0.3, 0.0
_NEAR = 3  # words between a number and its unit
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")
_WITH_CLITIC = re.compile(r"[وفبلك]+(?:ال)?|ال|لل")
_MOST = 3


@dataclass(frozen=True, slots=True)
class _Number:
    fact: Fact
    around: tuple[str, ...]  # the words behind it and, last, the one before


def answers(asked: Asked, question: str, sentence: str, glossary: Glossary) -> float:
    """Return 0 to 1: how sure it is that `sentence` holds what `asked` names and `question` does
    not say itself. `NEUTRAL` for a kind that leaves no trace."""
    return _JUDGES.get(asked.kind, _neutral)(asked, _Seen(question, sentence, glossary))


class _Seen:
    """A sentence beside its question."""

    def __init__(self, question: str, sentence: str, glossary: Glossary) -> None:
        self._glossary = glossary
        self.question = question
        self.sentence = sentence
        self.words = words(sentence)
        self.known = frozenset(filter(None, map(content_stem, words(question))))

    @cached_property
    def numbers(self) -> list[_Number]:
        """Return the numbers that the question does not have, each with the words around it."""
        given = {key for fact in facts(self.question).facts for key in fact.readings}
        return [
            _Number(fact, self._around(fact))
            for fact in facts(self.sentence).facts
            if fact.kind in ("number", "percent") and given.isdisjoint(fact.readings)
        ]

    def is_money(self, fact: Fact) -> bool:
        """Tell whether a sign of a currency stands at a number."""
        written = self.sentence[max(fact.start - 1, 0) : fact.end + 1]
        return any(unicodedata.category(letter) == "Sc" for letter in written)

    def _around(self, fact: Fact) -> tuple[str, ...]:
        own = words(self.sentence[fact.start : fact.end])[-1:]
        behind = words(self.sentence[fact.end : fact.end + 40])[:_NEAR]
        return (*own, *behind, *words(self.sentence[max(fact.start - 30, 0) : fact.start])[-1:])

    def days(self) -> Iterator[Fact]:
        given = {key for fact in facts(self.question).facts for key in fact.readings}
        for fact in facts(self.sentence).facts:
            if fact.kind in ("date", "month") and given.isdisjoint(fact.readings):
                yield fact

    def shows(self, kind: str) -> bool:
        """Tell whether a word of a kind stands there that the question does not have itself."""
        told = _shown(kind)
        return any(
            not told.isdisjoint(_bare(one)) and content_stem(one) not in self.known
            for one in self.words
        )

    def has(self, kind: str) -> bool:
        """Tell whether a word of a kind stands there."""
        told = _shown(kind)
        return any(not told.isdisjoint(_bare(one)) for one in self.words)

    @cached_property
    def named(self) -> list[tuple[str, ...]]:
        """Return the names that the question does not have: runs of words with capitals, or of
        Arabic words that no dictionary knows; countries and cities are apart."""
        cased = tokens(fold(self.sentence))
        spots = {at for start, end in self._spots for at in range(start, end)}
        runs: list[list[str]] = [[]]
        for at, token in enumerate(cased):
            if (
                at not in spots
                and _is_name(token, self._glossary, first=at == 0)
                and self._is_new(token)
            ):
                runs[-1].append(token)
            elif runs[-1]:
                runs.append([])
        return [tuple(run) for run in runs if run]

    @cached_property
    def _spots(self) -> list[tuple[int, int]]:
        cased = tokens(fold(self.sentence))
        found = places(cased, list(map(word, cased)))
        return [(start, end) for start, end, key in found if key[0] in "cp"]

    @cached_property
    def spots(self) -> list[tuple[str, ...]]:
        """Return the countries and cities that the question does not have."""
        cased = tokens(fold(self.sentence))
        asked_about = {key for _, _, key in names().matches(words(self.question))}
        return [
            tuple(cased[start:end])
            for start, end in self._spots
            if asked_about.isdisjoint(
                key for _, _, key in names().matches(list(map(word, cased[start:end])))
            )
        ]

    def _is_new(self, token: str) -> bool:
        return content_stem(word(token)) not in self.known


def _is_name(token: str, glossary: Glossary, *, first: bool) -> bool:
    """Tell whether a token may be a name; at the beginning capitals tell nothing."""
    one = word(token)
    if is_stopword(one) or token[0].isdigit() or len(one) < _MOST:
        return False
    if any(map(_is_unit_or_day, _bare(one))):
        return False
    if is_arabic(one):
        return not any(map(glossary.holds, _bare(one))) and not glossary.of(content_stem(one))
    return token[0].isupper() and not (first and glossary.holds(one))


@lru_cache(maxsize=1 << 14)
def _is_unit_or_day(one: str) -> bool:
    """Tell whether a word is a month, a weekday or a currency."""
    return any(key[0] in "mwx" for _, _, key in names().matches([one]))


def _count(asked: Asked, seen: _Seen) -> float:
    """Judge a number with what is counted behind it; else one that is no year or percentage."""
    best = _NONE
    for number in seen.numbers:
        if number.fact.kind == "percent":
            best = max(best, _WEAK)
        elif asked.unit and asked.unit in map(content_stem, number.around):
            return _SURE
        elif not number.fact.strict or _is_year(number.fact):
            best = max(best, _WEAK / 2)
        else:
            best = max(best, NEUTRAL if asked.unit else _LIKELY)
    return best


def _amount(asked: Asked, seen: _Seen) -> float:
    """Judge a number in the unit that is asked for; else another number."""
    best = _NONE
    for number in seen.numbers:
        if asked.unit == "percent" and number.fact.kind == "percent":
            return _SURE
        if asked.unit in ("", "money") and seen.is_money(number.fact):
            return _SURE
        told = _shown(asked.unit) if asked.unit else _any_unit()
        if any(not told.isdisjoint(_bare(one)) for one in number.around):
            return _SURE
        if number.fact.strict and not _is_year(number.fact):
            best = max(best, _WEAK if asked.unit else NEUTRAL)
    return best


def _duration(asked: Asked, seen: _Seen) -> float:
    """Judge a number of hours, days, years…; the dual says two by itself."""
    units = {one for kind in _TIMES for one in _shown(kind)}
    for number in seen.numbers:
        if any(not units.isdisjoint(_bare(one)) for one in number.around):
            return _SURE
    return _WEAK if seen.numbers or seen.has("when") else _NONE


def _day(asked: Asked, seen: _Seen) -> float:
    """Judge a date; else a month, a year or a weekday."""
    found = [fact.kind for fact in seen.days() if fact.strict]
    if "date" in found:
        return _SURE
    if found or seen.shows("when") or any(_is_year(number.fact) for number in seen.numbers):
        return 0.8
    return _NONE


def _person(asked: Asked, seen: _Seen) -> float:
    """Judge a name of two words, or one beside a title; else a title alone."""
    titled = seen.shows("person")
    if seen.shows("given") or any(len(run) > 1 for run in seen.named) or (titled and seen.named):
        return _SURE
    return _LIKELY if seen.named else NEUTRAL if titled else _NONE


def _organisation(asked: Asked, seen: _Seen) -> float:
    kind = seen.has("organisation")
    if kind and (seen.named or seen.spots):
        return _SURE
    return _LIKELY if seen.named or kind else _NONE


def _owner(asked: Asked, seen: _Seen) -> float:
    who = max(_person(asked, seen), _organisation(asked, seen), _place(asked, seen))
    return _SURE if seen.has("owner") and who >= _LIKELY else _WEAK * who


def _winner(asked: Asked, seen: _Seen) -> float:
    who = max(_person(asked, seen), _organisation(asked, seen), _place(asked, seen))
    return _SURE if seen.has("winner") and who >= _LIKELY else _WEAK * who


def _place(asked: Asked, seen: _Seen) -> float:
    """Judge a country or a city; else a name or a direction behind a preposition."""
    if seen.spots:
        return _SURE
    near = seen.shows("place")
    return _LIKELY if near and seen.named else _WEAK if near or seen.named else _NONE


def _reason(asked: Asked, seen: _Seen) -> float:
    if seen.shows("reason"):
        return _SURE
    return _WEAK if seen.shows("purpose") else _NONE


def _shown_as(kind: str) -> Callable[[Asked, _Seen], float]:
    """Judge by the words of a kind alone; a sentence without them may still answer."""

    def judge(asked: Asked, seen: _Seen) -> float:
        return 0.8 if seen.shows(kind) else _WEAK

    return judge


def _list(asked: Asked, seen: _Seen) -> float:
    """Look for several things in a row."""
    joined = len(re.findall(r"[,،]", seen.sentence)) + sum(
        one.startswith("و") or one == "and" for one in seen.words
    )
    return 0.8 if joined >= _MOST else NEUTRAL if joined else _WEAK


def _comparison(asked: Asked, seen: _Seen) -> float:
    compared = seen.shows("comparison") or len(seen.numbers) > 1
    return 0.8 if compared else _WEAK


def _neutral(asked: Asked, seen: _Seen) -> float:
    return NEUTRAL


_JUDGES: Mapping[Kind, Callable[[Asked, _Seen], float]] = {
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
    "manner": _shown_as("manner"),
    "definition": _shown_as("definition"),
    "list": _list,
    "comparison": _comparison,
}


def _is_year(fact: Fact) -> bool:
    return fact.kind == "number" and fact.key.isdigit() and 1800 <= int(fact.key) <= 2100


@lru_cache(maxsize=1 << 15)
def _bare(one: str) -> Collection[str]:
    """Return the word as it stands and without what is written together with it."""
    match = _WITH_CLITIC.match(one) if is_arabic(one) else None
    return (one, one[match.end() :]) if match and len(one) > match.end() + 1 else (one,)


@cache
def _shown(kind: str) -> frozenset[str]:
    return _table().get(kind, frozenset())


@cache
def _any_unit() -> frozenset[str]:
    kinds = ("money", "length", "weight", "area", "volume", "temperature", "speed", "magnitude")
    return frozenset[str]().union(*map(_shown, kinds))


@cache
def _table() -> Mapping[str, frozenset[str]]:
    text = files("rag.retrieval").joinpath("answer_words.tsv").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, _, told = line.partition("\t")
            found[kind] = found.get(kind, frozenset()) | frozenset(words(told))
    return found
