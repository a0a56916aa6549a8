"""The health of a library: opening what may be damaged, checking it, going back to a backup."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rag.disk import disk_fault
from rag.errors import DamagedLibraryError, DiskError, FingerprintError, LibraryError
from rag.protocols import PassageIndex
from rag.store.catalog import (
    CATALOG,
    FORMER_EMBEDDERS,
    MOVING,
    UNSURE,
    Backup,
    Catalog,
    backups,
    finish_restore,
    has_backup,
    has_log,
    is_blank_file,
    lost,
    restore,
)
from rag.store.index_differences import ComparedPage, compare
from rag.store.local_index import holds_chunks
from rag.store.lock import LibraryLock
from rag.store.postgres_connections import PostgresConnections

ARRIVING = "arriving"
"""The key that says: the rows of another library are still being brought here. Its value begins
with the command that brings them, `import` or `move`."""

_INDEX_NAME = "index-name"
"""A file with a name for the index in a folder, and the key under which a catalog has it."""

_FREE = ("builtin:", "use:")  # embedders that cost nothing but time may follow each other


@dataclass(frozen=True, slots=True)
class Health:
    """What `doctor` found.

    `owed_vectors` counts chunks whose vectors follow, which is no fault: words find them
    meanwhile. `moving` says that they follow because the embedder is another one than before.
    `owed` counts what else the indexes have still to do.
    `without_story` counts articles that have still to be put into a story, which is no fault.
    `server` says where the catalog is, if it is not in the folder: its copies are made there.
    `missing` and `stray` count chunks that an index lacks or should not have; `unreadable` says
    why the indexes could not be read, if so, and `damage` what is wrong with the catalog. Where
    either is set nothing was compared. `reader` names what reads sentences beside a question, or
    says why none does.
    """

    articles: int
    chunks: int
    owed: int
    missing_words: int
    stray_words: int
    missing_vectors: int
    stray_vectors: int
    embedder: str
    tokens: str
    unreadable: str | None = None
    damage: str | None = None
    owed_vectors: int = 0
    moving: bool = False
    former_versions: int = 0
    feeds: int = 0
    without_story: int = 0
    backups: tuple[Backup, ...] = field(default=(), compare=False)
    server: str | None = None
    reader: str = "none"

    @property
    def sound(self) -> bool:
        wrong = self.missing_words + self.stray_words + self.missing_vectors + self.stray_vectors
        whole = self.unreadable is None and self.damage is None
        return whole and wrong == 0 and self.owed == 0


@dataclass(frozen=True, slots=True)
class Restored:
    """The backup that was put in place, and the name under which the former catalog is kept
    (None: there was none)."""

    backup: Backup
    kept_as: str | None


def make_folder(folder: Path) -> None:
    """Make the folder of a library if there is none. Raises `LibraryError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise LibraryError(
            f"{folder} is a file, and a library is a folder; choose another with MUJAZ_HOME"
        ) from None
    except OSError as error:
        raise disk_fault(error, folder) or LibraryError(
            f"{folder} cannot be made ({error.strerror}); choose another folder with MUJAZ_HOME"
        ) from None


def open_catalog(folder: Path, server: PostgresConnections | None = None) -> Catalog:
    """Open the catalog of the library in `folder`, or that of its database on a server, which this
    process must have taken.

    Raises `LibraryError` for one that cannot be used, and for an empty one beside something that
    tells of articles: what is lost must not look like a new library.
    """
    if server is not None:
        return _open_tables(folder, server)
    path = folder / CATALOG
    _finish(folder)
    if is_blank_file(path) and (
        has_backup(folder) or has_log(path) or holds_chunks(folder, vectors=True)
    ):
        raise lost(path, "is empty" if path.exists() else "is missing")
    catalog = Catalog(path)
    try:
        _see_that_articles_are_there(catalog, folder)
    except BaseException:
        catalog.close()
        raise
    return catalog


def _open_tables(folder: Path, server: PostgresConnections) -> Catalog:
    """Open the catalog on a server. What an index in the folder tells is looked at only where that
    is the index of the library."""
    catalog = Catalog(server)
    try:
        if not catalog.is_shared:
            is_empty = not (catalog.article_count() or catalog.owed_count())
            if is_empty and holds_chunks(folder, vectors=catalog.meta("words") is None):
                raise catalog.lost("holds no article")
            _note_index(folder, catalog)
    except BaseException:
        catalog.close()
        raise
    return catalog


def _note_index(folder: Path, catalog: Catalog) -> None:
    """Note in which folder the index of a catalog on a server is. That of another folder, from
    when another machine had the library, is to be compared with the catalog chunk by chunk."""
    noted = folder / _INDEX_NAME
    try:
        if not noted.exists():
            noted.write_text(uuid.uuid4().hex)
        name = noted.read_text()
    except OSError as error:
        raise disk_fault(error, folder) or LibraryError(
            f"{noted} cannot be written or read ({error.strerror}); choose another folder with "
            "MUJAZ_HOME"
        ) from None
    if catalog.meta(_INDEX_NAME) != name:
        with catalog.transaction():
            catalog.set_meta(UNSURE, "1")
            catalog.set_meta(_INDEX_NAME, name)


def _see_that_articles_are_there(catalog: Catalog, folder: Path) -> None:
    if catalog.article_count() or catalog.owed_count():
        return
    never_used = catalog.meta("library") is None
    unindexed = catalog.meta("words") is None
    if (never_used and has_backup(folder)) or holds_chunks(folder, vectors=unindexed):
        raise catalog.lost("holds no article")


def _finish(folder: Path) -> None:
    try:
        finish_restore(folder)
    except OSError as error:
        raise disk_fault(error, folder) or LibraryError(
            f"the catalog in {folder} was not restored ({error.strerror})"
        ) from None


def restore_catalog(folder: Path) -> Restored | None:
    """Put the newest sound backup in the place of a lost or damaged catalog; None, and nothing
    changed, if the catalog is sound. Raises `LibraryError`."""
    lock = LibraryLock(folder)
    lock.acquire()
    try:
        if _is_sound(folder):
            return None
        chosen, kept_as = restore(folder)
        return Restored(chosen, kept_as)
    finally:
        lock.release()


def _is_sound(folder: Path) -> bool:
    try:
        catalog = open_catalog(folder)
    except DamagedLibraryError:
        return False
    try:
        return catalog.damage() is None
    finally:
        catalog.close()


def check(
    folder: Path,
    catalog: Catalog,
    open_index: Callable[[], PassageIndex],
    *,
    embedder: str,
    tokens: str,
    reader: str,
) -> Health:
    """Read the whole library: the catalog first, then both indexes, compared with it chunk by
    chunk. Raises `DiskError`; other damage is in what is handed back."""
    damage = catalog.damage()
    unreadable: str | None = None
    wrong = _Wrong()
    try:
        index = open_index()
        index.examine()
        if damage is None:
            wrong = _wrong_in(catalog, index)
    except DiskError:
        raise
    except LibraryError as error:
        unreadable = str(error)
    follow = 0 if damage else catalog.vectors_owed()
    return Health(
        articles=0 if damage else catalog.article_count(),
        chunks=0 if damage else catalog.chunk_count(),
        owed=0 if damage else catalog.owed_count() - follow,
        missing_words=wrong.missing_words,
        stray_words=wrong.stray_words,
        missing_vectors=wrong.missing_vectors,
        stray_vectors=wrong.stray_vectors,
        embedder=embedder,
        tokens=tokens,
        unreadable=unreadable,
        damage=damage,
        owed_vectors=follow,
        moving=follow > 0 and catalog.meta(MOVING) is not None,
        former_versions=0 if damage else catalog.former_count(),
        feeds=0 if damage else len(catalog.watched.all()),
        without_story=0 if damage else catalog.stories.owed_count(),
        backups=() if catalog.server is not None else tuple(backups(folder)),
        server=catalog.server,
        reader=reader,
    )


@dataclass(slots=True)
class _Wrong:
    """How many chunks an index lacks, or should not have."""

    missing_words: int = 0
    stray_words: int = 0
    missing_vectors: int = 0
    stray_vectors: int = 0


def _wrong_in(catalog: Catalog, index: PassageIndex) -> _Wrong:
    """Compare an index with the catalog. A vector that is owed is not missing."""
    wrong = _Wrong()

    def count(page: ComparedPage) -> None:
        lacking = page.wanted - page.vectors
        wrong.missing_words += len(page.wanted - page.words)
        wrong.stray_words += len(page.words - page.wanted)
        wrong.missing_vectors += len(lacking - catalog.owed_ids("vectors", list(lacking)))
        wrong.stray_vectors += len(page.vectors - page.wanted)

    compare(catalog, index, count)
    return wrong


def refuse_unfinished(arriving: str | None) -> None:
    """Raise `LibraryError` for a library whose rows have not all arrived; `arriving` is what it
    holds under `ARRIVING`."""
    if arriving is not None:
        what, again = ("a move", "move") if arriving.startswith("move") else ("an import", "import")
        raise LibraryError(
            f"this library is not whole: {what} into it was cut short, or goes on. Run the same "
            f"mujaz {again} again; it goes on from where it was"
        )


def claim(catalog: Catalog, folder: Path, embedder: str, *, reembed: bool) -> None:
    """Give a new library its name, and compare its embedder with the one of the settings.

    `embedder` is the fingerprint of the latter. From an embedder that costs nothing to another such
    the library moves by itself: it owes all vectors anew, and words find everything meanwhile. One
    that processes share does not: they would move it in turns, each to its own.
    Raises `FingerprintError` for any other change, unless `reembed` asks for it, `LibraryError` for
    a library that has not arrived wholly.
    """
    refuse_unfinished(catalog.meta(ARRIVING))
    with catalog.transaction():  # of two processes that open a new library one is the first
        _claim(catalog, folder, embedder, reembed=reembed)


def _claim(catalog: Catalog, folder: Path, embedder: str, *, reembed: bool) -> None:
    if catalog.meta("library") is None:
        catalog.set_meta("library", uuid.uuid4().hex)
    built_with = catalog.meta("embedder")
    if built_with == embedder:
        return
    if built_with is not None and catalog.is_shared and not reembed:
        raise FingerprintError(
            f"the library in {catalog.server} is indexed with the embedder {built_with!r}, the "
            f"settings of this process say {embedder!r}; set MUJAZ_EMBEDDER to the same for all "
            "processes of the library, or end them and embed everything anew: mujaz doctor "
            "--reembed"
        )
    free = (built_with or "").startswith(_FREE) and embedder.startswith(_FREE)
    if built_with is not None and catalog.chunk_count() and not (reembed or free):
        raise FingerprintError(
            f"the library in {folder} was embedded with {built_with!r}, the settings say "
            f"{embedder!r}; set MUJAZ_EMBEDDER back, or embed everything anew: "
            "mujaz doctor --reembed"
        )
    catalog.set_meta("embedder", embedder)
    catalog.owe(add=catalog.chunk_ids(), parts=("vectors",))
    if built_with is not None and catalog.chunk_count():
        catalog.set_meta(MOVING, "1")
    if built_with is not None:
        former = (catalog.meta(FORMER_EMBEDDERS) or "").splitlines()
        catalog.set_meta(FORMER_EMBEDDERS, "\n".join([*former, built_with]))
