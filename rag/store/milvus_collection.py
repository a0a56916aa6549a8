"""A collection of a Milvus server: one row for each chunk. All that Milvus is asked goes through
here, and its errors become ours.

A row holds the words and the keys of a chunk as texts, which Milvus turns into BM25 itself, the
vector, and what filters ask for. `embedded` tells whether the vector is there: a row without one
has zeros, for not all versions of Milvus take rows without a vector.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from rag.errors import DiskError, LibraryError, SettingsError
from rag.store.milvus_address import MilvusAddress
from rag.store.milvus_texts import MOST_BYTES

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client import IndexParams

_CONNECTING, _ASKING, _WRITING = 5.0, 15.0, 60.0
"""Seconds for one call."""

# Else gRPC waits up to two minutes before it looks again whether a server has come back.
_RECONNECTING = {
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 500,
    "grpc.max_reconnect_backoff_ms": 1_000,
    # Servers and proxies that are strict end a connection on which nothing but pings comes.
    "grpc.keepalive_permit_without_calls": False,
}

_ATTEMPTS = 3
_BACK = 1.0  # seconds, in which gRPC has looked again

_PAGE = 5_000
_MOST_HITS = 16_384  # that Milvus returns
_LONGEST_ID = 4_096  # bytes

# As the word index has it (tantivy); Milvus alone would take 1.2 as well, milvus-lite 1.5.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75

_DOTENV = "PYTHON_DOTENV_DISABLED"

_NOT_LOADED = "101"  # a code of Milvus
_CONNECT_FAILED = "2"  # a code of pymilvus
_AWAY = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", _CONNECT_FAILED})
_REFUSED = frozenset({"UNAUTHENTICATED", "PERMISSION_DENIED"})
_FULL = frozenset({"RESOURCE_EXHAUSTED", "RATE_LIMIT", "FORCE_DENY"})
_GONE = frozenset({"COLLECTION_NOT_FOUND"})

Row = Mapping[str, Any]


class MilvusCollection:
    """One collection, which need not be there yet. Safe to use from many threads."""

    def __init__(self, address: MilvusAddress, name: str) -> None:
        """Connect to the server. Raises `LibraryError`, `SettingsError` without pymilvus."""
        self._name = name
        self._address = address
        self._client = _connected(address)
        self._failure = _failure()

    @property
    def name(self) -> str:
        return self._name

    def close(self) -> None:
        with suppress(LibraryError), self._translated():
            self._client.close()

    def exists(self) -> bool:
        with self._translated():
            return bool(self._client.has_collection(self._name, timeout=_ASKING))

    def open(self, dimension: Callable[[], int]) -> None:
        """Make the collection ready to be searched; one that is not there is made, for vectors of
        so many numbers."""
        if not self.exists():
            self._create(dimension())
        indexes = _indexes()
        with self._translated():
            # Another process may be just making it, or may have been killed while it did.
            if len(self._client.list_indexes(self._name)) < len(indexes):
                # Waiting for an index takes half a second, and there is nothing to build yet.
                self._client.create_index(self._name, indexes, timeout=_WRITING, sync=False)
            self._client.load_collection(self._name, timeout=_WRITING)

    def _create(self, dimension: int) -> None:
        try:
            with self._translated():
                self._client.create_collection(
                    self._name,
                    schema=_schema(dimension),
                    consistency_level="Session",
                    timeout=_WRITING,
                )
        except LibraryError:
            if not self.exists():  # else another process made it just now
                raise

    def drop(self) -> None:
        """Drop the collection; one that is not there is no error."""
        with self._translated():
            self._client.drop_collection(self._name, timeout=_WRITING)

    def drop_others(self, beginning: str) -> None:
        """Drop all other collections whose names begin so."""
        with self._translated():
            for name in self._client.list_collections(timeout=_ASKING):
                if name.startswith(beginning) and name != self._name:
                    self._client.drop_collection(name, timeout=_WRITING)

    def put(self, rows: Sequence[Row]) -> None:
        """Store whole rows; they replace those of the same chunks."""
        if rows:
            self._done(self._client.upsert, data=list(rows), timeout=_WRITING)

    def change(self, rows: Sequence[Row]) -> None:
        """Replace some fields of rows that are there."""
        if rows:
            self._done(self._client.upsert, data=list(rows), partial_update=True, timeout=_WRITING)

    def delete(self, condition: str) -> None:
        """Delete the rows that meet a condition."""
        self._done(self._client.delete, filter=condition, timeout=_WRITING)

    def count(self, condition: str = "", *, latest: bool = True) -> int:
        """Count the rows that meet a condition, all for an empty one; what others wrote in the last
        seconds may be left out unless `latest`."""
        found = self._done(
            self._client.query,
            filter=condition,
            output_fields=["count(*)"],
            consistency_level="Strong" if latest else "Bounded",
            timeout=_ASKING,
        )
        return int(found[0]["count(*)"])

    def rows(self, condition: str, fields: Sequence[str], *, limit: int = _MOST_HITS) -> list[Row]:
        """Return some fields of at most `limit` rows that meet a condition, as they are now."""
        return list(
            self._done(
                self._client.query,
                filter=condition,
                output_fields=list(fields),
                limit=min(limit, _MOST_HITS),
                consistency_level="Strong",
                timeout=_ASKING,
            )
        )

    def every(self, fields: Sequence[str]) -> Iterator[Row]:
        """Yield some fields of all rows, as they are now, in the order of their ids: by that the
        client asks for the next page."""
        pages = self._done(
            self._client.query_iterator,
            batch_size=_PAGE,
            output_fields=list(fields),
            consistency_level="Strong",
            timeout=_WRITING,
        )
        try:
            while True:
                with self._translated():
                    page = pages.next()
                if not page:
                    return
                yield from page
        finally:
            pages.close()

    def search(
        self, searched: str, query: object, *, limit: int, condition: str
    ) -> list[tuple[str, float]]:
        """Return chunk ids with their scores in one field, best first: `words_bm25` and `keys_bm25`
        are asked with a text, `vector` with numbers.

        What this process wrote is found at once; what others wrote, as soon as it has reached the
        nodes that search, which takes Milvus about a fifth of a second.
        """
        (found,) = self._done(
            self._client.search,
            data=[query],
            anns_field=searched,
            filter=condition,
            limit=min(limit, _MOST_HITS),
            output_fields=["id"],
            consistency_level="Session",
            timeout=_ASKING,
        )
        scores = [(hit["id"], float(hit["distance"])) for hit in found]
        if searched == "vector":
            return scores
        return [(one, abs(score)) for one, score in scores]  # milvus-lite: BM25 below zero

    def hit_counts(self, searched: str, texts: Sequence[str], *, most: int) -> list[int]:
        """Return how many rows each text finds in one field, `most` for more; what others wrote in
        the last seconds may be left out."""
        found = self._done(
            self._client.search,
            data=list(texts),
            anns_field=searched,
            limit=most,
            output_fields=["id"],
            consistency_level="Bounded",
            timeout=_ASKING,
        )
        return [len(hits) for hits in found]

    def _done(self, call: Callable[..., Any], **arguments: Any) -> Any:
        """Call the client for the collection, and again where that may help."""
        with self._translated():
            for _ in range(_ATTEMPTS - 1):
                try:
                    return call(self._name, **arguments)
                except self._failure as error:
                    if not self._may_help(error):
                        raise
            return call(self._name, **arguments)

    def _may_help(self, error: Exception) -> bool:
        """Do what makes another call worth while, if there is anything: a server that was away may
        be back, and one that was started anew may have to make the collection ready first."""
        code = _code_of(error)
        if code in _AWAY:
            time.sleep(_BACK)
        elif code == _NOT_LOADED:
            self._client.load_collection(self._name, timeout=_WRITING)
        return code in _AWAY or code == _NOT_LOADED

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with _translated(self._address):
            yield


def _connected(address: MilvusAddress) -> MilvusClient:
    try:
        with _no_dotenv():
            from pymilvus import MilvusClient
    except ImportError:
        raise SettingsError(
            'MUJAZ_MILVUS_URL needs a package more: pip install "mujaz[cluster]"'
        ) from None
    # It writes the traceback of each error, with what was asked; the errors are ours to tell.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)
    with _translated(address):
        return MilvusClient(
            address.uri,
            token=address.token,
            db_name=address.database,
            timeout=_CONNECTING,
            grpc_options=_RECONNECTING,
        )


def _failure() -> type[Any]:
    """Return the class of Milvus's errors."""
    from pymilvus import MilvusException

    return MilvusException  # type: ignore[no-any-return]


