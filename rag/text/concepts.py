"""The bilingual news glossary: concepts that Arabic and English share, as keys.

The entries lie in `glossary/`, one concept a line, and in the user's own file if there is one
(docs/glossary.md). Both sides are stemmed; in a text the longest phrase at a place counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from rag.errors import SettingsError
from rag.text.normalize import normalize
from rag.text.stemming import stem
from rag.text.stopwords import is_stopword
from rag.text.words import TOKEN, word, words

MOST_KEYS = 3
"""A phrase of more concepts than this tells nothing."""

# Marks that no word holds and that folding leaves: between two sides, and for a stopword.
_BETWEEN, _STOP = "\0", "\1"
_MARKS = ("|", _BETWEEN)
_PIECE = re.compile(rf"[|\0]|{TOKEN.pattern}")


class Entry(NamedTuple):
    """A line of the glossary: the lemmas of one concept in English and in Arabic."""

    english: tuple[str, ...]
    arabic: tuple[str, ...]


class Concepts:
    """Finds the concepts of a run of stems.

    `own` are the user's entries: they are one with the others where they share a phrase in both
    languages, and a phrase of theirs means what they say and nothing else.
    """

    def __init__(self, entries: Iterable[Entry], *, own: Sequence[Entry] = ()) -> None:
        text = _BETWEEN.join(map("|".join, chain.from_iterable(chain(own, entries))))
        self.fingerprint = blake2b(f"{len(own)} {text}".encode(), digest_size=8).hexdigest()
        """Changes whenever an entry does."""
        self._keys: Mapping[str, tuple[str, ...]] = _keys_by_phrase(text, len(own))
        longest: dict[str, int] = defaultdict(int)
        for phrase in self._keys:
            first, *others = phrase.split(" ")
            longest[first] = max(longest[first], 1 + len(others))
        self._longest = dict(longest)

    def __len__(self) -> int:
        """How many concepts there are, those of several lines counted once."""
        return len({key for keys in self._keys.values() for key in keys})

    def of(self, stem: str) -> tuple[str, ...]:
        """The keys of a single stem; none for one that is no phrase of the glossary."""
        return self._keys.get(stem, ())

    def knows(self, stem: str) -> bool:
        """Whether a single stem is a phrase of the glossary."""
        return stem in self._keys

    def keys(self, stems: Sequence[str]) -> Iterator[str]:
        """The keys of the longest phrases among content stems, left to right."""
        for _, _, found in self.matches(stems):
            yield from found

    def matches(self, stems: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """(start, end, keys) of the longest phrases among content stems, never overlapping."""
        longest, keys, free = self._longest, self._keys, 0
        for at, first in enumerate(stems):
            if at < free or first not in longest:
                continue
            for size in range(longest[first], 0, -1):
                found = keys.get(" ".join(stems[at : at + size]))
                if found:
                    free = at + size
                    yield at, free, found
                    break


_own: tuple[Entry, ...] = ()


def use(path: Path | None) -> None:
    """Put the user's own glossary on top, for the whole process; None: take it off again.

    Raises `SettingsError` that names the file, the line and the mend.
    """
    global _own
    own = _read_own(path) if path is not None else ()
    if own != _own:
        _own = own
        concepts.cache_clear()


@lru_cache(maxsize=1)
def concepts() -> Concepts:
    """The glossary that comes with Mujaz, with the user's own; read once."""
    return Concepts(read_glossary(), own=_own)


def read_glossary() -> Iterator[Entry]:
    """The entries of all files of the glossary, in the order of their names."""
    folder = files("rag.text.glossary")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".tsv"):
            yield from parse(file.read_text(encoding="utf-8"))


