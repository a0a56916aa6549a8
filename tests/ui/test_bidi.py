from __future__ import annotations

import pytest

from rag.text.display import Direction
from ui.html.bidi import block_direction


@pytest.mark.parametrize(
    ("text", "message", "direction"),
    [
        ("Reuters: رأت الوكالة أن الاتفاق ضعيف", "rtl", "rtl"),
        ("“This is a first step,” Simon Stiell said.", "rtl", "ltr"),
        ("قالت وزارة الدفاع ذلك", "ltr", "rtl"),
        ("the daily الشرق الأوسط", "ltr", "ltr"),
        ("12–14", "rtl", "rtl"),
    ],
)
def test_a_block_turns_only_when_nearly_all_of_it_does(
    text: str, message: Direction, direction: Direction
) -> None:
    assert block_direction(text, message=message) == direction
