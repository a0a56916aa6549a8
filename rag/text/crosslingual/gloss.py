"""Finds the glossary's translations of the words of a sentence, as an aid for readers.

It is no translation: it neither looks at the grammar nor chooses among the meanings of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rag.records import Language
from rag.text.analysis.folding import fold
from rag.text.analysis.languages import detect_language
from rag.text.analysis.stemming import forms, is_arabic
from rag.text.analysis.tokenizer import tokens, word, words
from rag.text.analyzer import Analyzer, content_stem
from rag.text.cldr import spellings
from rag.text.crosslingual.glossary import GlossaryEntry, phrase_of
from rag.text.crosslingual.keys import places

MOST_LEMMAS = 3  # not tuned: what a reader takes in beside a word

# A word as it is written, with vowel signs, tatweel and joiners; U.S.; a number.
_WRITTEN = re.compile(
    r"[A-Za-z](?:\.[A-Za-z])+\b|[0-9٠-٩۰-۹]+|"
    r"[^\W\d_](?:[^\W\d_]|['’](?=[A-Za-z])|"
    "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d])*"
)


@dataclass(frozen=True, slots=True)
class Gloss:
    """Translations of `text`, which is `sentence[start:end]`, into the other language.

    There are at most three lemmas. Those of a text with several meanings are one for each.
    """

    start: int
    end: int
    text: str
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A word of the sentence: its place, its token with capitals, and its normal form."""

    start: int
    end: int
    token: str
    word: str


def gloss(sentence: str, analyzer: Analyzer) -> tuple[Gloss, ...]:
    """Return the known words of a sentence with their lemmas in the other language.

    The glosses are in the order of the sentence and never overlap; the longest phrase wins. They
    are an aid for readers of the other language, never a translation. Numbers, names of persons and
    words in the other script have none. Nothing for an empty sentence.

    The first call reads the glossary once more, in about a tenth of a second.
    """
    language = detect_language(sentence)
    written = list(_written(sentence))
    found = sorted(
        [*_named(written, language), *_meant(written, language, analyzer)],
        key=lambda one: one[0] - one[1],
    )
    free = {at for at, one in enumerate(written) if is_arabic(one.word) == (language == "ar")}
    glosses = []
    for first, end, lemmas in found:
        if lemmas and free.issuperset(range(first, end)):
            free.difference_update(range(first, end))
            start, stop = written[first].start, written[end - 1].end
            glosses.append(Gloss(start, stop, sentence[start:stop], lemmas))
    return tuple(sorted(glosses, key=lambda one: one.start))


def _written(sentence: str) -> Iterator[_Written]:
    """Yield the words of a sentence, except those that mix two scripts."""
    for match in _WRITTEN.finditer(sentence):
        found = tokens(fold(match.group()))
        if len(found) == 1:
            yield _Written(match.start(), match.end(), found[0], word(found[0]))


def _named(
    written: Sequence[_Written], language: Language
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (first, end, lemmas) of the places, languages, currencies, months and weekdays."""
    found = places([one.token for one in written], [one.word for one in written])
    for first, end, key in found:
        other = (name for name in spellings()[key] if is_arabic(name) == (language == "en"))
        yield first, end, tuple(islice(other, MOST_LEMMAS))


def _meant(
    written: Sequence[_Written], language: Language, analyzer: Analyzer
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (first, end, lemmas) of the phrases of the glossary."""
    content = [(at, stem) for at, one in enumerate(written) if (stem := content_stem(one.word))]
    stems = [stem for _, stem in content]
    for start, end, keys in analyzer.glossary.matches(stems):
        first, last = content[start][0], content[end - 1][0]
        alone = written[first].word if first == last else ""
        phrase = tuple(stems[start:end])
        concepts = (analyzer.glossary_lines[key] for key in keys)
        meanings = [_lemmas(entries, phrase, alone, language) for entries in concepts]
        likely = list(filter(None, meanings))
        chosen = likely[0] if len(likely) == 1 else [lemmas[0] for lemmas in likely]
        yield first, last + 1, tuple(dict.fromkeys(chosen))[:MOST_LEMMAS]


def _lemmas(
    entries: Sequence[GlossaryEntry], phrase: tuple[str, ...], alone: str, language: Language
) -> list[str]:
    """Return a concept's lemmas in the other language, first those of lines with the phrase.

    `alone` is the word of a phrase of one word. The result is empty where the word has the stem
    only by chance.
    """
    own, other = (0, 1) if language == "en" else (1, 0)
    having = {line: [one for one in line[own] if phrase_of(one) == phrase] for line in entries}
    exact = list(chain.from_iterable(having.values()))
    if exact and _by_chance(exact, phrase[0], alone):
        return []
    ordered = sorted(having, key=lambda line: not having[line])
    return list(_different(lemma for line in ordered for lemma in line[other]))


def _by_chance(lemmas: Iterable[str], stem: str, alone: str) -> bool:
    """Return whether an Arabic word shares the stem of the lemmas, but not what precedes it."""
    return is_arabic(alone) and not any(_before(lemma, stem, alone) for lemma in lemmas)


def _before(lemma: str, stem: str, alone: str) -> bool:
    """Return whether a word has before its stem what a lemma has there (سعيدا of بعيدا has not).

    True for a broken plural, which does not contain its stem.
    """
    if stem not in alone:
        return True
    return any(
        alone.partition(stem)[0].endswith(word.partition(stem)[0].removesuffix("ال"))
        for word in words(lemma)
        if stem in word
    )


def _different(lemmas: Iterable[str]) -> Iterator[str]:
    """Yield the lemmas, except those that differ from an earlier one in endings or person only."""
    known: set[tuple[str, ...]] = set()
    for lemma in lemmas:
        phrase = phrase_of(lemma)
        spelt = forms(phrase[0]) if phrase else ()
        if phrase not in known and known.isdisjoint((form,) for form in spelt):
            known.add(phrase)
            yield lemma
