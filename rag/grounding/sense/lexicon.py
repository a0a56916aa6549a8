"""The words that change the sense of what they govern, from sense_words.tsv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import is_arabic, stem

_EXACT, _NOT_BEFORE = "=", "~"
_CONJUNCTIONS = "وف"
_PREFIXES = ("", "ال", "بال", "كال", "لل", "ب", "ل", "ك", "س")
_SUFFIXES = (
    *("", "ت", "وا", "ا", "تا", "نا", "ون", "ين", "ان", "ه", "ها", "هم", "هما", "ات"),
    *("ته", "تها", "تهم", "يه", "وه", "وها", "وهم", "تان", "تين", "ن"),
)
_SHORTEST = 3
_PERSONS = "تنا"


@dataclass(frozen=True, slots=True)
class SensePhrase:
    """The words of a phrase as they are looked up, its class, and a word it must not precede."""

    kind: str
    words: tuple[str, ...]
    not_before: str = ""


class Found(NamedTuple):
    """A phrase of a class that was found at the words `[start:end]` of a text."""

    kind: str
    start: int
    end: int


class PhraseTable:
    """Phrases by their first words."""

    def __init__(self, phrases: Iterable[SensePhrase]) -> None:
        """Take the phrases of a table."""
        self._by_first: dict[str, list[SensePhrase]] = defaultdict(list)
        for phrase in phrases:
            self._by_first[phrase.words[0]].append(phrase)
        # Nearly all words begin no phrase; each is looked up once in all its forms.
        self.beginning = lru_cache(maxsize=1 << 14)(self._beginning)

    def _beginning(self, word: str) -> tuple[SensePhrase, ...]:
        """Return the phrases that a normalised word may begin."""
        forms = self._by_first.keys() & word_forms(word)
        return tuple(chain.from_iterable(self._by_first[form] for form in forms))


def find_phrases(words: Sequence[str], phrases: PhraseTable) -> Iterator[Found]:
    """Yield the longest of `phrases` among normalised words.

    They never overlap. Of several of the same length at a place, all are yielded.
    """
    free = 0
    for at, beginning in enumerate(map(phrases.beginning, words)):
        if at < free or not beginning:
            continue
        found = [phrase for phrase in beginning if stands_at(phrase, words, at)]
        if found:
            free = at + max(len(phrase.words) for phrase in found)
            kinds = {phrase.kind for phrase in found if at + len(phrase.words) == free}
            yield from (Found(kind, at, free) for kind in sorted(kinds))


def stands_at(phrase: SensePhrase, words: Sequence[str], at: int) -> bool:
    """Tell whether a phrase, whose first word stands at a place of the words, stands there."""
    end = at + len(phrase.words)
    if end > len(words):
        return False
    for place, word in enumerate(phrase.words[1:], start=at + 1):
        if word not in word_forms(words[place]):
            return False
    if not phrase.not_before or end == len(words):
        return True
    return phrase.not_before not in word_forms(words[end])


@lru_cache(maxsize=1 << 14)
def word_forms(word: str) -> frozenset[str]:
    """Return the forms under which the lexicon may hold a normalised word.

    The word itself has a mark before it. An English word has its stem; an Arabic word has what is
    left without clitics and endings, and its third person.
    """
    if not is_arabic(word):
        return frozenset([f"={word}", stem(word)])
    whole = {word}
    if word[0] in _CONJUNCTIONS and len(word) >= _SHORTEST:
        whole.add(word[1:])
    bare = {
        rest[: len(rest) - len(suffix)]
        for one in whole
        for prefix in _PREFIXES
        if one.startswith(prefix)
        for rest in (one[len(prefix) :],)
        for suffix in _SUFFIXES
        if rest.endswith(suffix) and len(rest) - len(suffix) >= _SHORTEST
    }
    third = {f"ي{one[1:]}" for one in bare if one[0] in _PERSONS and len(one) > _SHORTEST}
    return frozenset({f"={one}" for one in whole} | bare | third)


def read_table(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the columns of each line of a table of this folder, without comments."""
    text = files("rag.grounding.sense").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the normalised words of a line of grammar_words.tsv."""
    for line, listed in read_table("grammar_words.tsv"):
        if line == name:
            return frozenset(map(normalize, listed.split()))
    raise KeyError(name)


@cache
def sense_words() -> PhraseTable:
    """Return the phrases of sense_words.tsv."""
    return PhraseTable(
        parse_phrase(kind, written)
        for kind, _, phrases in read_table("sense_words.tsv")
        for written in phrases.split(" | ")
    )


def parse_phrase(kind: str, written: str) -> SensePhrase:
    """Return a phrase as the tables write it: `=word` as it stands, `~word` not before a word."""
    parts = written.split()
    words = tuple(_looked_up(part) for part in parts if not part.startswith(_NOT_BEFORE))
    behind = [part[1:] for part in parts if part.startswith(_NOT_BEFORE)]
    return SensePhrase(kind, words, _looked_up(behind[0]) if behind else "")


def _looked_up(part: str) -> str:
    """Return the form by which `word_forms` finds a word of a phrase."""
    exact = part.startswith(_EXACT)
    word = normalize(part.removeprefix(_EXACT)).replace("'", "")
    if exact:
        return f"={word}"
    return word if is_arabic(word) else stem(word)
