from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.briefs.model.gathering import cut, reading, unread
from rag.llm.prompt_layout import Budget
from rag.records import Article, Evidence, Passage
from tests.answering.samples import WordCounter
from tests.factories import article


def _article(sentences: int, name: str = "a") -> Article:
    text = " ".join(f"Sentence {at} of the article {name} is here." for at in range(sentences))
    return article(text, id=name)


def _readings(passages: list[Passage], budget: Budget) -> list[tuple[Evidence, ...]]:
    found = []
    while passages:
        found.append(reading(passages, budget, beside=[]))
        passages = unread(passages, found[-1])
    return found


def test_passages_are_exact_slices_of_whole_sentences_in_order() -> None:
    long = _article(200)
    passages = cut([long, _article(1, "b")])
    for one in passages:
        assert one.chunk.text == one.article.text[one.chunk.start : one.chunk.end]
        assert one.chunk.text.startswith("Sentence")
        assert one.chunk.text.endswith("here.")
        assert len(one.chunk.text) <= 1_500
    assert " ".join(one.chunk.text for one in passages[:-1]) == long.text
    assert passages[-1].article.id == "b"
    assert len({one.chunk.id for one in passages}) == len(passages)


def test_nothing_is_cut_from_nothing() -> None:
    assert cut([]) == []
    assert reading([], Budget(WordCounter()), beside=[]) == ()
    assert unread([], ()) == []


def test_a_sentence_longer_than_a_passage_is_one() -> None:
    (only,) = cut([article("word " * 1_000)])
    assert only.chunk.text.strip() == only.article.text.strip()


def test_readings_are_numbered_from_one_and_hold_no_more_than_markers_can_name() -> None:
    passages = cut([_article(1, f"a{at}") for at in range(130)])
    found = _readings(passages, Budget(WordCounter(), window=1_000_000, most=1_000_000))
    assert [len(one) for one in found] == [60, 60, 10]
    assert [one.number for one in found[-1]] == list(range(1, 11))


@settings(max_examples=40)
@given(sentences=st.integers(1, 40), window=st.integers(1, 400))
def test_all_is_read_once_however_small_the_window(sentences: int, window: int) -> None:
    long = _article(sentences)
    found = _readings(cut([long]), Budget(WordCounter(), window=window))
    read = [one.passage.chunk.text.strip() for evidence in found for one in evidence]
    assert " ".join(read) == long.text


def test_a_window_smaller_than_a_passage_takes_it_in_parts() -> None:
    passages = cut([_article(20)])
    found = _readings(passages, Budget(WordCounter(), window=80))
    assert len(found) > 1
    assert all(one.passage.chunk.text.endswith("here.") for one, *_ in found)
