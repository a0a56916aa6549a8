"""Measures how much of what a question asks about stands in a text.

Whether that is enough to answer is for `rag.retrieval.relevance` to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from rag.retrieval.question_words import is_asking
from rag.retrieval.tuning import (
    HARDLY,
    LATER,
    LEAST_LIKENESS,
    LONG_ENOUGH,
    ONE_LETTER_OFF,
    SAME_CONCEPT,
    SAME_NAME,
    UNSEEN,
)
from rag.text.analysis.grams import grams
from rag.text.analysis.pieces import pieces_of
from rag.text.analysis.plurals import is_form
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer, content_stem, content_stems
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import units, weight
from rag.text.crosslingual.names import name_keys
from rag.text.crosslingual.token_forms import TokenForm
from rag.text.crosslingual.transliteration import spelling_key

NOWHERE = "\0"  # a stem that stands in no text


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: what it is worth, and by what it is found."""

    stem: str
    weight: float
    grams: frozenset[str]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a question says in keys at one place: a concept, a name, a number. `keys` are told
    apart by what they are worth; a key of `whole` stands for all of a phrase."""

    weight: float
    keys: Mapping[str, float]
    whole: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question, taken apart for comparing. `nowhere` is the weight of a word that no text has.

    What each text has of it is kept, for a sentence is looked at by itself, with those beside it
    and with its title.
    """

    terms: Sequence[Term]
    units: Sequence[Unit]
    nowhere: float
    analyzer: Analyzer
    _shares: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)
    _likenesses: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)
    _held: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def by(cls, question: str, rarity: Callable[[str], float], analyzer: Analyzer) -> Wanted:
        """`rarity` gives the idf of a stem or a key in the library, `analyzer` is the library's."""
        worth, glossary = smoothed(rarity), analyzer.glossary
        return cls(
            terms=_terms(question, worth, glossary),
            units=_units(question, worth, glossary),
            nowhere=worth(NOWHERE),
            analyzer=analyzer,
        )

    @property
    def total(self) -> float:
        """Return the sum of all weights of words."""
        return sum(term.weight for term in self.terms)

    def coverage(self, *texts: str) -> float:
        """Return the share (0 to 1) of the weight whose stems stand in one of the texts.

        A stem that does not counts nearly whole where the glossary has one concept for it
        and a word of a text or where one letter differs, else as much as its word is like
        one of a text. 0 for a question without content.
        """
        if not self.total:
            return 0.0
        shares = _best(map(self._shares_of, texts))
        # Likeness is not looked for where hardly anything stands there at all: it takes as long as
        # all the rest, and could not make such a text evidence.
        if _weighed(self.terms, shares) >= HARDLY * self.total:
            likenesses = _best(map(self._likenesses_of, texts))
            shares = [share or like for share, like in zip(shares, likenesses, strict=True)]
        return _weighed(self.terms, shares) / self.total

    def _shares_of(self, text: str) -> list[float]:
        known = self._shares.get(text)
        if known is None:
            taken = take_apart(text, self.analyzer)
            known = self._shares[text] = [taken.share(term) for term in self.terms]
        return known

    def _likenesses_of(self, text: str) -> list[float]:
        """Return how like each word is to one of the text, where it has not itself a share there:
        one that has is not asked for."""
        known = self._likenesses.get(text)
        if known is None:
            taken, shares = take_apart(text, self.analyzer), self._shares_of(text)
            known = self._likenesses[text] = [
                0.0 if share else taken.likeness(term)
                for term, share in zip(self.terms, shares, strict=True)
            ]
        return known

    def key_coverage(self, *texts: str) -> float:
        """Return the share of the weight of the units of which a key stands in one of the texts:
        keys are all that two languages have in common. 0 for a question without keys."""
        total = sum(unit.weight for unit in self.units)
        return sum(_best(map(self._held_in, texts))) / total if total else 0.0

    def _held_in(self, text: str) -> list[float]:
        known = self._held.get(text)
        if known is None:
            held = keys_of(text, self.analyzer)
            known = self._held[text] = [held_of(unit, held) for unit in self.units]
        return known


