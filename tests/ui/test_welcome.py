"""The greeting: how large the library is, and what is still being made."""

from __future__ import annotations

import pytest

from ui import welcome


@pytest.mark.parametrize("vectors", [(0, 0), (5_000, 5_000)])
def test_of_vectors_nothing_is_said_once_all_are_made(vectors: tuple[int, int]) -> None:
    html = welcome.html(24, vectors)
    assert "24 articles" in html
    assert "following" not in html


def test_vectors_that_follow_are_told_in_both_languages() -> None:
    html = welcome.html(24, (1_200, 5_000))
    assert "Vectors: 1,200 of 5,000 made." in html
    assert "المتجهات: أُعِدّ منها 1,200 من 5,000." in html
    assert html.count('class="following"') == 2
    assert 'lang="ar" dir="rtl">المتجهات' in html


def test_a_library_that_moves_names_its_new_embedder() -> None:
    html = welcome.html(24, (1_200, 5_000), "openai:<b>")
    assert "the new embedder <bdi" in html
    assert html.count('<bdi dir="ltr">openai:&lt;b&gt;</bdi>') == 2
    assert "<b>" not in html
