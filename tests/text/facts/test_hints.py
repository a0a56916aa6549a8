from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import plain
from rag.text.facts import negations


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("He was not there and never came.", 2),
        ("He didn't, he can’t, he cannot", 3),
        ("without any help, neither this nor that", 3),
        ("an unlikely, illegal move", 2),
        ("لم يحضر", 1),
        ("ولن يحضر ولا يعتذر", 2),
        ("ليست هناك وليسوا هنا", 2),
        ("بدون دعم، من دون دعم، بلا دعم", 3),
        ("غير قانوني وعدم الرضا", 2),
        ("ما كان ليحضر", 1),
        ("لَمْ يَحضُر", 1),
    ],
)
def test_words_that_deny_are_counted(text: str, count: int) -> None:
    assert negations(plain(text).text) == count


@pytest.mark.parametrize(
    "text",
    [
        "لا يزال هناك",
        "ما زالت",
        "لا سيما وأنه",
        "لا شك في ذلك",
        "غير أنه جاء",
        "إلا أن الوزير جاء",
        "not only this",
        "no doubt",
        "No. 5",
        "the United States under pressure until noon",
        "note, nobility, knot",
        "سلام ولاية لمياء الاتحاد",
    ],
)
def test_what_only_looks_like_a_denial_is_none(text: str) -> None:
    assert negations(plain(text).text) == 0


def test_an_exception_lifts_the_denial_before_it() -> None:
    assert negations(plain("لم يحضر إلا الوزير").text) % 2 == 0


@given(st.sampled_from(["He is {}here", "The talks were {}long"]), st.booleans())
def test_one_more_denial_changes_the_parity(sentence: str, twice: bool) -> None:
    plain_, denied = sentence.format(""), sentence.format("not " * (1 + twice))
    assert (negations(plain_) % 2 == negations(denied) % 2) == twice
