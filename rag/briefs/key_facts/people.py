"""Finds who acts in a story: its people, the most told first, or the organisation that acts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.briefs.key_facts.arabic_name_words import ArabicNameWords
from rag.briefs.key_facts.arabic_people import arabic_names, is_certain_name, may_be_counted
from rag.briefs.key_facts.english_people import EnglishNames
from rag.briefs.key_facts.known_names import is_person, is_unknown
from rag.briefs.key_facts.organisations import doer
from rag.briefs.key_facts.told_sentences import ToldSentence
from rag.briefs.key_facts.word_lists import bare, spelt_list
from rag.briefs.tuning import KEY_PERSON_SHARE
from rag.text.analysis.folding import normalize
from rag.text.analysis.tokenizer import words
from rag.text.crosslingual.names import name_keys

_AGAIN = 2  # what is told so often as a name is one
_SHORT = 4  # words in quotation marks that are rather a name of something than what was said
_QUOTED = re.compile(r"[\"“«'‘][^\"“”«»]{2,60}?[\"”»'’](?!\w)")
_GENERATIONS = frozenset(["jr", "sr", "ii", "iii"])


@dataclass(slots=True)
class ToldPerson:
    """A person of a story. `shown` is the longest form of the name, `first` where it came first.

    `sure` says that the name is one by what is known of its words and of those before it.
    """

    shown: str
    told: ToldSentence
    first: tuple[int, int]
    mentions: int = 0
    sure: bool = False
    points: set[int] = field(default_factory=set)


def people(told: Sequence[ToldSentence]) -> list[tuple[str, ToldSentence]]:
    """Return the people that the sentences name, the most told first.

    Before them stands who acts in the first sentence, where that is no person.
    """
    found: dict[str, ToldPerson] = {}
    for sentence in told:
        for start, end in _spans(sentence):
            _add(found, sentence, start, end)
    _count(found, told)
    most = max((person.mentions for person in found.values()), default=0)
    kept = [
        person
        for person in found.values()
        if (
            person.sure
            or (person.mentions >= _AGAIN and not may_be_counted(_plain(person.shown.split()[-1])))
        )
        and (person.mentions >= KEY_PERSON_SHARE * most or person.first[0] == 0)
    ]
    kept = [person for person in kept if not _is_of_others(person, kept)]
    kept.sort(key=lambda person: (-person.mentions, person.first))
    named = [(person.shown, person.told) for person in kept]
    if any(person.first[0] == 0 for person in kept):
        return named
    return [*_doers(told), *named]


def _is_of_others(person: ToldPerson, every: Sequence[ToldPerson]) -> bool:
    """Tell whether all words are surnames of other people: استقبلت ميركل بوتين."""
    surnames = {_key(one.shown) for one in every if one is not person}
    return all(_plain(word) in surnames for word in person.shown.split())


def _doers(told: Sequence[ToldSentence]) -> Iterator[tuple[str, ToldSentence]]:
    for sentence in told[:1]:
        acting = doer(sentence)
        if acting:
            yield acting, sentence


def _spans(told: ToldSentence) -> list[tuple[int, int]]:
    """Return the spans of names, and of surnames of who is named in full in the article."""
    if told.arabic:
        names = arabic_names(told.words, told.analyzer)
        spans = [span for span in names if not _is_quoted(told, *span)]
        spans += _sounding(told, spans)
    else:
        spans = list(EnglishNames(told.text, told.line.article.text, told.analyzer).spans())
    return sorted(spans)


def _is_quoted(told: ToldSentence, start: int, end: int) -> bool:
    """Tell whether words stand in a short quotation, as the name of a film or a company does."""
    first, last = told.words[start].start, told.words[end - 1].end
    return any(
        quoted.start() < first and last < quoted.end() and len(quoted[0].split()) <= _SHORT
        for quoted in _QUOTED.finditer(told.text)
    )


def _sounding(told: ToldSentence, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the Arabic words that sound like an English name of the same point."""
    if not told.beside:
        return
    english = EnglishNames(told.beside, "", told.analyzer)
    for start, end in english.spans():
        sounds = [_sounds(word.normal) for word in english.words[start:end] if len(word.text) > 2]
        size = len(sounds)
        for at in range(len(told.words) - size + 1):
            near = told.words[at : at + size]
            if (
                size > 1
                and all(
                    not _sounds(w.normal).isdisjoint(s) for w, s in zip(near, sounds, strict=True)
                )
                and not any(first < at + size and at < last for first, last in taken)
            ):
                yield at, at + size


