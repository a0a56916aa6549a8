from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embedding.openai_embedder import (
    BATCH_BYTES,
    BATCH_TEXTS,
    IN_FLIGHT,
    TEXT_BYTES,
    OpenAIEmbedder,
)
from rag.embedding.vector_cache import VectorCache
from rag.errors import EmbeddingError, SettingsError
from rag.text.analysis.languages import detect_language
from tests.leaks import leaked, listen_to_all, told
from tests.openai_server import API_KEY, SLOW_SECONDS, Fault, OpenAIServer

Open = Callable[..., OpenAIEmbedder]
SECRET = "نص سري secret wording of an article"


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.db")


@pytest.fixture
def open_(openai_server: OpenAIServer, cache: VectorCache) -> Open:
    def build(model: str = "m", **options: Any) -> OpenAIEmbedder:
        usual: dict[str, Any] = {
            "api_key": API_KEY,
            "base_url": openai_server.base_url,
            "cache": cache,
            "timeout": 10,
            "retries": 0,
        }
        return OpenAIEmbedder(model, **(usual | options))

    return build


def _texts(count: int) -> list[str]:
    return [f"text number {number}" for number in range(count)]


def _expected(server: OpenAIServer, texts: list[str]) -> Any:
    return pytest.approx(np.array([server.vector(text) for text in texts]), abs=1e-6)


