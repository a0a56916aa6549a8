"""Embeddings from OpenAI or any server with a compatible interface."""

from __future__ import annotations

import socket
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Lock
from typing import TYPE_CHECKING, cast
from urllib.request import getproxies

import numpy as np

from rag.embedding.server_faults import EmbeddingFault, as_error, read_vectors, refusal
from rag.embedding.vector_cache import VectorCache
from rag.errors import EmbeddingError, SettingsError
from rag.protocols import FusionWeights
from rag.records import Language
from rag.servers import clean_key, hush, is_final, server_host
from rag.text.analysis.languages import detect_language

if TYPE_CHECKING:
    import httpx2
    import openai
    from numpy.typing import NDArray

DEFAULT_URL = "https://api.openai.com/v1"
# Not tuned: a server that refuses so many at once is sent half as many from then on.
BATCH_TEXTS = 64
# Requests at a time. Not tuned: a few use the time in which a reply is awaited.
IN_FLIGHT = 4
# OpenAI takes 8,191 tokens a text and 300,000 a request. Its tokenizer (cl100k) makes one token
# of 2.6 bytes of Arabic, 2.4 of vocalised Arabic and 4.8 of English; two bytes a token is safe.
TEXT_BYTES = 16_000
BATCH_BYTES = 500_000
# Not tuned: short, so that a server that is down is noticed before the time of a reply is over.
CONNECT_SECONDS = 5.0
# Somebody waits for the answer to a question, so it fails sooner than indexing does.
QUERY_RETRIES = 1
NO_KEY = "none"  # the SDK insists on a key

_TOO_LARGE = {400, 413, 422}  # how servers refuse a batch that is too large for them


