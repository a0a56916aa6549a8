"""An article becomes chunks of whole sentences, exact slices within the token budget."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from itertools import pairwise

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.chunking import Chunker, chunk_sentences
from rag.llm.tokens import EstimatedTokenCounter, ExactTokenCounter
from rag.protocols import TokenCounter
from rag.records import Article, Chunk
from rag.text.analysis.sentence_splitter import split_sentences

ESTIMATE = EstimatedTokenCounter()
MERGES = [b"th", b"he", b" t", b"in", b"\xd8\xa7", b"\xd9\x84", "ال".encode()]
EXACT = ExactTokenCounter(
    tiktoken.Encoding(
        "a few merges",
        pat_str=r"\s?\w+|[^\s\w]+|\s+",
        mergeable_ranks={bytes([byte]): byte for byte in range(256)}
        | {merge: 256 + rank for rank, merge in enumerate(MERGES)},
        special_tokens={},
    )
)
SENTENCES = [
    "أعلنت الحكومة يوم الأحد خطة جديدة لتحديث شبكة القطارات بين المدن الساحلية.",
    "وقال د. سامر الخطيب إن الكلفة تبلغ 3.5 مليارات دولار على مدى عشر سنوات.",
    "هل يكفي التمويل؟",
    "Officials in the U.S. said the plan was “ambitious but realistic”.",
    "Mr. Lopez disagreed: the last plan took twice as long as promised, he said.",
    "Work starts on Jan. 5.",
]


def article(text: str, name: str = "a1") -> Article:
    return Article(id=name, text=text, title="t", language="ar", source="/news/a1.txt")


def story(paragraphs: int, *, length: int = 4) -> str:
    """`paragraphs` of `length` sentences each."""
    lines = [
        " ".join(SENTENCES[(row + column) % len(SENTENCES)] for column in range(length))
        for row in range(paragraphs)
    ]
    return "\n\n".join(lines)


def chunked(text: str, *, max_tokens: int = 120, counter: TokenCounter = ESTIMATE) -> list[Chunk]:
    return Chunker(counter, max_tokens=max_tokens).chunk(article(text))


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_a_blank_article_has_no_chunks(text: str) -> None:
    assert chunked(text) == []


def test_a_short_article_is_one_chunk_without_the_space_around_it() -> None:
    (chunk,) = chunked("\n عاجل: استقالة الوزير. \n")
    assert chunk.text == "عاجل: استقالة الوزير."
    assert (chunk.start, chunk.end) == (2, 23)
    assert chunk.article_id == "a1"


def test_a_budget_below_one_token_is_refused() -> None:
    with pytest.raises(ValueError, match="max_tokens must be at least 1, not 0"):
        Chunker(ESTIMATE, max_tokens=0)


@pytest.mark.parametrize("counter", [ESTIMATE, EXACT])
@pytest.mark.parametrize("max_tokens", [100, 150, 256, 700])
def test_chunks_hold_whole_sentences_within_the_budget(
    counter: TokenCounter, max_tokens: int
) -> None:
    text = story(12)
    chunks = chunked(text, max_tokens=max_tokens, counter=counter)
    longest = max(counter.count(text[start:end]) for start, end in split_sentences(text))
    assert max(counter.count(chunk.text) for chunk in chunks) <= max_tokens
    if longest <= max_tokens:
        found = [span for chunk in chunks for span in chunk_sentences(chunk)]
        assert found == split_sentences(text)


def test_a_chunk_that_is_full_enough_ends_with_its_paragraph() -> None:
    paragraph = " ".join(SENTENCES[:3])
    text = "\n\n".join([paragraph] * 6)
    chunks = chunked(text, max_tokens=int(1.5 * ESTIMATE.count(paragraph)))
    assert [chunk.text for chunk in chunks] == text.split("\n\n")


@pytest.mark.parametrize("max_tokens", range(60, 300, 7))
def test_the_last_chunk_is_not_tiny(max_tokens: int) -> None:
    *_, last = chunked(story(5), max_tokens=max_tokens)
    assert ESTIMATE.count(last.text) >= 0.2 * max_tokens


def test_a_text_just_over_the_budget_is_shared_out_evenly() -> None:
    text = " ".join(["The council met for the third time."] * 30)
    first, second = chunked(text, max_tokens=int(ESTIMATE.count(text) / 1.03))
    assert 0.8 < len(first.text) / len(second.text) < 1.25


@pytest.mark.parametrize("counter", [ESTIMATE, EXACT])
@pytest.mark.parametrize(
    ("sentence", "ending"),
    [
        ("استمر الاجتماع ساعات؛ وناقش الحاضرون بنودا كثيرة " * 40, "؛"),
        ("استمر الاجتماع ساعات، وناقش الحاضرون بنودا كثيرة " * 40, "،"),
        ("the talks went on and on without any pause " * 40, ""),
        ("x" * 3000, ""),
        ("خبر" * 1000, ""),
    ],
)
def test_an_over_long_sentence_is_cut_where_it_pauses(
    counter: TokenCounter, sentence: str, ending: str
) -> None:
    text = f"Before it. {sentence}. بعدها."
    chunks = chunked(text, max_tokens=100, counter=counter)
    assert max(counter.count(chunk.text) for chunk in chunks) <= 100
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(text.split())
    assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)
    if " " in sentence:
        assert all(text[chunk.end : chunk.end + 1] in (" ", "") for chunk in chunks)
    if ending:
        assert all(chunk.text.endswith(ending) for chunk in chunks[1:-1])


def test_ids_name_the_article_its_text_and_the_cuts() -> None:
    text = story(6)
    base = [chunk.id for chunk in chunked(text)]
    assert base == [chunk.id for chunk in chunked(text)]
    assert [name.split("-")[1] for name in base] == [str(number) for number in range(len(base))]
    assert all(len(name.split("-")[0]) == 16 for name in base)
    others = [
        chunked(text + " "),
        chunked(text, max_tokens=121 + ESTIMATE.count(text)),
        Chunker(ESTIMATE, max_tokens=120).chunk(article(text, "a2")),
    ]
    for other in others:
        assert not set(base) & {chunk.id for chunk in other}


def test_sentences_of_a_chunk_are_spans_of_the_article() -> None:
    text = story(6)
    for chunk in chunked(text):
        for start, end in chunk_sentences(chunk):
            assert chunk.start <= start < end <= chunk.end
            assert text[start:end] in SENTENCES


PIECES = st.sampled_from(
    [*SENTENCES, " ", "\n", "\n\n", "خبر", "x" * 90, "、", "😀", "\u200f", ". "]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text()


@given(TEXTS, st.integers(min_value=8, max_value=200), st.sampled_from([ESTIMATE, EXACT]))
def test_chunks_are_ordered_slices_that_lose_nothing(
    text: str, max_tokens: int, counter: TokenCounter
) -> None:
    chunks = chunked(text, max_tokens=max_tokens, counter=counter)
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.end] == chunk.text.strip() != ""
        assert counter.count(chunk.text) <= max_tokens
    assert all(before.end <= after.start for before, after in pairwise(chunks))
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(text.split())
    assert chunks == chunked(text, max_tokens=max_tokens, counter=counter)


@given(TEXTS, st.integers(min_value=1, max_value=7))
def test_a_tiny_budget_still_loses_nothing(text: str, max_tokens: int) -> None:
    chunks = chunked(text[:300], max_tokens=max_tokens)
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(text[:300].split())


def test_chunking_keeps_up_with_indexing() -> None:
    chunker = Chunker(ESTIMATE, max_tokens=256)
    articles = [article(story(9), str(number)) for number in range(100)]  # 400 words each
    began = time.process_time()
    for each in articles:
        chunker.chunk(each)
    assert len(articles) / (time.process_time() - began) > 500


def test_the_splitter_is_not_loaded_before_a_sentence_is_too_long() -> None:
    code = "import sys, rag.ingest.chunking; sys.exit('langchain_text_splitters' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_cut_before_is_chunked_as_ever() -> None:
    text = "The port was closed. " * 40
    chunker = Chunker(ESTIMATE, max_tokens=60)
    spans = pickle.loads(pickle.dumps(chunker)).cut(text)  # by another process
    assert chunker.chunk(article(text), spans) == chunker.chunk(article(text))
