"""Embeddings from OpenAI or any server that speaks its interface."""

from __future__ import annotations

import re
import socket
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

import numpy as np

from rag.embedding.cache import VectorCache
from rag.embedding.replies import read_vectors
from rag.errors import EmbeddingError, SettingsError

if TYPE_CHECKING:
    import openai
    from numpy.typing import NDArray

DEFAULT_URL = "https://api.openai.com/v1"
BATCH_TEXTS = 64
IN_FLIGHT = 4
# OpenAI takes 8,191 tokens a text and 300,000 a request. Its tokenizer (cl100k) makes one token
# of 2.6 bytes of Arabic, 2.4 of vocalised Arabic and 4.8 of English; two bytes a token is safe.
TEXT_BYTES = 16_000
BATCH_BYTES = 500_000
CONNECT_SECONDS = 5.0
QUERY_RETRIES = 1
NO_KEY = "none"  # the SDK insists on a key

_TOO_LARGE = {400, 413, 422}  # how servers refuse a batch that is too large for them
_REFUSALS = {
    401: "refused the key; check OPENAI_API_KEY",
    403: "does not let this key use the model {model!r}; check OPENAI_API_KEY and MUJAZ_EMBEDDER",
    404: "has no embedding model {model!r}; check MUJAZ_EMBEDDER, and that OPENAI_BASE_URL is"
    " the whole address (most end in /v1)",
    429: "takes no more requests for now; wait a minute and run the command again"
    " (what was embedded is kept)",
}
_NO_CREDIT = "says that the account has no credit left; check the account or use another key"
_FAILING = "failed (status {status}); run the command again later (what was embedded is kept)"
_REJECTED = "rejected the request (status {status}); check that {model!r} is an embedding model"
_TOO_LONG = (
    "refused a text of {length} characters (status {status}); check that {model!r} is an"
    " embedding model, and if it takes only short texts set MUJAZ_CHUNK_TOKENS lower"
)
_SLOW = (
    "did not answer within {timeout:g} seconds; run the command again (what was embedded is kept)"
)
_UNREACHED = "cannot be reached; check that it runs and that OPENAI_BASE_URL is right"
_UNKNOWN = "cannot be found; check OPENAI_BASE_URL and the network"
_UNUSABLE = (
    "returned {reason} for the model {model!r}; check that OPENAI_BASE_URL is an"
    " OpenAI-compatible server and that the model is an embedding model"
)
_OTHER_DIMENSION = (
    "now gives vectors of {found} numbers for the model {model!r}, earlier ones have {known}: the"
    " model behind the name was changed; bring the earlier one back, or delete {cache!r} and"
    " embed the library anew"
)
_HOST = re.compile(r"[\w.:-]+", re.ASCII)
_URL = re.compile(r"[!-~]+")


