from __future__ import annotations

import json
from typing import Any

from rag.exports import export
from rag.records import Brief
from tests.exports import briefs


def read(brief: Brief) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(export(brief, "json"))
    return read


def test_the_names_are_those_that_scripts_rely_on() -> None:
    made = read(briefs.bilingual())
    assert {
        *("topic", "as_of", "writer", "points", "disagreements", "dropped"),
        *("missing_languages", "sources", "usage", "seconds"),
    } <= set(made)
    point = made["points"][0]
    assert set(point) == {"id", "ar", "en", "only_outlet", "citations"}
    assert set(point["ar"]) == {"text", "sentences", "verdict", "reasons"}
    assert set(point["ar"]["sentences"][0]) >= {"text", "verdict", "reasons", "citations"}


def test_points_hold_both_sides_with_verdicts_and_exact_sentences() -> None:
    points = read(briefs.bilingual())["points"]
    assert points[2]["ar"]["verdict"] == "contradicted"
    assert points[2]["ar"]["reasons"] == ["العدد 4,100 لا يرد في المصدر الآخر."]
    assert points[3]["ar"] is None
    assert points[1]["only_outlet"] == "وكالة المرفأ"
    for point in points:
        for citation in point["citations"]:
            article = {"port.ar": briefs.ARABIC, "port.en": briefs.ENGLISH}[citation["article_id"]]
            assert article.text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_rest_is_there() -> None:
    made = read(briefs.bilingual())
    assert made["as_of"] == "2026-11-22"
    assert made["headline"]["en"]["text"] == briefs.ENGLISH.title
    assert [one["kind"] for one in made["key_facts"]].count("how_many") == 3
    assert made["disagreements"][0]["claims"][1]["citation"]["outlet"] == "وكالة المرفأ"
    assert made["dropped"][0]["reasons"] == ["2024 is not in the source."]
    assert [source["article_id"] for source in made["sources"]] == ["port.ar", "port.en"]
    assert read(briefs.only("en"))["missing_languages"][0]["language"] == "ar"


def test_text_stands_as_it_is_in_the_articles_but_for_half_characters() -> None:
    made = read(briefs.saying("a\u202eb\x00 \ud800c"))
    assert made["points"][0]["en"]["text"] == "a\u202eb\x00 ?c"