class _TooLargeError(Exception):
    """The server refused a batch, perhaps for its size."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class OpenAIEmbedder:
    """Vectors of a model behind an OpenAI-compatible server, kept in a `VectorCache`.

    `query_prefix` and `passage_prefix` are what the model's card asks to be put before questions
    and before passages, such as "query: " and "passage: " for the E5 models.

    `fingerprint` is the model, the host and the prefixes. It does not contain the dimension,
    because it must be known before the first call. The dimension is learned from the cache or the
    first reply, and a later reply of another dimension is refused.

    `weights` suit a multilingual model. A model that knows only English ranks Arabic at random and
    worsens what the word search has found: do not use one for an archive that contains Arabic.

    `timeout` is the number of seconds that a reply may take to begin, and then again to be
    complete; `retries` is how often the SDK repeats a failed request (for a query at most once).
    Nothing is sent before the first call. Error messages are in the language of the query, for
    documents in English. Raises `SettingsError` at once for a missing key or an invalid address.
    """

    weights = FusionWeights(0.35, 0.75)

    def __init__(
        self,
        model: str,
        *,
        api_key: str | None,
        base_url: str | None,
        cache: VectorCache,
        query_prefix: str = "",
        passage_prefix: str = "",
        timeout: float = 60.0,
        retries: int = 3,
    ) -> None:
        self._model = model
        self._url = (base_url or "").strip() or DEFAULT_URL
        self._host = server_host(self._url)
        self._key = clean_key(api_key)
        if not self._key and self._url == DEFAULT_URL:
            raise SettingsError(
                f"the embedder 'openai:{model}' needs a key; set OPENAI_API_KEY, or"
                " OPENAI_BASE_URL for a server that asks for none"
            )
        self._cache = cache
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._timeout = timeout
        self._retries = retries
        self._batch_texts = BATCH_TEXTS
        self._dimension: int | None = None
        self._client: openai.OpenAI | None = None
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """Return the model, the host and, where there are any, the prefixes."""
        name = f"openai:{self._model}@{self._host}"
        if self._query_prefix or self._passage_prefix:
            name += f"[{self._query_prefix}|{self._passage_prefix}]"
        return name

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector for each text; shape (len(texts), dimension).

        Texts in the cache are not sent. What has arrived before a failure stays in the cache. For
        no texts the shape is (0, dimension), or (0, 0) while the dimension is unknown. Raises
        `EmbeddingError`, also for an empty text.
        """
        sent = [_sendable(text, self._passage_prefix) for text in texts]
        return self._embed(sent, "en", retries=self._retries)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question; shape (dimension,). Raises `EmbeddingError`."""
        language, retries = detect_language(text), min(QUERY_RETRIES, self._retries)
        sent = [_sendable(text, self._query_prefix)]
        vector: NDArray[np.float32] = self._embed(sent, language, retries=retries)[0]
        return vector

    def _embed(
        self, texts: Sequence[str], language: Language, *, retries: int
    ) -> NDArray[np.float32]:
        try:
            return self._vectors(texts, retries=retries)
        except EmbeddingFault as raised:
            fault = raised
        raise as_error(fault, language, host=self._host, model=self._model, timeout=self._timeout)

    def _vectors(self, keys: Sequence[str], *, retries: int) -> NDArray[np.float32]:
        vectors = self._cache.get_many(self.fingerprint, keys)
        missing = [key for key in dict.fromkeys(keys) if key not in vectors]
        if missing:
            vectors |= self._fetch(missing, retries=retries)
        if not keys:
            known = self._dimension or self._cache.dimension(self.fingerprint)
            return np.zeros((0, known or 0), dtype=np.float32)
        return np.stack([vectors[key] for key in keys])

    def _fetch(self, texts: Sequence[str], *, retries: int) -> dict[str, NDArray[np.float32]]:
        """Embed distinct texts, a few batches at a time; after a failure no further batch is
        started.
        """
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
        """Embed and store one batch, in two halves where the server refuses it as too large."""
        middle = len(batch) // 2
        if len(batch) <= self._batch_texts:
            try:
                return self._keep(batch, self._request(client, batch))
            except _TooLargeError as error:
                if not middle:
                    length = len(batch[0])
                    raise EmbeddingFault("too_long", status=error.status, length=length) from None
                self._batch_texts = min(self._batch_texts, middle)
        first = self._fetch_batch(client, batch[:middle])
        return first | self._fetch_batch(client, batch[middle:])

    def _request(self, client: openai.OpenAI, batch: Sequence[str]) -> NDArray[np.float32]:
        """Send one request and return its vectors.

        The SDK's errors are not chained to ours, because their text can repeat the key.
        """
        import openai

        try:
            # The raw reply, because the SDK's own reading takes twice as long and checks nothing.
            reply = client.embeddings.with_raw_response.create(
                model=self._model, input=list(batch), encoding_format="base64"
            )
        except openai.APIStatusError as error:
            fault = _refusal(error.status_code, error.code)
        except openai.APITimeoutError:
            fault = EmbeddingFault("slow")
        except openai.OpenAIError:
            fault = EmbeddingFault("unreached")
        else:
            return _read(reply.http_response.content, count=len(batch))
        raise fault

    def _keep(
        self, batch: Sequence[str], vectors: NDArray[np.float32]
    ) -> dict[str, NDArray[np.float32]]:
        """Store a batch's vectors in the cache and return them by text.

        Raises `EmbeddingFault` for a dimension other than that of earlier vectors.
        """
        found = vectors.shape[1]
        with self._lock:
            if self._dimension is None:
                self._dimension = self._cache.dimension(self.fingerprint) or found
        if found != self._dimension:
            cache = str(self._cache.path)
            raise EmbeddingFault("other_dimension", found=found, known=self._dimension, cache=cache)
        kept = dict(zip(batch, vectors, strict=True))
        self._cache.put_many(self.fingerprint, kept)
        return kept

    def _connected(self) -> openai.OpenAI:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> openai.OpenAI:
        """Create the client, which is closed when the embedder is garbage-collected."""
        import openai

        self._check_host()
        timeout = openai.Timeout(self._timeout, connect=min(CONNECT_SECONDS, self._timeout))
        http = openai.DefaultHttpxClient(
            timeout=timeout, event_hooks={"response": [_bounded(self._timeout)]}
        )
        client = openai.OpenAI(
            api_key=self._key or NO_KEY, base_url=self._url, timeout=timeout, http_client=http
        )
        weakref.finalize(self, client.close)
        hush()
        return client

    def _check_host(self) -> None:
        """Raise `EmbeddingFault` at once for an unknown host, instead of after all retries.

        With a proxy nothing is checked, because the proxy may resolve more hosts.
        """
        if getproxies():
            return
        try:
            socket.getaddrinfo(self._host, None)
        except (OSError, UnicodeError):
            raise EmbeddingFault("unknown") from None


def _bounded(timeout: float) -> Callable[[httpx2.Response], None]:
    """Return a hook that reads a reply within `timeout` seconds.

    The client's own timeout limits only the time between two bytes, so a server that sends a byte
    now and then would never reach it. The hook also marks the refusals that are not worth
    repeating, so that the SDK does not repeat them.
    """
    import httpx2

    def read(response: httpx2.Response) -> None:
        until = time.monotonic() + timeout
        body = bytearray()
        stream = cast("httpx2.SyncByteStream", response.stream)
        for piece in stream:
            body += piece
            if time.monotonic() > until:
                raise httpx2.ReadTimeout("the reply is too slow", request=response.request)
        stream.close()
        response.stream = httpx2.ByteStream(bytes(body))
        if response.is_error and is_final(response.status_code, response.headers, bytes(body)):
            response.headers["x-should-retry"] = "false"  # the SDK obeys this header of OpenAI's

    return read


def _refusal(status: int, code: str | None) -> Exception:
    return _TooLargeError(status) if status in _TOO_LARGE else refusal(status, code)


def _read(content: bytes, *, count: int) -> NDArray[np.float32]:
    try:
        return read_vectors(content, count=count)
    except ValueError as error:
        raise EmbeddingFault("unusable", reason=error) from None


def _sendable(text: str, prefix: str) -> str:
    """Return the text after its prefix, cut to the length that servers accept.

    Lone surrogates, which no server accepts, become '?'.
    """
    if not text.strip():
        raise EmbeddingError("an empty text cannot be embedded; leave it out")
    data = (prefix + text).encode("utf-8", "replace")
    return data[:TEXT_BYTES].decode("utf-8", "ignore")


def _batches(texts: Sequence[str], *, most: int) -> Iterator[list[str]]:
    """Yield runs of at most `most` texts and about `BATCH_BYTES` bytes."""
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