class Taken:
    """A text taken apart: what of it the words of a question are compared with."""

    def __init__(self, text: str, glossary: Glossary) -> None:
        self._glossary = glossary
        # By word, so that one that is repeated in a sentence is there once.
        said = [
            {form.word: form for form in glossary.forms.of(pieces_of(sentence)) if form.stem}
            for sentence in sentences_of(text)
        ]
        self._said = [list(sentence.values()) for sentence in said]
        self._words = {word: form for sentence in said for word, form in sentence.items()}
        self.sentences = [frozenset([form.stem for form in sentence]) for sentence in self._said]
        self.stems = frozenset[str]().union(*self.sentences)

    @cached_property
    def _concepts(self) -> frozenset[str]:
        found = set(chain.from_iterable([form.concepts for form in self._words.values()]))
        found.update(chain.from_iterable([keys for _, keys in self._phrases]))
        return frozenset(found)

    @cached_property
    def _phrases(self) -> Sequence[tuple[Sequence[TokenForm], Sequence[str]]]:
        """Return the phrases of several words that the glossary knows, with their keys."""
        return [
            (said[start:end], keys)
            for said in self._said
            for start, end, keys in self._glossary.phrases_of(said)
        ]

    @cached_property
    def _names(self) -> frozenset[str]:
        """Return what the spellings of the words that no dictionary knows have in common."""
        return frozenset(filter(None, [_foreign(stem, self._glossary) for stem in self.stems]))

    @cached_property
    def _by_length(self) -> Mapping[int, Sequence[tuple[str, frozenset[str]]]]:
        """Return the stems by their lengths, each with itself less a letter, in the order of the
        text: in that of a set another of two that are as near would count at each start."""
        found: dict[int, list[tuple[str, frozenset[str]]]] = {}
        for stem in dict.fromkeys(form.stem for form in self._words.values()):
            found.setdefault(len(stem), []).append((stem, _without_one(stem)))
        return found

    def share(self, term: Term) -> float:
        """Return what of a word's weight counts for itself, a synonym, or all but a letter."""
        return self.standing(term)[0]

    def standing(self, term: Term) -> tuple[float, frozenset[str]]:
        """Return what of a word's weight counts, as `share` does, and the stems it counts for."""
        if term.stem in self.stems:
            return 1.0, frozenset([term.stem])
        if term.concepts and not term.concepts.isdisjoint(self._concepts):
            return SAME_CONCEPT, self._meaning(term.concepts)
        name = _foreign(term.stem, self._glossary)
        if name is not None and name in self._names:
            same = (one for one in self.stems if _foreign(one, self._glossary) == name)
            return SAME_NAME, frozenset(same)
        length, nearly = len(term.stem), _without_one(term.stem)
        for near in (length, length - 1, length + 1):
            for stem, short in self._by_length.get(near, ()):
                if not nearly.isdisjoint(short) and not _other_start(term.stem, stem):
                    return ONE_LETTER_OFF, frozenset([stem])
        return 0.0, frozenset()

    def _meaning(self, concepts: frozenset[str]) -> frozenset[str]:
        """Return the stems that mean one of the concepts, alone or as a phrase."""
        single = (form for form in self._words.values() if not concepts.isdisjoint(form.concepts))
        phrases = (forms for forms, keys in self._phrases if not concepts.isdisjoint(keys))
        return frozenset(form.stem for form in chain(single, chain.from_iterable(phrases)))

    def likeness(self, term: Term) -> float:
        """Return what of it counts for being like a word that is there."""
        return _likeness(term.grams, map(grams, self._words))


@lru_cache(maxsize=1 << 16)
def _foreign(stem: str, glossary: Glossary) -> str | None:
    """Return what all spellings of a foreign name have in common; None for a word that the
    glossary or the table of plurals knows, and for one too short to tell."""
    known = glossary.knows(stem) or is_form(stem)
    return None if known else spelling_key(stem) or None


def _other_start(one: str, other: str) -> bool:
    """Tell whether two words differ in their first letter alone: that is no slip, but another word
    (بافيا is not مافيا)."""
    return one[1:] == other[1:]


def smoothed(rarity: Callable[[str], float]) -> Callable[[str], float]:
    """Return idf as if `UNSEEN` chunks without any of the words stood beside the N of the library:
    idf = ln((N + 1) / (n + 1/2)), so that ln 2(N + 1) is that of a word nowhere."""
    more = math.log1p(2 * UNSEEN / math.exp(rarity(NOWHERE)))
    return lambda token: rarity(token) + more


def _best(of_texts: Iterable[list[float]]) -> list[float]:
    """Return for each word the best of what the texts have of it."""
    first, *others = of_texts
    return list(map(max, first, *others)) if others else first


def _weighed(terms: Sequence[Term], shares: Sequence[float]) -> float:
    return sum(term.weight * share for term, share in zip(terms, shares, strict=True))


@lru_cache(maxsize=1 << 10)
def stems_of(text: str) -> frozenset[str]:
    """Return the content stems of a text; kept for a while."""
    return frozenset(content_stems(text))


# A conversation comes back to the same passages.
@lru_cache(maxsize=1 << 10)
def take_apart(text: str, analyzer: Analyzer) -> Taken:
    """Return the text taken apart; kept for a while."""
    return Taken(text, analyzer.glossary)


@lru_cache(maxsize=1 << 10)
def keys_of(text: str, analyzer: Analyzer) -> frozenset[str]:
    """Return the keys of a text; kept for a while."""
    return analyzer.keys(text)


