"""The bilingual news glossary: concepts that Arabic and English share, as keys.

The entries are in `entries/`, one concept a line, and in the user's own file if there is one
(docs/glossary.md). Both sides are stemmed; in a text the longest phrase at a place wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple, Self

from rag.errors import SettingsError
from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import forms, is_arabic, stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import TOKEN, word, words
from rag.text.crosslingual.name_entries import name_forms, name_words, named_lines
from rag.text.crosslingual.phrase_pairs import PhrasePairs
from rag.text.crosslingual.token_forms import TokenForm, TokenForms

MOST_KEYS = 4
"""A phrase of more concepts than this tells nothing."""

# Marks that no word holds and that folding leaves: between two sides, and for a stopword.
_BETWEEN, _STOP = "\0", "\1"


class GlossaryEntry(NamedTuple):
    """A line of the glossary: the lemmas of one concept in English and in Arabic."""

    english: tuple[str, ...]
    arabic: tuple[str, ...]


class GlossaryTables(NamedTuple):
    """What a glossary knows, made from its entries.

    `lines` are the keys of the entries, in their order; `named` the keys of persons, places and
    organisations; `names` Arabic words that are names; `keys` the concepts of each phrase of stems;
    `letters` what stands before a stem in the words that contain it.
    """

    fingerprint: str
    lines: Sequence[str]
    named: frozenset[str]
    names: frozenset[str]
    keys: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, Collection[str]]


PhraseStart = tuple[str, int, tuple[str, ...]]
"""The form of a stem that a glossary knows, how many words the longest phrase has that begins with
it, and its keys where it stands alone."""


class Glossary:
    """Finds the concepts of a sequence of stems.

    `own` are the user's entries. One that shares a phrase in both languages with another entry
    becomes one concept with it. A phrase of the user's has only the meanings that the user gives.
    """

    def __init__(
        self, entries: Iterable[GlossaryEntry], *, own: Sequence[GlossaryEntry] = ()
    ) -> None:
        self._take(_compiled(entries, own))

    @classmethod
    def of_tables(cls, tables: GlossaryTables) -> Self:
        """Return the glossary whose `tables` these are, without looking at its entries."""
        glossary = cls.__new__(cls)
        glossary._take(tables)
        return glossary

    def _take(self, tables: GlossaryTables) -> None:
        self.tables = tables
        """What was made from the entries."""
        self.fingerprint = tables.fingerprint
        """Changes whenever an entry does."""
        self._lines = tables.lines
        self._named = tables.named
        self._names = tables.names
        self._keys = tables.keys
        self._letters = tables.letters
        longest: dict[str, int] = defaultdict(int)
        for phrase in self._keys:
            size = 1 + phrase.count(" ")
            first = phrase.partition(" ")[0] if size > 1 else phrase
            if size > longest[first]:
                longest[first] = size
        self._longest = dict(longest)
        self._pairs = PhrasePairs(self._keys)
        self._known_as = lru_cache(maxsize=1 << 17)(self._find_form)
        self._start = lru_cache(maxsize=1 << 17)(self._find_start)
        self._held = lru_cache(maxsize=1 << 17)(self._holds)
        self.forms = TokenForms(self)
        """The tokens of texts by this glossary."""

    def __len__(self) -> int:
        """Return the number of concepts, those of several lines counted once."""
        return len({key for keys in self._keys.values() for key in keys})

    def of(self, stem: str) -> tuple[str, ...]:
        """Return the keys of a single stem or of another form of it; empty for an unknown one."""
        return self._keys.get(self._known_as(stem), ())

    def knows(self, stem: str) -> bool:
        """Return whether a single stem is a phrase of the glossary, exactly as given."""
        return stem in self._keys

    def names(self, key: str) -> bool:
        """Return whether a concept is a person, place or organisation, by capitals in its entry."""
        return key in self._named

    def holds_name(self, word: str) -> bool:
        """Return whether a normalised Arabic word is a name of the glossary, but for clitics."""
        return not self._names.isdisjoint(name_forms(word))

    def holds(self, word: str) -> bool:
        """Return whether the glossary knows a normalised word itself, not only its stem.

        The stemmer reduces فراغ and براغيان to the same stem, for example.
        """
        return self._held(word)

    def _holds(self, word: str) -> bool:
        root = stem(word)
        if root not in word:  # a broken plural
            return self.knows(root)
        letters = self._letters.get(root)
        before = word.partition(root)[0]
        return self.knows(root) and (letters is None or before[-1:] in letters)

    def keys(self, stems: Sequence[str]) -> Iterator[str]:
        """Yield the keys of the longest phrases among content stems, left to right."""
        for _, _, found in self.matches(stems):
            yield from found

    def matches(self, stems: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield (start, end, keys) of the longest phrases among stems, never overlapping."""
        return self._matches(stems, list(map(self._start, stems)))

    def matches_of(self, forms: Sequence[TokenForm]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield the `matches` of the stems of forms that are no stopwords."""
        return self._matches([form.stem for form in forms], [form.start for form in forms])

    def start(self, stem: str) -> PhraseStart:
        """Return what may begin with a stem."""
        return self._find_start(stem)

    def phrases_of(self, forms: Sequence[TokenForm]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield those `matches_of` forms that are of several words."""
        spots = [
            at
            for at, (form, after) in enumerate(pairwise(forms))
            if form.followers and (after.stem in form.followers or after.start[0] in form.followers)
        ]
        free = 0
        for at in spots:
            if at >= free:
                beyond = forms[at : at + forms[at].start[1]]
                size, found = self._phrase(
                    [form.stem for form in beyond], [form.start[0] for form in beyond]
                )
                if found:
                    free = at + size
                    yield at, free, found

    def _matches(
        self, stems: Sequence[str], starts: Sequence[PhraseStart]
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        free = 0
        for at, (_, most, alone) in enumerate(starts):
            if not most or at < free:
                continue
            size, found = 1, alone
            if most > 1:
                known = [start[0] for start in starts[at : at + most]]
                size, phrase = self._phrase(stems[at : at + most], known)
                found = phrase or alone
            if found:
                free = at + size
                yield at, free, found

    def _phrase(self, stems: Sequence[str], known: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        """Return the size and the keys of the longest phrase of several words that stems begin
        with, as they stand or else in the forms that the glossary `known`; no keys for none.

        As they stand they go first: as a form رحمن of عبد الرحمن would become رحم.
        """
        # Nearly always the next word does not continue a phrase.
        longest = max(self._pairs.longest(stems), self._pairs.longest(known))
        for size in range(min(longest, len(stems)), 1, -1):
            found = self._keys.get(" ".join(stems[:size])) or self._keys.get(" ".join(known[:size]))
            if found:
                return size, found
        return 1, ()

    def followers(self, stem: str) -> Collection[str]:
        """Return the stems that may follow a stem, or the known form of it, in a phrase."""
        return self._pairs.followers(stem, self._known_as(stem))

    def lines(self, entries: Iterable[GlossaryEntry]) -> dict[str, list[GlossaryEntry]]:
        """Return the entries of this glossary, the user's first, by the key of their concept."""
        found: dict[str, list[GlossaryEntry]] = defaultdict(list)
        for key, entry in zip(self._lines, entries, strict=True):
            found[key].append(entry)
        return found

    def _find_start(self, stem: str) -> PhraseStart:
        known = self._known_as(stem)
        most = max(self._longest.get(stem, 0), self._longest.get(known, 0))
        return known, most, self._keys.get(stem) or self._keys.get(known, ())

    def _find_form(self, stem: str) -> str:
        """Return the stem, or the form of it that is a phrase of the glossary."""
        if stem in self._keys or not is_arabic(stem):
            return stem
        return next((form for form in forms(stem) if form in self._keys), stem)


def _compiled(entries: Iterable[GlossaryEntry], own: Sequence[GlossaryEntry]) -> GlossaryTables:
    """Return the tables of a glossary. Half a second of one core for the one that Mujaz has."""
    sides = list(map(" | ".join, chain.from_iterable(chain(own, entries))))
    text = f" {_BETWEEN} ".join(sides)
    folded = _folded(text)
    stems = {piece: _stems(plain) for piece, plain in folded.items()}
    phrases = _phrases(text, stems) if text else []
    lines = [f"g:{number}" for number in _merged(phrases[::2], phrases[1::2])]
    english, arabic = sides[::2], sides[1::2]
    named = frozenset(named_lines(english, lines))
    return GlossaryTables(
        fingerprint=blake2b(f"{len(own)} {text}".encode(), digest_size=8).hexdigest(),
        lines=lines,
        named=named,
        names=frozenset(name_words(arabic, lines, named=named, folded=folded)),
        keys=_keys_by_phrase(phrases, lines, len(own)),
        letters=_letters_before(zip(folded.values(), stems.values(), strict=True)),
    )


def read_glossary() -> Iterator[GlossaryEntry]:
    """Yield the entries of all files of the glossary, in the order of their names."""
    folder = files("rag.text.crosslingual.entries")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".tsv"):
            yield from parse(file.read_text(encoding="utf-8"))


def parse(table: str) -> Iterator[GlossaryEntry]:
    """Yield the entries of lines of `English | lemmas<TAB>Arabic | lemmas`.

    Blank lines and those that begin with # are skipped. Raises `ValueError`, whose message begins
    with `line N`, for any other line.
    """
    for number, line in enumerate(table.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        english, tab, arabic = line.partition("\t")
        entry = GlossaryEntry(_lemmas(english), _lemmas(arabic))
        if not tab or "\t" in arabic or _BETWEEN in line or not all(entry):
            raise ValueError(
                f"line {number}: it needs English and Arabic with one tab between; "
                "write: word | other word<TAB>كلمة | كلمة أخرى"
            )
        yield entry


def phrase_of(lemma: str) -> tuple[str, ...]:
    """Return the content stems of a lemma, in order; empty if all its words are stopwords."""
    return tuple(stem(word) for word in words(lemma) if not is_stopword(word))


def _lemmas(side: str) -> tuple[str, ...]:
    """Return the lemmas of one side of a line."""
    return tuple(filter(None, map(str.strip, side.split("|"))))


def read_own(path: Path) -> tuple[GlossaryEntry, ...]:
    """Read a user's glossary. Raises `SettingsError` with the file, the line and the remedy."""
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


def _folded(text: str) -> dict[str, str]:
    """Return the distinct words of a text of sides, each with its normal form."""
    different = set(text.split()) - {"|", _BETWEEN}
    # In one go: it takes a fifth of the time.
    folded = normalize(_BETWEEN.join(different)).split(_BETWEEN) if different else ()
    return dict(zip(different, folded, strict=True))


def _letters_before(stems: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return for each stem the letters before it in the words that contain it.

    `stems` are pairs of a word and its stem. Stems that some word of the glossary begins with are
    left out.
    """
    cut: dict[str, set[str]] = defaultdict(set)
    whole = set()
    for plain, root in stems:
        if root not in plain:  # a broken plural: it tells nothing of what stands before its stem
            continue
        if plain.startswith((root, f"ال{root}")):
            whole.add(root)
        else:
            cut[root].add(plain.partition(root)[0][-1:])
    return {root: letters for root, letters in cut.items() if root not in whole}


def _keys_by_phrase(
    phrases: Sequence[list[str]], lines: Sequence[str], own: int
) -> dict[str, tuple[str, ...]]:
    """Return every phrase with the keys of its concepts.

    `phrases` are those of both sides of the lines, `lines` the lines' keys; the first `own` lines
    take precedence over all others.
    """
    taken = set(chain.from_iterable(phrases[: 2 * own]))
    found: dict[str, tuple[str, ...]] = {}
    for number, key in enumerate(lines):
        for phrase in chain(phrases[2 * number], phrases[2 * number + 1]):
            keys = found.get(phrase, ())
            if key not in keys and (number < own or phrase not in taken):
                found[phrase] = (*keys, key)
    return {phrase: keys for phrase, keys in found.items() if len(keys) <= MOST_KEYS}


def _phrases(text: str, stems: Mapping[str, str]) -> list[list[str]]:
    """Return the phrases of each side of a text of sides, their stems with a space between.

    A lemma is left out where without its stopwords it is a number, or one word (on time, غير
    قانوني) that is a lemma by itself: it would be found wherever that word occurs.
    """
    stems = {"|": "|", _BETWEEN: _BETWEEN, **stems}
    stemmed = " ".join(map(stems.__getitem__, text.split()))
    sides = [side.split(" | ") for side in stemmed.split(f" {_BETWEEN} ")]
    alone = {lemma for lemma in chain.from_iterable(sides) if " " not in lemma}

    def whole(lemma: str) -> str:
        left = " ".join(stem for stem in lemma.split() if stem != _STOP)
        return "" if left in alone or left.isdigit() else left

    for side in sides:
        if _STOP in "".join(side):
            side[:] = [
                left for lemma in side if (left := whole(lemma) if _STOP in lemma else lemma)
            ]
    return [list(dict.fromkeys(side)) for side in sides]


def _stems(folded: str) -> str:
    """Return a piece's stems with spaces between, and a mark for each stopword."""
    plain = map(word, TOKEN.findall(folded))
    return " ".join([_STOP if is_stopword(one) else stem(one) for one in plain]) or _STOP


def _merged(english: Sequence[list[str]], arabic: Sequence[list[str]]) -> list[int]:
    """Return for each entry the number of its concept, which is the first entry merged with it.

    Entries that share a phrase in both languages are merged, because several subject files may name
    the same concept.
    """
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
