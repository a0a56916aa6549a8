"""A body of many marks is parsed in pieces, and loses nothing by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.markdown.body_pieces import PIECE, body_pieces
from rag.sources.markdown.markdown_body import render_body


@pytest.mark.parametrize(
    "unit", ["- a\n", "a\n\n", "*a* ", "[", "# a\n", "```\na\n```\n", "نص\r\n\r\n"]
)
def test_pieces_are_bounded_and_lose_nothing(unit: str) -> None:
    body = unit * (3 * PIECE // len(unit))
    pieces = list(body_pieces(body))
    assert "".join(pieces) == body
    assert max(map(len, pieces)) <= 1.5 * PIECE + 100
    assert len(pieces) >= 2


@given(st.text("a \n`-*", max_size=40))
def test_any_text_comes_back_whole(text: str) -> None:
    body = text * (PIECE // 10 if text else 0)
    assert "".join(body_pieces(body)) == body


def test_a_large_body_reads_as_its_parts_do() -> None:
    part = "## Ships\n\nThe *harbour* [opens][1] on **Sunday**.\n\n1. one\n2. two\n\nThey wait.\n\n"
    count = 2 * PIECE // len(part)
    large = render_body("# Title\n\n" + part * count + "[1]: https://news.example/a\n")
    small = render_body(part + "[1]: https://news.example/a\n").text.strip()
    assert large.heading == "Title"
    assert large.text == "Title\n\n" + "\n\n".join([small] * count) + "\n"


def test_long_code_stays_whole() -> None:
    code = "# no heading\n\n" * (PIECE // 10)
    text = render_body(f"Before.\n\n```\n{code}```\n\nAfter *it*.\n").text
    assert text == f"Before.\n\n{code.strip()}\n\nAfter it.\n"


def test_a_heading_far_down_is_no_title() -> None:
    assert render_body("A line.\n\n" * (PIECE // 4) + "# Late\n").heading is None
