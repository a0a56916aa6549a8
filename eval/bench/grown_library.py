"""Makes a library of any size quickly, of made-up articles that go straight into the catalog, the
word index and the vectors.

Nothing is read, chunked or encoded: a word has the tokens that it has by itself, and vectors lie
around those of some hundred texts that were encoded. The vocabulary grows with the library.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from eval.bench.bench_library import embedder_name, opened, settings
from eval.bench.made_up_news import Item, generate
from rag.embedding.embedders import open_embedder
from rag.protocols import Spelling
from rag.records import Language
from rag.service import Service
from rag.store.catalog.rows import date_of
from rag.store.vectors import open_vectors
from rag.store.word_index import LexicalEntry, LexicalIndex
from rag.text.analyzer import shipped_analyzer

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARD = 2_000
_CHUNK_WORDS = 140
_BATCH = 10_000
_ENCODED = 300  # texts of each language
_LETTERS = {"en": "bdfgklmnprst", "ar": "بتجدرسعفقكلمنه"}
_VOWELS = {"en": "aeiou", "ar": "اوي"}


def grow(home: Path, chunks: int) -> None:
    """Make a library of `chunks` chunks in `home`, which must be empty."""
    grow_catalog(home, chunks)
    grow_words(home)
    grow_vectors(home)


def grow_catalog(home: Path, chunks: int) -> None:
    """Store made-up articles until there are `chunks` chunks, of which the indexes owe nothing."""
    Service.open(settings(home)).close()
    with opened(home):
        pass  # both indexes are begun while there is nothing that they could owe
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        db.execute("PRAGMA synchronous = OFF")
        held = 0
        for number, item in enumerate(_articles(), start=1):
            cuts = list(_cuts(item.text))[: chunks - held]
            db.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, NULL, ?, ?, NULL)",
                (
                    number,
                    item.id,
                    item.text,
                    item.title,
                    item.language,
                    f"made-up/{item.id}",
                    item.published_at.isoformat(),
                    item.outlet,
                    _digest(item.text),
                    _digest(item.id),
                ),
            )
            name = _digest(f"{item.id} {item.text}")[:8].hex()
            db.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?)",
                [(f"{name}-{place}", number, *cut) for place, cut in enumerate(cuts)],
            )
            held += len(cuts)
            if held >= chunks:
                break
        db.commit()


def grow_words(home: Path) -> None:
    """Index the words of all chunks of the catalog in `home`."""
    index = LexicalIndex(home / "words")
    entries = _entries(home)
    while batch := list(islice(entries, _BATCH)):
        index.apply(batch, ())
    index.close()


def grow_vectors(home: Path) -> None:
    """Make up a vector for each chunk of the catalog in `home`."""
    embedder = open_embedder(
        embedder_name(), api_key=None, base_url=None, cache_path=home / "embeddings.sqlite"
    )
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        (library,) = db.execute("SELECT value FROM meta WHERE key = 'library'").fetchone()
        vectors = open_vectors(
            home / "vectors", url=None, library=library, fingerprint=embedder.fingerprint
        )
        languages: tuple[Language, Language] = ("ar", "en")
        for language in languages:
            texts = [
                item.text[:900]
                for item in generate(2 * _ENCODED, seed="encoded")
                if item.language == language
            ]
            around = embedder.embed_documents(texts)
            random = np.random.default_rng(1)
            rows = db.execute(
                "SELECT c.id FROM articles a JOIN chunks c ON c.article = a.number"
                " WHERE a.language = ?",
                (language,),
            )
            while ids := [row[0] for row in rows.fetchmany(_BATCH)]:
                vectors.add(ids, _vectors(around, len(ids), random), language)
        vectors.close()


def _vectors(
    around: NDArray[np.float32], count: int, random: np.random.Generator
) -> NDArray[np.float32]:
    """Draw `count` unit vectors: each lies by one of `around`, off it in the way that two others
    differ, and a little to where none lies."""
    one, two, three = random.integers(len(around), size=(3, count))
    drawn = around[one] + 0.7 * (around[two] - around[three])
    drawn += random.standard_normal(drawn.shape, dtype=np.float32) * 0.01
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def _articles() -> Iterator[Item]:
    """Yield made-up articles without end, with more and more names."""
    random, number, shard = Random(0), 0, 0
    while True:
        for item in generate(SHARD, seed=shard):
            number += 1
            yield replace(item, text=_with_names(item, number, random))
        shard += 1


def _with_names(item: Item, number: int, random: Random) -> str:
    """Return an article's text with two names more in each paragraph: of so many that there are
    after `number` articles, by Heaps' law, recent and old ones alike."""
    known = 50 + int(20 * number**0.7)
    return "\n\n".join(
        f"{paragraph} {' '.join(_name(int(known * random.random()), item.language) for _ in '12')}."
        for paragraph in item.text.split("\n\n")
    )


def _name(number: int, language: Language) -> str:
    """Return the name of a number."""
    letters, vowels = _LETTERS[language], _VOWELS[language]
    made = ""
    while not made or number:
        number, letter = divmod(number, len(letters))
        number, vowel = divmod(number, len(vowels))
        made += letters[letter] + vowels[vowel]
    return made.capitalize()


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at paragraphs into chunks of about `_CHUNK_WORDS` words."""
    start = end = words = 0
    for paragraph in text.split("\n\n"):
        words += len(paragraph.split())
        end += len(paragraph)
        if words >= _CHUNK_WORDS:
            yield start, end
            start, words = end + 2, 0
        end += 2
    if words:
        yield start, end - 2


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


@lru_cache(maxsize=1 << 18)
def _spelt(word: str) -> Spelling:
    return shipped_analyzer().spell(word)


def _entries(home: Path) -> Iterator[LexicalEntry]:
    """Yield what the word index keeps of each chunk."""
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        rows = db.execute(
            'SELECT c.id, c.start, c."end", a.title, a.text, a.language, a.published_at, a.outlet'
            " FROM articles a JOIN chunks c ON c.article = a.number ORDER BY a.number"
        )
        for name, start, end, title, text, language, published_at, outlet in rows:
            spelt = [_spelt(word) for word in f"{title} {text[start:end]}".split()]
            yield LexicalEntry(
                name,
                Spelling(
                    " ".join([one.stems for one in spelt if one.stems]),
                    " ".join([one.grams for one in spelt if one.grams]),
                    " ".join([one.keys for one in spelt if one.keys]),
                ),
                language,
                date_of(published_at),
                outlet,
            )
