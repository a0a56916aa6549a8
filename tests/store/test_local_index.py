"""How the vectors' scores come beside those of the words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.ingest.settling import settle, settle_words
from rag.protocols import FOREIGN_SHARE, FusionWeights, Hit
from rag.records import Article, Chunk, Language, SearchFilter, SourceArticle
from rag.store import local_index
from rag.store.catalog import Catalog
from rag.store.fusion import rescaled, standard_deviation
from rag.store.local_index import LocalIndex, open_index
from rag.text.analyzer import shipped_analyzer

COSINES = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=120)


def scores(cosines: Sequence[float]) -> list[float]:
    return [score for _, score in rescaled([(str(at), cos) for at, cos in enumerate(cosines)])]


@given(COSINES)
def test_rescaling_keeps_the_order_and_stays_in_bounds(cosines: list[float]) -> None:
    found = scores(cosines)
    assert all(0.0 <= score <= 2.0 for score in found)
    for one, its in zip(cosines, found, strict=True):
        for other, others in zip(cosines, found, strict=True):
            assert one > other or its <= others


def test_where_a_models_cosines_lie_does_not_matter() -> None:
    wide = [0.9, 0.5, 0.4, 0.3, 0.1, 0.0] * 20
    high = [0.7 + cosine / 10 for cosine in wide]
    assert scores(high) == pytest.approx(scores(wide))


@pytest.mark.parametrize("cosines", [[], [0.3], [0.5, 0.5, 0.5]])
def test_a_list_that_tells_nothing_apart_counts_for_nothing(cosines: list[float]) -> None:
    assert scores(cosines) == [0.0] * len(cosines)


@given(COSINES)
def test_the_deviation_is_the_one_of_the_library(cosines: list[float]) -> None:
    assert standard_deviation(cosines) == pytest.approx(pstdev(cosines), rel=1e-6, abs=1e-30)


@given(st.floats(-1, 1), st.integers(1, 50))
def test_scores_that_are_all_the_same_do_not_deviate(score: float, count: int) -> None:
    assert standard_deviation([score] * count) == 0.0


def test_a_short_list_counts_for_less() -> None:
    assert scores([0.9, 0.1])[0] < scores([0.9, 0.1] * 50)[0] / 3


class Compass:
    """An embedder of four directions: a text's digit says which."""

    fingerprint = "compass:1:4"

    def __init__(self, within: float = 0.5, across: float = 1.0) -> None:
        self.weights = FusionWeights(within, across)

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        digit = next(int(letter) for letter in text if letter.isdigit())
        near = np.eye(4, dtype=np.float32)[digit % 4] + np.float32(0.05) * len(text) / 100
        return np.asarray(near / np.linalg.norm(near), dtype=np.float32)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "catalog.sqlite")


def opened(folder: Path, catalog: Catalog, embedder: Compass) -> LocalIndex:
    return open_index(
        folder, catalog, embedder, analyzer=shipped_analyzer(), library="l", chroma_url=None
    )


def put(catalog: Catalog, name: str, language: Language, text: str) -> None:
    article = Article(name, text, name, language, source=name)
    draft = SourceArticle(text, name, name, name, language, key=name)
    with catalog.transaction():
        catalog.put(article, draft, [Chunk(name, name, 0, len(text), text)])


ARABIC = ["خبر 0 عن المطر", "خبر 1 عن القمح", "خبر 2 عن الميناء", "خبر 3 عن المتحف"]
ENGLISH = ["item 0 on rain", "item 1 on wheat", "item 2 on the port", "item 3 on the museum"]


def fill(catalog: Catalog) -> None:
    for at, (arabic, english) in enumerate(zip(ARABIC, ENGLISH, strict=True)):
        put(catalog, f"ar{at}", "ar", arabic)
        put(catalog, f"en{at}", "en", english)


def search(
    index: LocalIndex, embedder: Compass, question: str, where: SearchFilter | None = None
) -> list[Hit]:
    """Search by the vector alone: no word of the question counts."""
    query, vector = shipped_analyzer().analyze(""), embedder.embed_query(question)
    return index.search(query, vector, language="en", limit=6, where=where)


def test_each_language_has_a_list_of_its_own(tmp_path: Path, catalog: Catalog) -> None:
    embedder = Compass()
    index = opened(tmp_path, catalog, embedder)
    fill(catalog)
    settle(catalog, index)
    found = {hit.chunk_id: hit.score for hit in search(index, embedder, "question 2")}
    best = {
        language: max((score, name) for name, score in found.items() if name.startswith(language))
        for language in ("ar", "en")
    }
    assert best["en"][1] == "en2"
    assert best["ar"][1] == "ar2"
    across, within = FOREIGN_SHARE * embedder.weights.across, embedder.weights.within
    assert best["ar"][0] / across == pytest.approx(best["en"][0] / within, rel=0.1)
    index.close()


