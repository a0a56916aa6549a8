"""Reads articles in batches, a few of them ahead while another process prepares the first."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rag.ingest.chunking import Chunker
from rag.ingest.storing import is_new
from rag.records import SourceArticle
from rag.store.catalog import Catalog
from rag.store.index_texts import before_passages
from rag.text.spelling_processes import Speller

_ARTICLES_A_BATCH = 512
"""Each batch is committed by itself; at 256, merging what was committed took a third more."""
_CHARACTERS_A_BATCH = 3_000_000  # of long articles fewer, for all of it is in memory
_MOST_AHEAD = 3  # batches that are read while another process prepares one
_SOON = 3.0  # seconds of reading after which a batch ends


@dataclass
class ReadBatch:
    """Articles that are stored together, and the texts of those that were new when read. It is slow
    where reading them took so long that words should find them at once."""

    drafts: list[SourceArticle] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    is_slow: bool = False


class BatchReader:
    """Reads the articles that one library takes in."""

    def __init__(self, catalog: Catalog, chunker: Chunker, speller: Speller) -> None:
        """Tell `speller` beforehand of the articles that are not in the catalog."""
        self._catalog = catalog
        self._chunker = chunker
        self._speller = speller

    def read(self, articles: Iterator[SourceArticle]) -> Iterator[ReadBatch]:
        """Yield articles in batches. While another process prepares one, some more are read."""
        ahead: deque[ReadBatch] = deque()
        while True:
            try:
                batch = self._next(articles)
            except Exception:
                yield from ahead  # what was read before is kept; who presses Ctrl-C does not wait
                raise
            if not batch.drafts:
                break
            ahead.append(batch)
            while ahead and not self._may_wait(ahead):
                yield ahead.popleft()
        yield from ahead

    def _may_wait(self, ahead: Sequence[ReadBatch]) -> bool:
        """Tell whether another batch may be read before the first of some is stored."""
        return (
            len(ahead) <= _MOST_AHEAD
            and not ahead[-1].is_slow
            and self._speller.is_preparing(ahead[0].new)
        )

    def _next(self, articles: Iterator[SourceArticle]) -> ReadBatch:
        """Return the next articles: as many as are read soon, and none at the end."""
        batch, size = ReadBatch(), 0
        until = time.monotonic() + _SOON
        for draft in islice(articles, _ARTICLES_A_BATCH):
            batch.drafts.append(draft)
            if is_new(self._catalog, draft):
                batch.new.append(draft.text)
                self._speller.foresee(*_searched(draft), self._chunker.cut)
            size += len(draft.text)
            batch.is_slow = time.monotonic() > until
            if batch.is_slow or size >= _CHARACTERS_A_BATCH:
                break
        return batch

    def cuts(self, batch: ReadBatch) -> dict[str, list[tuple[int, int]]]:
        """Return where the new texts of a batch are cut, which takes long unless another process
        has done it."""
        cuts = self._speller.cuts(batch.new)
        for text in batch.new:
            if text not in cuts:
                cuts[text] = self._chunker.cut(text)
        return cuts


def _searched(draft: SourceArticle) -> tuple[str, str]:
    """Return what is searched before each passage of an article, and its text."""
    return before_passages(draft.title if draft.titled else ""), draft.text
