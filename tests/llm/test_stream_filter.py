from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.llm.stream_filter import LONGEST_LEAD, NO_ANSWER, StreamFilter


def _through(*pieces: str) -> tuple[str, bool]:
    gate = StreamFilter()
    shown = "".join(gate.feed(piece) for piece in pieces)
    return shown + gate.close(), gate.refused


@pytest.mark.parametrize(
    "reply",
    [
        NO_ANSWER,
        f"{NO_ANSWER}.",
        f"\n **{NO_ANSWER}**\n",
        f'"{NO_ANSWER}"',
        f"{NO_ANSWER}: the passages are about something else [1].",
        f"<think>Nothing here.</think>\n\n{NO_ANSWER}",
    ],
)
def test_a_refusal_lets_nothing_through_however_it_is_cut(reply: str) -> None:
    assert _through(reply) == ("", True)
    assert _through(*reply) == ("", True)


@pytest.mark.parametrize("reply", ["No, they did not [1].", "NO ONE spoke [1].", "<b>x</b>", "NO_"])
def test_what_begins_like_a_refusal_is_let_through(reply: str) -> None:
    assert _through(reply) == (reply, False)
    assert _through(*reply) == (reply, False)


def test_a_word_is_shown_as_soon_as_it_cannot_be_a_refusal() -> None:
    gate = StreamFilter()
    assert [gate.feed(piece) for piece in ("N", "O", " one", " came")] == [
        "",
        "",
        "NO one",
        " came",
    ]


def test_the_refusal_is_taken_out_of_an_answer_that_has_begun() -> None:
    assert _through("It rose [1]. ", "NO_ANS", "WER") == ("It rose [1].  ", False)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("<think>It says 5.</think>\n\nFive [1].", "\n\nFive [1]."),
        ("  <think>It says", ""),
        ("A <think>tag</think>", "A <think>tag</think>"),
    ],
)
def test_thoughts_before_the_reply_are_dropped(reply: str, shown: str) -> None:
    assert _through(reply) == (shown, False)
    assert _through(*reply) == (shown, False)


words = st.sampled_from(["NO_", "ANSWER", NO_ANSWER, "a", " ", "*", "<th", "<think>", "</think>"])


@given(st.lists(words, max_size=8).map("".join))
@example(f"{NO_ANSWER}<th")
@example(f"NO_{NO_ANSWER}ANSWER")
@example(f"a NO_{NO_ANSWER}ANSWER")
def test_cutting_changes_nothing_and_the_refusal_is_never_shown(reply: str) -> None:
    assert _through(*reply) == _through(reply)
    assert NO_ANSWER not in _through(reply)[0]


def test_signs_without_end_before_the_first_word_are_cut() -> None:
    shown, _ = _through(*["!" * 100] * 100, "A word.")
    assert shown == "!" * LONGEST_LEAD + "A word."
