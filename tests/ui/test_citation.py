from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.citation import Target, parse_href


@given(st.text(min_size=1), st.text(), st.data())
def test_an_address_names_its_article_and_place(
    article_id: str, text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    target = Target.of(article_id, text, start=start, end=end)
    assert re.fullmatch(r"#cite-[A-Za-z0-9_-]+", target.href())
    assert parse_href(target.href()) == target
    assert target.holds_in(text) == (start < end)


def test_an_article_that_has_changed_no_longer_holds_the_sentence() -> None:
    target = Target.of("a", "One. Two. Three.", start=5, end=9)
    assert target.holds_in("One. Two. And so on.")
    assert not target.holds_in("Zero. One. Two. Three.")
    assert not target.holds_in("One.")


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#cite-",
        "#cite-1-2-zzzzzzzz-eA",
        "#cite-1-2-00000000-",
        "#cite--1-2-00000000-eA",
        "#cite-١-2-00000000-eA",
        "#cite-1-2-00000000-e",
        "#cite-1-2-00000000-_w",
        "#cite-1-2-00000000-eA\n",
        "#cite-99999999999-2-00000000-eA",
        "http://evil.example/#cite-1-2-00000000-eA",
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_no_address(href: str) -> None:
    assert parse_href(href) is None
