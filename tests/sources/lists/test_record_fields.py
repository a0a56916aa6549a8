"""The fields of a record are known by their usual names, and what is not read is told once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.lists.field_table import field_names, folded_name
from rag.sources.lists.record_fields import RecordReader
from rag.sources.stated_fields import Stated, StatedFields

SHIPS = "أعلنت هيئة الموانئ أن ميناء الساحل استقبل 41 سفينة."
OURS = ("text", "summary", "title", "published_at", "outlet", "url", "id", "language")


def article(record: Mapping[str, object]) -> StatedFields:
    return RecordReader().article(record, "utf-8")


def notes(*records: Mapping[str, object]) -> list[str]:
    reader = RecordReader()
    for record in records:
        reader.article(record, "utf-8")
    return reader.notes()


NEWSDATA = {
    "article_id": "a1",
    "title": "ميناء",
    "link": "https://a.example/1",
    "description": "ملخص",
    "content": SHIPS,
    "pubDate": "2023-11-08 21:18:01",
    "language": "arabic",
    "source_id": "sahel",
    "creator": ["x"],
}
NEWSAPI = {
    "source": {"id": None, "name": "الساحل"},
    "author": "x",
    "title": "ميناء",
    "url": "https://a.example/2",
    "publishedAt": "2022-12-02T13:32:00Z",
    "content": SHIPS,
}
SAUDINEWSNET = {
    "source": "sahel",
    "url": "https://a.example/3",
    "date_extracted": "2015-07-21 02:51:32",
    "title": "ميناء",
    "content": SHIPS,
}
ELASTIC = {
    "_index": "news",
    "_id": "77",
    "_source": {"headline": "ميناء", "body": SHIPS, "publisher": {"name": "الساحل"}},
}
WORDPRESS = {
    "id": 5,
    "date": "2020-01-02T03:04:05",
    "guid": {"rendered": "https://a.example/?p=5"},
    "link": "https://a.example/x",
    "title": {"rendered": "ميناء&#8217;"},
    "content": {"rendered": f"<p>{SHIPS}</p>", "protected": False},
    "excerpt": {"rendered": "e"},
}
GUARDIAN = {
    "id": "world/1",
    "webTitle": "outer",
    "webUrl": "https://a.example/4",
    "webPublicationDate": "2020-01-01T00:00:00Z",
    "fields": {"headline": "ميناء", "bodyText": SHIPS},
}
MONGO = {
    "_id": {"$oid": "abc"},
    "date": {"$date": {"$numberLong": "1527330600000"}},
    "text": SHIPS,
    "title": ["ميناء"],
}
JSON_LD = {
    "@type": "NewsArticle",
    "headline": "ميناء",
    "articleBody": SHIPS,
    "datePublished": "2020-01-01",
    "publisher": {"@type": "Organization", "name": "الساحل"},
    "mainEntityOfPage": {"@id": "https://a.example/5"},
    "inLanguage": "ar-SA",
}
ARABIC = {
    "عنوان الخبر": "ميناء",
    "نصّ الخبر": SHIPS,
    "تاريخ_النشر": "2018-05-26",
    "المصدر": "الساحل",
    "الرابط": "https://a.example/6",
    "اللغة": "العربية",
}


@pytest.mark.parametrize(
    ("record", "key", "day", "outlet", "url"),
    [
        (NEWSDATA, "a1", date(2023, 11, 8), "sahel", "https://a.example/1"),
        (NEWSAPI, None, date(2022, 12, 2), "الساحل", "https://a.example/2"),
        (SAUDINEWSNET, None, date(2015, 7, 21), "sahel", "https://a.example/3"),
        (ELASTIC, "77", None, "الساحل", None),
        (WORDPRESS, "5", date(2020, 1, 2), None, "https://a.example/x"),
        (GUARDIAN, "world/1", date(2020, 1, 1), None, "https://a.example/4"),
        (MONGO, "abc", date(2018, 5, 26), None, None),
        (JSON_LD, None, date(2020, 1, 1), "الساحل", "https://a.example/5"),
        (ARABIC, None, date(2018, 5, 26), "الساحل", "https://a.example/6"),
    ],
    ids=[
        *("newsdata", "newsapi", "saudinewsnet", "elastic", "wordpress", "guardian"),
        *("mongo", "json-ld", "arabic"),
    ],
)
def test_the_records_of_services_and_corpora_are_read(
    record: dict[str, object], key: str | None, day: date | None, outlet: str | None, url: str
) -> None:
    read = article(record)
    assert read.text == SHIPS
    assert (read.stated.title or "").startswith("ميناء")
    stated = read.stated
    assert (stated.key, stated.published_at, stated.outlet, stated.url) == (key, day, outlet, url)
    assert stated.notes == ()


@pytest.mark.parametrize("name", ["articleBody", "Article Body", "ARTICLE-BODY", "article_body"])
def test_case_spaces_and_signs_of_a_name_do_not_count(name: str) -> None:
    assert article({name: SHIPS}).text == SHIPS


def test_of_several_names_the_strongest_with_a_value_is_taken() -> None:
    read = article(
        {"summary": "s", "body": "b", "text": " ", "content": None, "title": "", "name": "n"}
    )
    assert (read.text, read.stated.title) == ("b", "n")


def test_a_date_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    assert article({"text": "t", "pubDate": "soon", "date": "2020-01-01"}).stated == Stated(
        published_at=date(2020, 1, 1)
    )
    assert "'soon'" in article({"text": "t", "pubDate": "soon"}).stated.notes[0]


def test_the_author_is_no_outlet() -> None:
    assert article({"text": "t", "author": "A", "byline": "B"}).stated.outlet is None


def test_a_source_that_is_an_address_is_the_articles_or_gives_its_host() -> None:
    one = article({"text": "t", "source": "https://www.a.example/x"}).stated
    assert (one.outlet, one.url) == (None, "https://www.a.example/x")
    two = article(
        {"text": "t", "source": "https://b.example/", "url": "https://a.example/x"}
    ).stated
    assert (two.outlet, two.url) == ("b.example", "https://a.example/x")


def test_an_address_that_is_none_is_left_out_and_the_next_one_tried() -> None:
    assert article({"text": "t", "url": "/x", "link": "https://a.example"}).stated == Stated(
        url="https://a.example"
    )
    assert "'/x'" in article({"text": "t", "url": "/x"}).stated.notes[0]
    assert article({"text": "t", "id": "https://a.example/1"}).stated.url == "https://a.example/1"


def test_html_in_a_text_or_title_is_read_as_html() -> None:
    read = article({"text": "<p>a</p><p>b &amp; c</p>", "title": "<b>T</b>&nbsp;x"})
    assert (read.text, read.stated.title) == ("a\nb & c", "T x")
    assert article({"text": "a < b, 5 > 3"}).text == "a < b, 5 > 3"


def test_a_list_of_paragraphs_is_one_text() -> None:
    assert article({"text": ["a", "", "b", ["c"]]}).text == "a\nb\nc"
    assert article({"text": [{"text": "a"}, {"html": "b"}]}).text == "a\nb"
    assert article({"text": {"ar": SHIPS}}).text == SHIPS


def test_a_summary_is_read_where_there_is_no_text_and_told() -> None:
    withheld = {"title": "t", "content": "ONLY AVAILABLE IN PAID PLANS", "description": "d"}
    assert article(withheld).text == "d"
    assert notes(withheld, {"description": "e", "link": "https://a.example"})[0] == (
        "only 'description' was read: there is no full text (in 2 articles)"
    )


def test_a_text_that_a_service_cut_short_is_told() -> None:
    cut = {"content": "ميناء الساحل… [+2345 chars]"}
    assert article(cut).text == "ميناء الساحل…"
    assert notes(cut) == ["its text is cut short where it came from (in 1 article)"]


def test_fields_that_are_not_read_are_told_once_for_the_file() -> None:
    one: dict[str, object] = {"text": "t", "tags": ["a"], "section": "s", "empty": None, "no": []}
    assert notes(one, one, {"text": "t"}) == ["fields not read: tags, section (in 2 articles)"]
    many = {"text": "t"} | {f"f{n}": n for n in range(1, 5000)}
    assert notes(many)[0].endswith("and 988 more (in 1 article)")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, "field 'text' is missing"),
        (
            {"title": "t", "url": "https://a.example"},
            "it has title, url; the page that it links to",
        ),
        ({"text": "  "}, "it is blank"),
        ({"name": "pkg", "version": "1", "description": "d"}, "field 'text' is missing"),
        ({"text": 5}, "field 'text' must be a string, not a number"),
        ({"text": True}, "field 'text' must be a string, not a boolean"),
        ({"text": {"x": 1}}, "field 'text' must be a string, not an object"),
        ({"text": "t", "title": {"x": 1}}, "field 'title' must be a string, not an object"),
        ({"text": "t", "id": True}, "field 'id' must be a string, not a boolean"),
        ({"text": "a\ud800"}, "holds half of a character"),
    ],
)
def test_what_holds_no_article_is_refused_with_the_reason(
    record: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        article(record)


def test_what_stands_for_nothing_is_nothing() -> None:
    record = {"text": "t", "title": "NaN", "id": "", "url": "n/a", "outlet": {}, "date": "null"}
    assert article({**record, "published_at": float("nan")}).stated == Stated()


def test_an_id_that_is_too_long_is_left_out_with_a_note() -> None:
    read = article({"text": "t", "guid": "x" * 201}).stated
    assert read.key is None
    assert "its id is longer" in read.notes[0]


def test_no_name_stands_for_two_fields() -> None:
    names = [name for field in OURS for name in field_names(field)]
    assert len(names) == len(set(names))
    assert all(name == folded_name(name) != "" for name in names)


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
names = st.sampled_from([name for field in (*OURS, "nested") for name in field_names(field)])


@given(st.dictionaries(names | st.text(max_size=5), values, max_size=6))
def test_any_record_is_read_or_refused(record: dict[str, object]) -> None:
    reader = RecordReader()
    try:
        read = reader.article(record, "utf-8")
    except ValueError as error:
        refusal = str(error)
        assert refusal
    else:
        assert read.text.strip()
    assert all(isinstance(note, str) for note in reader.notes())
