from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding.builtin import BuiltinEmbedder

EMBEDDER = BuiltinEmbedder()


@given(st.lists(st.text(), max_size=4))
def test_every_text_gets_a_vector_of_unit_length(texts: list[str]) -> None:
    vectors = EMBEDDER.embed_documents(texts)
    assert vectors.shape == (len(texts), 192)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@given(st.text())
def test_questions_and_documents_are_embedded_alike(text: str) -> None:
    np.testing.assert_array_equal(EMBEDDER.embed_query(text), EMBEDDER.embed_documents([text])[0])


@pytest.mark.parametrize("text", ["", "؟", "من", "the"])
def test_a_text_without_content_gets_the_same_fixed_vector(text: str) -> None:
    np.testing.assert_array_equal(EMBEDDER.embed_query(text), np.eye(192, dtype=np.float32)[0])


def test_neighbours_are_nearer_than_strangers() -> None:
    near, same, far = EMBEDDER.embed_documents(
        [
            "وزراء الخارجية يبحثون الأمن في المحيط الهادئ",
            "بحث وزير الخارجية أمن المحيط الهادئ",
            "افتتح المتحف معرضا عن فن الفخار القديم",
        ]
    )
    assert near @ same > 0.5 > near @ far


def test_the_spelling_does_not_matter() -> None:
    one, other = EMBEDDER.embed_documents(["مُحَـمَّد في القاهرة", "محمد فى القاهره"])
    np.testing.assert_array_equal(one, other)


def test_vectors_are_the_same_in_every_process() -> None:
    code = (
        "from rag.embedding.builtin import BuiltinEmbedder;"
        "print(BuiltinEmbedder().embed_query('قمة طوكيو summit 2024').tobytes().hex())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    expected = EMBEDDER.embed_query("قمة طوكيو summit 2024").tobytes().hex()
    assert {run.decode().strip() for run in runs} == {expected}


def test_its_name_tells_its_dimension_and_it_leaves_ranking_to_the_words() -> None:
    assert EMBEDDER.fingerprint == "builtin:3:192"
    assert 0 < EMBEDDER.weights.within <= 0.2
