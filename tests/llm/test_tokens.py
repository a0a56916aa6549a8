"""Tokens are counted exactly where that needs no network, and estimated everywhere else."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pickle
import time
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from rag.llm import tokens
from rag.llm.tokens import (
    TABLES,
    EncodingName,
    EstimatedTokenCounter,
    ExactTokenCounter,
    TokenTable,
    is_cached,
    open_token_counter,
)
from rag.protocols import TokenCounter

ENCODINGS: list[EncodingName] = ["o200k_base", "cl100k_base"]
# (text, its tokens in o200k_base, in cl100k_base), as tiktoken 0.14 counts them.
COUNTED: list[tuple[str, int, int]] = [
    (
        "أعلنت وزارة النقل المصرية يوم الثلاثاء أن القناة الجديدة ستفتح أمام السفن في 15 "
        "أغسطس المقبل، بعد أعمال استمرت 18 شهرا وكلفت 3.4 مليار دولار. وقال المتحدث باسمها إن"
        " «الاختبارات النهائية اكتملت»، مضيفا أن نحو 60 سفينة ستعبر يوميا في المرحلة الأولى.",
        72,
        171,
    ),
    (
        "اتفقت الدول المشاركة في القمة على خفض الانبعاثات بنسبة ٤٠٪ بحلول عام ٢٠٣٥. ورحبت "
        "منظمات البيئة بالاتفاق، لكنها حذرت من أن التمويل الموعود لا يكفي الدول الفقيرة. "
        "وسيراجع وزراء المالية الأرقام في اجتماعهم القادم في نيروبي.",
        74,
        152,
    ),
    (
        "The transport ministry said on Tuesday that the new canal would open to ships on "
        'August 15, after 18 months of work that cost $3.4 billion. "Final tests are '
        'complete," a spokeswoman said, adding that some 60 vessels a day would pass in the '
        "first phase.",
        58,
        58,
    ),
    (
        "Countries at the summit agreed to cut emissions by 40% before 2035. Environmental "
        "groups welcomed the deal but warned that the promised money would not be enough for "
        "poor states. Finance ministers will review the figures when they meet in Nairobi.",
        48,
        48,
    ),
]


def file_name(url: str) -> str:
    return hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()


def tiny_encoding() -> tiktoken.Encoding:
    """One token a byte, and a special token."""
    return tiktoken.Encoding(
        "tiny",
        pat_str=r"\S+|\s+",
        mergeable_ranks={bytes([byte]): byte for byte in range(256)},
        special_tokens={"<|endoftext|>": 256},
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_the_exact_counter_counts_tokens() -> None:
    counter: TokenCounter = ExactTokenCounter(tiny_encoding())
    assert counter.exact
    assert counter.name == "tiny"
    assert counter.count("news") == 4
    assert counter.count("خبر") == 6
    assert counter.count("") == 0


def test_a_million_spaces_in_a_row_are_counted() -> None:
    """In one piece they end the process's work: the expression that cuts words looks ahead."""
    encoding = tiktoken.Encoding(
        "looks ahead",
        pat_str=r"\S+|\s+(?!\S)|\s+",
        mergeable_ranks={bytes([byte]): byte for byte in range(256)},
        special_tokens={},
    )
    assert ExactTokenCounter(encoding).count(" " * 1_000_000 + "a") == 1_000_001


@pytest.mark.parametrize("text", ["<|endoftext|>", "a <|endoftext|> b", "\ud800"])
def test_special_tokens_and_broken_text_are_counted_as_plain_text(text: str) -> None:
    assert ExactTokenCounter(tiny_encoding()).count(text) >= 3
    assert EstimatedTokenCounter().count(text) >= 1


def test_another_process_opens_the_table_of_an_exact_counter(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = ExactTokenCounter(tiny_encoding())
    sent = pickle.dumps(counter)
    assert len(sent) < 200  # its name, and no table
    with monkeypatch.context() as there:
        there.setattr(tokens, "open_token_counter", {"tiny": counter}.get)
        assert pickle.loads(sent).count("news") == 4
    tokens._reopened.cache_clear()
    with pytest.raises(ValueError, match="o200k_base is not there any more"):
        tokens._reopened("o200k_base")  # an estimate would cut other passages
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_without_a_table_the_count_is_a_declared_estimate(
    cache: Path, encoding: EncodingName
) -> None:
    counter = open_token_counter(encoding)
    assert not counter.exact
    assert counter.name == f"{encoding} (estimated)"
    assert counter.count("Talks resumed on Monday.") > 0
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_damaged_table_is_left_alone(cache: Path, encoding: EncodingName) -> None:
    table = cache / file_name(TABLES[encoding].url)
    table.write_bytes(b"AAA= 0\n")
    assert not open_token_counter(encoding).exact
    assert table.read_bytes() == b"AAA= 0\n"


def test_a_table_is_found_by_address_and_hash(cache: Path) -> None:
    data = b"AAA= 0\n"
    table = TokenTable("https://example.org/tiny.tiktoken", hashlib.sha256(data).hexdigest())
    assert not is_cached(table)
    (cache / file_name(table.url)).write_bytes(data)
    assert is_cached(table)
    assert not is_cached(TokenTable(table.url, "0" * 64))


def test_the_cache_is_where_tiktoken_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"AAA= 0\n"
    table = TokenTable("https://example.org/tiny.tiktoken", hashlib.sha256(data).hexdigest())
    (tmp_path / file_name(table.url)).write_bytes(data)
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    monkeypatch.setenv("DATA_GYM_CACHE_DIR", str(tmp_path))
    assert is_cached(table)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert not is_cached(table)


def test_an_unreadable_table_is_no_table(cache: Path) -> None:
    (cache / file_name(TABLES["o200k_base"].url)).mkdir()
    assert not open_token_counter().exact


def test_addresses_and_hashes_are_those_of_the_installed_tiktoken() -> None:
    source = inspect.getsource(importlib.import_module("tiktoken_ext.openai_public"))
    for table in TABLES.values():
        assert f'"{table.url}"' in source
        assert f'"{table.sha256}"' in source


@pytest.mark.parametrize(("text", "o200k", "cl100k"), COUNTED)
def test_the_estimate_of_news_is_near_and_seldom_low(text: str, o200k: int, cl100k: int) -> None:
    assert 0.95 * o200k <= EstimatedTokenCounter("o200k_base").count(text) <= 1.3 * o200k
    assert 0.95 * cl100k <= EstimatedTokenCounter("cl100k_base").count(text) <= 1.3 * cl100k


def test_nothing_has_no_tokens() -> None:
    assert EstimatedTokenCounter().count("") == 0


@given(st.text(min_size=1))
def test_any_text_has_tokens_and_not_more_than_two_a_unit(text: str) -> None:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert 1 <= EstimatedTokenCounter().count(text) <= 2 * units


@given(st.lists(st.text()))
def test_parts_never_count_less_than_their_whole(parts: list[str]) -> None:
    counter = EstimatedTokenCounter()
    assert counter.count("".join(parts)) <= sum(map(counter.count, parts))


def test_estimating_is_fast() -> None:
    counter = EstimatedTokenCounter()
    text = "أعلنت الوزارة يوم الأحد فتح 12 معبرا. " * 10_000
    began = time.process_time()
    counter.count(text)
    assert len(text) / (time.process_time() - began) > 5e6
