from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.model.model_reply import merge_claims, one_line, read_claims, read_points
from tests.factories import ANALYZER, evidence, passage

TALKS = "The ministers met in Tokyo. Japan hosts 54,000 American troops."
BRIDGE = "The bridge opened in May. It cost 12 million dollars."
GIVEN = {one.number: one for one in evidence(passage(TALKS, id="talks"), passage(BRIDGE, id="b"))}
NUMBERS = {"talks": 7, "b": 9}


def test_a_fact_cites_the_sentence_of_each_passage_it_names_under_the_articles_number() -> None:
    (claim,) = read_claims(
        "- Japan hosts 54,000 troops [1], said at the bridge [2].", GIVEN, NUMBERS, ANALYZER
    )
    assert claim.text == "Japan hosts 54,000 troops, said at the bridge."
    assert [one.number for one in claim.citations] == [7, 9]
    assert claim.citations[0].quote == "Japan hosts 54,000 American troops."


@pytest.mark.parametrize(
    "line",
    [
        "- Japan hosts 54,000 troops. [1]",
        "* Japan hosts 54,000 troops [1].",
        "1. Japan hosts 54,000 troops. [1][1]",
        "١- Japan hosts 54,000 troops. [١]",
        "**Japan hosts 54,000 troops.** 【1】",
        "[1] Japan hosts 54,000 troops.",
        "- Japan hosts 54,000 troops.\n[1]",
        "\u200f- Japan hosts 54,000 troops. [1]",
        "Here they are:\n\n- Japan hosts 54,000 troops. [1, 8]\n\nThat is all.",
    ],
)
def test_facts_are_read_however_their_lines_are_marked(line: str) -> None:
    (claim,) = read_claims(line, GIVEN, NUMBERS, ANALYZER)
    assert claim.text == "Japan hosts 54,000 troops."
    assert [one.number for one in claim.citations] == [7]


@pytest.mark.parametrize("line", ["", "- Japan hosts troops.", "- Japan hosts troops [3].", "[1]"])
def test_a_line_without_a_passage_that_was_given_is_no_fact(line: str) -> None:
    assert read_claims(line, GIVEN, NUMBERS, ANALYZER) == []


def test_a_joined_fact_stands_on_all_that_it_joins() -> None:
    claims = read_claims(
        "- Talks were held [1].\n- It cost 12 million [2].", GIVEN, NUMBERS, ANALYZER
    )
    (merged,) = merge_claims("- Talks were held and it cost 12 million [1][2][5].", claims)
    assert merged.citations == claims[0].citations + claims[1].citations
    assert merge_claims("- Out of the blue [9].\n- Without a number.", claims) == []


POINTS = {1: "One is 3.5 million.", 2: "Two."}


@pytest.mark.parametrize(
    "reply",
    [
        "# Head\n1. One is 3.5 million.\n2. Two.",
        "# Head\n\n1) One is 3.5 million.\n\n2) Two.\n\nI hope this helps.",
        "**Head**\n**1.** One is 3.5 million.\n**2.** Two.",
        "Here is the brief:\n# Head\n(1) One is [2] 3.5 million.\n(2) Two.",
        "# Head\n١. One is 3.5 million.\n٢- Two.",
        "# Head\n1 - One is\n3.5 million.\n2 - Two.\n3. Three.",
        "# Head\n### 1. One is 3.5 million.\n### 2. Two.",
        "Headline: Head\n- One is 3.5 million.\n- Two.",
        "# Head\n1. One is 3.5 million.\n1. Two.",
        "# Head\n0. One is 3.5 million.\n1. Two.",
        "\u200fHead\n\u200f1. One is 3.5 million.\n\u200f2. Two.",
    ],
)
def test_points_are_read_however_they_are_numbered(reply: str) -> None:
    read = read_points(reply, 2)
    assert (read.headline, dict(read.points)) == ("Head", POINTS)


def test_what_is_missing_is_not_made_up() -> None:
    read = read_points("# Head\n2. Two.\n7. Seven.", 3)
    assert dict(read.points) == {2: "Two."}
    assert read_points("", 3).points == {}
    assert read_points("Only prose, without a number.", 3).points == {}


@pytest.mark.parametrize("text", ["12-year-old boy rescued", "1:30 in the morning", "3.5 million"])
def test_a_number_that_begins_a_text_is_not_that_of_its_line(text: str) -> None:
    assert dict(read_points(f"1. One\n{text}", 3).points) == {1: f"One {text}"}


def test_words_are_counted_in_points_alone_and_the_language_is_that_of_most() -> None:
    read = read_points("# A long headline here\n1. كلمة أخرى.\n2. Two.", 2)
    assert read.words == 3
    assert read.language("en") == "ar"
    assert read_points("", 2).language("ar") == "ar"


@given(reply=st.text(max_size=300), count=st.integers(1, 12))
def test_any_reply_is_read(reply: str, count: int) -> None:
    read = read_points(reply, count)
    assert set(read.points) <= set(range(1, count + 1))
    for text in read.points.values():
        assert text == one_line(text) or text.split() == text.split(" ")
    for claim in read_claims(reply, GIVEN, NUMBERS, ANALYZER):
        assert claim.citations
