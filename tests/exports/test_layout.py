from __future__ import annotations

from dataclasses import replace

import pytest

from rag.exports.brief_layout import lay_out_brief
from rag.messages.export_labels import length
from rag.records import Language, Verdict
from tests.exports import briefs


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("bilingual", ("en", "ar")),
        ("arabic", ("ar",)),
        ("english", ("en",)),
        ("abstained", ("en", "ar")),
    ],
)
def test_there_is_a_column_for_each_language_that_has_text(
    name: str, languages: tuple[Language, ...]
) -> None:
    assert lay_out_brief(briefs.ALL[name]).languages == languages


def test_every_citation_leads_to_one_sentence_of_a_source() -> None:
    sheet = lay_out_brief(briefs.bilingual())
    places = [mark.anchor for source in sheet.sources for mark, _ in source.quotes]
    assert len(places) == len(set(places)) == 6
    marks = {
        mark.anchor
        for row in sheet.points
        for side in row.sides
        for block in side.blocks
        for said in block.sentences
        for mark in said.marks
    }
    assert marks == set(places)


def test_a_doubted_sentence_stands_alone_with_its_remark() -> None:
    side = lay_out_brief(briefs.bilingual()).points[3].sides[0]
    assert [len(block.sentences) for block in side.blocks] == [1, 1]
    assert [block.remark and block.remark.label for block in side.blocks] == [
        None,
        "Not in the source",
    ]


def test_sentences_without_doubt_are_one_paragraph() -> None:
    side = lay_out_brief(briefs.long()).points[0].sides[0]
    assert [len(block.sentences) for block in side.blocks] == [12]


def test_a_brief_of_quotations_does_not_say_that_it_was_checked() -> None:
    quoted = Verdict("quoted", score=1.0)
    whole = briefs.ALL["english"]
    points = tuple(
        replace(point, en=point.en and replace(point.en, verdict=quoted)) for point in whole.points
    )
    made = lay_out_brief(replace(whole, points=points, writer="extractive"))
    assert [line.text for line in made.closing[0]] == [
        "The sentences are quoted from the articles as they stand; no language model wrote them."
    ]
    remarks = [one for row in made.points for side in row.sides for one in side.remarks]
    assert "quoted" not in [remark.kind for remark in remarks]
    checked = lay_out_brief(whole).closing[0]
    assert checked[-1].text.startswith("Every sentence was checked")


def test_doubt_of_the_whole_point_is_told_where_no_sentence_has_any() -> None:
    whole = briefs.bilingual()
    point = whole.points[0]
    assert point.en is not None
    doubted = replace(point, en=replace(point.en, verdict=Verdict("unverified", ("Too short.",))))
    side = lay_out_brief(replace(whole, points=(doubted,))).points[0].sides[0]
    assert [(remark.label, remark.lines[0].text) for remark in side.remarks] == [
        ("Could not be verified", "Too short.")
    ]


def test_facts_of_a_language_without_a_column_are_shown_in_the_other() -> None:
    cells = [facts.cells for facts in lay_out_brief(briefs.only("ar")).facts]
    assert all(len(row) == 1 for row in cells)
    shown = [said.line.text for row in cells for said in row[0].facts]
    assert "the port authority" in shown


def test_an_article_that_is_cited_but_not_listed_is_a_source() -> None:
    sheet = lay_out_brief(replace(briefs.bilingual(), sources=()))
    assert [source.title.text for source in sheet.sources] == [
        briefs.ARABIC.title,
        briefs.ENGLISH.title,
    ]


def test_only_web_addresses_lead_anywhere() -> None:
    arabic, english = lay_out_brief(briefs.bilingual()).sources
    assert (arabic.address, arabic.href) == ("javascript:alert(1)", None)
    assert english.href == english.address == "https://example.org/news/tidal?a=1&b=2"


@pytest.mark.parametrize(
    ("words", "said"),
    [(60, "نحو 60 كلمة"), (105, "نحو 105 كلمات"), (350, "نحو 350 كلمة"), (1200, "نحو 1,200 كلمة")],
)
def test_words_are_counted_in_arabic(words: int, said: str) -> None:
    assert length(words, "ar", both=False) == said