def test_vectors_are_of_unit_length_and_in_order(openai_server: OpenAIServer, open_: Open) -> None:
    texts = ["one", "اثنان", "three"]
    vectors = open_().embed_documents(texts)
    assert vectors.dtype == np.float32
    assert vectors == _expected(openai_server, texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert open_().embed_query("اثنان") == pytest.approx(vectors[1])


def test_no_texts_are_no_request(openai_server: OpenAIServer, open_: Open) -> None:
    embedder = open_()
    assert embedder.embed_documents([]).shape == (0, 0)
    embedder.embed_query("a")
    assert embedder.embed_documents([]).shape == (0, 8)
    assert open_().embed_documents([]).shape == (0, 8)
    assert openai_server.texts() == ["a"]


def test_building_one_sends_nothing(openai_server: OpenAIServer, open_: Open) -> None:
    assert open_().fingerprint == "openai:m@127.0.0.1"
    assert openai_server.requests == []


def test_the_fingerprint_names_model_and_host(cache: VectorCache) -> None:
    ours = OpenAIEmbedder(
        "org/m:v2", api_key=None, base_url="https://User:pw@Models.Example:8443/v1", cache=cache
    )
    assert ours.fingerprint == "openai:org/m:v2@models.example"
    theirs = OpenAIEmbedder("m", api_key="k", base_url=None, cache=cache)
    assert theirs.fingerprint == "openai:m@api.openai.com"


def test_requests_are_in_the_servers_form(openai_server: OpenAIServer, open_: Open) -> None:
    open_("embed-1").embed_query("a")
    (request,) = openai_server.requests
    assert request.body == {"model": "embed-1", "input": ["a"], "encoding_format": "base64"}
    assert request.headers["authorization"] == f"Bearer {API_KEY}"


def test_questions_and_passages_are_sent_with_their_prefixes(
    openai_server: OpenAIServer, open_: Open
) -> None:
    plain = open_("m")
    embedder = open_("m", query_prefix="query: ", passage_prefix="passage: ")
    embedder.embed_documents(["one", "other"])
    embedder.embed_query("one")
    sent = [request.body["input"] for request in openai_server.requests]
    assert sent == [["passage: one", "passage: other"], ["query: one"]]
    assert embedder.fingerprint == f"{plain.fingerprint}[query: |passage: ]"


def test_a_server_that_knows_only_float_lists_will_do(
    openai_server: OpenAIServer, open_: Open
) -> None:
    openai_server.knows_base64 = False
    assert open_().embed_query("a") == pytest.approx(openai_server.vector("a"), abs=1e-6)


def test_order_holds_while_several_requests_are_in_flight(
    openai_server: OpenAIServer, open_: Open
) -> None:
    openai_server.fault(Fault.SLOW)
    openai_server.fault(Fault.REORDERED, times=5)
    texts = _texts(6 * BATCH_TEXTS + 5)
    assert open_().embed_documents(texts) == _expected(openai_server, texts)
    assert 1 < openai_server.most_at_once <= IN_FLIGHT
    sizes = Counter(len(request.body["input"]) for request in openai_server.requests)
    assert sizes == {BATCH_TEXTS: 6, 5: 1}


def test_long_texts_make_small_batches(openai_server: OpenAIServer, open_: Open) -> None:
    texts = [f"{number:02}" + "س" * 7_000 for number in range(70)]
    open_().embed_documents(texts)
    sizes = [sum(len(t.encode()) for t in r.body["input"]) for r in openai_server.requests]
    assert max(sizes) <= BATCH_BYTES
    assert len(sizes) == 2
    assert sorted(openai_server.texts()) == texts


@pytest.mark.parametrize("letter", ["a", "س", "漢", "😀"])
def test_a_very_long_text_is_cut_between_characters(
    openai_server: OpenAIServer, open_: Open, letter: str
) -> None:
    vector = open_().embed_query("x" + letter * TEXT_BYTES)
    (sent,) = openai_server.texts()
    assert TEXT_BYTES - 4 < len(sent.encode()) <= TEXT_BYTES
    assert set(sent) <= {"x", letter}
    assert vector == pytest.approx(openai_server.vector(sent), abs=1e-6)


def test_lone_surrogates_are_replaced(openai_server: OpenAIServer, open_: Open) -> None:
    open_().embed_query("a\ud800b")
    assert openai_server.texts() == ["a?b"]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_text_is_refused_before_anything_is_sent(
    openai_server: OpenAIServer, open_: Open, text: str
) -> None:
    with pytest.raises(EmbeddingError, match="empty text"):
        open_().embed_documents(["a", text])
    assert openai_server.requests == []


# What nothing is paid for twice means


def test_the_same_text_is_sent_once(openai_server: OpenAIServer, open_: Open) -> None:
    embedder = open_()
    texts = ["a", "b", "a", "b", "a"]
    assert embedder.embed_documents(texts) == _expected(openai_server, texts)
    embedder.embed_documents(["c", "b"])
    embedder.embed_query("a")
    open_().embed_documents(["c"])
    assert openai_server.texts() == ["a", "b", "c"]


def test_another_model_has_vectors_of_its_own(openai_server: OpenAIServer, open_: Open) -> None:
    open_("m").embed_query("a")
    open_("n").embed_query("a")
    assert openai_server.texts() == ["a", "a"]


def test_what_arrived_before_a_failure_is_kept(openai_server: OpenAIServer, open_: Open) -> None:
    openai_server.fault(Fault.SLOW, Fault.SLOW, Fault.SERVER_ERROR)
    texts = _texts(8 * BATCH_TEXTS)
    with pytest.raises(EmbeddingError, match="what was embedded is kept"):
        open_().embed_documents(texts)
    paid = len(openai_server.texts()) - BATCH_TEXTS
    assert BATCH_TEXTS <= paid < len(texts)
    assert open_().embed_documents(texts) == _expected(openai_server, texts)
    assert len(openai_server.texts()) == len(texts) + BATCH_TEXTS


def test_a_killed_process_pays_for_no_stored_batch_again(
    openai_server: OpenAIServer, open_: Open, cache: VectorCache
) -> None:
    openai_server.fault(*[Fault.SLOW, Fault.HANG] * 4)
    code = (
        "import sys; from pathlib import Path\n"
        "from rag.embedding.vector_cache import VectorCache\n"
        "from rag.embedding.openai_embedder import *\n"
        "texts = [f'text number {number}' for number in range(4 * BATCH_TEXTS)]\n"
        "cache = VectorCache(Path(sys.argv[2]))\n"
        "OpenAIEmbedder('m', api_key='k', base_url=sys.argv[1], cache=cache)"
        ".embed_documents(texts)\n"
    )
    command = [sys.executable, "-c", code, openai_server.base_url, str(cache.path)]
    texts = _texts(4 * BATCH_TEXTS)
    with subprocess.Popen(command) as process:
        while len(cache.get_many("openai:m@127.0.0.1", texts)) < 2 * BATCH_TEXTS:
            assert process.poll() is None
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    before = len(openai_server.texts())
    openai_server.clear_faults()
    assert open_().embed_documents(texts) == _expected(openai_server, texts)
    assert len(openai_server.texts()) - before == 2 * BATCH_TEXTS


def test_threads_may_share_it(openai_server: OpenAIServer, open_: Open) -> None:
    embedder = open_()
    texts = _texts(30)
    with ThreadPoolExecutor(6) as pool:
        vectors = list(pool.map(embedder.embed_query, texts))
    assert np.stack(vectors) == _expected(openai_server, texts)


# Batches that are too large


def test_a_refused_batch_is_halved_and_the_size_remembered(
    openai_server: OpenAIServer, open_: Open
) -> None:
    openai_server.max_inputs = 20
    texts = _texts(3 * BATCH_TEXTS)
    embedder = open_()
    assert embedder.embed_documents(texts) == _expected(openai_server, texts)
    openai_server.requests.clear()
    embedder.embed_documents(list(map(str.upper, texts)))
    assert {len(request.body["input"]) for request in openai_server.requests} == {16}


def test_a_batch_refused_with_400_is_halved_too(openai_server: OpenAIServer, open_: Open) -> None:
    openai_server.fault(Fault.CONTEXT_LENGTH)
    texts = _texts(10)
    assert open_().embed_documents(texts) == _expected(openai_server, texts)
    assert [len(request.body["input"]) for request in openai_server.requests] == [10, 5, 5]


@pytest.mark.parametrize("fault", [Fault.CONTEXT_LENGTH, Fault.TOO_LARGE])
def test_a_single_text_that_is_refused_is_an_error(
    openai_server: OpenAIServer, open_: Open, fault: Fault
) -> None:
    openai_server.fault(fault, times=99)
    with pytest.raises(EmbeddingError, match=r"35 characters.*MUJAZ_CHUNK_TOKENS"):
        open_().embed_documents([SECRET, *_texts(5)])
    assert len(openai_server.requests) == 3


# Failures


REFUSED = {
    Fault.UNAUTHORIZED: "'127.0.0.1' refused the key; check OPENAI_API_KEY",
    Fault.FORBIDDEN: "the model 'm'; check OPENAI_API_KEY and MUJAZ_EMBEDDER",
    Fault.NOT_FOUND: "has no embedding model 'm'; check MUJAZ_EMBEDDER.*/v1",
    Fault.CONTEXT_LENGTH: r"refused a text of .* \(status 400\).*MUJAZ_CHUNK_TOKENS",
    Fault.TOO_LARGE: r"refused a text of .* \(status 413\).*MUJAZ_CHUNK_TOKENS",
    Fault.RATE_LIMIT: "takes no more requests.*wait a minute",
    Fault.RATE_LIMIT_RETRY_AFTER: "takes no more requests.*wait a minute",
    Fault.QUOTA: "no credit left",
    Fault.SERVER_ERROR: r"failed \(status 500\)",
    Fault.UNAVAILABLE_HTML: r"failed \(status 503\)",
    Fault.HANG: "within 0.5 seconds",
    Fault.HANG_AFTER_HEADERS: "within 0.5 seconds",
    Fault.HANG_MID_STREAM: "within 0.5 seconds",
    Fault.KEEP_ALIVE: "within 0.5 seconds",
    Fault.TRICKLE: "within 0.5 seconds",
    Fault.CUT_AT_ONCE: "cannot be reached",
    Fault.CUT_STREAM: "cannot be reached",
}
UNUSABLE = {
    Fault.BAD_JSON: "a body that is not JSON",
    Fault.EMPTY_BODY: "a body that is not JSON",
    Fault.HTML_OK: "a body that is not JSON",
    Fault.ERROR_OK: "no list of vectors",
    Fault.ERROR_EVENT: "no list of vectors",
    Fault.NULL_CHOICES: "no list of vectors",
    Fault.NO_CHOICES: "0 vectors for 3 texts",
    Fault.MISSING_ONE: "2 vectors for 3 texts",
    Fault.MIXED_DIMENSIONS: r"vectors of different lengths \(7, 8\)",
    Fault.NOT_A_NUMBER: "a number that is not finite",
    Fault.ZERO_VECTOR: "a vector of zeros",
    Fault.NULL_VECTOR: "no list of numbers",
    Fault.DUPLICATE_INDEX: "`index` does not tell",
}
OF_SEVERAL = {Fault.MIXED_DIMENSIONS, Fault.DUPLICATE_INDEX}  # of one vector they are none
SLOW = {fault for fault, told_as in REFUSED.items() if "seconds" in told_as}


@pytest.mark.parametrize(("fault", "told_as"), (REFUSED | UNUSABLE).items())
def test_a_fault_is_named_in_bounded_time_nothing_is_stored_and_the_next_call_works(
    openai_server: OpenAIServer, open_: Open, cache: VectorCache, fault: Fault, told_as: str
) -> None:
    openai_server.retry_after = "45"
    openai_server.fault(fault, times=99)
    embedder = open_(timeout=0.5 if fault in SLOW else 10)
    started = time.monotonic()
    with pytest.raises(EmbeddingError, match=told_as):
        embedder.embed_documents(["a", "b", "c"])
    assert time.monotonic() - started < 3
    assert cache.dimension("openai:m@127.0.0.1") is None
    if fault in SLOW:
        assert openai_server.abandoned.wait(5)
    openai_server.clear_faults()
    assert embedder.embed_documents(["a", "b", "c"]).shape == (3, 8)


@pytest.mark.parametrize("fault", REFUSED | UNUSABLE)
def test_no_key_and_no_word_of_a_text_is_told_or_logged(
    openai_server: OpenAIServer,
    open_: Open,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: Fault,
) -> None:
    listen_to_all(caplog)
    openai_server.fault(fault, times=99)
    embedder = open_(timeout=0.3 if fault in SLOW else 10)
    with pytest.raises(EmbeddingError) as caught:
        embedder.embed_documents([SECRET, "b", "c"])
    logging.getLogger("test").error("failed", exc_info=caught.value)
    said = told(caught.value) + repr(embedder) + caplog.text + "".join(capfd.readouterr())
    assert leaked(said) == []
    assert "secret" not in said


@pytest.mark.parametrize("fault", sorted((REFUSED | UNUSABLE).keys() - OF_SEVERAL, key=str))
def test_a_query_in_arabic_is_told_in_arabic(
    openai_server: OpenAIServer, open_: Open, fault: Fault
) -> None:
    openai_server.retry_after = "45"
    openai_server.fault(fault, times=99)
    embedder = open_(timeout=0.2 if fault in SLOW else 10)
    with pytest.raises(EmbeddingError) as caught:
        embedder.embed_query("كم عدد الجنود؟")
    assert detect_language(str(caught.value)) == "ar"
    assert "خادم التضمين «127.0.0.1»" in str(caught.value)
    assert "{" not in str(caught.value)


@pytest.mark.parametrize("fault", UNUSABLE)
def test_an_unusable_reply_says_what_to_do(
    openai_server: OpenAIServer, open_: Open, fault: Fault
) -> None:
    openai_server.fault(fault)
    with pytest.raises(EmbeddingError, match=r"model 'm'; check that OPENAI_BASE_URL"):
        open_().embed_documents(["a", "b", "c"])


def test_another_dimension_than_before_is_refused(openai_server: OpenAIServer, open_: Open) -> None:
    for embedder in (open_(), open_()):
        embedder.embed_query(f"right {id(embedder)}")
        openai_server.fault(Fault.WRONG_DIMENSION)
        with pytest.raises(EmbeddingError, match=r"9 numbers.*earlier ones have 8.*vectors\.db"):
            embedder.embed_query("wrong")
    openai_server.fault(Fault.WRONG_DIMENSION)
    with pytest.raises(EmbeddingError, match="9 numbers"):
        open_().embed_query("wrong")
    assert open_().embed_query("wrong").shape == (8,)


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.SERVER_ERROR, 500), (Fault.UNAVAILABLE_HTML, 503)]
)
def test_only_the_sdk_repeats_a_failed_request(
    openai_server: OpenAIServer, open_: Open, fault: Fault, status: int
) -> None:
    openai_server.fault(fault, times=99)
    with pytest.raises(EmbeddingError, match=str(status)):
        open_(retries=1).embed_documents(["a"])
    assert len(openai_server.requests) == 2


