"""Tells which words of a text may be names.

English names are known by their capitals. Arabic has none: there a word may be a name that the
glossary knows as one, or does not know at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, groupby

from rag.grounding.analyzed_text import AnalyzedText, analyze_text, is_figure
from rag.text.analysis.abbreviations import is_abbreviation
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer
from rag.text.cldr import Lexicon, names
from rag.text.crosslingual.glossary import Glossary, parse
from rag.text.crosslingual.names import bare_spellings

SHORTEST = 3
"""Letters of a word that is compared by its sound; shorter ones sound like too many others."""

_HEADLINE = 0.8  # share of the content words with capitals from which capitals mark no names
# McDonald, O'Brien and Trump's, but no CoV and no BlueTrace: abbreviations are not spelt by sound.
_SPELT_AS_NAME = re.compile(r"(?:Mc|Mac|De|La|Le|Di|Al|El|Fitz|[OD]')?[A-Z][a-z]+(?:'s)?")
# Of ordinary words that the glossary lacks: in titles, and at the start of a second sentence.
_ORDINARY_ENDINGS = (
    *("ology", "ologist", "ography", "ation", "ition", "ution", "sion", "ment", "ness", "ing"),
    *("ings", "ed", "ly", "able", "ible", "ive", "ous", "ism", "ist", "ists", "ity", "ical", "ics"),
    *("ance", "ence", "ancy", "ency", "less", "ful", "ship", "hood", "ward", "days", "borne"),
    *("ture", "gesia", "itis", "emia"),
)
_ARTICLES = ("ال", "لل", "بال", "وال", "ولل", "وبال")
_VERB_ENDINGS = ("ون", "وا", "ت")  # behind ي or ت
_ALSO_COUNTRIES = {"مالي": "c:ML"}  # financial, or Mali: it can support Mali, and names nothing


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a text, with what it means if it is compared as a name.

    `keys` are those of the phrases of the glossary and of the places that it is part of; `named`
    are those among them that stand for a person, place or organisation. `rare` says that nothing is
    known of the word, and that it has no form of an ordinary word. Stopwords are no `content`.
    """

    at: int
    word: str
    keys: frozenset[str]
    named: frozenset[str]
    rare: bool
    content: bool

    @property
    def namelike(self) -> bool:
        """Tell whether an Arabic word is a name, or a word that is unknown and may be one."""
        if not is_arabic(self.word) or len(self.word) < SHORTEST:
            return False
        return self.rare or bool(self.named)

    @property
    def nothing_else(self) -> bool:
        """Tell whether a word is a known name and has no other meaning than a country's seat."""
        return bool(self.named) and all(key[:2] == "c:" for key in self.keys - self.named)


# A sentence is compared with each claim about it, as for `analyze_text`.
@lru_cache(maxsize=1 << 11)
def words_of(text: str, analyzer: Analyzer) -> tuple[NameWord, ...]:
    """Return the words of a text, as they are compared as names."""
    read, glossary = analyze_text(text, analyzer), analyzer.glossary
    keys = _keys(read, glossary)
    return tuple(
        NameWord(
            at=at,
            word=word,
            keys=frozenset(found),
            named=frozenset(_named(word, found, glossary)),
            rare=not found and _is_rare(word, read.tokens[at], read.stems[at], glossary),
            content=bool(read.stems[at]),
        )
        for at, (word, found) in enumerate(zip(read.words, keys, strict=True))
    )


def _keys(read: AnalyzedText, glossary: Glossary) -> list[dict[str, bool]]:
    """Return the keys of each word; true where they are those of a phrase or of a name."""
    keys: list[dict[str, bool]] = [{} for _ in read.words]
    content = [at for at, stem in enumerate(read.stems) if stem]
    for start, end, found in glossary.matches([read.stems[at] for at in content]):
        phrase = end > start + 1
        for at in content[start:end]:
            word = read.words[at]
            if phrase or not is_arabic(word) or glossary.holds(word):
                keys[at].update(dict.fromkeys(glossary.of(read.stems[at]), False))
                keys[at].update(dict.fromkeys(found, phrase))
    for start, end, key, sure in _matches(read):
        for at in range(start, end):
            keys[at].update(dict.fromkeys(key.split(), sure))
    return keys


def _matches(read: AnalyzedText) -> Iterator[tuple[int, int, str, bool]]:
    """Yield (start, end, keys, sure) of places, persons and seats; the last only stand for one."""
    for start, end, key in named_places(read.words):
        yield start, end, key.replace("?", ""), True
    for start, end, key in _people().matches(read.words):
        if is_arabic(read.words[start]) or read.tokens[start][0].isupper():
            yield start, end, key, True
    for start, end, key in _seats().matches(read.words):
        yield start, end, key, False
    for at, word in enumerate(read.words):
        if word in _ALSO_COUNTRIES:
            yield at, at + 1, _ALSO_COUNTRIES[word], False


