"""Turns a text into the bags of tokens that search compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Self

from rag.protocols import Analysis, Spelling
from rag.text.analysis.pieces import TextPiece, pieces_of, stems_of, tokens_of, words_of
from rag.text.analysis.stemming import stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.crosslingual.glossary import (
    Glossary,
    GlossaryEntry,
    GlossaryTables,
    read_glossary,
    read_own,
)
from rag.text.crosslingual.kept_glossary import open_glossary
from rag.text.crosslingual.keys import keys_of, units
from rag.text.crosslingual.token_forms import TokenForm


class Analyzer:
    """Splits texts into the tokens that search and checking compare, with one glossary.

    A library has one analyzer: with the words of its own glossary file, if it has one, on top of
    those that come with Mujaz. An analyzer never changes, and is safe to use from many threads. If
    two threads need the glossary first, both may read it, with the same result.
    """

    def __init__(self, own: Sequence[GlossaryEntry] = ()) -> None:
        """Put the entries `own` on top of the glossary that comes with Mujaz."""
        self._own = tuple(own)
        self._kept: Path | None = None

    def keep_glossary(self, path: Path) -> None:
        """Read the glossary from the file `path` if it is there and up to date, and write it there
        otherwise; for who knows a good place before the first use."""
        self._kept = path

    @classmethod
    def of_tables(cls, tables: GlossaryTables) -> Self:
        """Return the analyzer with a glossary that another process has made; it does not know the
        user's own lines to display."""
        analyzer = cls()
        analyzer.glossary = Glossary.of_tables(tables)
        return analyzer

    @cached_property
    def glossary(self) -> Glossary:
        """Return the glossary.

        It is read at the first use: in a tenth of a second where it was kept, else in half a
        second.
        """
        return open_glossary(self._own, self._kept)

    @cached_property
    def glossary_lines(self) -> Mapping[str, Sequence[GlossaryEntry]]:
        """Return the lines of each concept by its key; only needed to display them."""
        return self.glossary.lines(chain(self._own, read_glossary()))

    def analyze(self, text: str) -> Analysis:
        """Return the bags of a document or a query; all empty for a text without words.

        No token holds white space.
        """
        spelling = self.spell(text)
        return Analysis(
            stems=Counter(spelling.stems.split()),
            grams=Counter(spelling.grams.split()),
            keys=Counter(spelling.keys.split()),
        )

    def spell(self, text: str) -> Spelling:
        """Return what `analyze` finds, each token as often as it counts."""
        pieces = pieces_of(text)
        forms = self.glossary.forms.of(pieces)
        content = [form for form in forms if form.stem]
        return Spelling(
            stems=" ".join([form.stem for form in content]),
            grams=" ".join([form.grams for form in forms if form.grams]),
            keys=" ".join(chain.from_iterable(self._units(pieces, forms, content))),
        )

    def key_units(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the keys of a text, grouped by what they stand for.

        A unit is a phrase of the glossary with the words in it, a number, a place or a name. Each
        key of a unit stands for the same thing.
        """
        pieces = pieces_of(text)
        forms = self.glossary.forms.of(pieces)
        yield from self._units(pieces, forms, [form for form in forms if form.stem])

    def keys(self, text: str) -> frozenset[str]:
        """Return the different keys of a text, which is sooner done than its `key_units`."""
        pieces = pieces_of(text)
        forms = self.glossary.forms.of(pieces)
        found: set[str] = set()
        phrased: set[int] = set()
        places: list[int] = []
        for start, end, keys in self.glossary.phrases_of([form for form in forms if form.stem]):
            places = places or [at for at, form in enumerate(forms) if form.stem]
            phrased.update(places[start:end])
            found.update(keys)
        found.update(keys_of(pieces, forms, phrased))
        return frozenset(found)

    def _units(
        self,
        pieces: Sequence[TextPiece],
        forms: Sequence[TokenForm],
        content: Sequence[TokenForm],
    ) -> list[tuple[str, ...]]:
        """Return the units of a text; `content` are its forms that are no stopwords."""
        glossary = self.glossary
        units_found: list[tuple[str, ...]] = []
        phrased: set[int] = set()
        places: list[int] = []
        for start, end, found in glossary.matches_of(content):
            if end > start + 1:
                places = places or [at for at, form in enumerate(forms) if form.stem]
                phrased.update(places[start:end])
                found += tuple(key for form in content[start:end] for key in glossary.of(form.stem))
            units_found.append(found)
        return units_found + units(pieces, forms, phrased)


@lru_cache(maxsize=1)
def shipped_analyzer() -> Analyzer:
    """Return the analyzer without words of a user's own, one for the whole process."""
    return Analyzer()


def open_analyzer(own: Path | None, *, kept: Path | None = None) -> Analyzer:
    """Return the analyzer with the glossary file `own` on top, or without one for None.

    The compiled glossary is kept in the file `kept`. Raises `SettingsError` that names the file,
    the line and the remedy.
    """
    entries = () if own is None else read_own(own.expanduser())
    analyzer = _analyzer(entries) if entries else shipped_analyzer()
    if kept is not None:
        analyzer.keep_glossary(kept)
    return analyzer


# A library that is opened again and again has one analyzer all the while: texts that were analysed
# stay cached with it, and each glossary takes some megabytes.
@lru_cache(maxsize=4)
def _analyzer(own: tuple[GlossaryEntry, ...]) -> Analyzer:
    """Return the analyzer for a user's own entries; the last four are kept."""
    return Analyzer(own)


# A question and the sentences beside it are read by several, one after the other.
@lru_cache(maxsize=1 << 11)
def _read(text: str) -> tuple[list[str], list[str]]:
    """Return the tokens of a text and their normalised words."""
    pieces = pieces_of(text)
    return tokens_of(pieces), words_of(pieces)


@lru_cache(maxsize=1 << 17)
def content_stem(word: str) -> str:
    """Return the stem of a normalised word; empty for a stopword."""
    return "" if is_stopword(word) else stem(word)


def normal_words(text: str) -> list[str]:
    """Return the normalised words of `text`, as they are analysed; recent results are kept."""
    return _read(text)[1]


def cased_words(text: str) -> tuple[list[str], list[str]]:
    """Return the tokens of `text` with their capitals, and its normalised words; kept as well."""
    return _read(text)


def content_stems(text: str) -> list[str]:
    """Return the stems of `text` in order, stopwords left out."""
    return stems_of(pieces_of(text))
