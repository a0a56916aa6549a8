"""Front matter is read, hurts nobody, and the body is as it was written."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.sources.markdown_text import read_markdown
from rag.sources.stated_fields import Stated, StatedFields


def read(text: str) -> StatedFields:
    return read_markdown(text.encode(), source="a.md")


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(text)
    return caught.value


def test_front_matter_states_and_the_body_follows() -> None:
    reading = read(
        "---\n"
        "id: 007\n"
        'title: "Harbour: the plan"\n'
        "language: en\n"
        "published_at: 2024-03-05\n"
        "outlet: The Mole\n"
        "url: https://mole.example/1\n"
        "tags: [harbour, money]\n"
        "---\n\n# Heading\n\nBody with *marks*.\n"
    )
    assert reading.stated == Stated(
        key="007",
        title="Harbour: the plan",
        language="en",
        published_at=date(2024, 3, 5),
        outlet="The Mole",
        url="https://mole.example/1",
    )
    assert reading.text == "# Heading\n\nBody with *marks*.\n"


@pytest.mark.parametrize("written", ["2024-03-05", "2024-03-05T10:00:00Z", "'2024-03-05 10:00'"])
def test_date_is_another_name_of_published_at(written: str) -> None:
    assert read(f"---\ndate: {written}\n---\nx").stated.published_at == date(2024, 3, 5)


@pytest.mark.parametrize("value", ["1984", "yes", "12:30", "1e3", "0x10"])
def test_values_are_the_characters_that_are_written(value: str) -> None:
    assert read(f"---\ntitle: {value}\n---\nx").stated.title == value


@pytest.mark.parametrize("value", ["", "~", "null", "''"])
def test_an_empty_value_states_nothing(value: str) -> None:
    assert read(f"---\ntitle: {value}\n---\nx").stated == Stated()


def test_line_ends_and_a_byte_order_mark_may_be_those_of_windows() -> None:
    reading = read("\ufeff---\r\ntitle: T\r\n---\r\n\r\nOne\r\nTwo\r\n")
    assert reading.stated.title == "T"
    assert reading.text == "One\r\nTwo\r\n"


def test_empty_front_matter_states_nothing_and_is_no_text() -> None:
    assert read("---\n---\nBody") == StatedFields("Body", "utf-8")


def test_front_matter_may_end_the_file() -> None:
    assert read("---\ntitle: T\n---").text == ""


@pytest.mark.parametrize(
    "text",
    [
        "No front matter\n---\nat all",
        "---\nprose between two rules\n---\nmore",
        "---\n- a list\n---\nmore",
        "---\n\nA rule, and no other.",
        "----\ntitle: T\n----\n",
        " ---\ntitle: T\n---\n",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert read(text) == StatedFields(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nlanguage: en\ntitle: a: b\n---\nx", 3),
        ("---\n\ttitle: T\n---\nx", 2),
        ('---\na: 1\nb: "open\n---\nx', 4),
        ("---\na: 1\n\nb: \x07\n---\nx", 4),
        ("---\ntitle: T\nBody without an end", 1),
        ("---\na: " + "[" * 3000 + "\n---\nx", 2),
    ],
)
def test_broken_front_matter_is_refused_with_the_line(text: str, line: int) -> None:
    error = refused(text)
    assert error.source == f"a.md:{line}"
    assert "front matter" in error.reason


def test_a_field_that_cannot_be_used_is_refused_by_name() -> None:
    error = refused("---\nid: [a]\n---\nx")
    assert error.source == "a.md"
    assert "front matter, field 'id'" in error.reason


def test_a_yaml_bomb_does_not_go_off() -> None:
    nines = [(b, ",".join([f"*{a}"] * 9)) for a, b in pairwise("abcdefghijklmn")]
    lists = [f"{name}: &{name} [{nine}]" for name, nine in nines]
    merges = [f"{name}: &{name} {{<<: [{nine}]}}" for name, nine in nines]
    for first, rest in (("a: &a [x, x]", lists), ("a: &a {k: v}", merges)):
        assert read("---\n" + "\n".join([first, *rest]) + "\n---\nBody").text == "Body"


def test_no_object_is_built_from_yaml() -> None:
    text = '---\noutlet: !!python/object/apply:os.getcwd []\ntitle: !!python/name:os.sep ""\n---\nx'
    assert "field 'outlet' must be a string" in refused(text).reason


def test_front_matter_beyond_the_limit_is_refused_unread() -> None:
    assert "not closed" in refused("---\ntitle: T\n" + "# comment\n" * 2000 + "---\nx").reason


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_body_is_kept_as_it_was(body: str) -> None:
    start = body.lstrip(" \t\r\n")
    assert read(f"---\ntitle: T\n---\n{start}").text == start


@given(st.text(alphabet="-:[]{}&*!#|>'\"%@`, \n\tab1", max_size=60))
def test_any_front_matter_is_read_or_refused(block: str) -> None:
    reason = ""
    try:
        read(f"---\n{block}\n---\nx")
    except SourceError as error:
        reason = error.reason
    assert not reason or "front matter" in reason
