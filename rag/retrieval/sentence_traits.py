"""What a sentence says beyond a question: its new numbers, days, names and places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.retrieval.answer_words import bare, shown
from rag.retrieval.question_nouns import noun
from rag.retrieval.question_phrases import Kind
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import cased_words, content_stem
from rag.text.cldr import names
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import places
from rag.text.facts import Fact, facts
from rag.text.facts.quotations import quotations

_NEAR = 3  # words between a number and its unit, or a title and a name
_QUOTED = re.compile(r"[«“\"]((?:[^\s«»“”\"]+\s?){1,6})[»”\"]")
_PEOPLE = re.compile(r"\s+[A-Z][a-z]+(?:s|ese)\b")  # behind a number: Danes, Iraqis
_STOP = re.compile(r"\s*[,.;:!?،؛؟)(]")
_SHORTEST = 3  # letters of a name
_PREPOSITIONS = frozenset(
    words("in at near off from to into across outside inside around of toward via"
          " في إلى من قرب قبالة نحو عند لدى داخل خارج عبر بين شمال جنوب شرق غرب مدينة عاصمة")
)  # fmt: skip
_PREFIXES = ("ب", "وب", "ل", "ول")
_ADJECTIVE = re.compile(
    r"(?:[a-z]+(?:ese|ish|ian|ean|can|ench|utch|reek|aqi|eli|ani|audi)|[^a-z]+(?:ي|يه|يين|يون|يات))\Z"
)


@dataclass(frozen=True, slots=True)
class NumberSeen:
    """A number of a sentence with its own last word, the words behind it and the one before."""

    fact: Fact
    around: tuple[str, ...]
    before: str = ""
    behind: str = ""
    of_a_people: bool = False


class SentenceTraits:
    """A sentence taken apart once, whatever is asked; everything is found when first needed."""

    def __init__(self, text: str) -> None:
        """Take the sentence `text`."""
        self.text = text

    @cached_property
    def cased(self) -> Sequence[str]:
        """Return its words with their capitals."""
        return cased_words(self.text)[0]

    @cached_property
    def words(self) -> Sequence[str]:
        """Return its normalised words."""
        return cased_words(self.text)[1]

    @cached_property
    def facts(self) -> Sequence[Fact]:
        """Return its facts."""
        return facts(self.text).facts

    @cached_property
    def numbers(self) -> Sequence[NumberSeen]:
        """Return its numbers and percentages."""
        found = [fact for fact in self.facts if fact.kind in ("number", "percent")]
        return [self._number(fact) for fact in found]

    @cached_property
    def spots(self) -> Sequence[tuple[int, int, bool]]:
        """Return where countries and cities stand, and whether as a place where something is: not
        so `the French`."""
        found = places(self.cased, self.words)
        return [(start, end, self._is_where(start)) for start, end, key in found if key[0] in "cp"]

    def is_money(self, fact: Fact) -> bool:
        """Tell whether a sign of a currency stands at a number."""
        written = self.text[max(fact.start - 1, 0) : fact.end + 1]
        return any(unicodedata.category(letter) == "Sc" for letter in written)

    def _number(self, fact: Fact) -> NumberSeen:
        own = words(self.text[fact.start : fact.end])[-1:]
        rest = self.text[fact.end : fact.end + 40]
        behind = words(rest)[:_NEAR]
        before = words(self.text[max(fact.start - 15, 0) : fact.start])[-2:]
        before = before if before[1:] == ["of"] else before[-1:]  # a crowd of 9,000
        joined = "" if _STOP.match(rest) else next(iter(behind), "")
        last, people = "".join(before[-1:]), _is_people(rest, joined)
        return NumberSeen(fact, (*own, *behind, *before), last, joined, people)

    def _is_where(self, start: int) -> bool:
        one = self.words[start]
        if is_arabic(one) and one.startswith(_PREFIXES) and not _ADJECTIVE.match(one):
            return True
        before = self.words[max(start - 2, 0) : start]
        return not _PREPOSITIONS.isdisjoint(before) and not _ADJECTIVE.match(one)


def _is_people(text: str, first: str) -> bool:
    """Tell whether a word behind a number is a people: 5,000 Danes, 41 سوريا."""
    if not is_arabic(first):
        return bool(_PEOPLE.match(text))
    forms = [first, first.removesuffix("ا"), first.removesuffix("ين"), first.removesuffix("ون")]
    return any(
        _ADJECTIVE.match(one) and key[0] == "c"
        for one in forms
        for _, _, key in names().matches([one])
    )


@lru_cache(maxsize=1 << 13)
def sentence_of(text: str) -> SentenceTraits:
    """Return a sentence taken apart; recent ones are kept."""
    return SentenceTraits(text)


@lru_cache(maxsize=1 << 13)
def _names_in(text: str, glossary: Glossary) -> Sequence[tuple[int, int]]:
    """Return where the names of a sentence stand: runs of words with capitals, or of Arabic words
    that no dictionary knows, or a few words in quotation marks; no countries and cities."""
    sentence = sentence_of(text)
    spots = {at for start, end, _ in sentence.spots for at in range(start, end)}
    marks = [
        at not in spots and _is_name(token, one, glossary, first=at == 0)
        for at, (token, one) in enumerate(zip(sentence.cased, sentence.words, strict=True))
    ]
    for start, end in _quoted_names(sentence):
        marks[start:end] = [True] * (end - start)
    return list(_runs(marks))


def _quoted_names(sentence: SentenceTraits) -> Iterator[tuple[int, int]]:
    """Yield where a few words stand in quotation marks, as names of ships, firms and films do."""
    for match in _QUOTED.finditer(sentence.text):
        quoted = words(match[1])
        for at in range(len(sentence.words) - len(quoted) + 1):
            if quoted and list(sentence.words[at : at + len(quoted)]) == quoted:
                yield at, at + len(quoted)
                break


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, mark in enumerate([*marks, False]):
        if not mark:
            if at > start:
                yield start, at
            start = at + 1


class Seen:
    """A sentence beside its question."""

    def __init__(self, question: str, sentence: str, glossary: Glossary) -> None:
        """Look at `sentence` with the words of `question` known."""
        self.glossary = glossary
        self._question = sentence_of(question)
        self.sentence = sentence_of(sentence)
        self.words = self.sentence.words
        self.known = _stems(question)

    @property
    def asked_words(self) -> Sequence[str]:
        """Return the normalised words of the question."""
        return self._question.words

    @cached_property
    def numbers(self) -> Sequence[NumberSeen]:
        """Return the numbers that the question does not have."""
        found = self.sentence.numbers
        return [one for one in found if self._given.isdisjoint(one.fact.readings)]

    def days(self) -> Iterator[Fact]:
        """Yield the dates and months that the question does not have."""
        for fact in self.sentence.facts:
            if fact.kind in ("date", "month") and self._given.isdisjoint(fact.readings):
                yield fact

    @cached_property
    def _given(self) -> frozenset[str]:
        return frozenset(key for fact in self._question.facts for key in fact.readings)

    def is_money(self, fact: Fact) -> bool:
        """Tell whether a sign of a currency stands at a number."""
        return self.sentence.is_money(fact)

    def shows(self, kind: str) -> bool:
        """Tell whether a word of a kind stands there that the question does not have itself."""
        told = shown(kind)
        return any(
            not told.isdisjoint(bare(one)) and content_stem(one) not in self.known
            for one in self.words
        )

    def has(self, kind: str) -> bool:
        """Tell whether a word of a kind stands there."""
        told = shown(kind)
        return any(not told.isdisjoint(bare(one)) for one in self.words)

    def quotes_name(self) -> bool:
        """Tell whether a few words stand in quotation marks."""
        return bool(_QUOTED.search(self.sentence.text))

    def quotes(self) -> bool:
        """Tell whether it quotes somebody's words."""
        return next(quotations(self.sentence.text), None) is not None

    @cached_property
    def named(self) -> Sequence[tuple[int, int]]:
        """Return where names stand that the question does not have."""
        new = [False] * len(self.words)
        for start, end in _names_in(self.sentence.text, self.glossary):
            for at in range(start, end):
                new[at] = content_stem(self.words[at]) not in self.known
        return list(_runs(new))

    @cached_property
    def spots(self) -> Sequence[tuple[int, int, bool]]:
        """Return the countries and cities that the question does not have."""
        if not self.sentence.spots:
            return ()
        given = {key for _, _, key in names().matches(self._question.words)}
        return [
            spot
            for spot in self.sentence.spots
            if given.isdisjoint(key for _, _, key in names().matches(self.words[spot[0] : spot[1]]))
        ]

    def beside(self, span: tuple[int, int], kind: Kind) -> bool:
        """Tell whether a noun of a kind (a title, a company) stands at most three words before a
        name, in it, or right behind it."""
        return any(is_thing(one, kind) for one in self._around(span))

    def asks_for(self, kind: Kind) -> frozenset[str]:
        """Return what things of a kind the question speaks of (which minister, أي ناد), as stems
        and as concepts of the glossary."""
        return _things(self._question.text, kind, self.glossary)

    def beside_asked(self, span: tuple[int, int], kind: Kind) -> bool:
        """Tell whether one of those things, in either language, stands beside a name."""
        return self.beside_any(span, self.asks_for(kind))

    def beside_any(self, span: tuple[int, int], wanted: frozenset[str]) -> bool:
        """Tell whether a word of one of these meanings stands beside a name."""
        return bool(wanted) and any(
            not wanted.isdisjoint(meanings(one, self.glossary)) for one in self._around(span)
        )

    def _around(self, span: tuple[int, int]) -> Sequence[str]:
        return self.words[max(span[0] - _NEAR, 0) : span[1] + 2]