def test_a_query_is_repeated_once_at_most(openai_server: OpenAIServer, open_: Open) -> None:
    openai_server.fault(Fault.SERVER_ERROR, times=99)
    with pytest.raises(EmbeddingError):
        open_(retries=3).embed_query("a")
    assert len(openai_server.requests) == 2


@pytest.mark.parametrize("retry_after", ["0.1", "2"])
def test_a_short_wait_is_sat_out(
    openai_server: OpenAIServer, open_: Open, retry_after: str
) -> None:
    openai_server.retry_after = retry_after
    openai_server.fault(Fault.RATE_LIMIT_RETRY_AFTER)
    started = time.monotonic()
    assert open_(retries=3).embed_query("a").shape == (8,)
    assert time.monotonic() - started >= float(retry_after)
    assert len(openai_server.requests) == 2


@pytest.mark.parametrize("retry_after", ["45", "600"])
def test_a_long_wait_is_told_at_once(
    openai_server: OpenAIServer, open_: Open, retry_after: str
) -> None:
    openai_server.retry_after = retry_after
    openai_server.fault(Fault.RATE_LIMIT_RETRY_AFTER)
    with pytest.raises(EmbeddingError, match="wait a minute"):
        open_(retries=3).embed_documents(["a"])
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.NOT_FOUND, Fault.QUOTA]
)
def test_what_cannot_get_better_is_not_repeated(
    openai_server: OpenAIServer, open_: Open, fault: Fault
) -> None:
    openai_server.headers = {"x-should-retry": "true"}
    openai_server.fault(fault, times=60)
    with pytest.raises(EmbeddingError):
        open_(retries=3).embed_query("a")
    assert len(openai_server.requests) == 1
    with pytest.raises(EmbeddingError):
        open_(retries=3).embed_documents(_texts(60 * BATCH_TEXTS))
    assert len(openai_server.requests) < 30


