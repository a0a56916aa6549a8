from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Language
from tests.factories import article
from ui.html.citation import CitationTarget, CitedText, parse_href


@given(st.text(min_size=1), st.text(), st.sampled_from(["ar", "en"]), st.data())
def test_an_address_names_its_article_its_place_and_its_reader(
    article_id: str, text: str, reader: Language, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    target = CitationTarget.of(article(text, id=article_id), start=start, end=end, reader=reader)
    assert re.fullmatch(r"#cite-[A-Za-z0-9_-]+", target.href())
    assert parse_href(target.href()) == target
    assert target.holds_in(text) == (start < end)


def test_an_article_that_has_changed_no_longer_holds_the_sentence() -> None:
    target = CitationTarget.of(article("One. Two. Three."), start=5, end=9, reader="en")
    assert target.holds_in("One. Two. And so on.")
    assert not target.holds_in("Zero. One. Two. Three.")
    assert not target.holds_in("One.")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("One. Two. Three.", (5, 9)),
        ("Zero. One. Two. Three.", (11, 15)),
        ("One. Three.", None),
        ("One-Two. Three.", None),
        ("", None),
    ],
)
def test_a_sentence_is_found_where_it_stood_or_where_it_has_moved_to(
    text: str, place: tuple[int, int] | None
) -> None:
    target = CitationTarget.of(article("One. Two. Three."), start=5, end=9, reader="en")
    assert CitedText(text).place_of(target) == place


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#cite-",
        "#cite-en-1-2-zzzzzzzz-eA",
        "#cite-en-1-2-00000000-",
        "#cite-en--1-2-00000000-eA",
        "#cite-en-١-2-00000000-eA",
        "#cite-en-1-2-00000000-e",
        "#cite-en-1-2-00000000-_w",
        "#cite-en-1-2-00000000-eA\n",
        "#cite-en-99999999999-2-00000000-eA",
        "#cite-fr-1-2-00000000-eA",
        "#cite-1-2-00000000-eA",
        "http://evil.example/#cite-en-1-2-00000000-eA",
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_no_address(href: str) -> None:
    assert parse_href(href) is None
