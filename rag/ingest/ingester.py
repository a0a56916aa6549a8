"""Files → articles → chunks → catalog → indexes, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.garbage import objects_set_aside
from rag.ingest.batches import BatchReader, ReadBatch
from rag.ingest.chunking import Chunker
from rag.ingest.identity import is_row_number, replacement_note, with_own_id
from rag.ingest.links_read import LinkReader, split_links
from rag.ingest.named_sources import called, with_own_source
from rag.ingest.repeated_notes import RepeatedNotes
from rag.ingest.settling import settle, settle_words
from rag.ingest.storing import store
from rag.protocols import PassageIndex
from rag.records import (
    Failure,
    FileNote,
    IndexedArticle,
    IndexProgress,
    IngestReport,
    SourceArticle,
)
from rag.sources.discovery import FoundFiles, discover
from rag.sources.file_reading import read_source
from rag.sources.memory import read_draft
from rag.sources.source_files import watched
from rag.store.catalog import Catalog, Standing, Twin
from rag.text.spelling_processes import Speller

if TYPE_CHECKING:
    from rag.web.fetcher import Fetcher

_ARTICLES_KEPT = 30  # in the report: enough to open what a file has brought
_REMARKS_KEPT = 5_000  # a million refused files must not fill the memory with their names

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are: vectors, or feeds."""


@dataclass
class _Remarks:
    """The first remarks in full, and how many more there were."""

    kept: list[Failure] = field(default_factory=list)
    left_off: int = 0

    def add(self, remark: Failure) -> None:
        if len(self.kept) < _REMARKS_KEPT:
            self.kept.append(remark)
        else:
            self.left_off += 1