@contextmanager
def _no_dotenv() -> Iterator[None]:
    """Keep pymilvus from adding to the environment what a file `.env` near it says, as it does
    when it is imported."""
    if _DOTENV in os.environ:
        yield
        return
    os.environ[_DOTENV] = "1"
    try:
        yield
    finally:
        del os.environ[_DOTENV]


@contextmanager
def _translated(address: MilvusAddress) -> Iterator[None]:
    """Raise the errors of Milvus and of its connection as ours."""
    import grpc
    from pymilvus import MilvusException

    try:
        yield
    except MilvusException as error:
        raise _fault(address, _code_of(error), str(error.message)) from None
    except (grpc.RpcError, grpc.FutureTimeoutError) as error:
        raise _fault(address, _code_of(error), "") from None


def _code_of(error: BaseException) -> str:
    """Return the name of an error of gRPC or of Milvus, or its number."""
    import grpc
    from pymilvus.exceptions import ErrorCode

    # Where no connection came about, the error that it was raised for says why.
    told = [one for one in (error, error.__context__) if isinstance(one, grpc.Call)]
    code = told[0].code() if told else getattr(error, "code", "UNAVAILABLE")
    if isinstance(code, int):
        return ErrorCode(code).name if code in set(ErrorCode) else str(int(code))
    return str(getattr(code, "name", code))


