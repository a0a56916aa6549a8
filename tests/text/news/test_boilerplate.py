from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.news.boilerplate import is_boilerplate

AROUND = [
    "وزيرة الخارجية (يسار) تصافح نظيرها في العاصمة يوم الاثنين. أ ف ب",
    "The minister (left) greets her guest at the airport. AFP",
    "Rescuers at the site of the collapse. (Reuters)",
    "سفن تنتظر دورها عند مدخل القناة / رويترز",
    "صورة: متطوعون يوزعون الماء",
    "Photo: volunteers hand out water",
    "وزيرة البيئة خلال افتتاح المعرض، الأحد 3 آذار/مارس 2024. (وكالة الساحل)",
    "قاطرات حول السفينة في صورة وزعتها هيئة الميناء بتاريخ 5 أيار/مايو 2024",
    "Tugs around the ship, in a handout photo released by the port authority on Sunday",
    "By Sara Khalil",
    "كتب: أحمد سالم",
    "اقرأ أيضاً: أسعار القمح ترتفع",
    "Read more: wheat prices rise",
    "Politics",
    "",
]
TOLD = [
    "LONDON (Reuters) - Oil prices rose on Monday.",
    "طوكيو (أ ف ب) - التقى الوزيران في العاصمة.",
    "The left won the election.",
    "وقال المتحدث إن العدد ارتفع.",
    "It rained.",
]


@pytest.mark.parametrize("line", AROUND)
def test_what_stands_around_a_story_is_no_part_of_it(line: str) -> None:
    assert is_boilerplate(line, from_top=0, from_bottom=9)


@pytest.mark.parametrize("line", TOLD)
def test_what_is_told_stays(line: str) -> None:
    assert not is_boilerplate(line, from_top=0, from_bottom=9)


def test_a_credit_alone_makes_a_caption_only_at_the_edge_of_an_article() -> None:
    line = "The figure was given by the ministry. Reuters"
    assert is_boilerplate(line, from_top=0, from_bottom=9)
    assert not is_boilerplate(line, from_top=4, from_bottom=4)


@given(st.text(max_size=300), st.integers(0, 5), st.integers(0, 5))
def test_any_line_is_judged(line: str, top: int, bottom: int) -> None:
    assert is_boilerplate(line, from_top=top, from_bottom=bottom) in (True, False)