@dataclass
class _Tally:
    """The report while it grows, and the ids that this run has seen."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0}
    )
    failures: _Remarks = field(default_factory=_Remarks)
    notes: _Remarks = field(default_factory=_Remarks)
    repeated: RepeatedNotes = field(default_factory=RepeatedNotes)
    places: dict[str, str] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)
    articles: list[IndexedArticle] = field(default_factory=list)
    is_from_memory: bool = False
    name: str | None = None

    def keep(self, standing: Standing, draft: SourceArticle) -> None:
        """Keep what came of one of the first articles."""
        if len(self.articles) < _ARTICLES_KEPT:
            is_twin = standing.change == "unchanged" and standing.twin is not None
            title = standing.twin.title if is_twin and standing.twin else draft.title
            self.articles.append(IndexedArticle(standing.id, title, standing.change, is_twin))

    def report(self) -> IngestReport:
        for note in self.repeated.rest():
            self.notes.add(note)
        self.repeated = RepeatedNotes()  # told once, however often the report is asked for
        return IngestReport(
            added=self.counts["added"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
            failures=tuple(self.failures.kept),
            notes=tuple(self.notes.kept),
            failures_left_off=self.failures.left_off,
            notes_left_off=self.notes.left_off,
            articles=tuple(self.articles),
        )


@dataclass
class _Reach:
    """How many of the sources and of their bytes are through, told to whoever wants to know."""

    sources: int
    bytes: int
    progress: Callable[[IndexProgress], None] | None
    done: int = 0
    behind: int = 0
    told: int = 0

    def tell(self, within: int = 0, *, most: int = 0) -> None:
        """Tell how far it is: `within` bytes of a source that had `most` when it was found."""
        if self.progress is not None:
            # Readers look at the head of a file before they read it from its beginning.
            self.told = max(self.told, self.behind + min(within, most))
            self.progress(IndexProgress(self.done, self.sources, self.told, self.bytes))

    def pass_by(self, size: int = 0) -> None:
        """Note that a source of so many bytes is through."""
        self.done += 1
        self.behind += size


class Ingester:
    """Reads sources into one library."""

    def __init__(
        self,
        catalog: Catalog,
        index: PassageIndex,
        chunker: Chunker,
        *,
        max_bytes: int,
        speller: Speller,
        library: Path | None = None,
        at_once: bool = True,
    ) -> None:
        """Make the vectors of each batch along with its words if `at_once`; else they are left
        owed. The folder `library` is no source, should it lie below one. `speller` is that of
        the index, and is told beforehand of the articles that it will be asked for."""
        self._speller = speller
        self._batches = BatchReader(catalog, chunker, speller)
        self._library = library
        self._at_once = at_once
        self._catalog = catalog
        self._index = index
        self._chunker = chunker
        self._max_bytes = max_bytes

    def run(
        self,
        paths: Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None = None,
        *,
        fetcher: Fetcher | None = None,
    ) -> IngestReport:
        """Index files and folders, and links by `fetcher`; without one links are refused.

        What cannot be read is in the report; the rest goes in. An article counts once its text is
        in the catalog for good; its words follow at once, or, should the process die in between,
        when the library is next opened.
        """
        links, named = split_links(paths)
        found = discover(named, library=self._library)
        tally = _Tally()
        for failure in found.failures:
            tally.failures.add(failure)
        for note in found.notes:
            tally.notes.add(note)
        reach = _Reach(len(found.files) + len(links), sum(found.sizes), progress)
        self._speller.expect(reach.bytes)
        report = self._take(self._read(found, tally, reach), tally)
        reading = LinkReader(fetcher, max_bytes=self._max_bytes)
        for link in links:
            reach.tell()
            # Each by itself, for the next may take half a minute, or be interrupted.
            report = self._take(self._accepted(reading.read(link), tally), tally)
            reach.pass_by()
        reach.tell()
        return replace(report, unread=tuple(found.unread))

    def run_each(
        self,
        files: Sequence[tuple[Path, str]],
        progress: Callable[[int, IndexProgress], None] | None = None,
    ) -> list[IngestReport]:
        """Index files that have other names than their paths, and return a report for each.

        The words of many small files follow together, for each time they wait for the disk.
        `progress` is told the place of the file in the list, and how far it is.
        """
        finish = self._finishing()
        tallies = [
            self._take_file(
                path, name, None if progress is None else partial(progress, place), finish
            )
            for place, (path, name) in enumerate(files)
        ]
        finish()
        owed = self._catalog.vectors_owed()
        return [replace(tally.report(), vectors_owed=owed) for tally in tallies]

    def _take_file(
        self,
        path: Path,
        name: str,
        progress: Callable[[IndexProgress], None] | None,
        finish: Callable[[], None],
    ) -> _Tally:
        """Store the articles of a file; those of its last batch are not indexed yet."""
        found = discover([path])
        tally = _Tally(name=name)
        for failure in called(found.failures, path, name):
            if isinstance(failure, Failure):
                tally.failures.add(failure)
        reach = _Reach(len(found.files), sum(found.sizes), progress)
        self._speller.expect(reach.bytes)
        self._store_each(self._read(found, tally, reach), tally, finish)
        return tally

    def add(self, drafts: Iterable[object]) -> IngestReport:
        """Index articles from memory: `Draft`s, mappings of their fields, or texts.

        What is refused is in the report. Raises `UsageError` for what is no article at all;
        then nothing of its batch goes in.
        """
        tally = _Tally(is_from_memory=True)  # a program's own ids are taken at their word
        read = (read_draft(draft, number=at) for at, draft in enumerate(drafts, start=1))
        return self._take(self._accepted(read, tally), tally)

    def _take(self, articles: Iterator[SourceArticle], tally: _Tally) -> IngestReport:
        """Store articles and index them, a batch at a time."""
        finish = self._finishing()
        with objects_set_aside():
            self._store_each(articles, tally, finish)
            finish()
        return replace(tally.report(), vectors_owed=self._catalog.vectors_owed())

    def _store_each(
        self, articles: Iterator[SourceArticle], tally: _Tally, finish: Callable[[], None]
    ) -> None:
        """Store articles a batch at a time, and index all batches but the last; that one as well
        if reading fails."""
        batches = self._batches.read(articles)
        batch = next(batches, None)
        while batch is not None:
            self._store_all(batch, tally)
            if batch.is_slow:
                finish()
            try:
                batch = next(batches, None)
            except BaseException:
                finish()
                raise
            if batch is not None:
                finish()

    def _store_all(self, batch: ReadBatch, tally: _Tally) -> None:
        """Store articles in one transaction, which has little to do: others wait for theirs."""
        cuts = self._batches.cuts(batch)
        with self._catalog.transaction():
            for draft in batch.drafts:
                self._store(draft, tally, cuts.get(draft.text))

    def _finishing(self) -> Callable[[], None]:
        """Return what indexes the articles that are stored from now on.

        Vectors that are owed already are left to whoever shows how far it is with them.
        """
        finish = settle if self._at_once and not self._catalog.vectors_owed() else settle_words
        return partial(finish, self._catalog, self._index)

    def _read(self, found: FoundFiles, tally: _Tally, reach: _Reach) -> Iterator[SourceArticle]:
        """Yield the articles of files, in order."""
        for path, size in zip(found.files, found.sizes, strict=True):
            reach.tell()
            read = read_source(path, max_bytes=self._max_bytes)
            if tally.name is not None:
                read = called(read, path, tally.name)
            yield from self._accepted(watched(read, partial(reach.tell, most=size)), tally)
            reach.pass_by(size)

    def _accepted(
        self, read: Iterable[SourceArticle | Failure | FileNote], tally: _Tally
    ) -> Iterator[SourceArticle]:
        """Yield what was read; put what was refused, and notes on files, into the tally."""
        for item in read:
            if isinstance(item, Failure):
                tally.failures.add(item)
            elif isinstance(item, FileNote):
                tally.notes.add(Failure(item.source, item.reason))
            elif self._is_first_of_its_id(item, tally):
                yield item

    def _is_first_of_its_id(self, draft: SourceArticle, tally: _Tally) -> bool:
        """Tell whether no other source of this run has the same id.

        Two sources that state the same id would silently replace each other. Row numbers count
        within their file only: there they get ids of their own (`with_own_id`).
        """
        if draft.key is None:
            return True
        key = f"{draft.source}\n{draft.key}" if is_row_number(draft.key) else draft.key
        first = tally.places.setdefault(key, _place(draft))
        if first == _place(draft):
            return True
        reason = f"its id {draft.key!r} is also that of {first}; give one of them another id"
        tally.failures.add(Failure(_place(draft), reason))
        return False

    def _with_own_id(self, draft: SourceArticle, tally: _Tally) -> SourceArticle:
        """Return a draft under its id; that it got a new one is told once for each source."""
        own, note = with_own_id(self._catalog, draft)
        if note is not None and draft.source not in tally.renamed:
            tally.renamed.add(draft.source)
            tally.notes.add(Failure(_place(draft), note))
        return own

    def _store(
        self, draft: SourceArticle, tally: _Tally, spans: Sequence[tuple[int, int]] | None
    ) -> None:
        if not tally.is_from_memory:
            draft = self._with_own_id(draft, tally)
        if tally.name is not None:
            draft = with_own_source(self._catalog, draft)
        old = None if draft.key is None else self._catalog.article(draft.key)
        standing = store(self._catalog, self._chunker, draft, spans=spans)
        tally.counts[standing.change] += 1
        tally.keep(standing, draft)
        is_utf8 = draft.encoding.lower().replace("-", "") in ("utf8", "ascii")
        for note in (*(() if is_utf8 else (f"read as {draft.encoding}",)), *draft.notes):
            if tally.repeated.is_new(draft, note):
                tally.notes.add(Failure(_place(draft), note))
        replaced = replacement_note(old, draft) if standing.change == "updated" else None
        if replaced is not None and not tally.is_from_memory:
            tally.notes.add(Failure(_place(draft), replaced))
        if standing.twin is not None:
            note = _same_text(standing.twin, replaced=standing.change == "updated")
            tally.notes.add(Failure(_place(draft), note))


def _place(draft: SourceArticle) -> str:
    return draft.source if draft.locator is None else f"{draft.source}, {draft.locator}"


def _same_text(twin: Twin, *, replaced: bool) -> str:
    """Return the note on an article whose text another one has."""
    other = f"{twin.id!r} ({twin.title!r}{f', {twin.outlet}' if twin.outlet else ''})"
    if replaced:
        return f"its text is now that of {other}, which it replaces"
    return f"its text stands already in the library as {other}; they are one article"
