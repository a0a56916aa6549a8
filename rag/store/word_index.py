"""The word index: BM25 over pre-analysed fields in tantivy. Derived from the catalog.

Three text fields hold tokens that are already analysed: `s` light stems, `g` 4-grams of words,
`k` keys that the languages share. `language`, `outlet` and `day` (YYYYMMDD) narrow a search.
"""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from operator import not_
from pathlib import Path
from typing import TYPE_CHECKING

from rag.disk import disk_fault, is_panic
from rag.errors import DamagedLibraryError, LibraryError
from rag.protocols import Spelling
from rag.records import Language, SearchFilter
from rag.store.segments import damaged_file

if TYPE_CHECKING:
    import tantivy

FORMAT = "tantivy-0.27/1"
"""Names tantivy's index format and this file's fields; another stamp means: build anew."""

_LOG = logging.getLogger(__name__)
_HEAP_BYTES = 64_000_000
# Checksums cost a second for each GB. Up to so many bytes (ten thousand chunks) they are
# looked at on every opening; beyond, by `mujaz doctor`.
_SMALL = 30_000_000
_FIRST_DAY, _LAST_DAY = 0, 99_991_231

# The places where the terms of a question stand are all looked at up to so many, in two or three
# milliseconds. Where there are more, the chunks that are scored are chosen by stems, and by 4-grams
# and keys that stand in few of them. For ARCD's questions among 47,000 chunks of Arabic news the
# first ten are then the same but for .3 %, and MRR@10 stays .675; without common 4-grams it would
# fall to .642.
_SOON = 500_000
_COMMON = 0.05
_LIKELY = 2  # times as many as are wanted
_DEEPEST = 64  # queries inside each other: some hundred overflow the stack of a thread


Term = tuple[str, str, float]
"""A field, a token and the weight of its BM25 score."""


