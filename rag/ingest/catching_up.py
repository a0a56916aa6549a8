"""Makes what a library owes, a few chunks or articles at a time, while it is used."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from rag.errors import DamagedLibraryError, EmbeddingError, LibraryError
from rag.ingest.comparing import IndexComparison
from rag.ingest.settling import settle_some
from rag.protocols import PassageIndex
from rag.records import StoredChunk
from rag.store.catalog import Catalog
from rag.store.catalog.backup import REVISION
from rag.tracing.steps import step

if TYPE_CHECKING:
    from rag.ingest.ingester import Progress
    from rag.stories.keeping import StoryKeeper

_LOG = logging.getLogger(__name__)

OwedWork = Literal["words", "vectors", "stories"]
"""What a library may owe, in the order in which it is done."""

_CHUNKS_A_STEP = 256
"""Half a second of the encoder `use` on one core; beyond, Chroma's share hardly falls further."""

_CHUNKS_BEHIND = 64
"""In the background steps are short: a question waits for one at most, and so does closing."""

_REST = 0.5
"""Of the time that a step in the background took: so long it leaves the processor to questions."""

_AGAIN = 60.0
"""Seconds until the background tries again after a server or a disk failed."""

_LOOK = 5.0
"""Seconds until the background looks whether other processes have left something to do."""

_REGROUP = 600.0
"""Seconds after which stories are looked for although no article has changed: another process may
have forgotten them all. The look reads the numbers of all articles."""

_PATIENCE = 1.0
"""Seconds that closing waits for a vector being made. One that a server is asked for may take
longer; it is then made for nothing."""


