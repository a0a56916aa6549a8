from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.llm.stream_filter import LONGEST_LEAD, NO_ANSWER, StreamFilter


def _through(*pieces: str) -> tuple[str, bool]:
    """What is shown in the end: what came before a restart is void."""
    gate, shown, restarts = StreamFilter(), "", 0
    for piece in (*pieces, None):
        text = gate.close() if piece is None else gate.feed(piece)
        shown = text if gate.restarts > restarts else shown + text
        restarts = gate.restarts
    return shown, gate.refused


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
        ("A <think>tag</think>", "A  "),
        ("It says 5.\n</think>\n\nFive [1].", "\n\nFive [1]."),
        ("Okay, the user asks of 5 [3].</think>Five [1].", "Five [1]."),
        ("حسنا، يسأل المستخدم عن خمسة [3].</think>خمسة [1].", "خمسة [1]."),
        ("<thinking>\nHm.\n</thinking>Five [1].", "Five [1]."),
        ("<Reasoning>Hm.</Reasoning>Five [1].", "Five [1]."),
        ("[THINK]Hm.[/THINK]Five [1].", "Five [1]."),
        ("◁think▷Hm.◁/think▷Five [1].", "Five [1]."),
        ("<think>Hm.</think><answer>Five [1].</answer>", "Five [1]."),
        ("<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Five.<|END_RESPONSE|>", "Five."),
        (
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>5.",
            "5.",
        ),
        ("<|channel|>final <|constrain|>json<|message|>5.", "5."),
        ("analysisThe user asks.assistantfinalFive [1].", "Five [1]."),
        ("Okay, it is five [1].", "Okay, it is five [1]."),
    ],
)
def test_reasoning_is_dropped_whatever_its_tags(reply: str, shown: str) -> None:
    assert _through(reply) == (shown, False)
    assert _through(*reply) == (shown, False)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Five [1].<|im_end|>\n<|im_start|>user\nAnd?", "Five [1]."),
        ("<|im_start|>assistant\nFive [1].", "Five [1]."),
        ("<|start_header_id|>assistant<|end_header_id|>\n\nFive [1].", "Five [1]."),
        ("<start_of_turn>model\nFive [1].<end_of_turn>", "Five [1]."),
        ("Five [1]. [INST] And? [/INST] Six.", "Five [1]. "),
        ("[/INST] Five [1].</s>", " Five [1]."),
        ("Five [1].\n</passage>\n\n<passage 2>\nTitle: A", "Five [1].\n"),
        ("Five [1].<｜end▁of▁sentence｜>Six.", "Five [1]."),
        ("Five [INS] [I] <3 [1].", "Five [INS] [I] <3 [1]."),
    ],
)
def test_chat_tokens_and_delimiters_end_a_reply_that_has_begun(reply: str, shown: str) -> None:
    assert _through(reply)[0].strip() == shown.strip()
    assert _through(*reply)[0].strip() == shown.strip()


def test_a_model_that_never_opens_its_reasoning_is_held_back_once_that_is_known() -> None:
    gate = StreamFilter()
    assert gate.feed("Five, it says.") == "Five, it says."
    assert (gate.feed("</think>5."), gate.restarts, gate.closed_unopened) == ("5.", 1, True)
    wiser = StreamFilter(thinks_first=True)
    assert (wiser.feed("Five, it says."), wiser.feed("</think>5.")) == ("", "5.")


WORDS = (
    "NO_ ANSWER NO_ANSWER a * <th <think> </think> Okay, 5. [INST] <|im_start|> assistant "
    "<|channel|> final <|message|> <|start|> analysis </answer> </passage>"
)
words = st.sampled_from([*WORDS.split(), " ", "\n"])


@given(st.lists(words, max_size=8).map("".join))
@example(f"{NO_ANSWER}<th")
@example(f"NO_{NO_ANSWER}ANSWER")
@example("NO_<think></think>ANSWER")
@example(f"a NO_{NO_ANSWER}ANSWER")
@example(f"<|start|>{NO_ANSWER}<|channel|>")
def test_cutting_changes_nothing_and_the_refusal_is_never_shown(reply: str) -> None:
    assert _through(*reply) == _through(reply)
    assert NO_ANSWER not in _through(reply)[0]


def test_signs_without_end_before_the_first_word_are_cut() -> None:
    shown, _ = _through(*["!" * 100] * 100, "A word.")
    assert shown == "!" * LONGEST_LEAD + "A word."
