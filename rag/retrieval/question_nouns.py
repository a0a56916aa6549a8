"""What a question asks for, told by a noun: which city, ما السعر, price of oil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import cast

from rag.retrieval.question_phrases import Kind, table, word_list
from rag.text.analysis.plurals import root_form
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words

_FURTHEST = 5  # words from an asking word to its noun: which old French peace plan
_ASKING = frozenset(words("which what"))
_ELATIVE = re.compile(
    r"(?:ا(?:ول|ولي|خر|هم|برز|شهر|كثر|كتر|قل|كبر|صغر|غلي|رخص|طول|قصر|علي|دني|سرع|قدم|حدث|قوي|غني|فضل|سوا)|ثاني|ثالث|رابع)\Z"
)
_WHICH = ("اي", "ايه", "انهي", "انهو", "انو", "ايا", "اينا", "شمن")
_COPULAS = frozenset(words("is was are were will be"))
_ARABIC_COPULAS = frozenset(words("هو هي هم هما هني كان كانت كانوا ده دي"))
_RELATIVE = frozenset(words("that which who called named التي الذي الذين اللي لي يلي"))
_NUMBERS = frozenset(words("two three four five six seven eight ten several"))
_NAMES = frozenset(words("names أسماء أسامي"))
_SUPERLATIVE = re.compile(
    r"(?:first|last|next|previous|latest|former|best|worst|most|top|\w{3,}est)\Z"
)
_PEOPLE = re.compile(r"(?:[ie]ans?|[^aeiou]ese|(?:en|ch|sh)m[ae]n|i)\Z")
_PAST = frozenset(words("got won took made went came left said ran hit led lost"))
_ENDS_PERSON = ("ist", "woman", "women", "ician", "eer")


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun tells: a kind, the unit of an amount, whether it is a thing by itself (a city)
    and no property of another (a price), and whether there are several of it."""

    kind: Kind
    unit: str = ""
    thing: bool = False
    several: bool = False


_LIST = Noun("list")


def asked_noun(said: Sequence[str]) -> tuple[int, Noun] | None:
    """Return what the noun behind an asking word tells, and the number of words before that asking
    word; None where there is none."""
    for at, one in enumerate(said):
        if one in _ASKING:
            told = _after_english(said[at + 1 :], which=one == "which")
            return None if told is None else (at, told)
        if one in word_list("asking:which") or (
            len(one) > 2 and one[1:] == "اي" and one[0] in "وفبلك"
        ):
            found = _after_arabic(said[at + 1 :], which=one.endswith(_WHICH))
            found = found or _before(said[:at])
            if found is not None:
                return at, found
        elif one in word_list("asking:who") and at + 1 < len(said):
            found = _thing_of_who(said[at + 1])
            if found is not None:
                return at, found
    return None


def _before(said: Sequence[str]) -> Noun | None:
    """Return the thing that stands right before `what`: شركة ايش اللي بنت الجسر؟"""
    found = noun(said[-1]) if len(said) == 1 else None
    return found if found is not None and found.thing else None


def _thing_of_who(one: str) -> Noun | None:
    """Return what `who` asks for where it stands for `which`: مين الشركة اللي بنت، من اللاعبون."""
    found = noun(one) if one.startswith("ال") else None
    if found is None or not found.thing or (found.kind == "person" and not _is_persons(one)):
        return None
    return _LIST if _is_persons(one) or _is_arabic_plural(one) else found


def _is_persons(one: str) -> bool:
    return (one.endswith(("ين", "ون")) and len(one) > 6) or _is_arabic_plural(one)


