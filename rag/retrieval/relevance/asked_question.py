"""Takes a question apart once, for all passages it is held against."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from rag.records import Language
from rag.retrieval.coverage import NOWHERE, Term, Unit, Wanted, smoothed
from rag.retrieval.question_kinds import Asked, asked
from rag.retrieval.question_words import is_asking
from rag.retrieval.relevance.common_words import levelled
from rag.retrieval.relevance.name_capitals import with_capitals
from rag.retrieval.tuning import UNSEEN
from rag.text.analysis.folding import fold
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.tokenizer import tokens, word
from rag.text.analyzer import Analyzer, normal_words
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import is_key, places
from rag.text.crosslingual.names import name_keys
from rag.text.facts import Facts, facts

_LN_2 = 0.693
# "How long did it last?" asks about no length: the word only tells in what the answer is measured.
_HOW = re.compile(
    r"\bhow (?:long|old|far|tall|high|deep|big|large|wide|fast|heavy|strong|soon|often|close)\b",
    re.IGNORECASE,
)
_A_LITTLE = 0.01  # idf is computed in several ways, and rounded
_LONG_SOUND = 7  # letters with the two that mark the key


@dataclass(frozen=True, slots=True)
class Part:
    """A word of the question, or what it says in keys at one place. `weight` is what it counts
    for in coverage, `rarity` its idf; `name`, `capital` (a name by its capital),
    `place` and `number` tell what it seems to be.
    `sounds` are the keys by which a name is found in another spelling."""

    weight: float
    rarity: float
    term: Term | None = None
    unit: Unit | None = None
    name: bool = False
    capital: bool = False
    place: bool = False
    number: bool = False
    sounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question taken apart. `sought` is what kind of thing it asks for, `figures` are the numbers
    and days in it, `unkeyed` is the share of its words that no key
    stands for, so that nothing can be said of them in the other language. `nowhere` is the idf of a
    word that stands in no text of the library, `unseen` the least idf of such a word, `size` ln of
    the number of its chunks, with those that are thought into it (`smoothed`). `subject` is True
    for a query that asks nothing, but names what it is about (COP28). `unheard` is True where a
    name of one word that the glossary knows stands in no text of the library, in either
    language."""

    text: str
    language: Language
    subject: bool
    unheard: bool
    sought: Asked
    terms: Sequence[Part]
    units: Sequence[Part]
    figures: Facts
    unkeyed: float
    nowhere: float
    unseen: float
    size: float
    analyzer: Analyzer

    @property
    def chunks(self) -> float:
        """Return the number of the library's chunks."""
        return max(1.0, math.exp(self.size) - UNSEEN - 1)

    @classmethod
    def by(
        cls,
        question: str,
        language: Language,
        rarity: Callable[[str], float],
        analyzer: Analyzer,
    ) -> AskedQuestion:
        """Take a question apart.

        `rarity` gives the idf of a stem or a key in the library, `analyzer` is the library's.
        """
        question = with_capitals(question, analyzer.glossary)
        own_rarity, rarity = rarity, levelled(rarity, analyzer.glossary)
        wanted = Wanted.by(_HOW.sub("how", question), rarity, analyzer)
        rarity = smoothed(rarity)
        nowhere = wanted.nowhere
        names = _names(question, analyzer.glossary)
        capitals = _capitals(question)
        terms = [_word(term, names, capitals, rarity) for term in wanted.terms]
        return cls(
            text=question,
            language=language,
            subject=_names_a_subject(question, terms),
            unheard=any(
                _is_unheard(unit.keys, question, analyzer.glossary, own_rarity)
                for unit in wanted.units
            ),
            sought=asked(question),
            terms=terms,
            units=[_said(unit, rarity) for unit in wanted.units],
            figures=_figures(question),
            unkeyed=_unkeyed(question, terms, analyzer),
            nowhere=nowhere,
            unseen=nowhere - _A_LITTLE,
            size=nowhere - _LN_2,
            analyzer=analyzer,
        )


def _names_a_subject(question: str, terms: Sequence[Part]) -> bool:
    """Tell whether a query asks nothing, or only what the one thing is that it names."""
    plain = list(map(word, tokens(fold(question))))
    if len(terms) == 1:
        kind = asked(question).kind
        who = kind == "person" and terms[0].name and not _IS.isdisjoint(plain)
        if kind == "definition" or who:
            return True
    return "?" not in question and "؟" not in question and not any(map(_asks, plain))


