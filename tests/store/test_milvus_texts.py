"""Tokens and filters reach Milvus whole: tried with milvus-lite's own tokenizer and parser."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.records import SearchFilter
from rag.store.milvus_address import MilvusAddress
from rag.store.milvus_collection import MilvusCollection
from rag.store.milvus_texts import (
    MOST_BYTES,
    among,
    asked_text,
    expression,
    holds,
    written,
    written_text,
)
from rag.text.crosslingual.keys import weight
from tests.factories import ANALYZER
from tests.milvus_server import MilvusServer

TOKENS = st.text(min_size=1, max_size=40)
EXAMPLES = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture(scope="module")
def collection(milvus: MilvusServer) -> Iterator[MilvusCollection]:
    collection = MilvusCollection(MilvusAddress.of(milvus.url), f"t{uuid.uuid4().hex}")
    collection.open(lambda: 2)
    yield collection
    collection.drop()
    collection.close()


def row(name: str, **fields: Any) -> dict[str, Any]:
    empty = {"article": name, "language": "en", "outlet": None, "day": 0, "embedded": False}
    return {"id": name, **empty, "words": "", "keys": "", "vector": [0.0, 0.0], **fields}


@given(st.sampled_from("sgk"), TOKENS, TOKENS)
def test_a_token_is_written_in_eight_small_letters(field: str, one: str, other: str) -> None:
    assert re.fullmatch("[a-z]{8}", written(field, one))
    assert (written(field, one) == written(field, other)) == (one == other)
    assert len({written(kind, one) for kind in "sgk"}) == 3


ODD = [
    "n:12.5",
    "n:-3e7",
    "g:united states",
    "k:mhmd",
    "_gaz",
    "aza_",
    "_",
    "كلمة",
    "_كلم",
    "٣٤",
    "2024",
    "USA",
    "usa",
    "don't",
    "a" * 5_000,
    "\\",
    '"',
    "😀",
    "e\u0301",
    "\x00",
]


def test_the_tokenizer_keeps_every_token_whole_and_apart(collection: MilvusCollection) -> None:
    """Each is found where it stands and nowhere else, by BM25 and by a filter."""
    tokens = [(kind, token) for kind in "sg" for token in ODD]
    rows = [row(f"odd{at}", words=written(*one)) for at, one in enumerate(tokens)]
    rows.append(row("odd", words=" ".join(written(*one) for one in tokens)))
    collection.put(rows)
    asked = [written(*one) for one in tokens]
    assert collection.hit_counts("words_bm25", asked, most=9) == [2] * len(tokens)
    assert [collection.count(holds(one)) for one in tokens] == [2] * len(tokens)
    collection.delete(among([one["id"] for one in rows]))


TEXTS = [
    "About 54,000 U.S. troops are in Japan, General Kim's office said on 28 July 2024.",
    "قال مكتب الجنرال كيم إن نحو 54,000 جندي أمريكي في اليابان يوم 28 يوليو 2024.",
    "أسعار الفائدة: 5.25%، بحسب البنك المركزي؛ والتضخم ٣٫٤٪.",
    "The bank's rate—5.25%—isn't news; see https://example.org/a?b=c#d_e.",
]


def test_as_many_chunks_hold_a_token_as_the_analysis_says(collection: MilvusCollection) -> None:
    spelt = [ANALYZER.spell(text) for text in TEXTS]
    collection.put(
        [
            row(
                f"text{at}",
                words=written_text(("s", one.stems), ("g", one.grams)),
                keys=written_text(("k", one.keys)),
            )
            for at, one in enumerate(spelt)
        ]
    )
    for field, kind in (("words", "stems"), ("words", "grams"), ("keys", "keys")):
        holding = Counter(t for one in spelt for t in set(getattr(one, kind).split()))
        assert holding
        asked = [written(kind[0], token) for token in holding]
        found = collection.hit_counts(f"{field}_bm25", asked, most=9)
        assert dict(zip(holding, found, strict=True)) == dict(holding)


@EXAMPLES
@given(st.lists(TOKENS, min_size=1, max_size=5, unique=True))
def test_any_token_is_found(collection: MilvusCollection, tokens: list[str]) -> None:
    name = uuid.uuid4().hex
    collection.put([row(name, keys=" ".join(written("k", token) for token in tokens))])
    for token in tokens:
        assert collection.rows(f"{among([name])} and {holds(('k', token))}", ["id"])


def test_the_longest_text_is_taken(collection: MilvusCollection) -> None:
    text = written_text(("s", "first"), ("g", " ".join(map(str, range(20_000)))))
    assert MOST_BYTES - 9 < len(text.encode()) <= MOST_BYTES
    assert all(len(word) == 8 for word in text.split(" "))
    collection.put([row("longest", words=text)])
    assert collection.count(f"{among(['longest'])} and {holds(('s', 'first'))}") == 1


def test_a_token_is_asked_for_as_often_as_its_weight_says() -> None:
    terms = [("s", "word", 1.0), ("g", "word", 0.5), ("g", "_wor", 0.5)]
    counts = Counter(asked_text(terms).split())
    assert counts == {written("s", "word"): 2, written("g", "word"): 1, written("g", "_wor"): 1}
    keys = {key: weight(key) for key in ("n:5", "e:km", "c:jp")}
    counts = Counter(asked_text([("k", key, of) for key, of in keys.items()]).split())
    assert [counts[written("k", key)] for key in keys] == [13, 2, 10]


HARD = ['"', "'", "\\", '\\"', "\\' or id != '", "\n\t\r", "%_", "صحيفة «اليوم»", "\x00\x1f", "{x}"]


@EXAMPLES
@given(st.text(max_size=30) | st.sampled_from(HARD))
def test_any_outlet_and_article_is_asked_for_by_itself(
    collection: MilvusCollection, name: str
) -> None:
    """Nothing in it acts as a part of the filter."""
    own, other = uuid.uuid4().hex, uuid.uuid4().hex
    collection.put([row(own, outlet=name, article=name), row(other, outlet=name + "x")])
    for where in (SearchFilter(outlets=[name]), SearchFilter(articles=[name])):
        found = collection.rows(expression(where, among([own, other])), ["id"])
        assert [one["id"] for one in found] == [own]


@pytest.mark.parametrize("name", HARD)
def test_any_id_is_deleted_by_itself(collection: MilvusCollection, name: str) -> None:
    collection.put([row(name), row(name + "x")])
    collection.delete(among([name]))
    found = collection.rows(among([name, name + "x"]), ["id"])
    assert [one["id"] for one in found] == [name + "x"]
