"""The bilingual news glossary: concepts that Arabic and English share, as keys.

The entries lie in `glossary/`, one concept a line, and in the user's own file if there is one
(docs/glossary.md). Both sides are stemmed; in a text the longest phrase at a place counts.
"""

from __future__ import annotations

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
from rag.text.words import tokens, word, words

Phrase = tuple[str, ...]
"""The content stems of a lemma, in order."""

MOST_KEYS = 3
"""A phrase of more concepts than this tells nothing."""

_BETWEEN = "\0"  # white space would not survive folding


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
        self._keys: Mapping[Phrase, tuple[str, ...]] = _keys_by_phrase(text, len(own))
        longest: dict[str, int] = defaultdict(int)
        for phrase in self._keys:
            longest[phrase[0]] = max(longest[phrase[0]], len(phrase))
        self._longest = dict(longest)

    def __len__(self) -> int:
        """How many concepts there are, those of several lines counted once."""
        return len({key for keys in self._keys.values() for key in keys})

    def knows(self, stem: str) -> bool:
        """Whether a single stem is a phrase of the glossary."""
        return (stem,) in self._keys

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
                found = keys.get(tuple(stems[at : at + size]))
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


def phrase_of(lemma: str) -> Phrase:
    """What is left of a lemma for matching; empty if nothing is."""
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


def _keys_by_phrase(text: str, own: int) -> dict[Phrase, tuple[str, ...]]:
    """Every phrase with the keys of its concepts, the first `own` entries before all others.
    Entries that share a phrase in both languages are one concept: several subjects may name it.
    """
    sides = _phrases(text) if text else []
    english, arabic = sides[::2], sides[1::2]
    taken = set(chain.from_iterable(sides[: 2 * own]))
    found: dict[Phrase, dict[str, None]] = defaultdict(dict)
    for number, name in enumerate(_merged(english, arabic)):
        key = f"g:{name}"
        for phrase in chain(english[number], arabic[number]):
            if number < own or phrase not in taken:
                found[phrase][key] = None
    return {phrase: tuple(keys) for phrase, keys in found.items() if len(keys) <= MOST_KEYS}


def _phrases(text: str) -> list[list[Phrase]]:
    """The phrases of each side of a text of sides.

    Where stopwords leave but one word of a lemma (on time, غير قانوني) and another lemma is that
    word, the lemma is left out: it would be found wherever the word is.
    """
    lemmas = [list(map(tokens, side.split("|"))) for side in normalize(text).split(_BETWEEN)]
    stems = {
        token: _content_stem(token)
        for token in set(chain.from_iterable(chain.from_iterable(lemmas)))
    }
    alone = {stems[lemma[0]] for lemma in chain.from_iterable(lemmas) if len(lemma) == 1}

    def phrases(side: list[list[str]]) -> Iterator[Phrase]:
        for lemma in side:
            phrase = tuple(filter(None, map(stems.__getitem__, lemma)))
            if len(phrase) > 1 or (phrase and (len(lemma) == 1 or phrase[0] not in alone)):
                yield phrase

    return [list(dict.fromkeys(phrases(side))) for side in lemmas]


def _content_stem(token: str) -> str:
    plain = word(token)
    return "" if is_stopword(plain) else stem(plain)


def _merged(english: Sequence[list[Phrase]], arabic: Sequence[list[Phrase]]) -> list[int]:
    """For each entry the number of its concept: that of the first entry it is one with."""
    parent = list(range(len(english)))

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    having: dict[Phrase, list[int]] = defaultdict(list)
    for number, phrases in enumerate(english):
        for phrase in phrases:
            for other in having[phrase]:
                if not set(arabic[number]).isdisjoint(arabic[other]):
                    one, two = root(number), root(other)
                    parent[max(one, two)] = min(one, two)
            having[phrase].append(number)
    return [root(number) for number in range(len(english))]