@lru_cache(maxsize=1 << 11)
def named_places(words: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, key) of what `names` has among the words of a text."""
    return tuple(names().matches(words))


@cache
def _people() -> Lexicon:
    """Return the names of people.tsv; the key of a name is i: and the number of its line."""
    rows = enumerate(parse(_read("people.tsv")))
    return _lexicon((name, f"i:{at}") for at, row in rows for name in chain(*row))


@cache
def _seats() -> Lexicon:
    """Return the seats of capitals.tsv with the keys of their countries."""
    rows = (line.split("\t") for line in _read("capitals.tsv").splitlines() if line[:1] != "#")
    return _lexicon((seat, f"c:{code}") for code, *seats in rows for seat in seats)


def _read(name: str) -> str:
    return files("rag.grounding.names").joinpath(name).read_text(encoding="utf-8")


def _lexicon(entries: Iterable[tuple[str, str]]) -> Lexicon:
    """Return a lexicon of names with their keys; a name of several has them with spaces between."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, key in entries:
        found[tuple(words(name))].append(key)
    return Lexicon((name, " ".join(keys)) for name, keys in found.items())


def _named(word: str, keys: dict[str, bool], glossary: Glossary) -> Iterator[str]:
    """Yield the keys that stand for names; those of a single Arabic word only if it is spelt so."""
    for key, sure in keys.items():
        if (key[0] in "pci" and sure) or (
            glossary.names(key) and (sure or not is_arabic(word) or glossary.holds_name(word))
        ):
            yield key


@lru_cache(maxsize=1 << 14)
def _is_rare(word: str, token: str, stem: str, glossary: Glossary) -> bool:
    """Tell whether a word without keys has no form of an ordinary word.

    Foreign names have no article in Arabic, and of Arab names with one most end in ي.
    """
    if not stem or is_figure(token):
        return False
    if not is_arabic(word):
        return True
    article = word.startswith(_ARTICLES) and not word.endswith("ي")
    verb = word[0] in "يت" and word.endswith(_VERB_ENDINGS)
    known = (len(form) > SHORTEST and glossary.holds(form) for form in bare_spellings(word)[1:])
    return not (article or verb or any(known))


def english_names(read: AnalyzedText) -> list[range]:
    """Return where an English text has names; neighbouring words are one. None in headlines."""
    own = words_of(read.text, read.analyzer)
    big = sum(
        bool(stem) and token[0].isupper()
        for token, stem in zip(read.tokens, read.stems, strict=True)
    )
    if big > _HEADLINE * sum(map(bool, read.stems)):
        return []
    runs = groupby(own, key=lambda one: _is_english_name(one, read.tokens[one.at]))
    found = [[one.at for one in run] for named, run in runs if named]
    return [range(run[0], run[-1] + 1) for run in found]


def _is_english_name(one: NameWord, token: str) -> bool:
    """Tell whether an English word is a name; at the start of a sentence only a known one is."""
    if one.named:
        return token[0].isupper()
    return (
        one.rare
        and one.at > 0
        and len(token) >= SHORTEST
        and _SPELT_AS_NAME.fullmatch(token) is not None
        and not is_abbreviation(one.word)
        and not one.word.endswith(_ORDINARY_ENDINGS)
    )


def name_spans(read: AnalyzedText) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, key) of the names of a text, those in Arabic if they are known.

    Neighbouring words are one name, countries stand alone. The key of an unknown one is its stem.
    """
    keys = _name_keys(read)
    runs = groupby(sorted(keys), key=lambda at: (keys[at][:2] == "c:" and keys[at], _run(at, keys)))
    for _, run in runs:
        places = list(run)
        key = " ".join(dict.fromkeys(keys[at] for at in places))
        yield places[0], places[-1] + 1, key


def _name_keys(read: AnalyzedText) -> dict[int, str]:
    """Return the key of each word that is part of a name, by its place."""
    keys: dict[int, str] = {}
    for one in words_of(read.text, read.analyzer):
        latin = one.word.isascii() and _is_english_name(one, read.tokens[one.at])
        if latin or (one.namelike and one.named):
            keys[one.at] = min(one.named, default=read.stems[one.at])
    for start, end, key in named_places(read.words):
        if key[0] in "cp":
            keys.update(dict.fromkeys(range(start, end), key))
    return keys


def _run(at: int, keys: Mapping[int, str]) -> int:
    """Return the first of the neighbouring places before and at `at` that have keys."""
    while at - 1 in keys:
        at -= 1
    return at