def _fault(address: MilvusAddress, code: str, message: str) -> LibraryError:
    """Return the error to tell, without what the server wrote: it repeats what it was asked."""
    where = address.uri
    if code in _REFUSED or "auth check failure" in message:
        return LibraryError(
            f"the Milvus server at {where} refuses the name and password in MUJAZ_MILVUS_URL (of a "
            "move: --milvus)"
        )
    if code in _AWAY:
        return LibraryError(
            f"the Milvus server at {where} does not answer; start it, or correct MUJAZ_MILVUS_URL "
            "(of a move: --milvus)"
        )
    if code in _GONE:
        return LibraryError(
            f"the collection of this library is not on the Milvus server at {where}: another "
            "process builds it anew, or the server was emptied; open the library again"
        )
    if code in _FULL:
        return DiskError(
            f"the Milvus server at {where} takes nothing more: its memory, its disk or a limit "
            "of its settings is reached; make room there, and what is owed is done"
        )
    return LibraryError(
        f"the Milvus server at {where} failed (code {code}); see its log, then run: "
        "mujaz doctor --repair"
    )


def _schema(dimension: int) -> CollectionSchema:
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    text = DataType.VARCHAR
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", text, is_primary=True, max_length=_LONGEST_ID)
    schema.add_field("article", text, max_length=_LONGEST_ID)
    schema.add_field("language", text, max_length=8)
    schema.add_field("outlet", text, max_length=MOST_BYTES, nullable=True)
    # Milvus keeps days that follow each other together, so that a search of a month reads no more.
    schema.add_field("day", DataType.INT64, is_clustering_key=True)
    schema.add_field("embedded", DataType.BOOL)
    for name in ("words", "keys"):
        schema.add_field(
            name,
            text,
            max_length=MOST_BYTES,
            enable_analyzer=True,
            enable_match=True,
            analyzer_params={"tokenizer": "standard"},
        )
        schema.add_field(f"{name}_bm25", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function(
                name=f"{name}_bm25",
                input_field_names=[name],
                output_field_names=[f"{name}_bm25"],
                function_type=FunctionType.BM25,
            )
        )
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    return schema


def _indexes() -> IndexParams:
    from pymilvus import MilvusClient

    indexes = MilvusClient.prepare_index_params()
    for name in ("article", "outlet", "day"):
        indexes.add_index(name, index_type="INVERTED")
    for name in ("words_bm25", "keys_bm25"):
        indexes.add_index(
            name,
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": _SATURATION, "bm25_b": _LENGTH_SHARE},
        )
    indexes.add_index("vector", index_type="AUTOINDEX", metric_type="COSINE")
    return indexes