def _sounds(word: str) -> frozenset[str]:
    """Return the keys of how a word may sound."""
    return frozenset(key for one in words(word) for key in name_keys(one) if key.startswith("k:"))


def _add(found: dict[str, ToldPerson], told: ToldSentence, start: int, end: int) -> None:
    """Add a mention of a person; the longest form of a name is kept."""
    shown = _shown(told, start, end)
    known = next((one for one in found.values() if _same(one.shown, shown)), None)
    if known is None:
        found[shown] = known = ToldPerson(shown, told, (told.rank, start))
    elif len(shown.split()) > len(known.shown.split()):
        known.shown, known.told = shown, told
    known.points.add(told.rank)
    known.sure = known.sure or _is_sure(told, start, end)


def _is_sure(told: ToldSentence, start: int, end: int) -> bool:
    """Tell whether words are a name without being told again: behind a title, or known besides."""
    if not told.arabic:
        return True
    beside = told.beside and _sounds_like(told.words[end - 1].normal, told.beside)
    return bool(beside) or is_certain_name(ArabicNameWords(told.words, told.analyzer), start, end)


def _same(one: str, other: str) -> bool:
    """Tell whether two names may be one person's: the words of the shorter stand in the longer.

    عبد الرحمن and عبد الرحمن عثمان are one, رفيق الحريري and سعد الحريري are two.
    """
    few, many = sorted(([_plain(word) for word in name.split()] for name in (one, other)), key=len)
    return all(word in many for word in few)


def _plain(word: str) -> str:
    return bare(normalize(word)).rstrip(".")


def _shown(told: ToldSentence, start: int, end: int) -> str:
    """Return a name as it is printed: without a possessive s, and an Arabic "and" or "to"."""
    shown = told.joined(start, end)
    for ending in ("'s", "’s", "'", "’"):
        shown = shown.removesuffix(ending)
    first = told.words[start]
    if not told.arabic or first.normal[0] not in "ولبف" or first.text in spelt_list("ar"):
        return shown
    rest = shown[1:]
    given = rest.split()[0] in spelt_list("ar") or is_person(normalize(rest.split()[0]))
    if first.normal[0] == "و" and (given or rest.startswith("عبدال")):
        return rest
    and_more = (
        first.normal[0] == "و" and is_unknown(first.normal[1:], told.analyzer) and told.beside
    )
    if given and not is_person(first.normal):
        return rest
    return rest if and_more and _sounds_like(first.normal[1:], told.beside) else shown


def _sounds_like(word: str, text: str) -> bool:
    """Tell whether a word sounds like one of a text in the other language."""
    return any(not _sounds(word).isdisjoint(_sounds(one)) for one in words(text))


def _key(shown: str) -> str:
    """Return what the mentions of a person have in common: the family name."""
    told = [word for word in words(shown) if word not in _GENERATIONS] or words(shown)
    return bare(told[-1])


def _count(found: dict[str, ToldPerson], told: Sequence[ToldSentence]) -> None:
    """Count how often each family name stands in the articles of the story."""
    if not found:
        return
    articles = {article.id: article for sentence in told for article in sentence.articles}
    counts: Counter[str] = Counter()
    for article in articles.values():
        if article.language == told[0].line.language:
            for word, times in Counter(words(f"{article.title} {article.text}")).items():
                for form in _family_forms(word):
                    counts[form] += times
    for person in found.values():
        person.mentions = max(counts[_key(person.shown)], len(person.points))


def _family_forms(word: str) -> Iterable[str]:
    """Return the family names that a word may be."""
    prefixed = len(word) > 4 and word[0] in "ولبف"
    return {bare(word), word[1:]} if prefixed else {bare(word)}