Token = tuple[str, str]
"""A field and a token in it."""


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A chunk as the word index takes it."""

    chunk_id: str
    spelling: Spelling
    language: Language
    published_at: date | None
    outlet: str | None


class LexicalIndex:
    """One open tantivy index. Only one writer may exist; the library's lock sees to that."""

    def __init__(self, folder: Path) -> None:
        """Open or create the index. Raises `LibraryError` when its files cannot be read."""
        import tantivy

        self._folder = folder
        self._tantivy = tantivy
        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        with _translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, str(folder))
            analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("tokens", analyzer)
            self._index.config_reader("manual")
            self._searcher = self._index.searcher()
        if sum(path.stat().st_size for path in folder.iterdir()) <= _SMALL:
            self.examine()

    @staticmethod
    def discard(folder: Path) -> None:
        """Remove an index from disk; a folder that is not there is no error."""
        shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            with _translated(self._folder):
                writer.wait_merging_threads()
        except LibraryError as error:  # what was committed is there; merging is for speed only
            _LOG.warning("the segments of the word index were not merged: %s", error)

    def apply(self, entries: Iterable[LexicalEntry], deletes: Iterable[str]) -> None:
        """Add chunks and delete others, in one commit. Adding a known chunk replaces it."""
        documents = ((entry.chunk_id, self._document(entry)) for entry in entries)
        try:
            with _translated(self._folder):
                self._commit(documents, deletes)
        except LibraryError:
            self._writer = None  # tantivy's writer takes nothing more after an error
            raise

    def _commit(
        self, documents: Iterable[tuple[str, tantivy.Document]], deletes: Iterable[str]
    ) -> None:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        for chunk_id in deletes:
            self._writer.delete_documents_by_term("id", chunk_id)
        for chunk_id, document in documents:
            self._writer.delete_documents_by_term("id", chunk_id)
            self._writer.add_document(document)
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _document(self, entry: LexicalEntry) -> tantivy.Document:
        document = self._tantivy.Document()
        document.add_text("id", entry.chunk_id)
        document.add_text("s", entry.spelling.stems)
        document.add_text("g", entry.spelling.grams)
        document.add_text("k", entry.spelling.keys)
        document.add_text("language", entry.language)
        if entry.outlet is not None:
            document.add_text("outlet", entry.outlet)
        if entry.published_at is not None:
            document.add_integer("day", _day(entry.published_at))
        return document

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def ids(self) -> set[str]:
        """Return the ids of all chunks in the index."""
        searcher, every = self._searcher, self._tantivy.Query.all_query()
        if not searcher.num_docs:
            return set()
        with _translated(self._folder):
            found = searcher.search(every, searcher.num_docs, count=False)
            return {_id(searcher, address) for _, address in found.hits}

    def examine(self) -> None:
        """Read all files and hold them against their checksums. Raises `DamagedLibraryError`."""
        if (name := damaged_file(self._folder)) is not None:
            raise _damaged(self._folder, f"{name} is not what was written")

    def document_frequency(self, field: str, token: str) -> int:
        """Return in how many chunks a token stands in a field."""
        with _translated(self._folder):
            return int(self._searcher.doc_freq(field, token))

    def search(
        self,
        terms: Iterable[Term],
        *,
        limit: int,
        where: SearchFilter | None = None,
        among: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Return chunk ids with their weighted sum of BM25 scores, best first. No term, no hit.

        The index does not know the ids of articles: where the filter names some, `among` must be
        the chunks that it lets through. In a large library the best by the rarer terms are looked
        for first, and only those are scored by all terms (`_likely`).
        """
        wanted = list(terms)
        if not wanted or not self.count() or (among is not None and not among):
            return []
        if among is None and (found := self._likely(wanted, limit, where)) is not None:
            return found
        return self._found(self._narrowed(self._any_of(wanted), where, among), limit)

    def _likely(
        self, terms: Sequence[Term], limit: int, where: SearchFilter | None
    ) -> list[tuple[str, float]] | None:
        """Return the best of the chunks that are likely by the rarer terms; None where all chunks
        are soon looked at, or too few have such a term."""
        if self.count() * len(terms) <= _SOON:
            return None
        holding = [self.document_frequency(field, token) for field, token, _ in terms]
        if sum(holding) <= _SOON:
            return None
        most = _COMMON * self.count()
        telling = [
            field == "s" or count <= most
            for (field, _, _), count in zip(terms, holding, strict=True)
        ]
        rarer, common = list(compress(terms, telling)), list(compress(terms, map(not_, telling)))
        query, searcher = self._narrowed(self._any_of(rarer), _unsaid(where, rarer)), self._searcher
        with _translated(self._folder):
            likely = searcher.search(query, _LIKELY * limit, count=False).hits if rarer else []
            if len(likely) < _LIKELY * limit:
                return None
            found = {
                (at.segment_ord, at.doc): (_id(searcher, at), float(score)) for score, at in likely
            }
            names, more = [name for name, _ in found.values()], Counter[tuple[int, int]]()
            for start in range(0, len(common) or 1, _DEEPEST):
                these = self._these(names, where, common[start : start + _DEEPEST])
                for score, at in searcher.search(these, len(likely), count=False).hits:
                    more[at.segment_ord, at.doc] += score
        if len(more) < limit:
            return None
        scored = [(found[at][0], found[at][1] + score) for at, score in more.items()]
        return sorted(scored, key=lambda one: -one[1])[:limit]

    def _these(
        self, names: Sequence[str], where: SearchFilter | None, terms: Sequence[Term]
    ) -> tantivy.Query:
        """Return the query for the scores that some chunks have by terms which they may lack.

        Each term is beside what came before it, and not all in one: tantivy would then go through
        thousands of chunks around each of these.
        """
        make, occur = self._tantivy.Query, self._tantivy.Occur
        query = make.boolean_query(
            [(occur.Should, make.term_query(self._schema, "id", name, "basic")) for name in names]
        )
        query = self._narrowed(make.const_score_query(query, 0.0), where)
        for term in terms:
            query = make.boolean_query([(occur.Must, query), (occur.Should, self._any_of([term]))])
        return query

    def _found(self, query: tantivy.Query, limit: int) -> list[tuple[str, float]]:
        searcher = self._searcher  # another thread may commit meanwhile: addresses are then others
        with _translated(self._folder):
            found = searcher.search(query, limit, count=False)
            return [(_id(searcher, address), float(score)) for score, address in found.hits]

    def holding(
        self,
        words: Sequence[Sequence[Sequence[Token]]],
        *,
        limit: int,
        where: SearchFilter | None = None,
    ) -> list[str]:
        """Return the ids of the chunks that hold all `words`, the best by BM25 first.

        A word is given by the spellings that it may have, and a spelling by the tokens that must
        all be there. No word, no hit; nor does a word without a spelling have any.
        """
        if not words or not self.count():
            return []
        make, occur = self._tantivy.Query, self._tantivy.Occur
        query = make.boolean_query(
            [
                (
                    occur.Must,
                    make.boolean_query([(occur.Should, self._all_of(one)) for one in spellings]),
                )
                for spellings in words
            ]
        )
        return [name for name, _ in self._found(self._narrowed(query, where), limit)]

    def _all_of(self, tokens: Sequence[Token]) -> tantivy.Query:
        make, must = self._tantivy.Query, self._tantivy.Occur.Must
        return make.boolean_query(
            [(must, make.term_query(self._schema, field, token, "freq")) for field, token in tokens]
        )

    def _any_of(self, terms: Iterable[Term]) -> tantivy.Query:
        make, occur = self._tantivy.Query, self._tantivy.Occur
        clauses = [
            (
                occur.Should,
                make.boost_query(make.term_query(self._schema, field, token, "freq"), weight),
            )
            for field, token, weight in terms
        ]
        return make.boolean_query(clauses)

    def _narrowed(
        self,
        query: tantivy.Query,
        where: SearchFilter | None,
        among: Sequence[str] | None = None,
    ) -> tantivy.Query:
        if where is None and among is None:
            return query
        make, occur = self._tantivy.Query, self._tantivy.Occur
        where = where or SearchFilter()
        wanted = (("outlet", list(where.outlets)), ("id", list(among or ())))
        conditions = [
            make.term_set_query(self._schema, field, values) for field, values in wanted if values
        ]
        if where.language is not None:
            conditions.append(make.term_query(self._schema, "language", where.language, "basic"))
        if where.since is not None or where.until is not None:
            conditions.append(
                make.range_query(
                    self._schema,
                    "day",
                    self._tantivy.FieldType.Integer,
                    _day(where.since) if where.since else _FIRST_DAY,
                    _day(where.until) if where.until else _LAST_DAY,
                )
            )
        musts = [(occur.Must, make.const_score_query(part, 0.0)) for part in conditions]
        return make.boolean_query([(occur.Must, query), *musts])


def _id(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return str(searcher.doc(address).get_first("id"))


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Raise tantivy's errors and panics as ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise _fault(error, folder) from None
    except BaseException as error:
        if not is_panic(error):
            raise
        raise _fault(error, folder) from None


def _fault(error: BaseException, folder: Path) -> LibraryError:
    if isinstance(error, (FileExistsError, NotADirectoryError)) or folder.is_file():
        return DamagedLibraryError(
            f"a file stands where the folder {folder} of the word index should be; move the file "
            "away, and the index is built anew"
        )
    return disk_fault(error, folder) or _damaged(folder, "its files cannot be read")


def _damaged(folder: Path, what: str) -> DamagedLibraryError:
    return DamagedLibraryError(
        f"the word index in {folder} is damaged ({what}); build it anew from the catalog with: "
        "mujaz doctor --repair"
    )


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("s", "g", "k"):
        builder.add_text_field(field, tokenizer_name="tokens", index_option="freq")
    for field in ("language", "outlet"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def _unsaid(where: SearchFilter | None, terms: Sequence[Term]) -> SearchFilter | None:
    """Return a filter without a language that goes without saying: hardly a word of one stands in
    texts of the other. Not so keys. A filter costs as much as half of the search."""
    if where is None or any(field == "k" for field, _, _ in terms):
        return where
    rest = replace(where, language=None)
    return None if rest == SearchFilter() else rest


def _day(when: date) -> int:
    return when.year * 10_000 + when.month * 100 + when.day