@pytest.mark.parametrize(
    ("where", "expected"),
    [(SearchFilter(language="ar"), {"ar"}), (SearchFilter(language="en"), {"en"})],
)
def test_a_filter_by_language_searches_one_list(
    tmp_path: Path, catalog: Catalog, where: SearchFilter, expected: set[str]
) -> None:
    embedder = Compass()
    index = opened(tmp_path, catalog, embedder)
    fill(catalog)
    settle(catalog, index)
    found = search(index, embedder, "question 1", where)
    assert {hit.chunk_id[:2] for hit in found} == expected
    assert len(found) == 4
    index.close()


def test_chosen_articles_narrow_the_vectors_and_the_words(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = Compass()
    index = opened(tmp_path, catalog, embedder)
    fill(catalog)
    settle(catalog, index)
    where = SearchFilter(articles=["en0", "en3", "ar2", "none"])
    for few in (5_000, 0):  # by naming the chunks, and by sieving what was found
        monkeypatch.setattr(local_index, "_FEW", few)
        near = search(index, embedder, "question 1", where)
        assert {hit.chunk_id for hit in near} == {"en0", "en3", "ar2"}
    query, vector = shipped_analyzer().analyze("wheat and rain"), embedder.embed_query("q 1")
    hits = index.search(query, vector, language="en", limit=6, where=where)
    assert hits[0].chunk_id == "en0"
    assert {hit.chunk_id for hit in hits} == {"en0", "en3", "ar2"}
    assert (
        index.search(query, vector, language="en", limit=6, where=SearchFilter(articles="x")) == []
    )
    index.close()


def test_a_weight_of_nothing_leaves_a_language_to_the_words(
    tmp_path: Path, catalog: Catalog
) -> None:
    embedder = Compass(across=0.0)
    index = opened(tmp_path, catalog, embedder)
    fill(catalog)
    settle(catalog, index)
    assert {hit.chunk_id[:2] for hit in search(index, embedder, "question 3")} == {"en"}
    index.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_chunk_without_a_vector_counts_as_the_mean_of_those_that_match_as_well(
    tmp_path: Path, catalog: Catalog, language: Language
) -> None:
    """It matches as they do, so it comes after the nearest and before the farthest."""
    embedder = Compass()
    index = opened(tmp_path, catalog, embedder)
    for at in range(4):
        put(catalog, f"made{at}", language, f"report {at} tells of 54,000 tons in 2024")
    settle(catalog, index)
    put(catalog, "owed", language, "report 4 tells of 54,000 tons in 2024")
    settle_words(catalog, index)
    query, vector = (
        shipped_analyzer().analyze("54,000 tons in 2024"),
        embedder.embed_query("question 2"),
    )
    hits = index.search(query, vector, language="en", limit=5, where=None)
    found = {hit.chunk_id: hit.score for hit in hits}
    assert len(hits) == 5
    assert hits[0].chunk_id == "made2"
    others = [score for name, score in found.items() if name != "owed"]
    assert found["owed"] == pytest.approx(sum(others) / 4, rel=1e-3)
    index.add_vectors(catalog.stored_chunks(["owed"]), np.stack([vector]))
    catalog.settle("vectors", "add", ["owed"])
    hits = index.search(query, vector, language="en", limit=5, where=None)
    assert hits[0].chunk_id == "owed"
    index.close()


def test_vectors_count_by_the_share_of_the_matching_chunks_that_have_one(
    tmp_path: Path, catalog: Catalog
) -> None:
    """What is known of few must not bury the many of which nothing is known."""
    embedder = Compass()
    index = opened(tmp_path, catalog, embedder)
    for at in range(20):
        put(catalog, f"n{at:02}", "en", f"report {at} tells of tons")
    settle_words(catalog, index)
    query, vector = shipped_analyzer().analyze("tons"), embedder.embed_query("question 2")

    def gap() -> float:
        scores = [
            hit.score for hit in index.search(query, vector, language="en", limit=20, where=None)
        ]
        assert len(scores) == 20
        return max(scores) - min(scores)

    by_words = gap()
    for made in (4, 10, 20):
        some = catalog.stored_chunks([f"n{at:02}" for at in range(made)])
        index.add_vectors(some, index.embed(some))
        catalog.settle("vectors", "add", [one.chunk.id for one in some])
        assert gap() <= by_words + made / 20 * 2 * embedder.weights.within
    assert gap() > by_words
    index.close()


def test_an_article_that_changes_its_language_changes_its_list(
    tmp_path: Path, catalog: Catalog
) -> None:
    embedder = Compass()
    index = opened(tmp_path, catalog, embedder)
    fill(catalog)
    settle(catalog, index)
    put(catalog, "en1", "ar", ENGLISH[1])
    settle(catalog, index)
    assert index.counts() == (8, 8)
    names = [
        hit.chunk_id for hit in search(index, embedder, "question 1", SearchFilter(language="ar"))
    ]
    assert "en1" in names
    index.close()