def leading_noun(said: Sequence[str]) -> Noun | None:
    """Return what the noun tells that a query without an asking word begins with: attendance at
    the final, مكان المؤتمر."""
    if not said:
        return None
    if is_arabic(said[0]):
        if said[0] in word_list("naming"):
            return _named(said) or Noun("other")
        if said[0] in word_list("counted"):
            return Noun("count")
        found = noun(said[0])
        return found if found is None or not found.thing or found.kind == "person" else None
    window = list(takewhile(_goes_on, _without_articles(said)))[:_FURTHEST]
    if window and window[-1] in word_list("naming"):
        return _named(said[said.index(window[-1]) :]) or _last_thing(window[:-1])
    if "who" in said[1 : _FURTHEST + 2]:
        return Noun("person", thing=True)
    while window and window[-1] in ("designate", "elect", "now"):
        window.pop()
    counted = any(one in word_list("counted") for one in window)
    return _last_property(window) or (Noun("count") if counted else _last_thing(window))


def _last_property(window: Sequence[str]) -> Noun | None:
    found = [told for one in window if (told := noun(one)) is not None and not told.thing]
    return found[-1] if found else None


def _last_thing(window: Sequence[str]) -> Noun | None:
    """Return a thing that ends a phrase and is the only one: fastest man, president of France."""
    told = noun(window[-1]) if window else None
    if told is None or not told.thing:
        return None
    unique = any(map(_SUPERLATIVE.match, window[:-1]))
    return told if unique or told.kind == "person" else None


def _after_english(after: Sequence[str], *, which: bool) -> Noun | None:
    copular = bool(after) and after[0] in _COPULAS
    rest = list(after[1:] if copular else after)
    if rest[:1] == ["of"]:  # which of the ministers
        told = next(filter(None, map(noun, rest[1:4])), None)
        return Noun(told.kind, told.unit) if told else None
    if not rest or rest[0] in ("a", "an"):
        return None
    copular = copular or rest[0] in ("the", "his", "her", "its", "their")
    bare = _without_articles(rest)
    if copular and len(rest) == len(bare) == 1:  # what are tariffs?
        return None
    rest = bare
    window = list(takewhile(_goes_on, rest))[:_FURTHEST]
    if window and window[-1] in word_list("naming"):
        return _named(rest[len(window) - 1 :])
    if not copular and window and window[0] in _NUMBERS:
        return _LIST
    if copular:
        several = after[0] in ("are", "were") and any(map(_is_plural, window[-1:]))
        return _last_property(window) or _called(rest, window) or (_LIST if several else None)
    return _determined(window, which=which)


def _determined(window: Sequence[str], *, which: bool) -> Noun | None:
    """Return what the noun tells behind `which` and `what` themselves, which agrees with them."""
    for at, one in enumerate(window):
        found = noun(one)
        if found is None:
            continue
        behind = noun(window[at + 1]) if at + 1 < len(window) else None
        # which company president, which rebel group; not: which countries border, which man heads
        if behind is not None and behind.thing and not (found.several or behind.several):
            found = behind
        if found.several and (found.thing and (which or found.kind != "day")):
            return _LIST
        return found
    if which and _is_of_a_people(window):
        return Noun("list" if _is_plural(window[0]) else "person")
    return _LIST if which and any(map(_is_plural, window[:1])) else None


def _is_of_a_people(window: Sequence[str]) -> bool:
    """Tell whether an adjective of a country stands for a person: which Brazilian was hurt."""
    if not window or not _PEOPLE.search(window[0]):
        return False
    return len(window) == 1 or window[1].endswith("ed") or window[1] in _PAST


def _called(rest: Sequence[str], window: Sequence[str]) -> Noun | None:
    """Return a thing whose name is asked for: what is the firm called that built it?"""
    told = [found for one in window if (found := noun(one)) is not None]
    return told[-1] if told and not _RELATIVE.isdisjoint(rest) else None


def _named(rest: Sequence[str]) -> Noun | None:
    """Return what it is whose name is asked for: name of the French minister."""
    if rest[0] in _NAMES:
        return _LIST
    skipped = [one for one in rest[1:] if noun(one) or not is_stopword(one)][:3]
    found = [told for one in skipped if (told := noun(one)) is not None and told.thing]
    return found[0] if found else None


