from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
import tantivy

from rag.errors import LibraryError
from rag.protocols import Spelling
from rag.records import Language, SearchFilter
from rag.store import word_index
from rag.store.word_index import LexicalEntry, LexicalIndex


def entry(
    chunk_id: str,
    *stems: str,
    language: Language = "en",
    published_at: date | None = None,
    outlet: str | None = None,
) -> LexicalEntry:
    spelling = Spelling(" ".join(stems), "", "")
    return LexicalEntry(chunk_id, spelling, language, published_at, outlet)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    opened = LexicalIndex(tmp_path / "words")
    yield opened
    opened.close()


def found(
    index: LexicalIndex,
    *stems: str,
    where: SearchFilter | None = None,
    among: Sequence[str] | None = None,
) -> set[str]:
    terms = [("s", stem, 1.0) for stem in stems]
    hits = index.search(terms, limit=10, where=where, among=among)
    return {chunk_id for chunk_id, _ in hits}


def test_the_chunk_with_more_of_the_rare_words_comes_first(index: LexicalIndex) -> None:
    index.apply([entry("one", "talk", "tokyo"), entry("two", "talk"), entry("three", "talk")], [])
    hits = index.search([("s", "tokyo", 1.0), ("s", "talk", 1.0)], limit=2)
    assert hits[0][0] == "one"
    assert hits[0][1] > hits[1][1] > 0


def test_fields_count_by_their_weight(index: LexicalIndex) -> None:
    index.apply(
        [
            LexicalEntry("stem", Spelling("x", "", ""), "en", None, None),
            LexicalEntry("gram", Spelling("", "x", ""), "en", None, None),
        ],
        [],
    )
    scores = dict(index.search([("s", "x", 1.0), ("g", "x", 0.4)], limit=5))
    assert scores["gram"] == pytest.approx(0.4 * scores["stem"], rel=1e-3)


def test_adding_again_replaces_and_deleting_removes(index: LexicalIndex) -> None:
    index.apply([entry("one", "old"), entry("two", "old")], [])
    index.apply([entry("one", "new")], ["two", "never there"])
    assert index.ids() == {"one"}
    assert found(index, "old") == set()
    assert found(index, "new") == {"one"}


def test_a_filter_narrows_and_does_not_widen(index: LexicalIndex) -> None:
    index.apply(
        [
            entry("ar", "war", language="ar", published_at=date(2024, 7, 28), outlet="A B"),
            entry("en", "war", published_at=date(2024, 7, 29)),
            entry("undated", "war"),
            entry("peace", "peace", language="ar", published_at=date(2024, 7, 28)),
        ],
        [],
    )
    assert found(index, "war", where=SearchFilter(language="ar")) == {"ar"}
    assert found(index, "war", where=SearchFilter(outlet="A B")) == {"ar"}
    assert found(index, "war", where=SearchFilter(outlets=["none", "A B"])) == {"ar"}
    assert found(index, "war", where=SearchFilter(until=date(2024, 7, 28))) == {"ar"}
    assert found(index, "war", where=SearchFilter(since=date(2024, 7, 29))) == {"en"}


def test_a_search_among_chunks_finds_no_other(index: LexicalIndex) -> None:
    index.apply([entry(f"c{at}", "war") for at in range(9)] + [entry("p", "peace")], [])
    assert found(index, "war", among=["c1", "c7", "p", "none"]) == {"c1", "c7"}
    assert found(index, "war", among=["c1"], where=SearchFilter(language="ar")) == set()
    assert found(index, "war", among=[]) == set()
    many = [f"none{at}" for at in range(50_000)]
    assert found(index, "war", among=[*many, "c3"]) == {"c3"}


def test_nothing_is_found_by_no_token_or_in_an_empty_index(index: LexicalIndex) -> None:
    assert found(index, "word") == set()
    index.apply([entry("one", "word")], [])
    assert found(index) == set()


def test_the_index_outlives_its_process(tmp_path: Path) -> None:
    first = LexicalIndex(tmp_path)
    first.apply([entry("one", "word")], [])
    first.close()
    second = LexicalIndex(tmp_path)
    assert found(second, "word") == {"one"}
    second.close()


def test_an_unreadable_index_is_refused_with_the_mend(tmp_path: Path) -> None:
    LexicalIndex(tmp_path).close()
    (tmp_path / "meta.json").write_text("{ broken")
    with pytest.raises(LibraryError, match="mujaz doctor --repair"):
        LexicalIndex(tmp_path)


def test_a_large_index_scores_the_likely_chunks_as_it_scores_all(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(1)
    rare = [f"rare{number}" for number in range(60)]
    index.apply(
        [
            LexicalEntry(
                f"chunk-{number}",
                Spelling(" ".join(random.sample(rare, 5)), "common " * random.randint(1, 4), ""),
                "ar" if number % 50 else "en",
                date(2024, 1, 1 + number % 28),
                None,
            )
            for number in range(800)
        ],
        [],
    )
    terms = [("s", "rare1", 1.0), ("s", "rare2", 1.0), ("s", "rare3", 1.0), ("g", "common", 0.5)]
    filters = (
        None,
        SearchFilter(language="ar"),
        SearchFilter(language="en"),
        SearchFilter(language="ar", since=date(2024, 1, 10)),
    )
    all_scored = [index.search(terms, limit=10, where=where) for where in filters]
    monkeypatch.setattr(word_index, "_SOON", 100)
    for where, expected in zip(filters, all_scored, strict=True):
        hits = index.search(terms, limit=10, where=where)
        scores = [score for _, score in hits]
        assert scores == pytest.approx([score for _, score in expected], rel=1e-4)
    assert index.search([("g", "common", 1.0)], limit=3) != []


def test_of_a_long_question_too_all_common_words_count(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    common = [f"common{number}" for number in range(1_500)]
    index.apply(
        [
            LexicalEntry(
                f"chunk-{number}", Spelling("rare", " ".join(common[number:]), ""), "ar", None, None
            )
            for number in range(40)
        ],
        [],
    )
    terms = [("s", "rare", 1.0), *(("g", word, 0.5) for word in common)]
    expected = index.search(terms, limit=10)
    monkeypatch.setattr(word_index, "_SOON", 100)
    hits = index.search(terms, limit=10)
    assert [name for name, _ in hits] == [name for name, _ in expected]
    assert [score for _, score in hits] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_a_search_is_of_one_state_of_the_index(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.apply([entry("one", "talk"), entry("two", "talk")], [])
    name_of = word_index._id

    def after_a_commit(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
        monkeypatch.setattr(word_index, "_id", name_of)
        index.apply([entry("three", "talk")], ["one", "two"])
        return name_of(searcher, address)

    monkeypatch.setattr(word_index, "_id", after_a_commit)
    assert found(index, "talk") == {"one", "two"}
    assert found(index, "talk") == {"three"}