@lru_cache(maxsize=1 << 16)
def sounds_of(word: str) -> frozenset[str]:
    """Return the keys of a word for its sound, as if it were a name; kept for a while."""
    return frozenset(key for key in name_keys(word) if key[0] == "k")


@lru_cache(maxsize=1 << 10)
def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a text; kept for a while."""
    return tuple(text[start:end] for start, end in split_sentences(text))


def _terms(question: str, worth: Callable[[str], float], glossary: Glossary) -> list[Term]:
    """Return the content words in order, each once; those that only ask are left out, unless the
    question has no others."""
    stems = {stem: word for word in words(question) if (stem := content_stem(word))}
    telling = {stem: word for stem, word in stems.items() if not is_asking(word)} or stems
    said = list(stems)
    # What a phrase means counts for the word that begins it: أحرز of أحرز الكأس is فاز.
    meant = {said[start]: keys for start, _, keys in glossary.matches(said)}
    return [
        Term(
            stem=stem,
            weight=worth(stem) * later,
            grams=frozenset(grams(word)),
            concepts=frozenset((*glossary.of(stem), *meant.get(stem, ()))),
        )
        for (stem, word), later in zip(telling.items(), _later(len(telling)), strict=True)
    ]


def _units(question: str, worth: Callable[[str], float], glossary: Glossary) -> list[Unit]:
    """Return what the question says in keys, in order; a word that may be a concept or a name is
    one unit. Numbers and names of several words, as places, come last."""
    pieces = pieces_of(question)
    forms = glossary.forms.of(pieces)
    normal = [form.word for form in forms]
    said, phrased = _concepts(normal, glossary)
    named = list(dict.fromkeys(units(pieces, forms, phrased)))
    for at, one in enumerate(normal):
        keys = name_keys(one)
        if keys in named:
            single, whole = said.get(at, ((), ()))
            said[at] = ((*single, *keys), whole)
    used = set(chain.from_iterable(chain.from_iterable(said.values())))
    places = [said[at] for at in sorted(said) if not is_asking(normal[at])]
    places += [(keys, ()) for keys in named if used.isdisjoint(keys)]
    return [
        _unit(single, whole, worth, later)
        for (single, whole), later in zip(places, _later(len(places)), strict=True)
    ]


Keys = tuple[str, ...]


def _concepts(
    normal: Sequence[str], glossary: Glossary
) -> tuple[dict[int, tuple[Keys, Keys]], set[int]]:
    """Return for each word that the glossary knows its keys and those of the phrase that it stands
    in; and the places of all words of phrases."""
    places = [at for at, word in enumerate(normal) if content_stem(word)]
    stems = [content_stem(normal[at]) for at in places]
    said: dict[int, tuple[Keys, Keys]] = {}
    phrased: set[int] = set()
    for start, end, keys in glossary.matches(stems):
        inside = places[start:end]
        if len(inside) == 1:
            said[inside[0]] = (keys, ())
            continue
        phrased.update(inside)
        for at, stem in zip(inside, stems[start:end], strict=True):
            said[at] = (glossary.of(stem), keys)
    return said, phrased


def _unit(single: Keys, whole: Keys, worth: Callable[[str], float], later: float) -> Unit:
    """Make a unit, which weighs as its keys do on average: which sense is meant cannot be told."""
    sure = [worth(key) for key in (*single, *whole) if not key.startswith("e:")]
    mean = sum(sure) / len(sure) if sure else worth(NOWHERE)
    return Unit(
        weight=mean * later,
        keys={key: min(mean, weight(key) * worth(key)) * later for key in (*single, *whole)},
        whole=frozenset(whole),
    )


def held_of(unit: Unit, held: Collection[str]) -> float:
    """Return what of a unit's weight stands in a text with these keys."""
    if any(key in held for key in unit.whole):
        return unit.weight
    return max((value for key, value in unit.keys.items() if key in held), default=0.0)


def _later(count: int) -> Iterator[float]:
    return (1 + LATER * at / max(1, count - 1) for at in range(count))


def _likeness(own: frozenset[str], others: Iterable[Sequence[str]]) -> float:
    """Return the best Dice coefficient with one of `others`; 0 where none is alike."""
    alike = [one for one in others if not own.isdisjoint(one)]
    best = max(
        (2 * len(own.intersection(one)) / (len(own) + len(one)) for one in alike), default=0.0
    )
    return best if best >= LEAST_LIKENESS else 0.0


@lru_cache(maxsize=1 << 16)
def _without_one(stem: str) -> frozenset[str]:
    """Return the stem, and the stem without each of its letters: two stems differ in one letter
    (put in, left out, another, or changed places) where these meet. Of short ones only the stem."""
    if len(stem) < LONG_ENOUGH:
        return frozenset([stem])
    return frozenset([stem, *(stem[:at] + stem[at + 1 :] for at in range(len(stem)))])