def _after_arabic(after: Sequence[str], *, which: bool) -> Noun | None:
    copular = bool(after) and after[0] in _ARABIC_COPULAS
    rest = after[1:] if copular else after
    if not rest:
        return None
    if rest[0] in word_list("naming"):
        return _named(rest)
    if _ELATIVE.match(rest[0]) and len(rest) > 1:  # the biggest city of all
        found = noun(rest[1])
        return Noun(found.kind, found.unit, found.thing) if found else None
    found = noun(rest[0])
    definite = rest[0].startswith("ال")
    which = which and not (copular or definite)
    if found is not None and not found.thing:
        return found
    related = not _RELATIVE.isdisjoint(rest[1:7])
    persons = found is not None and found.kind == "person" and rest[0].endswith(("ين", "ون"))
    if (persons or _is_arabic_plural(rest[0])) and (which or found is not None or related):
        return _LIST
    if found is None or which or related or not definite:
        return found
    return found if not copular and len(rest) > 2 else None


def _without_articles(said: Sequence[str]) -> list[str]:
    start = next((at for at, one in enumerate(said) if not _is_article(one)), len(said))
    return list(said[start:])


def _is_article(one: str) -> bool:
    return one in ("the", "his", "her", "its", "their", "this", "that", "a", "an", "current")


def _goes_on(one: str) -> bool:
    """Tell whether a word may still belong to a noun: no preposition, auxiliary or article."""
    return not is_stopword(one) or bool(_SUPERLATIVE.match(one)) or one == "own"


@lru_cache(maxsize=1 << 12)
def noun(one: str) -> Noun | None:
    """Return what a normalised word tells; None for one that tells nothing."""
    table = _nouns()
    if is_arabic(one):
        return table.get(one) or table.get(stem(one))
    if one in table:
        return table[one]
    for single in _singulars(one):
        if single in table:
            found = table[single]
            return Noun(found.kind, found.unit, found.thing, several=True)
    if one.endswith(_ENDS_PERSON):
        return Noun("person", thing=True)
    return None


def _singulars(one: str) -> Iterator[str]:
    if one.endswith("ies"):
        yield one[:-3] + "y"
    if one.endswith("es"):
        yield one[:-2]
    if one.endswith("s"):
        yield one[:-1]
    if one.endswith("men"):
        yield one[:-3] + "man"


def _is_plural(one: str) -> bool:
    return one.endswith("s") and not one.endswith(("ss", "us", "is")) and len(one) > 3


@lru_cache(maxsize=1 << 12)
def _is_arabic_plural(one: str) -> bool:
    bare = one.removeprefix("ال")
    if bare in _PLURALS:
        return True
    if bare in _written() or bare.endswith("ي"):
        return False
    root = root_form(bare)
    if root is not None and root != bare and stem(bare) == root:
        return not bare.endswith(("ه", "ان"))
    return len(bare) > 4 and bare.endswith("ات")


_PLURALS = frozenset(words("دول مدن قرى جزر موانئ شركات بنود شروط مطالب أسماء نقاط مبادئ"))


@cache
def _written() -> frozenset[str]:
    """Return the words of the nouns as the file has them, in the singular."""
    groups = (name for name in table() if name.startswith(("noun:", "thing:")))
    return frozenset[str]().union(*(word_list(name.split()[0]) for name in groups))


@cache
def _nouns() -> Mapping[str, Noun]:
    """Return the nouns of the file: English in the singular, Arabic as words and as stems."""
    found: dict[str, Noun] = {}
    stems: dict[str, Noun] = {}
    for name, phrases in table().items():
        group, _, told = name.split()[0].partition(":")
        if group not in ("noun", "thing"):
            continue
        kind, _, unit = told.partition(":")
        entry = Noun(cast(Kind, kind), unit, thing=group == "thing")
        for one in words(phrases[0]):
            found.setdefault(one, entry)
            if is_arabic(one):
                stems.setdefault(stem(one), entry)
    return {**stems, **found}