def test_the_time_given_is_for_silence(openai_server: OpenAIServer, open_: Open) -> None:
    openai_server.fault(Fault.SLOW)
    assert open_(timeout=SLOW_SECONDS + 1).embed_query("a").shape == (8,)


def test_nobody_at_the_address_is_told(cache: VectorCache) -> None:
    with OpenAIServer() as server:
        gone = server.base_url
    embedder = OpenAIEmbedder("m", api_key="k", base_url=gone, cache=cache, retries=0)
    with pytest.raises(EmbeddingError, match=r"'127\.0\.0\.1' cannot be reached; check that it"):
        embedder.embed_query("a")


def test_an_unknown_host_is_told_at_once(cache: VectorCache) -> None:
    embedder = OpenAIEmbedder("m", api_key="k", base_url="http://no.invalid/v1", cache=cache)
    started = time.monotonic()
    with pytest.raises(EmbeddingError, match=r"'no\.invalid' cannot be found"):
        embedder.embed_query("a")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_missing_key_is_told_before_anything_else(cache: VectorCache, key: str | None) -> None:
    with pytest.raises(SettingsError, match="'openai:m' needs a key; set OPENAI_API_KEY"):
        OpenAIEmbedder("m", api_key=key, base_url=None, cache=cache)


def test_a_server_of_ones_own_needs_no_key(open_: Open) -> None:
    assert open_(api_key=None).embed_query("a").shape == (8,)


def test_a_key_copied_with_its_line_end_works(openai_server: OpenAIServer, open_: Open) -> None:
    open_(api_key=f"{API_KEY}\n").embed_query("a")
    assert openai_server.requests[0].headers["authorization"] == f"Bearer {API_KEY}"


@pytest.mark.parametrize("wrong", [{"api_key": "sk-abc\nd"}, {"base_url": "host/sk-abc"}])
def test_a_key_or_an_address_that_is_none_is_refused_unseen(
    open_: Open, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingsError, match=r"OPENAI_(API_KEY|BASE_URL)") as caught:
        open_(**wrong)
    assert "sk-" not in str(caught.value)


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30).filter(str.strip), max_size=20))
def test_any_texts_come_back_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    with OpenAIServer() as server:
        cache = VectorCache(tmp_path_factory.mktemp("cache") / "vectors.db")
        embedder = OpenAIEmbedder("m", api_key="k", base_url=server.base_url, cache=cache)
        vectors = embedder.embed_documents(texts)
        sent = [text.encode("utf-8", "replace").decode() for text in texts]
        assert len(vectors) == len(texts)
        assert not texts or vectors == _expected(server, sent)
