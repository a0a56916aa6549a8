"""Finds names of a claim that its source, in the same language, does not have.

What is a near-copy is compared word by word (substitutions.py). Here a claim may be shortened or
in other words: the names that are known, and what stands behind a title or a noun like مدينة, have
to be in the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

from rag.grounding.analyzed_text import AnalyzedText, SourceText, analyze_text, written
from rag.grounding.names.name_words import NameWord, named_places, words_of
from rag.messages.reasons import Finding
from rag.text.analysis.abbreviations import SPACED, is_named_by
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.transliteration import spelling_key


def other_names(claim: AnalyzedText, source: SourceText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding for each known name of the claim, or name behind a noun, that is not given.

    `best` is the stretch of the source that fits the claim best.
    """
    own = words_of(claim.text, claim.analyzer)
    lost = [one for one in own if one.content and not _given(claim, one, source)]
    if not lost:
        return
    found = dict(_known(claim, lost))
    if is_arabic(claim.words[0]):
        found.update(_behind_nouns(claim, source, best))
        found.update(_other_rare(claim, lost, best))
    for run, other in sorted(found.items(), key=lambda one: one[0].start):
        what = written(claim.text, run.start, run.stop)
        if other:
            yield Finding("check", "swapped", {"what": what, "other": other})
        else:
            yield Finding("check", "name", {"what": what})


def _given(claim: AnalyzedText, one: NameWord, source: SourceText) -> bool:
    """Tell whether the source has a word, in any spelling, or what it means."""
    stem = claim.stems[one.at]
    if one.word in SPACED and any(is_named_by(one.word, text.words) for text in source.sentences):
        return True
    if source.mentions(stem, claim.tokens[one.at]):
        return True
    texts = (*(text.text for text in source.sentences), source.context.text)
    if not one.keys.isdisjoint(_keys_of(texts, claim.analyzer)):
        return True
    key = spelling_key(stem) if one.rare else ""
    return bool(key) and key in _spellings_of(texts, claim.analyzer)


@lru_cache(maxsize=1 << 7)
def _keys_of(texts: tuple[str, ...], analyzer: Analyzer) -> frozenset[str]:
    """Return the keys of all content words of a source."""
    found = (one for text in texts for one in words_of(text, analyzer) if one.content)
    return frozenset(chain.from_iterable(one.keys for one in found))


@lru_cache(maxsize=1 << 7)
def _spellings_of(texts: tuple[str, ...], analyzer: Analyzer) -> frozenset[str]:
    """Return the spelling keys of all content words of a source."""
    stems = (stem for text in texts for stem in analyze_text(text, analyzer).stems if stem)
    return frozenset(map(spelling_key, stems))


def _known(claim: AnalyzedText, lost: list[NameWord]) -> Iterator[tuple[range, str]]:
    """Yield where the claim has a country, a city or another known name that is not given."""
    at = {one.at for one in lost}
    for start, end, key in named_places(claim.words):
        if key[0] in "cp" and at.issuperset(range(start, end)) and claim.tokens[start] != "us":
            yield range(start, end), ""
    for one in lost:
        if one.nothing_else and (is_arabic(one.word) or one.at == 0):
            yield range(one.at, one.at + 1), ""


def _behind_nouns(
    claim: AnalyzedText, source: SourceText, best: AnalyzedText
) -> Iterator[tuple[range, str]]:
    """Yield where the claim has another name behind a noun of name_heads.tsv than the source.

    The name must be missing in the source, and that of the source in the claim.
    """
    theirs = dict(_followers(best))
    for head, one in _followers(claim):
        other = theirs.get(head)
        if other is None or source.mentions(claim.stems[one.at], claim.tokens[one.at]):
            continue
        if not _are_names(head, one, other):
            continue
        if not claim.mentions(best.stems[other.at], best.tokens[other.at]):
            yield range(one.at, one.at + 1), written(best.text, other.at, other.at + 1)


def _followers(read: AnalyzedText) -> Iterator[tuple[str, NameWord]]:
    """Yield each noun of name_heads.tsv, and each name, with the content word that follows it."""
    own = words_of(read.text, read.analyzer)
    for at, word in enumerate(read.words):
        head = next((form for form in _bare(word) if form in _heads()), "")
        behind = next((one for one in own[at + 1 : at + 3] if one.content), None)
        if behind is not None and not behind.word[0].isdigit():
            if head:
                yield head, behind
            elif own[at].namelike and behind.at == at + 1:
                yield read.stems[at], behind


def _are_names(head: str, one: NameWord, other: NameWord) -> bool:
    """Tell whether two words that follow the same noun, title or name are two names.

    Behind a title a name has no article (الرئيس عون), and an adjective has one. Behind a noun both
    have one (حزب العدالة), or one of the two is known to be a name, or is not known at all.
    """
    heads, pair = _heads(), (one, other)
    if heads.get(head) == "person":
        return not any(it.word.startswith("ال") and it.keys for it in pair)
    if head in heads:
        sure = any(it.named or not it.keys for it in pair)
        return sure or all(it.word.startswith("ال") for it in pair)
    return not any(it.keys for it in pair)


def _other_rare(
    claim: AnalyzedText, lost: list[NameWord], best: AnalyzedText
) -> Iterator[tuple[range, str]]:
    """Yield where the claim has a rare word, and the source another one that the claim has not."""
    rare = [one for one in lost if one.rare and one.namelike and not _may_be_verb(one.word)]
    if not rare:
        return
    theirs = [
        other
        for other in words_of(best.text, claim.analyzer)
        if other.namelike
        and (other.rare or other.nothing_else)
        and not any(key.startswith("c:") for key in other.keys)
        and not _may_be_verb(other.word)
        and not claim.mentions(best.stems[other.at], best.tokens[other.at])
    ]
    if theirs:
        yield range(rare[0].at, rare[0].at + 1), written(best.text, theirs[0].at, theirs[0].at + 1)


def _may_be_verb(word: str) -> bool:
    """Tell whether an unknown word has the form of a verb: ي or ت before, ت behind."""
    bare = word.removeprefix("و").removeprefix("س")
    return bare[:1] in "يت" or bare.endswith("ت")


def _bare(word: str) -> tuple[str, ...]:
    """Return a normalised Arabic word with and without what may precede a noun."""
    cut = word[1:] if word[:1] in "وفبلك" and len(word) > 3 else word
    return (word, cut, f"ال{cut[1:]}") if cut.startswith("ل") else (word, cut)


@cache
def _heads() -> Mapping[str, str]:
    """Return the kind of each noun of name_heads.tsv, by its normalised form."""
    text = files("rag.grounding.names").joinpath("name_heads.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: kind for kind, line in rows for word in words(line)}
