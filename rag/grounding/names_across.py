"""Finds names that a claim has and a source in the other language has not, by sound and meaning.

English names are known by their capitals. Arabic has none: there a word is taken for a name that
the glossary does not know, or knows as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rag.grounding.analyzed_text import AnalyzedText, SourceText, analyze_text, is_figure, written
from rag.messages.reasons import Finding
from rag.text.analysis.languages import detect_language
from rag.text.analysis.stemming import is_arabic
from rag.text.analyzer import Analyzer, content_stem
from rag.text.cldr import names
from rag.text.crosslingual.glossary import Glossary
from rag.text.crosslingual.names import bare_spellings
from rag.text.crosslingual.sound import ALIKE, ALIKE_WORD, distance

_ORDINARY = 0.15
_STOPWORD = 0.1  # distance up to which a stopword may be a name: Ali and علي
# McDonald and O'Brien, but no CoV or BlueTrace
_SPELT_AS_NAME = re.compile(r"(?:Mc|Mac|De|La|Le|Di|Al|El|Fitz|[OD]')?[A-Z][a-z]+(?:'s)?")
# Ordinary words that the glossary lacks, in titles and at the start of a second sentence.
_ORDINARY_ENDINGS = tuple(
    "ology ologist ography ation ition ution sion ment ness ing ings ed ly able ible ive ous ism ist ists "
    "ity ical ics ance ence ancy ency less ful ship hood ward days borne ture gesia itis emia".split()
)
_TITLES = frozenset("mr mrs ms miss dr prof rev sir lord lady sen gov rep gen col lt capt sgt st mt".split())
_LETTERS = 3  # of a name that is compared by its sound


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word that may be compared as a name, with what it means.

    `keys` are those of the phrases of the glossary and of the places that it is part of. `named`
    are those of them that stand for a name. `rare` says that nothing is known of the word.
    """

    at: int
    word: str
    keys: frozenset[str]
    named: frozenset[str]
    rare: bool
    content: bool


def exchanged_names(
    claim: AnalyzedText, source: SourceText, best: AnalyzedText
) -> Iterator[Finding]:
    """Yield a finding for each name of the claim that the source does not have.

    `best` is the sentence of the source that fits the claim best.
    """
    if detect_language(claim.text) == "en":
        yield from _english_claim(claim, source, best)
    else:
        yield from _arabic_claim(claim, source, best)


def _english_claim(
    claim: AnalyzedText, source: SourceText, best: AnalyzedText
) -> Iterator[Finding]:
    own = words_of(claim.text, claim.analyzer)
    given = [one for text in (*source.sentences, source.context) for one in words_of(text.text, claim.analyzer)]
    left = [one for one in words_of(best.text, claim.analyzer) if _namelike(one) and not _found(one, own)]
    for run in english_names(claim):
        lost = [at for at in run if not _found(own[at], given)]
        if not lost:
            continue
        sure = any(own[at].named for at in lost)
        if len(lost) == len(run) and (left or sure):
            other = left[0].word if left else ""
            yield _finding(claim, run, other)
        elif left and len(lost) < len(run):
            held = [one.at for one in words_of(best.text, claim.analyzer) if _found(one, [own[at] for at in run if at not in lost])]
            beside = [one for one in left if any(abs(one.at - at) <= 1 for at in held)]
            if beside:
                yield _finding(claim, range(lost[0], lost[-1] + 1), beside[0].word)


def _arabic_claim(
    claim: AnalyzedText, source: SourceText, best: AnalyzedText
) -> Iterator[Finding]:
    own = words_of(claim.text, claim.analyzer)
    given = [one for text in (*source.sentences, source.context) for one in words_of(text.text, claim.analyzer)]
    left = [one for one in own if _namelike(one) and not _found(one, given)]
    if not left:
        return
    there = words_of(best.text, claim.analyzer)
    lost = [at for run in english_names(best) if not any(_found(there[at], own) for at in run) for at in run]
    partial = [at for run in english_names(best) for at in run if at not in lost and not _found(there[at], own)]
    for one in left:
        if False:
            yield _finding(claim, range(one.at, one.at + 1), "")
        elif lost:
            yield _finding(claim, range(one.at, one.at + 1), "")
        elif partial:
            held = [a.at for a in own if a is not one and abs(a.at - one.at) <= 1 and any(_found(a, [there[b]]) for run in english_names(best) for b in run)]
            if held:
                yield _finding(claim, range(one.at, one.at + 1), "")


