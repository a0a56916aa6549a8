"""Finds the names of people and bodies in a sentence, where they can be told from other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text.cldr import names
from rag.text.concepts import concepts
from rag.text.names import name_keys
from rag.text.normalize import normalize
from rag.text.stemming import stem
from rag.text.stopwords import is_stopword
from rag.text.words import words

_MOST_WORDS = 4
_CAPITAL = r"[A-Z][\w’'-]*\w"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:(?:al|bin|van|de|der|von) )?(?:al-)?{_CAPITAL})+")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near)\s\Z")
_TITLE_WORDS = re.compile(
    r"(?:mr|mrs|ms|dr|sir|president|prime|minister|secretary|secretary-general|foreign|defen[cs]e|state|vice|king"
    r"|queen|prince|chancellor|governor|senator|general|administrator|chairman|spokesman)"
)
_TITLE = re.compile(
    r"(?<!\w)[وبل]?(?:ال)?(?:رئيسة?|وزيرة?|[أا]مين|[أا]مير|ملك|مديرة?|مدرب|متحدث|نائب|حاكم|فريق)(?!\w)"
)
_STOP = re.compile(r"[.,;:!?()\[\]،؛؟«»\"“”]")
_WITH_ARTICLE = ("ال", "وال", "بال", "لل", "فال")


def english_names(text: str) -> list[str]:
    """Runs of two to four capitalised words that are no place, no month and no words of the
    glossary, without the title before them, in order."""
    found = []
    for run in _RUN.finditer(text):
        if "'s " in run[0] or "’s " in run[0] or _PLACE_BEFORE.search(text[: run.start()]):
            continue
        told = run[0].split()
        while told and (
            _TITLE_WORDS.fullmatch(normalize(told[0])) or is_stopword(normalize(told[0]))
        ):
            told.pop(0)
        if 2 <= len(told) <= _MOST_WORDS and not any(map(_is_common, told)) and not _placed(told):
            found.append(" ".join(told).removesuffix("'s").removesuffix("’s"))
    return found


def arabic_names(text: str, *, english: Sequence[str] = ()) -> list[str]:
    """Names in order: runs of words that sound as a name of `english` does, or that stand behind
    a title and are no other words."""
    found = [*_sounding(text, english), *_titled(text)]
    return sorted(dict.fromkeys(found), key=text.find)


def _sounding(text: str, english: Sequence[str]) -> Iterator[str]:
    told = [piece.split() for piece in _STOP.split(text)]
    for name in english:
        sounds = [_sounds(word) for word in name.split() if len(word) > 2]
        for piece in told:
            yield from _runs(piece, sounds)


def _runs(piece: Sequence[str], sounds: Sequence[frozenset[str]]) -> Iterator[str]:
    """The stretches of words that sound as all of a name's words do, in their order."""
    size = len(sounds)
    for at in range(len(piece) - size + 1):
        stretch = piece[at : at + size]
        if size > 1 and all(map(_alike, stretch, sounds)):
            with_and = stretch[0].startswith("و") and _alike(stretch[0][1:], sounds[0])
            yield " ".join(stretch)[int(with_and) :]


def _alike(word: str, sound: frozenset[str]) -> bool:
    return not _sounds(word).isdisjoint(sound)


def _sounds(word: str) -> frozenset[str]:
    return frozenset(key for one in words(word) for key in name_keys(one) if key.startswith("k:"))


def _titled(text: str) -> Iterator[str]:
    for title in _TITLE.finditer(text):
        behind = _STOP.split(text[title.end() :], maxsplit=1)[0].split()
        while behind and normalize(behind[0]).startswith(("ال", "لل")):
            behind.pop(0)
        name: list[str] = []
        for word in behind[:_MOST_WORDS]:
            if _is_common(word) or (normalize(word).startswith(_WITH_ARTICLE) and not name):
                break
            name.append(word)
        if len(name) >= 2:
            yield " ".join(name)


def _is_common(word: str) -> bool:
    """Whether a word is, or may be, something else than a name."""
    return any(
        is_stopword(one) or concepts().knows(stem(one)) or one.startswith("وال")
        for one in words(word)
    )


def _placed(told: Sequence[str]) -> bool:
    """Whether a country, a city, a month or a weekday is among the words."""
    return any(True for _ in names().matches(words(" ".join(told))))
