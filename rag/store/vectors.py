"""The vector index: Chroma, in the library's folder or on a Chroma server. Derived.

Chroma holds vectors by chunk id and nothing else. Text there would be stored three times over,
and its filters cost more than naming the ids that a filter lets through: by language alone, half
the chunks, 200 ms of 100,000 chunks. So each language has a collection of its own.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from rag.disk import disk_fault, is_panic
from rag.errors import DamagedLibraryError, LibraryError
from rag.protocols import VectorStore
from rag.records import Language
from rag.store import graph_files
from rag.store.vector_copy import (
    MOST_COPIED,
    Copied,
    CopiedLanguage,
    CopiedVectors,
    drop_copy,
    read_copy,
    write_copy,
)

if TYPE_CHECKING:
    import httpx
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings as ChromaSettings
    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)
_BATCH = 2000
_PAGE = 20_000
_SERVER_TIMEOUT = 60.0  # seconds for one call


@contextmanager
def _translated(folder: Path | None) -> Iterator[None]:
    """Raise Chroma's errors and panics as ours; `folder` is None for a server."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except httpx.HTTPError:
        raise LibraryError(
            "the Chroma server does not answer; start it again (chroma run)"
        ) from None
    except (ChromaError, ValueError, OSError) as error:
        raise _fault(error, folder) from None
    except BaseException as error:
        if not is_panic(error):
            raise
        raise _fault(error, folder) from None


def _fault(error: BaseException, folder: Path | None) -> LibraryError:
    if folder is None:
        return LibraryError(
            f"the Chroma server failed ({type(error).__name__}); see its log and its disk, then "
            "run: mujaz doctor --repair"
        )
    if folder.is_file():
        return DamagedLibraryError(
            f"a file stands where the folder {folder} of the vectors should be; move the file "
            "away, and they are stored anew"
        )
    return disk_fault(error, folder) or _damaged(folder, "they cannot be read or written")


def _damaged(folder: Path, what: str) -> DamagedLibraryError:
    return DamagedLibraryError(
        f"the vectors in {folder} are damaged ({what}); build them anew from the catalog with: "
        "mujaz doctor --repair"
    )


_LANGUAGES: tuple[Language, ...] = ("ar", "en")


