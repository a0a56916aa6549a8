"""What every passage index does, tried with each of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.ingest.settling import owe_differences, reconcile, settle, settle_words
from rag.protocols import Embedder, FusionWeights, PassageIndex
from rag.records import Article, Chunk, Language, SearchFilter, SourceArticle
from rag.store.catalog import Catalog
from rag.store.index_texts import inverse_frequency
from rag.store.local_index import open_index
from rag.store.milvus_index import open_milvus
from tests.factories import ANALYZER
from tests.milvus_server import MilvusServer

Opening = Callable[[Catalog, Embedder], PassageIndex]
"""Opens the index of the library with a catalog."""


class Directions:
    """An embedder of four directions: a text's first digit says which."""

    fingerprint = "directions:1:4"
    weights = FusionWeights(0.5, 1.0)

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = [self.embed_query(text) for text in texts]
        return np.stack(found) if found else np.zeros((0, 4), dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        digit = next((int(letter) for letter in text if letter.isdigit()), 0)
        near = np.eye(4, dtype=np.float32)[digit % 4] + np.float32(0.1)
        return np.asarray(near / np.linalg.norm(near), dtype=np.float32)


EMBEDDER = Directions()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.set_meta("library", uuid.uuid4().hex)
    yield catalog
    catalog.close()


@pytest.fixture(params=["local", "milvus"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    if request.param == "local":
        return lambda catalog, embedder: open_index(
            tmp_path, catalog, embedder, analyzer=ANALYZER, library="l", chroma_url=None
        )
    server: MilvusServer = request.getfixturevalue("milvus")
    return lambda catalog, embedder: open_milvus(server.url, catalog, embedder, ANALYZER)


@pytest.fixture
def index(catalog: Catalog, opening: Opening) -> Iterator[PassageIndex]:
    index = opening(catalog, EMBEDDER)
    yield index
    index.close()


def put(
    catalog: Catalog,
    name: str,
    language: Language,
    text: str,
    *,
    day: date | None = None,
    outlet: str | None = None,
    title: str = "",
) -> None:
    """Put an article of one chunk into the catalog, which then owes it to the index."""
    article = Article(
        name, text, title or name, language, source=name, published_at=day, outlet=outlet
    )
    draft = SourceArticle(
        text, title or name, name, name, language, key=name, published_at=day, outlet=outlet
    )
    with catalog.transaction():
        catalog.put(article, draft, [Chunk(name, name, 0, len(text), text)])


def ids_of(index: PassageIndex) -> tuple[set[str], set[str]]:
    """The ids of the chunks that have their words in an index, and their vector."""
    held = list(index.held())
    assert held == sorted(held)
    return {one.id for one in held if one.has_words}, {one.id for one in held if one.has_vector}


NEWS: tuple[tuple[str, Language, str, date | None, str | None], ...] = (
    ("en0", "en", "0 rain fell on Cairo and wheat grew", date(2024, 7, 28), "The Daily"),
    ("en1", "en", "1 the ship left the port with wheat", date(2024, 8, 1), 'A "quoted" paper'),
    ("en2", "en", "2 the museum in Japan opened", None, None),
    ("ar0", "ar", "0 هطل المطر على القاهرة ونما القمح", date(2024, 7, 28), "صحيفة اليوم"),
    ("ar1", "ar", "1 غادرت السفينة الميناء", date(2025, 1, 2), "The Daily"),
    ("ar2", "ar", "2 افتتح المتحف في اليابان", None, "\\back\\slash' or id != '"),
)


def fill(catalog: Catalog, index: PassageIndex, *, vectors: bool = True) -> None:
    for name, language, text, day, outlet in NEWS:
        put(catalog, name, language, text, day=day, outlet=outlet)
    (settle if vectors else settle_words)(catalog, index)


def found(
    index: PassageIndex,
    question: str,
    language: Language = "en",
    where: SearchFilter | None = None,
    *,
    limit: int = 10,
) -> list[str]:
    query, vector = ANALYZER.analyze(question), EMBEDDER.embed_query(question)
    hits = index.search(query, vector, language=language, limit=limit, where=where)
    return [hit.chunk_id for hit in hits]


def test_words_find_a_chunk_at_once_and_keys_that_of_the_other_language(
    catalog: Catalog, index: PassageIndex
) -> None:
    fill(catalog, index, vectors=False)
    assert found(index, "a ship in port")[0] == "en1"
    assert found(index, "القمح والمطر", "ar")[0] == "ar0"
    assert {"en2", "ar2"} <= set(found(index, "Japan"))
    assert index.counts() == (6, 0)


def test_vectors_follow_the_words(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index, vectors=False)
    chunks = catalog.stored_chunks(["en1", "ar1"])
    index.add_vectors(chunks, index.embed(chunks))
    assert index.counts() == (6, 2)
    assert ids_of(index) == ({name for name, *_ in NEWS}, {"en1", "ar1"})
    settle(catalog, index)
    assert index.counts() == (6, 6)
    nearest = found(index, "1")
    assert nearest.index("en1") < nearest.index("en0")
    assert nearest.index("ar1") < nearest.index("ar0")


def test_a_vector_that_comes_while_a_question_is_searched_is_not_taken_for_a_far_one(
    catalog: Catalog, index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(catalog, index)
    put(catalog, "late", "en", "3 the ship reached the port at night")
    settle_words(catalog, index)
    question = "0 which ship reached the port?"
    query, vector = ANALYZER.analyze(question), EMBEDDER.embed_query(question)

    def scores() -> dict[str, float]:
        hits = index.search(query, vector, language="en", limit=10, where=None)
        return {hit.chunk_id: hit.score for hit in hits}

    before = scores()
    search_vectors = index._near  # type: ignore[attr-defined]

    def near(*asked: Any) -> Any:
        found = search_vectors(*asked)
        if asked[1].language == "en":
            settle(catalog, index)  # as a worker does in this moment
        return found

    monkeypatch.setattr(index, "_near", near)
    assert scores() == before
    monkeypatch.undo()
    assert scores() != before


FILTERS = [
    SearchFilter(language="ar"),
    SearchFilter(language="en"),
    SearchFilter(since=date(2024, 8, 1)),
    SearchFilter(until=date(2024, 7, 31)),
    SearchFilter(since=date(2024, 7, 28), until=date(2024, 8, 1)),
    SearchFilter(outlets=["The Daily", 'A "quoted" paper']),
    SearchFilter(outlets=["\\back\\slash' or id != '"]),
    SearchFilter(outlets=["صحيفة اليوم"], language="ar"),
    SearchFilter(outlets=["nobody"]),
    SearchFilter(articles=["en0", "ar2", "none"]),
    SearchFilter(articles=["x"]),
]


def test_filters_let_through_what_they_say(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index)
    for where in FILTERS:
        expected = set(catalog.chunk_ids(where))
        assert set(found(index, "0", "en", where)) == expected, where
        words = set(found(index, "rain wheat port ship museum", "en", where))
        assert words <= expected, where


def test_what_is_repeated_changes_nothing(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index)
    before = found(index, "wheat in port")
    catalog.owe(add=catalog.chunk_ids())
    settle(catalog, index)
    assert index.counts() == (6, 6)
    assert found(index, "wheat in port") == before
    index.apply_words([], ["never there"])
    index.delete_vectors(["never there"])
    assert index.counts() == (6, 6)


def test_what_is_taken_out_is_found_no_more(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index)
    catalog.remove("en1")
    settle(catalog, index)
    assert "en1" not in found(index, "1 ship port")
    assert index.counts() == (5, 5)
    index.delete_vectors(["ar1"])
    assert index.counts() == (5, 4)
    assert "ar1" in found(index, "السفينة", "ar")


def test_a_changed_article_is_found_by_what_it_is_now(
    catalog: Catalog, index: PassageIndex
) -> None:
    fill(catalog, index)
    put(catalog, "en2", "en", "3 a volcano erupted", day=date(2030, 1, 1), outlet="New")
    settle(catalog, index)
    assert index.counts() == (6, 6)
    assert found(index, "volcano", where=SearchFilter(outlet="New")) == ["en2"]
    assert "en2" not in found(index, "museum", where=SearchFilter(until=date(2029, 1, 1)))
    put(catalog, "en0", "ar", NEWS[0][2])
    settle(catalog, index)
    assert "en0" in found(index, "0", "ar", SearchFilter(language="ar"))
    assert "en0" not in found(index, "0", "en", SearchFilter(language="en"))


def test_rarity_is_the_idf_of_a_stem_or_a_key(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index)
    assert index.rarity("wheat") == pytest.approx(inverse_frequency(2, 6))
    (key,) = (one for one in ANALYZER.analyze("Japan").keys if one.startswith("c:"))
    assert index.rarity(key) == pytest.approx(inverse_frequency(2, 6))
    assert index.rarity("nowhere") == pytest.approx(inverse_frequency(0, 6))
    for at in range(6):
        put(catalog, f"more{at}", "en", f"{at} wheat")
    settle_words(catalog, index)
    assert index.rarity("wheat") == pytest.approx(inverse_frequency(8, 12))


def test_the_chunks_that_hold_all_words_of_a_text(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index)
    assert index.holding("wheat port", limit=9) == ["en1"]
    assert set(index.holding("wheat", limit=9)) == {"en0", "en1", "ar0"}
    assert set(index.holding("Japan", limit=9)) == {"en2", "ar2"}
    assert index.holding("muse", limit=9) == ["en2"]  # half a word
    assert len(index.holding("wheat", limit=2)) == 2
    assert index.holding("Japan", limit=9, where=SearchFilter(language="ar")) == ["ar2"]
    assert index.holding("wheat volcano", limit=9) == []
    assert index.holding("", limit=9) == []
    assert index.holding("?!", limit=9) == []


def test_an_index_that_is_opened_again_holds_what_it_held(
    catalog: Catalog, opening: Opening
) -> None:
    first = opening(catalog, EMBEDDER)
    fill(catalog, first)
    before = found(first, "wheat in port")
    first.close()
    second = opening(catalog, EMBEDDER)
    assert catalog.owed_count() == 0
    assert second.counts() == (6, 6)
    assert found(second, "wheat in port") == before
    second.examine()
    second.close()


def test_what_an_index_has_lost_comes_back(catalog: Catalog, index: PassageIndex) -> None:
    fill(catalog, index)
    index.apply_words([], ["en0", "ar1"])
    index.delete_vectors(["en0", "ar1", "en2"])
    reconcile(catalog, index)
    settle(catalog, index)
    assert ids_of(index) == ({name for name, *_ in NEWS},) * 2
    assert found(index, "rain on Cairo")[0] == "en0"


def test_any_number_of_differences_is_found_page_by_page(
    catalog: Catalog, index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.index_differences._PAGE", 2)
    monkeypatch.setattr("rag.store.milvus_collection._PAGE", 3)
    for name in (*"acdgikmoqs", "b", "e"):
        put(catalog, name, "en", f"1 the ship {name}")
    settle(catalog, index)
    strays = catalog.stored_chunks(["b", "e", "s"])
    for name in ("b", "e", "s"):
        catalog.remove(name)
    settle(catalog, index)
    index.apply_words(strays, [])  # what is not in the catalog any more
    index.add_vectors(strays, index.embed(strays))
    index.apply_words([], ["a", "d", "i", "k", "m", "q"])
    index.delete_vectors(["a", "d", "i", "k", "m", "q", "g"])
    owe_differences(catalog, index)
    assert set(catalog.owed("words", "add", 99)) == set("adikmq")
    assert set(catalog.owed("vectors", "add", 99)) == set("adikmqg")
    assert set(catalog.owed("words", "delete", 99)) == set("bes")
    assert set(catalog.owed("vectors", "delete", 99)) == set("bes")
    settle(catalog, index)
    assert ids_of(index) == (set("acdgikmoq"),) * 2


def test_a_question_without_words_finds_the_nearest(catalog: Catalog, index: PassageIndex) -> None:
    assert found(index, "2") == []
    fill(catalog, index)
    query = ANALYZER.analyze("")
    hits = index.search(query, EMBEDDER.embed_query("2"), language="en", limit=9, where=None)
    best = {hit.chunk_id[:2]: hit.chunk_id for hit in reversed(hits)}
    assert best == {"en": "en2", "ar": "ar2"}


def test_long_and_odd_texts_are_no_trouble(catalog: Catalog, index: PassageIndex) -> None:
    put(catalog, "long", "en", "7 " + "antidisestablishmentarianism " * 4_000 + " zebra")
    put(catalog, "wide", "en", "7 " + "x" * 60_000)
    put(catalog, "blank", "ar", "7 ؟!")
    settle(catalog, index)
    assert index.counts() == (3, 3)
    assert found(index, "zebra", where=SearchFilter(articles=["long"])) == ["long"]
