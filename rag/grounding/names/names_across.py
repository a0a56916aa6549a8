"""Finds names that a claim has and a source in the other language has not, by sound and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from rag.grounding.analyzed_text import AnalyzedText, SourceText, written
from rag.grounding.names.name_words import NameWord, english_names, named_places, words_of
from rag.messages.reasons import Finding
from rag.text.analysis.languages import detect_language
from rag.text.analysis.stemming import is_arabic
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.sound import ALIKE, ALIKE_WORD, distance

# Distances by sound up to which a name may be an ordinary word (فاضل), and a stopword (علي). With
# more, one in ten names would have a counterpart in any sentence.
_ORDINARY, _STOPWORD = 0.15, 0.1


def exchanged_names(
    claim: AnalyzedText, source: SourceText, best: AnalyzedText
) -> Iterator[Finding]:
    """Yield a finding for each name of the claim that the source does not have.

    `best` is the sentence of the source that fits the claim best. A name that the glossary does not
    know may be spelt in an unforeseen way: it counts only where the sentence in the other language
    has a name, too, that the other one does not have.
    """
    yield from _absent_countries(claim, source)
    if detect_language(claim.text) == "en":
        yield from _english_claim(claim, source, best)
    else:
        yield from _arabic_claim(claim, source, best)


def _absent_countries(claim: AnalyzedText, source: SourceText) -> Iterator[Finding]:
    """Yield a finding for each country that the source does not mention: all have their keys."""
    own, given = words_of(claim.text, claim.analyzer), _words_of_source(source)
    for start, end, key in named_places(claim.words):
        if not key.startswith("c:") or _means_no_country(claim, own, start, key):
            continue
        there = own[start].keys & {one for one in own[end - 1].keys if one.startswith("c:")}
        if not given.share(there) and (end > start + 1 or not given.has(own[start])):
            yield _finding(claim, range(start, end))


def _means_no_country(claim: AnalyzedText, own: Sequence[NameWord], at: int, key: str) -> bool:
    """Tell whether a word is the pronoun us, or says which dollar is meant."""
    dollar = key == "c:US" and at > 0 and "x:dollar" in own[at - 1].keys
    return dollar or claim.tokens[at] == "us"


def _english_claim(
    claim: AnalyzedText, source: SourceText, best: AnalyzedText
) -> Iterator[Finding]:
    """Yield a finding for each name of an English claim that an Arabic source does not have."""
    own, there = words_of(claim.text, claim.analyzer), words_of(best.text, claim.analyzer)
    given = _words_of_source(source)
    mine = _Words(own)
    left = [one for one in there if one.namelike and not mine.has(one)]
    for run in english_names(claim):
        lost = [at for at in run if not given.has(own[at])]
        if len(lost) == len(run):
            if left or len(lost) > 1 or any(own[at].named for at in lost):
                yield _finding(claim, run, best, left)
        elif lost:
            kept = [own[at] for at in run if at not in lost]
            beside = [one for one in left if _stands_beside(one, kept, there)]
            if beside:
                yield _finding(claim, range(lost[0], lost[-1] + 1), best, beside)


def _arabic_claim(claim: AnalyzedText, source: SourceText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding for each word of an Arabic claim that stands for a name of an English source.

    The sentence has to have a name that the claim lacks: as a whole, or beside one that the claim
    has beside the word.
    """
    own, there = words_of(claim.text, claim.analyzer), words_of(best.text, claim.analyzer)
    given = _words_of_source(source)
    left = [one for one in own if one.namelike and not given.has(one)]
    if not left:
        return
    mine = _Words(own)
    lost: list[NameWord] = []
    kept: list[NameWord] = []
    for run in english_names(best):
        missing = [there[at] for at in run if not mine.has(there[at])]
        if len(missing) == len(run):
            lost += missing
        elif missing:
            kept += [there[at] for at in run if there[at] not in missing]
    for one in left:
        if lost or _stands_beside(one, kept, own):
            yield _finding(claim, range(one.at, one.at + 1), best, lost)


class _Words:
    """Words that others are looked for among, by meaning and by sound."""

    def __init__(self, among: Iterable[NameWord]) -> None:
        self._different = list({one.word: one for one in among}.values())
        self._words = frozenset(one.word for one in self._different)
        self._keys = frozenset(chain.from_iterable(one.keys for one in self._different))

    def has(self, one: NameWord) -> bool:
        """Tell whether a word of the other language is among the words."""
        if one.word in self._words or not one.keys.isdisjoint(self._keys):
            return True
        return any(_sound_alike(one, other) for other in self._different)

    def share(self, keys: frozenset[str]) -> bool:
        """Tell whether one of some keys is that of a word."""
        return not keys.isdisjoint(self._keys)


@lru_cache(maxsize=1 << 7)
def _given(texts: tuple[str, ...], analyzer: Analyzer) -> _Words:
    """Return the words of a source, given by its sentences and its context."""
    return _Words(one for text in texts for one in words_of(text, analyzer))


def _words_of_source(source: SourceText) -> _Words:
    return _given((*(one.text for one in source.sentences), source.context.text), source.analyzer)


def _stands_beside(one: NameWord, kept: Sequence[NameWord], words: Sequence[NameWord]) -> bool:
    """Tell whether a word stands directly beside a word that is found among `kept`."""
    beside = words[max(one.at - 1, 0) : one.at + 2]
    found = _Words(kept)
    return any(other is not one and found.has(other) for other in beside)


def _finding(
    claim: AnalyzedText,
    run: range,
    best: AnalyzedText | None = None,
    instead: Sequence[NameWord] = (),
) -> Finding:
    """Return the finding for a name of the claim, with the first name that may stand instead."""
    what = written(claim.text, run.start, run.stop)
    if best is None or not instead:
        return Finding("check", "name", {"what": what})
    other = written(best.text, instead[0].at, instead[0].at + 1)
    return Finding("check", "swapped", {"what": what, "other": other})


def _sound_alike(one: NameWord, other: NameWord) -> bool:
    """Tell whether two words of different languages may be the same name by their sound.

    Two names that the glossary tells apart are not, however alike they sound: Hassan and حسين.
    """
    if (one.named and other.named) or not _may_sound_alike(one, other):
        return False
    english, arabic = (other, one) if is_arabic(one.word) else (one, other)
    if not (is_arabic(arabic.word) and english.word.isascii() and english.word.isalpha()):
        return False
    return distance(english.word, arabic.word) <= _most(english, arabic)


def _may_sound_alike(one: NameWord, other: NameWord) -> bool:
    """Tell whether two words may be compared by sound: a country only with an unknown word."""
    country = any(key.startswith("c:") for key in (*one.named, *other.named))
    return one.rare or other.rare or not country


def _most(english: NameWord, arabic: NameWord) -> float:
    """Return the distance by sound up to which two words may be the same name."""
    if arabic.rare:
        return ALIKE if english.rare else ALIKE_WORD
    return _ORDINARY if english.rare and arabic.content else _STOPWORD