class CatchingUp:
    """Works off what a library owes; safe to use from many threads.

    What is owed stands in the catalog, so it may be left at any moment and taken up by another
    process. Chunks are embedded while others may read and write the library. Where one process has
    it they are looked at again before their vectors are stored; where several share it each claims
    its chunks, and whoever would change one of them waits.
    """

    def __init__(
        self,
        catalog: Catalog,
        index: Callable[[], PassageIndex],
        writing: threading.Lock,
        stories: Callable[[], StoryKeeper],
    ) -> None:
        """Store what is made while holding `writing`, the lock of all that changes the library."""
        self._catalog = catalog
        self._index = index
        self._writing = writing
        self._stories = stories
        self._comparison = IndexComparison(catalog)
        self._grouped: tuple[str | None, float] = (None, 0.0)
        self._one_at_a_time = threading.Lock()
        self._touching = threading.Lock()
        self._storing = threading.Lock()  # for `_touching`, of what is claimed
        self._closed = threading.Event()
        self._more = threading.Event()
        self._thread: threading.Thread | None = None

    def run(self, progress: Progress | None = None, *, stop: threading.Event | None = None) -> int:
        """Make the vectors that are owed, until none is or `stop` is set; return how many are left.

        Raises `EmbeddingError`, `LibraryError`; what was made until then is kept.
        """
        left = total = self._catalog.vectors_owed()
        while left and not (stop is not None and stop.is_set()):
            seen = self._step(_CHUNKS_A_STEP)
            left = self._owed(left)  # after a step that saw nothing too: others make vectors
            if not seen:
                break
            total = max(total, left)
            if progress is not None:
                progress(total - left, total)
        return left

    def _owed(self, before: int) -> int:
        """Return how many vectors are owed; when closed, what was known `before`."""
        with self._touching:
            return before if self._closed.is_set() else self._catalog.vectors_owed()

    def follow(self, *, now: bool) -> int:
        """Make the vectors that are owed, unless the background makes them or they are not wanted
        `now`; return how many are left. Raises `EmbeddingError`, `LibraryError`."""
        if self._thread is not None:
            self._more.set()
        elif now:
            return self.run()
        return self._catalog.vectors_owed()

    def start(self) -> None:
        """Go on in the background, from now until `close`."""
        self._thread = threading.Thread(target=self._work, name="mujaz-vectors", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop. When this returns the catalog and the indexes are not touched any more; what a
        server still answers goes into the file of vectors that were paid for, if anywhere."""
        self._closed.set()
        self._more.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        with self._touching, self._storing:
            pass

    def group(
        self,
        progress: Progress | None = None,
        *,
        stop: threading.Event | None = None,
        seconds: float = math.inf,
    ) -> int:
        """Put articles into stories until none is left, `stop` is set or so many seconds are over;
        return how many are left."""
        until = time.monotonic() + seconds
        left = total = self._ungrouped(0)
        while left and time.monotonic() < until and not (stop is not None and stop.is_set()):
            if not self._group_some():
                break
            left = self._ungrouped(left)
            if progress is not None:
                progress(max(total - left, 0), total)
        return left

    def _ungrouped(self, before: int) -> int:
        """Return how many articles are in no story; when closed, what was known `before`."""
        with self._writing, self._touching:
            return before if self._closed.is_set() else self._stories().owed()

    def do_some(self, kind: OwedWork) -> int:
        """Do a piece of one kind of work, unless other processes are at all there is of it; return
        for how many chunks or articles. Raises `EmbeddingError`, `LibraryError`."""
        if kind == "vectors":
            return self._step(_CHUNKS_A_STEP)
        return self._settle_some() if kind == "words" else self._group_some()

    def _settle_some(self) -> int:
        """Make some chunks findable by their words; return how many were seen to."""
        with self._writing, self._touching:
            if self._closed.is_set():
                return 0
            index = self._index()
            return settle_some(self._catalog, index) or self._comparison.owe(index)

    def _group_some(self) -> int:
        """Put some articles into stories; return how many were seen to, 0 where another process is
        at it."""
        with self._writing, self._touching:
            if self._closed.is_set() or self._is_grouped():
                return 0
            revision = self._catalog.meta(REVISION)
            with self._catalog.alone("stories") as is_alone:
                seen = self._stories().step() if is_alone else 0
            if is_alone and not seen:
                self._grouped = (revision, time.monotonic() + _REGROUP)
            return seen

    def _is_grouped(self) -> bool:
        """Tell whether all articles of a shared library were in stories when this process looked
        last, and none has changed: looking reads much there."""
        revision, until = self._grouped
        return (
            self._catalog.is_shared
            and time.monotonic() < until
            and revision == self._catalog.meta(REVISION)
        )

    def _step(self, limit: int) -> int:
        """Make up to `limit` vectors; return how many chunks were seen to, 0 when closed."""
        with self._one_at_a_time:
            if not self._catalog.is_shared:
                return self._own_step(limit)
            with self._touching:
                if self._closed.is_set():
                    return 0
                index = self._index()
            return self._shared_step(index, limit)

    def _shared_step(self, index: PassageIndex, limit: int) -> int:
        """Make vectors of chunks that no other process changes until they are stored.

        Neither `_writing` nor `_touching` is taken: whoever has it may be waiting for these chunks,
        or for another process that does.
        """
        with self._catalog.claim("vectors", "add", limit) as ids:
            if not ids:
                return 0
            chunks = self._catalog.stored_chunks(ids)
            with step("vectors", chunks=len(chunks)):
                vectors = index.embed(chunks)
            with self._storing:
                if self._closed.is_set():
                    return 0
                index.add_vectors(chunks, vectors)
                self._catalog.settle("vectors", "add", ids)
        return len(ids)

    def _own_step(self, limit: int) -> int:
        """Make vectors, and store those whose chunks are as before."""
        with self._writing, self._touching:
            if self._closed.is_set():
                return 0
            ids = self._catalog.owed("vectors", "add", limit)
            chunks = self._catalog.stored_chunks(ids)
            index = self._index()
        with step("vectors", chunks=len(chunks)):
            vectors = index.embed(chunks) if chunks else None
        with self._writing, self._touching:
            if self._closed.is_set():
                return 0
            # An article may have been changed or removed since, or its language corrected.
            now = _by_id(self._catalog.stored_chunks(ids))
            kept = [row for row, one in enumerate(chunks) if now.get(one.chunk.id) == one]
            if vectors is not None and kept:
                self._index().add_vectors([chunks[row] for row in kept], vectors[kept])
            before = _by_id(chunks)
            same = [one for one in ids if now.get(one) == before.get(one)]
            self._catalog.settle("vectors", "add", same)
        return len(ids)

    def _work(self) -> None:
        try:
            while not self._closed.is_set():
                self._more.clear()
                self._go_on()
        except DamagedLibraryError as error:
            _LOG.warning("no more vectors are made: %s", error)

    def _go_on(self) -> None:
        """Do one step and rest after it; wait for more where nothing is owed, and where a server
        or a disk failed, which may pass."""
        started = time.monotonic()
        try:
            seen = self._some_of_all()
        except DamagedLibraryError:
            raise
        except (EmbeddingError, LibraryError) as error:
            _LOG.warning("the next vectors are made in %d seconds: %s", _AGAIN, error)
            self._wait_for_more(_AGAIN)
            return
        if seen:
            self._closed.wait(_REST * (time.monotonic() - started))
        else:
            self._wait_for_more(_LOOK if self._catalog.is_shared else None)

    def _some_of_all(self) -> bool:
        """Do what is most wanted of what is owed; tell whether there was anything.

        Whoever adds articles makes their words, but where processes share a library one may have
        died before that.
        """
        if self._catalog.is_shared:
            seen = self._settle_some() or self._step(_CHUNKS_BEHIND) or self._group_some()
        else:
            seen = self._step(_CHUNKS_BEHIND) or (self._ungrouped(0) and self._group_some())
        return seen > 0

    def _wait_for_more(self, seconds: float | None = None) -> None:
        """Wait until there may be more to do, or the library is closed: that may have been said
        just before `_work` cleared `_more`."""
        if not self._closed.is_set():
            self._more.wait(seconds)


def _by_id(chunks: Sequence[StoredChunk]) -> dict[str, StoredChunk]:
    return {one.chunk.id: one for one in chunks}
