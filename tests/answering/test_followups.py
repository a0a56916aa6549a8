from __future__ import annotations

import asyncio
import math

import pytest

from rag.answering.followups import CarryOver
from rag.records import Turn

# How many of 100 passages hold each stem; others stand nowhere.
HELD = {"canal": 9, "suez": 6, "ship": 20, "block": 8, "ever": 3, "given": 2, "troop": 5}
HELD |= {"japan": 9, "sign": 15, "qana": 9, "سفين": 12, "سويس": 6}


def rarity(stem: str) -> float:
    held = HELD.get(stem, 0)
    return math.log1p((100 - held + 0.5) / (held + 0.5))


def carried(question: str, *before: str, coverage: float = 0.0) -> str:
    rewriter = CarryOver(rarity, lambda _: coverage)
    turns = [Turn(one) for one in before]
    standalone, usage = asyncio.run(rewriter.arewrite(question, turns))
    assert usage.calls == 0
    return standalone


def test_a_first_question_stays_as_it_is() -> None:
    assert carried("How long?") == "How long?"


def test_a_follow_up_takes_the_rarest_words_of_the_question_before() -> None:
    assert carried("For how long?", "Did the Ever Given block the canal?") == (
        "For how long? given ever"
    )


def test_it_takes_one_word_of_the_question_before_that() -> None:
    assert carried("Signed?", "The Suez canal?", "And ships?") == "Signed? ships suez"


def test_words_that_stand_nowhere_are_not_carried() -> None:
    assert carried("For how long?", "Was the zeppelin blocked?") == "For how long? blocked"


@pytest.mark.parametrize(
    "question",
    [
        "Did the Ever Given block a ship in the Suez canal?",
        "Are there troops of the given sort in Japan?",
    ],
)
def test_a_question_with_much_of_its_own_takes_nothing(question: str) -> None:
    assert carried(question, "Who signed?", coverage=0.9) == question


def test_a_question_that_one_passage_covers_takes_nothing() -> None:
    question = "Which ships signed for troops in Japan?"
    assert carried(question, "The Suez canal?", coverage=0.9) == question
    assert carried(question, "The Suez canal?", coverage=0.5) != question


def test_a_pronoun_leans_on_what_was_said() -> None:
    question = "Did it block ships in the canal?"
    assert carried(question, "The Ever Given?", coverage=1.0).endswith("given ever")


def test_nothing_is_carried_from_one_language_to_the_other() -> None:
    assert carried("كم سفينة؟", "The Suez canal?") == "كم سفينة؟"