def absent_countries(claim: AnalyzedText, source: SourceText) -> Iterator[Finding]:
    """Yield a finding for each country that the source does not mention."""
    own = words_of(claim.text, claim.analyzer)
    given = [one for text in (*source.sentences, source.context) for one in words_of(text.text, claim.analyzer)]
    for start, end, key in names().matches(claim.words):
        # We, us: the country has capitals.
        if key.startswith("c:") and claim.tokens[start] != "us":
            if key == "c:US" and start and "x:dollar" in own[start - 1].keys:
                continue
            places = {one for one in own[start].keys if one[0] == "c"}
            if not any(places & one.keys for one in given) and not (end == start + 1 and _found(own[start], given)):
                yield _finding(claim, range(start, end), "")


def _finding(claim: AnalyzedText, run: range, other: str) -> Finding:
    what = written(claim.text, run.start, run.stop)
    if other:
        return Finding("check", "swapped", {"what": what, "other": other})
    return Finding("check", "name", {"what": what})


@lru_cache(maxsize=1 << 11)
def words_of(text: str, analyzer: Analyzer) -> tuple[NameWord, ...]:
    """Return the words of a text, as they are compared as names."""
    read = analyze_text(text, analyzer)
    keys: list[set[str]] = [set() for _ in read.words]
    content = [at for at, stem in enumerate(read.stems) if stem]
    glossary = analyzer.glossary
    stems = [read.stems[at] for at in content]
    for start, end, found in glossary.matches(stems):
        for at in content[start:end]:
            if end > start + 1 or glossary.holds(read.words[at]) or not is_arabic(read.words[at]):
                keys[at].update(found, glossary.of(read.stems[at]))
    for start, end, key in names().matches(read.words):
        for at in range(start, end):
            keys[at].add(key.replace("?", ""))
    phrased = {at for start, end, _ in glossary.matches(stems) if end > start + 1 for at in content[start:end]}

    def named(at: int) -> Iterator[str]:
        word = read.words[at]
        sure = at in phrased or not is_arabic(word) or glossary.holds_name(word)
        for key in keys[at]:
            if key[0] in "pc" or (sure and glossary.names(key)):
                yield key

    return tuple(
        NameWord(
            at,
            read.words[at],
            frozenset(keys[at]),
            frozenset(named(at)),
            not keys[at] and bool(read.stems[at]) and not is_figure(read.tokens[at]) and not _ordinary(read.words[at], glossary),
            bool(read.stems[at]),
        )
        for at in range(len(read.words))
    )


def _ordinary(word: str, glossary: Glossary) -> bool:
    """Tell whether an Arabic word without keys is an ordinary one, by its forms.

    A preposition may stand before a word that the glossary knows; foreign names have no article, and
    Arab names with one mostly end in ي.
    """
    if not is_arabic(word):
        return False
    if word.startswith(("ال", "لل", "بال", "وال", "ولل", "وبال")) and not word.endswith("ي"):
        return True
    if word[0] in "يت" and word.endswith(("ون", "وا", "ت")):
        return True
    return any(
        len(form) > _LETTERS and glossary.holds(form) for form in bare_spellings(word)[1:]
    )


def english_names(read: AnalyzedText) -> list[range]:
    """Return where an English text has names; neighbouring words are one."""
    own = words_of(read.text, read.analyzer)
    big = [at for at, stem in enumerate(read.stems) if stem and read.tokens[at][0].isupper()]
    if len(big) > 0.6 * sum(map(bool, read.stems)):
        return []

    def named(at: int) -> bool:
        token = read.tokens[at]
        if own[at].named:
            return token[0].isupper()
        if len(token) < _LETTERS:
            return False
        if own[at].word in _TITLES or not (own[at].rare and at and _SPELT_AS_NAME.fullmatch(token)):
            return False
        return not own[at].word.endswith(_ORDINARY_ENDINGS)

    runs = [(yes, list(run)) for yes, run in groupby(range(len(own)), key=named)]
    return [range(run[0], run[-1] + 1) for yes, run in runs if yes]


def _namelike(one: NameWord) -> bool:
    return is_arabic(one.word) and len(one.word) >= _LETTERS and (one.rare or bool(one.named))


def _found(one: NameWord, others: Iterable[NameWord]) -> bool:
    return any(_same(one, other) for other in others)


def _same(one: NameWord, other: NameWord) -> bool:
    """Tell whether a word is another of the other language, by meaning or by sound."""
    if one.word == other.word or not one.keys.isdisjoint(other.keys):
        return True
    if one.named and other.named:
        return False
    if any(key[0] == "c" for key in (*one.named, *other.named)) and not (one.rare or other.rare):
        return False
    english, arabic = (other, one) if is_arabic(one.word) else (one, other)
    if not (is_arabic(arabic.word) and english.word.isascii() and english.word.isalpha()):
        return False
    most = ALIKE if arabic.rare and english.rare else ALIKE_WORD if arabic.rare else _ORDINARY if english.rare and arabic.content else _STOPWORD
    return distance(english.word, arabic.word) <= most