def parse(table: str) -> Iterator[Entry]:
    """Lines of `English | lemmas<TAB>Arabic | lemmas`; blank ones and those with # are passed
    over. Raises `ValueError`, its message beginning with `line N`, for any other."""
    for number, line in enumerate(table.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        english, tab, arabic = line.partition("\t")
        entry = Entry(_lemmas(english), _lemmas(arabic))
        if not tab or "\t" in arabic or _BETWEEN in line or not all(entry):
            raise ValueError(
                f"line {number}: it needs English and Arabic with one tab between; "
                "write: word | other word<TAB>كلمة | كلمة أخرى"
            )
        yield entry


def phrase_of(lemma: str) -> tuple[str, ...]:
    """The content stems of a lemma, in order; empty if nothing is left for matching."""
    return tuple(stem(word) for word in words(lemma) if not is_stopword(word))


def _lemmas(side: str) -> tuple[str, ...]:
    return tuple([lemma for part in side.split("|") if (lemma := part.strip())])


def _read_own(path: Path) -> tuple[Entry, ...]:
    try:
        entries = tuple(parse(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise SettingsError(
            f"the glossary {path} cannot be read ({error.strerror}); correct MUJAZ_GLOSSARY"
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"the glossary {path} is not UTF-8; save it as UTF-8") from None
    except ValueError as error:
        raise SettingsError(f"the glossary {path}, {error}") from None
    for lemma in chain.from_iterable(chain.from_iterable(entries)):
        if not phrase_of(lemma):
            raise SettingsError(
                f"the glossary {path}: {lemma!r} has only words that are too common to search "
                "for; take it out"
            )
    return entries


def _keys_by_phrase(text: str, own: int) -> dict[str, tuple[str, ...]]:
    """Every phrase, its stems with a space between, with the keys of its concepts; the first `own`
    entries go before all others. Entries that share a phrase in both languages are one concept:
    several subjects may name it."""
    sides = _phrases(text) if text else []
    english, arabic = sides[::2], sides[1::2]
    taken = set(chain.from_iterable(sides[: 2 * own]))
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for number, name in enumerate(_merged(english, arabic)):
        key = f"g:{name}"
        for phrase in chain(english[number], arabic[number]):
            if number < own or phrase not in taken:
                found[phrase][key] = None
    return {phrase: tuple(keys) for phrase, keys in found.items() if len(keys) <= MOST_KEYS}


def _phrases(text: str) -> list[list[str]]:
    """The phrases of each side of a text of sides, their stems with a space between.

    Where stopwords leave but one word of a lemma (on time, غير قانوني) and another lemma is that
    word, the lemma is left out: it would be found wherever the word is.
    """
    pieces = _PIECE.findall(normalize(text))
    stems = {piece: piece if piece in _MARKS else _content_stem(piece) for piece in set(pieces)}
    stemmed = " ".join(map(stems.__getitem__, pieces))
    sides = [list(map(str.strip, side.split("|"))) for side in stemmed.split(_BETWEEN)]
    alone = {lemma for lemma in chain.from_iterable(sides) if " " not in lemma}

    def phrase(lemma: str) -> str:
        if _STOP not in lemma:
            return lemma
        left = " ".join(stem for stem in lemma.split() if stem != _STOP)
        return "" if left in alone else left

    return [list(filter(None, dict.fromkeys(map(phrase, side)))) for side in sides]


def _content_stem(token: str) -> str:
    plain = word(token)
    return _STOP if is_stopword(plain) else stem(plain)


def _merged(english: Sequence[list[str]], arabic: Sequence[list[str]]) -> list[int]:
    """For each entry the number of its concept: that of the first entry it is one with."""
    parent = list(range(len(english)))

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    having: dict[str, list[int]] = defaultdict(list)
    for number, phrases in enumerate(english):
        for phrase in phrases:
            for other in having[phrase]:
                if not set(arabic[number]).isdisjoint(arabic[other]):
                    one, two = root(number), root(other)
                    parent[max(one, two)] = min(one, two)
            having[phrase].append(number)
    return [root(number) for number in range(len(english))]
