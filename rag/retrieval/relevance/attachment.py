"""Finds the name that a noun of the question goes with (the Panama Canal, زلزال المغرب), and tells
whether an article has that noun with other names only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from rag.retrieval.question_words import is_asking
from rag.text.analysis.folding import fold
from rag.text.analysis.pieces import pieces_of
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import tokens, word
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.keys import places_of
from rag.text.crosslingual.names import name_keys

_BESIDE = 4  # words from a noun to the name that it goes with, in a text
_SHORT = 3  # letters of an Arabic word that may be anything


@dataclass(frozen=True, slots=True)
class Word:
    """A word by all that it is found by, in either language: nothing for one without content.
    `name`: it is a place, or no glossary has it and it has a capital or, in an Arabic question,
    is long enough. `noun`: a name may stand beside it (named_nouns.tsv)."""

    keys: frozenset[str]
    name: bool = False
    arabic: bool = False
    noun: bool = False
    place: bool = False
    capital: bool = False


_SKIPPED, _WITHIN, _ARTICLE = (Word(frozenset()) for _ in range(3))
_PREPOSITIONS = frozenset(
    ["in", "of", "at", "for", "from", "on", "by", "with", "to", "against", "في", "من"]
)


def detached(
    question: str, text: str, opening: str, analyzer: Analyzer, *, own: bool = True
) -> float:
    """Return the share of the question's nouns with a name beside them that stand in the text, but
    beside other names only. 0 where the question has no such noun. What the opening of the text
    names is what it is about, and need not stand beside the noun. Unless the text is in its `own`
    language, only places count, since the sound of a name may not be found (Suez, السويس)."""
    pairs = [one for one in _pairs(question, analyzer) if own or one[1].place]
    if not pairs:
        return 0.0
    about = frozenset[str]().union(*(one.keys for one in _words(opening, analyzer)))
    said = _words(text, analyzer)
    away = sum(about.isdisjoint(name.keys) and _apart(noun, name, said) for noun, name in pairs)
    return away / len(pairs)


def _apart(noun: Word, name: Word, said: Sequence[Word]) -> bool:
    """Tell whether the noun is never near the name, and once near another."""
    rival = False
    for at, one in enumerate(said):
        if one.keys.isdisjoint(noun.keys):
            continue
        window = [*said[max(0, at - _BESIDE) : at], *said[at + 1 : at + 1 + _BESIDE]]
        if any(not other.keys.isdisjoint(name.keys) for other in window):
            return False
        rival = rival or any(other.name for other in window)
    return rival


@lru_cache(maxsize=1 << 8)
def _pairs(question: str, analyzer: Analyzer) -> tuple[tuple[Word, Word], ...]:
    """Return the nouns of a question with the name that each goes with: the noun may stand before
    it (earthquake in Turkey, زلزال تركيا), in English behind it too (the Suez Canal)."""
    said = _words(question, analyzer, asked=True)
    found = []
    for at, name in enumerate(said):
        if not name.name:
            continue
        before = _before(said[:at])
        behind = said[at + 1 : at + 2] if name.capital and said[at - 1] is not _WITHIN else ()
        for noun in [*filter(_plain, behind), *filter(_plain, before)][:1]:
            found.append((noun, name))
    return tuple(found)


def _before(said: Sequence[Word]) -> Sequence[Word]:
    """Return the last word, or that before a preposition and an article."""
    at = len(said) - 1
    while at >= 0 and (said[at] is _WITHIN or said[at] is _ARTICLE):
        at -= 1
    return said[at : at + 1] if at >= 0 else ()


def _plain(one: Word) -> bool:
    return one.noun and not one.name


@lru_cache(maxsize=1 << 9)
def _words(text: str, analyzer: Analyzer, *, asked: bool = False) -> tuple[Word, ...]:
    """Return the words of a text, in order, a place of several words as one."""
    glossary = analyzer.glossary
    forms = glossary.forms.of(pieces_of(text))
    bare = asked and not any(form.has_capital for form in forms[1:])
    found = [_word(form.token, glossary, bare=bare) for form in forms]
    if found and found[0].capital:  # at the beginning a capital tells nothing
        found[0] = replace(found[0], capital=False, name=False)
    placed = [place for place in places_of(forms) if place[2][:2] in ("c:", "p:")]
    for start, end, key in reversed(placed):  # so that the places before it stay where they are
        sounds = (one for form in forms[start:end] for one in _sounds(form.word))
        found[start:end] = [
            Word(
                frozenset([key, *sounds]),
                name=True,
                arabic=is_arabic(forms[start].word),
                place=True,
                capital=forms[start].has_capital,
            )
        ]
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _word(token: str, glossary: Glossary, *, bare: bool) -> Word:
    plain = word(token)
    if is_stopword(plain) or is_asking(plain):
        return _ARTICLE if plain == "the" else _WITHIN if plain in _PREPOSITIONS else _SKIPPED
    stemmed = stem(plain)
    concepts = glossary.of(stemmed)
    known = glossary.holds(plain) and not any(map(glossary.names, concepts))
    arabic = is_arabic(plain)
    capital = _has_capital(token)
    name = not known and (bare and len(plain) > _SHORT if arabic else capital)
    keys = (stemmed, *concepts, *(() if known else _sounds(plain)))
    noun = stemmed in _named_nouns()
    return Word(frozenset(keys), name, arabic, noun=noun, capital=capital)


def _has_capital(token: str) -> bool:
    return "A" <= token[0] < "["


@cache
def _named_nouns() -> frozenset[str]:
    """Return the last words of the English nouns and the first of the Arabic ones, as stems."""
    text = files("rag.retrieval.relevance").joinpath("named_nouns.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return frozenset(
        stem(word(tokens(fold(one))[-1 if side == 0 else 0]))
        for row in rows
        for side, cell in enumerate(row)
        for one in cell.split(" | ")
    )


def _sounds(plain: str) -> Iterator[str]:
    return (key for key in name_keys(plain) if key[0] == "k")