class _TooLargeError(Exception):
    """The server refused a batch, perhaps for its size."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class OpenAIEmbedder:
    """Vectors of a model behind an OpenAI-compatible server, kept in a `VectorCache`.

    `fingerprint` is the model and the host; the dimension is no part of it, because it must be
    known before the first call. It is learned from the cache or the first reply, and a reply of
    another one is refused.

    `weight` is that of a multilingual model. One that knows only English finds Arabic by chance
    and spoils what the words have found: it must not serve an archive with Arabic in it.

    `timeout` is the seconds of silence after which a request is given up and `retries` how often
    the SDK repeats a failed one (a query's at most once). Nothing is sent before the first call.
    Raises `SettingsError` at once for a missing key or an address that is none.
    """

    weight = 0.5

    def __init__(
        self,
        model: str,
        *,
        api_key: str | None,
        base_url: str | None,
        cache: VectorCache,
        timeout: float = 60.0,
        retries: int = 3,
    ) -> None:
        self._model = model
        self._url = (base_url or "").strip() or DEFAULT_URL
        self._host = _host(self._url)
        self._key = _header(api_key or "")
        if not self._key and self._url == DEFAULT_URL:
            raise SettingsError(
                f"the embedder 'openai:{model}' needs a key; set OPENAI_API_KEY, or"
                " OPENAI_BASE_URL for a server that asks for none"
            )
        self._cache = cache
        self._timeout = timeout
        self._retries = retries
        self._batch_texts = BATCH_TEXTS
        self._dimension: int | None = None
        self._client: openai.OpenAI | None = None
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        return f"openai:{self._model}@{self._host}"

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension); no request for what is in the cache.

        What has arrived before a failure is kept in the cache. For no texts the shape is
        (0, dimension), (0, 0) while the dimension is unknown. Raises `EmbeddingError`, also for
        an empty text.
        """
        return self._embed(texts, retries=self._retries)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Shape (dimension,). Raises `EmbeddingError`."""
        vector: NDArray[np.float32] = self._embed([text], retries=QUERY_RETRIES)[0]
        return vector

    def _embed(self, texts: Sequence[str], *, retries: int) -> NDArray[np.float32]:
        keys = [_sendable(text) for text in texts]
        vectors = self._cache.get_many(self.fingerprint, keys)
        missing = [key for key in dict.fromkeys(keys) if key not in vectors]
        if missing:
            vectors |= self._fetch(missing, retries=min(retries, self._retries))
        if not keys:
            known = self._dimension or self._cache.dimension(self.fingerprint)
            return np.zeros((0, known or 0), dtype=np.float32)
        return np.stack([vectors[key] for key in keys])

    def _fetch(self, texts: Sequence[str], *, retries: int) -> dict[str, NDArray[np.float32]]:
        """Embed different texts, a few batches at a time; after a failure no more are begun."""
        client = self._connected().with_options(max_retries=retries)
        batches = list(_batches(texts, most=self._batch_texts))
        if len(batches) == 1:
            return self._fetch_batch(client, batches[0])
        found: dict[str, NDArray[np.float32]] = {}
        pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="embed")
        try:
            futures = [pool.submit(self._fetch_batch, client, batch) for batch in batches]
            for future in as_completed(futures):
                found |= future.result()
        finally:
            pool.shutdown(cancel_futures=True)
        return found

    def _fetch_batch(
        self, client: openai.OpenAI, batch: Sequence[str]
    ) -> dict[str, NDArray[np.float32]]:
        """Embed and store one batch, in halves where the server finds it too large."""
        middle = len(batch) // 2
        if len(batch) <= self._batch_texts:
            try:
                return self._keep(batch, self._request(client, batch))
            except _TooLargeError as error:
                if not middle:
                    length = len(batch[0])
                    raise self._error(_TOO_LONG, status=error.status, length=length) from None
                self._batch_texts = min(self._batch_texts, middle)
        first = self._fetch_batch(client, batch[:middle])
        return first | self._fetch_batch(client, batch[middle:])

    def _request(self, client: openai.OpenAI, batch: Sequence[str]) -> NDArray[np.float32]:
        import openai

        try:
            # The raw reply, because the SDK's own reading takes twice as long and checks nothing.
            reply = client.embeddings.with_raw_response.create(
                model=self._model, input=list(batch), encoding_format="base64"
            )
        except openai.APIStatusError as error:
            raise self._refusal(error.status_code, error.code) from None
        except openai.APITimeoutError:
            raise self._error(_SLOW, timeout=self._timeout) from None
        except openai.OpenAIError:
            raise self._error(_UNREACHED) from None
        try:
            return read_vectors(reply.http_response.content, count=len(batch))
        except ValueError as error:
            raise self._error(_UNUSABLE, reason=error) from None

    def _keep(
        self, batch: Sequence[str], vectors: NDArray[np.float32]
    ) -> dict[str, NDArray[np.float32]]:
        found = vectors.shape[1]
        with self._lock:
            if self._dimension is None:
                self._dimension = self._cache.dimension(self.fingerprint) or found
        if found != self._dimension:
            cache = str(self._cache.path)
            raise self._error(_OTHER_DIMENSION, found=found, known=self._dimension, cache=cache)
        kept = dict(zip(batch, vectors, strict=True))
        self._cache.put_many(self.fingerprint, kept)
        return kept

    def _refusal(self, status: int, code: str | None) -> Exception:
        if status in _TOO_LARGE:
            return _TooLargeError(status)
        if code == "insufficient_quota":
            return self._error(_NO_CREDIT)
        known = _REFUSALS.get(status, _FAILING if status >= 500 else _REJECTED)
        return self._error(known, status=status)

    def _error(self, problem: str, **values: object) -> EmbeddingError:
        told = problem.format(model=self._model, **values)
        return EmbeddingError(f"the embedding server {self._host!r} {told}")

    def _connected(self) -> openai.OpenAI:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> openai.OpenAI:
        """The one client, closed when the embedder is dropped."""
        import openai

        self._check_host()
        connect = min(CONNECT_SECONDS, self._timeout)
        timeout = openai.Timeout(self._timeout, connect=connect)
        client = openai.OpenAI(api_key=self._key or NO_KEY, base_url=self._url, timeout=timeout)
        weakref.finalize(self, client.close)
        return client

    def _check_host(self) -> None:
        """An unknown host is told at once, not after all retries. A proxy may know more hosts."""
        if getproxies():
            return
        try:
            socket.getaddrinfo(self._host, None)
        except (OSError, UnicodeError):
            raise self._error(_UNKNOWN) from None


def _host(url: str) -> str:
    """The host of an address. The port is left out: a server may move to another."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:  # a port or an IPv6 address that is none
        host = None
    if not host or not _HOST.fullmatch(host) or not _URL.fullmatch(url):
        # The value is not shown: it can hold a password, or a key put in the wrong place.
        raise SettingsError(
            "OPENAI_BASE_URL is not a web address; it looks like 'http://localhost:11434/v1'"
        )
    return host


def _header(key: str) -> str:
    key = key.strip()
    if not key.isascii() or not key.isprintable():
        raise SettingsError("OPENAI_API_KEY holds characters that no key has; copy it again")
    return key


def _sendable(text: str) -> str:
    """The text cut to what a server takes; lone surrogates, which no server takes, become '?'."""
    if not text.strip():
        raise EmbeddingError("an empty text cannot be embedded; leave it out")
    data = text.encode("utf-8", "replace")
    return data[:TEXT_BYTES].decode("utf-8", "ignore")


def _batches(texts: Sequence[str], *, most: int) -> Iterator[list[str]]:
    """Runs of at most `most` texts and about `BATCH_BYTES` bytes."""
    batch: list[str] = []
    size = 0
    for text in texts:
        length = len(text.encode())
        if batch and (len(batch) == most or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += length
    if batch:
        yield batch