@lru_cache(maxsize=1 << 10)
def _stems(question: str) -> frozenset[str]:
    return frozenset(filter(None, map(content_stem, words(question))))


def is_thing(one: str, kind: Kind) -> bool:
    """Tell whether a word is a noun for a thing of a kind."""
    told = noun(one)
    return told is not None and told.thing and told.kind == kind


@lru_cache(maxsize=1 << 10)
def _things(question: str, kind: Kind, glossary: Glossary) -> frozenset[str]:
    things = (one for one in sentence_of(question).words if is_thing(one, kind))
    return frozenset(key for one in things for key in meanings(one, glossary))


def meanings(one: str, glossary: Glossary) -> Collection[str]:
    """Return the stem of a word with its concepts of the glossary; nothing for a stopword."""
    root = content_stem(one)
    return (root, *glossary.of(root)) if root else ()


def _is_name(token: str, one: str, glossary: Glossary, *, first: bool) -> bool:
    """Tell whether a token may be a name; at the beginning capitals tell nothing."""
    if is_stopword(one) or token[0].isdigit() or len(one) < _SHORTEST:
        return False
    if not is_arabic(one) and not token[0].isupper():
        return False
    if any(map(_is_unit_or_day, bare(one))):
        return False
    if is_arabic(one):
        return not any(map(glossary.holds, bare(one))) and not glossary.of(content_stem(one))
    return not (first and glossary.holds(one))


@lru_cache(maxsize=1 << 14)
def _is_unit_or_day(one: str) -> bool:
    """Tell whether a word is a month, a weekday or a currency."""
    return any(key[0] in "mwx" for _, _, key in names().matches([one]))