class VectorIndex(VectorStore):
    """A Chroma collection for each language, cosine space, named after the library, the embedder
    and the language."""

    def __init__(
        self, client: Client, name: str, folder: Path | None, *, former: Sequence[str] = ()
    ) -> None:
        """Open the collections called `name`, and drop those with one of the `former` names."""
        self._client = client
        self._name = name
        self._folder = folder  # None: on a server
        self._noted: graph_files.Note | None = None
        self._collections: dict[Language, Collection] = {}
        try:
            with _translated(folder):
                if folder is not None:
                    drop_copy(folder)
                    self._noted = graph_files.take(folder)
                # `name` without a language held both, before they were parted.
                self._drop_collections({name, *(one for old in former for one in _names(old))})
                self._collections = self._open()
        except LibraryError:
            self.close()
            raise

    def _open(self) -> dict[Language, Collection]:
        return {
            language: self._client.get_or_create_collection(
                f"{self._name}-{language}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )
            for language in _LANGUAGES
        }

    def _drop_collections(self, names: set[str]) -> None:
        for name in {one.name for one in self._client.list_collections()} & names:
            self._client.delete_collection(name)

    def close(self) -> None:
        """Let go of the files, so that another process may open them, or of the server."""
        copied = self._copied()
        for session in _sessions(self._client):
            session.close()  # Chroma leaves its connections open
        self._client.close()
        self._note_files(copied)

    def _copied(self) -> Copied | None:
        """Return all vectors of a small local library, for its copy."""
        import numpy as np

        if self._folder is None or not self._collections:
            return None
        try:
            if self.count() > MOST_COPIED:
                return None
            with _translated(self._folder):
                found = {
                    language: collection.get(include=["embeddings"])
                    for language, collection in self._collections.items()
                }
        except LibraryError as error:
            _LOG.info("the vectors were not copied: %s", error)
            return None
        return {
            language: CopiedLanguage(one["ids"], np.asarray(one["embeddings"], dtype=np.float32))
            for language, one in found.items()
        }

    def _note_files(self, copied: Copied | None) -> None:
        """Note what the files are, now that Chroma is done with them."""
        if self._folder is None:
            return
        try:
            graph_files.note(self._folder, self._noted)
            if copied is not None:
                write_copy(self._folder, self._name, copied)
        except OSError as error:  # on a full disk, say: nothing is compared next time
            _LOG.info("the vectors' files were not noted: %s", error.strerror)

    def add(
        self, chunk_ids: Sequence[str], vectors: NDArray[np.float32], language: Language
    ) -> None:
        """Add vectors of texts in one language, shape (len(chunk_ids), dimension).

        They replace those of the same ids: an article's title, which is embedded too, and its
        language may have been others before.
        """
        with _translated(self._folder):
            for start in range(0, len(chunk_ids), _BATCH):
                part = slice(start, start + _BATCH)
                ids = list(chunk_ids[part])
                for collection in self._collections.values():
                    _drop(collection, ids)
                self._collections[language].add(ids=ids, embeddings=vectors[part])

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        with _translated(self._folder):
            for start in range(0, len(chunk_ids), _BATCH):
                for collection in self._collections.values():
                    _drop(collection, list(chunk_ids[start : start + _BATCH]))

    def count(self, language: Language | None = None) -> int:
        """Return how many vectors there are, or how many in one language."""
        chosen = _LANGUAGES if language is None else (language,)
        with _translated(self._folder):
            return sum(self._collections[one].count() for one in chosen)

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        with _translated(self._folder):
            return {one for collection in self._collections.values() for one in _ids(collection)}

    def examine(self) -> None:
        """Find the neighbour of one vector of each language, for which Chroma must read its graph.

        Raises `LibraryError` when it cannot be read.
        """
        with _translated(self._folder):
            for collection in self._collections.values():
                some = collection.get(limit=1, include=["embeddings"])
                if some["ids"]:
                    collection.query(
                        query_embeddings=some["embeddings"], n_results=1, include=["distances"]
                    )

    def search(
        self,
        vector: NDArray[np.float32],
        language: Language,
        *,
        limit: int,
        among: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Return the nearest chunk ids in a language with their cosine, best first; `among` narrows
        to some ids."""
        from chromadb.errors import InternalError

        collection = self._collections[language]
        chosen = None if among is None else list(among)
        with _translated(self._folder):
            try:
                return self._query(collection, vector, limit, chosen)
            except InternalError:
                # Chroma refuses the call when one of the ids is not there, and in the moment in
                # which the first vectors of a collection are written ("nothing found on disk").
                if chosen is not None:
                    chosen = collection.get(ids=chosen, include=[])["ids"]
                return self._query(collection, vector, limit, chosen)

    def _query(
        self,
        collection: Collection,
        vector: NDArray[np.float32],
        limit: int,
        among: list[str] | None,
    ) -> list[tuple[str, float]]:
        if among is not None and not among:
            return []
        result = collection.query(
            query_embeddings=vector[None, :],
            n_results=limit if among is None else min(limit, len(among)),
            ids=among,
            include=["distances"],
        )
        distances = result["distances"] or [[]]
        pairs = zip(result["ids"][0], distances[0], strict=True)
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in pairs]

    def clear(self) -> None:
        """Drop every vector."""
        with _translated(self._folder):
            for language in _LANGUAGES:
                self._client.delete_collection(f"{self._name}-{language}")
            self._collections = self._open()


def _drop(collection: Collection, ids: list[str]) -> None:
    """Delete the ids that are there.

    Deleting what is not there takes Chroma ten times as long as finding out.
    """
    present = collection.get(ids=ids, include=[])["ids"]
    if present:
        collection.delete(ids=present)


def _ids(collection: Collection) -> set[str]:
    found: set[str] = set()
    while True:
        page = collection.get(include=[], limit=_PAGE, offset=len(found))["ids"]
        found.update(page)
        if len(page) < _PAGE:
            return found


def _names(name: str) -> list[str]:
    return [f"{name}-{language}" for language in _LANGUAGES]


def open_vectors(
    folder: Path, *, url: str | None, library: str, fingerprint: str, former: Sequence[str] = ()
) -> VectorStore:
    """Open the vectors of one library under one embedder, in `folder` or on the server at `url`.

    Of a small library only their copy is opened until they are changed. Those under the `former`
    embedders are dropped. Raises `LibraryError` when the folder or the server cannot be used.
    """
    name = _name(library, fingerprint)

    def opened() -> VectorIndex:
        client = _local(folder) if url is None else _remote(url)
        return VectorIndex(
            client,
            name,
            folder if url is None else None,
            former=[_name(library, one) for one in former],
        )

    if url is None and not former and (copied := read_copy(folder, name)) is not None:
        return CopiedVectors(copied, opened)
    return opened()


def _name(library: str, fingerprint: str) -> str:
    digest = hashlib.blake2b(f"{library}\n{fingerprint}".encode(), digest_size=12).hexdigest()
    return f"mujaz-{digest}"


def _local(folder: Path) -> Client:
    import chromadb

    with _translated(folder):
        changed = graph_files.changed_file(folder)
    if changed is not None:
        raise _damaged(folder, f"{changed} is not what was written")
    try:
        with _translated(folder):
            opened = chromadb.PersistentClient(str(folder), _silent())
    except LibraryError:
        _forget_half_opened(folder)
        raise
    return cast("Client", opened)


def _silent() -> ChromaSettings:
    """Return the settings under which Chroma reports nothing to anybody, whatever its own variables
    say: its spans would also take the place of ours."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, chroma_otel_granularity="none")


def _forget_half_opened(folder: Path) -> None:
    """Forget a client that failed.

    Chroma keeps what it failed to open for the life of the process, and the next call then ends
    in an AttributeError. It offers no public way to forget one folder.
    """
    from chromadb.api.shared_system_client import SharedSystemClient as Shared

    if not Shared._identifier_to_refcount.get(str(folder)):
        Shared._identifier_to_system.pop(str(folder), None)


def _remote(url: str) -> Client:
    import chromadb
    import httpx
    from chromadb.errors import ChromaError

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LibraryError(f"MUJAZ_CHROMA_URL is {url!r}; give it as http://host:port")
    try:
        opened = chromadb.HttpClient(
            parts.hostname,
            parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            settings=_silent(),
        )
    except (ChromaError, ValueError, httpx.HTTPError):
        raise LibraryError(
            f"no Chroma server answers at {url}; start it (chroma run) or unset MUJAZ_CHROMA_URL"
        ) from None
    client = cast("Client", opened)
    for session in _sessions(client):
        session.timeout = _SERVER_TIMEOUT  # Chroma would wait for ever
    return client


def _sessions(client: Client) -> list[httpx.Client]:
    """Return the connections to a server, none for a local client.

    Chroma offers no public way there.
    """
    import httpx

    servers = [getattr(one, "_server", None) for one in (client, client._admin_client)]
    sessions = [getattr(server, "_session", None) for server in servers]
    return [session for session in sessions if isinstance(session, httpx.Client)]