def _is_unheard(
    keys: Collection[str], question: str, glossary: Glossary, rarity: Callable[[str], float]
) -> bool:
    """Tell whether keys stand for nothing but a name of the glossary that is one word, and no text
    has it, nor the word, nor one of which all sounds are the same, if they are many: it may be
    spelled in another way. A name of several words may stand there within a longer one."""
    concepts = {key for key in keys if key.startswith("g:")}
    if not concepts or not all(map(glossary.names, concepts)):
        return False
    words = [
        one for one in normal_words(question) if not concepts.isdisjoint(glossary.of(stem(one)))
    ]
    # A word has the stem of a name more often than it is one.
    if not any(_is_name(one, glossary) for one in words):
        return False
    sounds = [key for key in chain.from_iterable(map(_sounds, words)) if len(key) >= _LONG_SOUND]
    nowhere = rarity(NOWHERE) - _A_LITTLE
    return all(rarity(token) >= nowhere for token in (*keys, *map(stem, words), *sounds))


def _is_name(plain: str, glossary: Glossary) -> bool:
    return glossary.holds_name(plain) if is_arabic(plain) else glossary.holds(plain)


def _figures(question: str) -> Facts:
    kinds = ("number", "percent", "date", "month")
    found = facts(question).facts
    return Facts(question, tuple(one for one in found if one.strict and one.kind in kinds))


def _unkeyed(question: str, terms: Sequence[Part], analyzer: Analyzer) -> float:
    """Return the share of the weight of the words that have no concept, and are no number, place or
    name that sounds alike in both languages."""
    cased = tokens(fold(question))
    plain = list(map(word, cased))
    placed = {at for start, end, _ in places(cased, plain) for at in range(start, end)}
    named = set(chain.from_iterable(analyzer.key_units(question)))
    keyed = {
        stem(one)
        for at, one in enumerate(plain)
        if at in placed or not named.isdisjoint(name_keys(one))
    }
    known = analyzer.glossary.of
    bare = [
        part.weight
        for part in terms
        if part.term is not None
        and not (part.number or part.term.stem in keyed)
        and not (part.term.concepts or known(part.term.stem))
    ]
    return sum(bare) / (sum(part.weight for part in terms) or 1.0)


def _asks(plain: str) -> bool:
    return is_asking(plain) or plain in _QUESTION_WORDS


_IS = frozenset(["is", "was", "s", "هو", "هي"])
"""Beside a name alone: "who is Modi" asks about him, as "who won" does not."""

_QUESTION_WORDS = frozenset(
    [
        *("who", "whom", "whose", "what", "which", "when", "where", "why", "how"),
        *("is", "are", "was", "were", "do", "does", "did", "can", "هل"),
    ]
)


def _names(question: str, glossary: Glossary) -> dict[str, str]:
    """Return the stems of words that are names, each with its word: those with a capital, or
    where letters have none, those that the glossary does not know."""
    cased = tokens(fold(question))
    capitals = any("A" <= token < "[" for token in cased[1:])
    found = {}
    for at, token in enumerate(cased):
        plain = word(token)
        if token[0].isdigit() or is_asking(plain):
            continue
        capital = "A" <= token < "[" and at > 0
        bare = is_arabic(plain) or not capitals
        if capital or (bare and not glossary.holds(plain)):
            found[stem(plain)] = plain
    return found


def _capitals(question: str) -> frozenset[str]:
    """Return the stems of the words after the first one that have a capital."""
    cased = tokens(fold(question))[1:]
    return frozenset(stem(word(one)) for one in cased if "A" <= one < "[")


def _word(
    term: Term,
    names: Mapping[str, str],
    capitals: Collection[str],
    rarity: Callable[[str], float],
) -> Part:
    digits = term.stem[:1].isdigit()
    return Part(
        term.weight,
        rarity(term.stem),
        term=term,
        name=term.stem in names and not digits,
        capital=term.stem in capitals,
        number=digits,
        sounds=_sounds(names.get(term.stem, "")),
    )


def _sounds(name: str) -> frozenset[str]:
    """Return the keys by which a name is found in another spelling. In English most names have one
    spelling, and many words have the few consonants of a short one (Verdi, forward)."""
    least = 1 if is_arabic(name) else _LONG_SOUND
    return frozenset(key for key in name_keys(name) if key[0] == "k" and len(key) >= least)


def _said(unit: Unit, rarity: Callable[[str], float]) -> Part:
    kinds = {key[0] for key in unit.keys if is_key(key)}
    return Part(
        unit.weight,
        unit.weight,
        unit=unit,
        name="k" in kinds and "g" not in kinds,
        place=bool(kinds & set("cp")),
        number="n" in kinds,
    )
