from __future__ import annotations

from dataclasses import replace

import pytest

from rag.exports.brief_layout import lay_out_brief
from rag.messages.export_labels import length
from rag.records import Language, Verdict
from tests.exports import briefs
from tests.factories import with_story


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
        for row in sheet.stories[0].points
        for side in row.sides
        for block in side.blocks
        for said in block.sentences
        for mark in said.marks
    }
    assert marks == set(places)


def test_a_topic_with_two_stories_is_headed_by_the_topic_and_each_story_by_its_own() -> None:
    sheet = lay_out_brief(briefs.two_stories())
    assert [said.line.text for said in sheet.headlines] == [
        "Brief: توسعة Tidal Port",
        "موجز: توسعة Tidal Port",
    ]
    first, second = sheet.stories
    assert [said and said.line.text for said in first.headlines] == [
        briefs.ENGLISH.title,
        briefs.ARABIC.title,
    ]
    assert [said and said.line.text for said in second.headlines] == [
        "The port before its second quay",
        None,
    ]
    assert [line.text for line in first.days] == ["22 November 2026", "22 نوفمبر 2026"]
    assert second.days[0].text == "30 October to 2 November 2026"
    assert [row.number for row in (*first.points, *second.points)] == [1, 2, 3, 4, 5]
    assert [said.line.text for _, said in second.updates[0].claims] == ["نحو 4,100 شخص", "4,300"]


def test_a_doubted_sentence_stands_alone_with_its_remark() -> None:
    side = lay_out_brief(briefs.bilingual()).stories[0].points[3].sides[0]
    assert [len(block.sentences) for block in side.blocks] == [1, 1]
    assert [block.remark and block.remark.label for block in side.blocks] == [
        None,
        "Not in the source",
    ]


def test_a_source_that_does_nothing_for_its_sentence_is_named() -> None:
    whole = briefs.bilingual()
    first = whole.points[0].en
    assert first is not None
    assert len(first.sentences[0].citations) == 2
    own, other = first.sentences[0].citations
    amiss = replace(other, verdict=Verdict("unsupported", ("Nothing of it.",)))
    said = replace(first.sentences[0], citations=(own, amiss))
    points = (replace(whole.points[0], en=replace(first, sentences=(said,))),)
    document = lay_out_brief(with_story(whole, points=points))
    english = next(side for side in document.stories[0].points[0].sides if side.language == "en")
    (block,) = english.blocks
    assert block.remark is not None
    assert (block.remark.kind, block.remark.label) == ("check", "Worth checking")
    label = block.sentences[0].marks[1].label
    assert [line.text for line in block.remark.lines] == [f"[{label}] does not say this."]
    assert [line.text for line in document.closing[0]][-1].endswith("those in doubt are marked.")


def test_sentences_without_doubt_are_one_paragraph() -> None:
    side = lay_out_brief(briefs.long()).stories[0].points[0].sides[0]
    assert [len(block.sentences) for block in side.blocks] == [12]


def test_a_brief_of_quotations_does_not_say_that_it_was_checked() -> None:
    quoted = Verdict("quoted", score=1.0)
    whole = briefs.ALL["english"]
    points = tuple(
        replace(point, en=point.en and replace(point.en, verdict=quoted)) for point in whole.points
    )
    made = lay_out_brief(replace(with_story(whole, points=points), writer="extractive"))
    assert [line.text for line in made.closing[0]] == [
        "The sentences are quoted from the articles as they stand; no language model wrote them."
    ]
    remarks = [one for row in made.stories[0].points for side in row.sides for one in side.remarks]
    assert "quoted" not in [remark.kind for remark in remarks]
    checked = lay_out_brief(whole).closing[0]
    assert checked[-1].text.startswith("Every sentence was checked")


def test_doubt_of_the_whole_point_is_told_where_no_sentence_has_any() -> None:
    whole = briefs.bilingual()
    point = whole.points[0]
    assert point.en is not None
    doubted = replace(point, en=replace(point.en, verdict=Verdict("unverified", ("Too short.",))))
    side = lay_out_brief(with_story(whole, points=(doubted,))).stories[0].points[0].sides[0]
    assert [(remark.label, remark.lines[0].text) for remark in side.remarks] == [
        ("Could not be verified", "Too short.")
    ]


def test_facts_of_a_language_without_a_column_are_shown_in_the_other() -> None:
    cells = [facts.cells for facts in lay_out_brief(briefs.only("ar")).stories[0].facts]
    assert all(len(row) == 1 for row in cells)
    shown = [said.line.text for row in cells for said in row[0].facts]
    assert "the port authority" in shown


def test_an_article_that_is_cited_but_not_listed_is_a_source() -> None:
    sheet = lay_out_brief(with_story(briefs.bilingual(), sources=()))
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


def test_stories_of_some_days_are_headed_by_their_days_and_not_by_the_first_of_them() -> None:
    sheet = lay_out_brief(replace(briefs.two_stories(), topic=""))
    assert [said.line.text for said in sheet.headlines] == ["Brief", "موجز"]
    assert sheet.title.text == "Brief"
    label, days = sheet.meta[0][0]
    assert (label, days.text) == ("Days", "30 October to 22 November 2026")


def test_a_story_without_any_headline_is_headed_in_the_first_column() -> None:
    whole = briefs.two_stories()
    first, second = whole.sections
    sheet = lay_out_brief(replace(whole, sections=(first, replace(second, headlines=()))))
    assert [said and said.line.text for said in sheet.stories[1].headlines] == ["Brief", None]
