from __future__ import annotations

import pytest

from rag.llm.prompt_layout import Budget, size
from rag.records import Evidence
from tests.answering.samples import MOON, WordCounter, evidence_of

BESIDE = [("system", "rule " * 300), ("user", "question " * 100)]


def _budget(window: int | None = None, most: int = 6000) -> Budget:
    return Budget(WordCounter(), window=window, most=most)


def _evidence(count: int) -> tuple[Evidence, ...]:
    return evidence_of(MOON) * count


def _tokens(evidence: tuple[Evidence, ...]) -> int:
    return size(evidence, counter=WordCounter())


@pytest.mark.parametrize(
    ("window", "room"),
    [
        (None, 6000),  # 8192 - 1000 - 400 is more than what passages may have
        (128_000, 6000),
        (5000, 3600),
        (1600, 800),  # a quarter is kept for the answer
        (1024, 368),
    ],
)
def test_passages_fill_what_the_prompt_and_the_answer_leave(window: int | None, room: int) -> None:
    kept = _budget(window).fit(_evidence(300), beside=BESIDE)
    assert _tokens(kept) <= room < _tokens((*kept, kept[0]))


@pytest.mark.parametrize("window", [10, 530, 560])
def test_a_sentence_is_kept_however_small_the_window(window: int) -> None:
    (kept,) = _budget(window).fit(_evidence(3), beside=BESIDE)
    assert kept.passage.chunk.text == "A probe landed on the Moon in May."


def test_no_evidence_is_none() -> None:
    assert _budget().fit((), beside=BESIDE) == ()
    assert _budget().halve(()) == ()


@pytest.mark.parametrize(("reported", "share"), [(0, 1), (400, 1), (800, 2), (10**9, 4)])
def test_what_the_server_counts_beyond_our_count_is_remembered(reported: int, share: int) -> None:
    budget = _budget(window=20_000, most=10**6)
    budget.learn(BESIDE, reported=reported)
    budget.learn(BESIDE, reported=350)
    kept = budget.fit(_evidence(1000), beside=BESIDE)
    assert _tokens(kept) <= 19_000 / share - 400 < _tokens((*kept, kept[0]))


def test_a_prompt_that_was_cut_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    budget = _budget()
    budget.learn(BESIDE, reported=0)
    budget.learn(BESIDE, reported=200)
    assert not caplog.records
    for _ in range(2):
        budget.learn(BESIDE, reported=199)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    told = record.getMessage()
    assert "199 tokens of a prompt of about 400" in told
    assert "MUJAZ_MODEL_WINDOW" in told


def test_half_is_half_of_the_tokens() -> None:
    evidence = _evidence(5)
    assert _budget().halve(evidence) == evidence[:2]
    (cut,) = _budget().halve(evidence[:1])
    assert len(cut.passage.chunk.text) < len(MOON)


def test_messages_fit_that_leave_room_for_an_answer() -> None:
    assert _budget(1600).fits(BESIDE)
    assert not _budget(500).fits(BESIDE)


def test_what_was_too_much_once_is_not_offered_again() -> None:
    budget = _budget()
    half = budget.halve(_evidence(40))
    assert budget.narrowed(half).fit(_evidence(40), beside=BESIDE) == half
    assert budget.fit(_evidence(40), beside=BESIDE) == _evidence(40)
