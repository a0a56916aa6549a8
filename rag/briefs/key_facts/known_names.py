"""Knows the people and the places that the project has lists of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

from rag.briefs.key_facts.word_lists import bare, word_list
from rag.grounding.names.name_words import words_of
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer
from rag.text.calendar_names import weekday_numbers
from rag.text.cldr import Lexicon, names, places
from rag.text.crosslingual.glossary import parse


@cache
def _people() -> frozenset[str]:
    """Return the normalised words of known people's names, in both languages."""
    tables = (
        files("rag.grounding.names").joinpath("people.tsv"),
        files("rag.text.crosslingual.entries").joinpath("names.tsv"),
    )
    sides = chain.from_iterable(
        chain(*entry) for table in tables for entry in parse(table.read_text(encoding="utf-8"))
    )
    found = {word for name in sides for word in words(name)}
    return frozenset(word for word in found if len(word) > 2 and word not in word_list("no_person"))


@lru_cache(maxsize=1 << 14)
def is_person(normal: str) -> bool:
    """Tell whether a normalised word is part of a known person's name, and no people's."""
    if normal in word_list("particle"):
        return False
    forms = (normal, normal[1:]) if len(normal) > 4 and normal[0] in "ول" else (normal,)
    if any(form in word_list("surname") for form in forms):
        return True
    return any(form in _people() for form in forms) and not is_day_or_place(normal)


@lru_cache(maxsize=1 << 14)
def is_unknown(normal: str, analyzer: Analyzer) -> bool:
    """Tell whether nothing is known of a normalised word, so that it may be a name."""
    found = words_of(normal, analyzer)
    return len(found) == 1 and (found[0].rare)


@lru_cache(maxsize=1 << 14)
def is_day_or_place(normal: str) -> bool:
    """Tell whether a normalised word is a country or its adjective, a city, a month or a day."""
    return any(True for _ in names().matches(words(normal)[:1])) or is_weekday(normal)


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(bare(name) for name in weekday_numbers())


def is_weekday(normal: str) -> bool:
    """Tell whether a normalised word is a day of the week."""
    return (normal.startswith("ال") and bare(normal) in _weekdays()) or normal in weekday_numbers()


@cache
def _listed_places() -> Lexicon:
    """Return the places of the glossary and of places.tsv here."""
    tables = (
        files("rag.text.crosslingual.entries").joinpath("places.tsv"),
        files("rag.briefs.key_facts").joinpath("places.tsv"),
    )
    entries = [entry for table in tables for entry in parse(table.read_text(encoding="utf-8"))]
    spelt = [
        (tuple(words(name)), f"l:{at}")
        for at, entry in enumerate(entries)
        for name in chain(*entry)
        if (not name.isascii() or name[:1].isupper()) and not _is_adjective(name)
    ]
    return Lexicon(spelt)


def _is_adjective(name: str) -> bool:
    """Tell whether a name is that of a people, not of a place: Egyptian."""
    told = words(name)
    whole = any((start, end) == (0, len(told)) for start, end, _ in names().matches(told))
    return whole and not any(True for _ in places().matches(told))


def place_spans(normal: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, key) of the known places among normalised words, in order."""
    found = [
        span
        for span in (*places().matches(normal), *_listed_places().matches(normal))
        if not _lacks_article(normal[span[0] : span[1]])
        and not (span[1] == span[0] + 1 and _is_ordinary(normal[span[0]]))
    ]
    free = 0
    for start, end, key in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= free:
            yield start, end, key
            free = end


def _lacks_article(normal: Sequence[str]) -> bool:
    """Tell whether a word is no place as it lacks the article that the place always has.

    مفرق is a crossing and المفرق a city; جزيرة is any island.
    """
    if len(normal) != 1 or normal[0].isascii():
        return False
    word = normal[0]
    if word.startswith(("ال", "لل", "وال", "بال", "فال", "كال", "ولل", "وبال")):
        return False
    bare_forms = {word, word[1:]} if word[0] in "وبلفك" else {word}
    return any(form in _with_article() for form in bare_forms)


def _is_ordinary(word: str) -> bool:
    """Tell whether a word, with or without its clitics, is a listed place and mostly no place."""
    others = word_list("no_place_name")
    return word in others or bare(word) in others or word[1:] in others


@cache
def _with_article() -> frozenset[str]:
    """Return the places of one word that are always written with ال, without it."""
    from rag.text.cldr import spellings

    told = [name for key, every in spellings().items() if key[0] in "cp" for name in every]
    for table in ("rag.text.crosslingual.entries", "rag.briefs.key_facts"):
        entries = parse(files(table).joinpath("places.tsv").read_text(encoding="utf-8"))
        told += [name for entry in entries for name in entry.arabic]
    every = {one[0] for one in (words(name) for name in told) if len(one) == 1}
    return frozenset(word[2:] for word in every if word.startswith("ال") and word[2:] not in every)
