"""In how many chunks the tokens of questions stand, as a Milvus server counts them.

Milvus does not tell the document frequencies that its BM25 works with. A token of few chunks is
counted by its hits, all tokens of a question in one call for each field; only one of many chunks is
counted by a filter. What is counted is kept for a while: an idf changes by the day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from rag.protocols import Analysis
from rag.store.milvus_collection import MilvusCollection
from rag.store.milvus_texts import FIELDS, holds, written
from rag.store.word_index import Token
from rag.text.crosslingual.keys import is_key

_AGE = 600.0  # seconds that a count is kept
_MOST_KEPT = 50_000  # counts
_MUCH = 0.02  # a share of the chunks: when more of them come or go, all is counted anew
_FEW = 1_000  # hits that cost less to be named than a filter takes

_ALL: Token = ("", "")
"""Stands for all chunks."""


class TokenFrequencies:
    """Counts of chunks by token. Safe to use from many threads.

    Counts are futures, so that those of a question are made while it is searched.
    """

    def __init__(self, calls: ThreadPoolExecutor, collection: MilvusCollection) -> None:
        self._calls = calls
        self._collection = collection
        self._kept: dict[Token, tuple[float, Future[int]]] = {}
        self._lock = threading.Lock()

    def of(self, token: str) -> int:
        """Return in how many chunks a stem or a key stands. Raises `LibraryError`."""
        (found,) = self._ask([("k" if is_key(token) else "s", token)])
        return found.result()

    def total(self) -> int:
        """Return how many chunks there are. Raises `LibraryError`."""
        (found,) = self._ask([_ALL])
        return found.result()

    def expect(self, query: Analysis) -> None:
        """Have the tokens of a question counted, which will be asked for."""
        tokens = [("s", stem) for stem in query.stems] + [("k", key) for key in query.keys]
        self._ask([_ALL, *tokens])

    def forget(self) -> None:
        """Count everything anew when it is next asked for."""
        with self._lock:
            self._kept.clear()

    def changed(self, chunks: int) -> None:
        """Note that so many chunks came or went."""
        with self._lock:
            _, total = self._kept.get(_ALL, (0.0, None))
            known = total is not None and total.done() and total.exception() is None
            if total is None or not known or chunks > _MUCH * total.result():
                self._kept.clear()

    def _ask(self, tokens: Iterable[Token]) -> list[Future[int]]:
        """Return the counts of tokens; those that are not kept are asked for."""
        with self._lock:
            now = time.monotonic()
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found, missing = [], []
            for token in tokens:
                until, count = self._kept.get(token, (0.0, None))
                if count is None or until < now or (count.done() and count.exception()):
                    count = Future()
                    self._kept[token] = now + _AGE, count
                    missing.append((token, count))
                found.append(count)
        for field in {FIELDS.get(kind, "") for (kind, _), _ in missing}:
            ours = [one for one in missing if FIELDS.get(one[0][0], "") == field]
            self._calls.submit(self._count, field, ours)
        return found

    def _count(self, field: str, missing: Sequence[tuple[Token, Future[int]]]) -> None:
        """Count tokens of one field; without a field, all chunks."""
        try:
            if field:
                self._count_tokens(field, missing)
            else:
                for _, count in missing:
                    count.set_result(self._collection.count(latest=False))
        except BaseException as error:
            for _, count in missing:  # which questions wait for
                if not count.done():
                    count.set_exception(error)
            raise

    def _count_tokens(self, field: str, missing: Sequence[tuple[Token, Future[int]]]) -> None:
        texts = [written(*token) for token, _ in missing]
        hits = self._collection.hit_counts(f"{field}_bm25", texts, most=_FEW)
        many = []
        for (token, count), found in zip(missing, hits, strict=True):
            if found < _FEW:
                count.set_result(found)
            else:
                many.append((token, count))
        for token, count in many:
            count.set_result(self._collection.count(holds(token), latest=False))
