"""What is read out of a judge's reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.judge.opinions import read_reply


@pytest.mark.parametrize(
    ("reply", "verdict", "reason"),
    [
        ('{"reason": "all there", "verdict": "yes"}', True, "all there"),
        ('```json\n{"verdict": "No", "reason": "x"}\n```', False, "x"),
        ('I think {so}. {"verdict": true}', True, ""),
        ('{"verdict": "نعم", "reason": "كله وارد"}', True, "كله وارد"),
        ('{"verdict": "لا"}', False, ""),
        ('{"reason": "cut short", "verdict": "no"', False, ""),
        ("verdict: yes", True, ""),
        ('{"verdict": "perhaps"}', None, ""),
        ('{"reason": "the verdict is open"}', None, ""),
        ("yes", None, ""),
        ("", None, ""),
        ("[1, 2]", None, ""),
        ("{" * 3000, None, ""),
    ],
)
def test_a_verdict_is_found_wherever_it_stands(
    reply: str, verdict: bool | None, reason: str
) -> None:
    found = read_reply(reply)
    assert (found.verdict, found.reason) == (verdict, reason)


@given(reply=st.text())
def test_no_reply_is_too_odd_to_be_read(reply: str) -> None:
    assert read_reply(reply).verdict in (True, False, None)
