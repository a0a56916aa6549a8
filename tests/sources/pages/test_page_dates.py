"""The day of publication is found in all the places where pages state it, and never guessed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rag.sources.pages.page_dates import is_date_line
from rag.sources.pages.web_page import read_html

DAY = date(2018, 5, 26)
TEXT = (
    "<p>The town council agreed on Sunday to widen the eastern quay after a long meeting.</p>"
    "<p>Work begins in autumn and is to end before the summer season of next year.</p>"
)


def published(head: str = "", above: str = "", title: str = "Quay to be widened") -> date | None:
    html = (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{above}"
        f"{TEXT}</article></body></html>"
    )
    return read_html(html.encode(), source="page.html").stated.published_at


def linked(**fields: str) -> str:
    data = json.dumps({"@type": "NewsArticle", "headline": "Quay to be widened", **fields})
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    "value",
    [
        "2018-05-26",
        "2018-05-26T21:18:01+03:00",
        "٢٠١٨-٠٥-٢٦",
        "26/05/2018",
        "26.5.2018 10:30",
        "26 May 2018",
        "May 26, 2018",
        "٢٦ أيار ٢٠١٨",
        "Sat, 26 May 2018 17:42:08 +0200",
        "\u200f2018-05-26",
    ],
)
def test_a_day_is_read_however_it_is_written(value: str) -> None:
    assert published(linked(datePublished=value)) == DAY
    assert published(f'<meta property="article:published_time" content="{value}">') == DAY


@pytest.mark.parametrize(
    "value",
    ["03/05/2018", "1445-07-15", "1404-11-07", "0001-01-01T00:00:00", "2018-05", "3000-01-01"],
)
def test_a_day_that_is_doubtful_or_of_no_year_of_news_is_none(value: str) -> None:
    assert published(linked(datePublished=value)) is None
    assert published(f'<meta name="date" content="{value}">') is None


@pytest.mark.parametrize(
    "above",
    [
        '<span property="schema:datePublished" content="2018-05-26">يوم السبت</span>',
        '<span property="dc:date dc:created" content="2018-05-26T10:00:00">x</span>',
        '<span itemprop="datePublished">26 May 2018</span>',
        '<div itemprop="datePublished" content="2018-05-26"></div>',
        '<time datetime="2018-05-26T10:00">x</time>',
        "<time>26 May 2018</time>",
        '<time datetime="2018-05-26">x</time><time class="updated" datetime="2018-05-28">y</time>',
        "<div>نُشر في: 26 أيار 2018</div>",
        "<div>تاريخ النشر: 26/05/2018</div>",
        "<p>Published: 26 May 2018</p>",
        "<p>Published on May 26, 2018</p><p>Updated May 28, 2018</p>",
        '<span class="date">2018-05-26 | 09:00</span>',
        "<div>آخر تحديث: 26 أيار 2018</div>",
    ],
)
def test_the_day_is_found_beside_the_headline(above: str) -> None:
    assert published(above=above) == DAY


@pytest.mark.parametrize(
    "path",
    [
        "2018/5/26/quay",
        "2018/05/26/",
        "world/2018/may/26/quay",
        "2018/world/5/26/quay",
        "20180526/q",
    ],
)
def test_the_day_is_found_in_the_address(path: str) -> None:
    assert published(f'<link rel="canonical" href="https://a.example/{path}">') == DAY


@pytest.mark.parametrize(
    "path", ["2018/05/quay", "2018/5/26345/quay", "a/12018/5/26", "2018/31/31/q"]
)
def test_an_address_without_a_whole_day_dates_nothing(path: str) -> None:
    assert published(f'<link rel="canonical" href="https://a.example/{path}">') is None


def test_a_day_that_is_left_out_is_told() -> None:
    html = f"<html><head>{linked(datePublished='03/05/2018')}</head><body>{TEXT}</body></html>"
    (note,) = read_html(html.encode(), source="page.html").stated.notes
    assert "'03/05/2018' may be 3 May or 5 March" in note


def test_a_day_of_change_counts_only_alone() -> None:
    modified = '<meta property="article:modified_time" content="2018-05-28">'
    assert published(modified) == date(2018, 5, 28)
    assert (
        published(modified + linked(datePublished="2018-05-26", dateModified="2018-05-29")) == DAY
    )


def test_the_data_of_this_article_date_it_and_not_those_of_another() -> None:
    other = linked(datePublished="2017-01-01").replace("Quay to be widened", "Another story")
    assert published(other + linked(datePublished="2018-05-26")) == DAY


def test_a_day_in_running_text_dates_nothing() -> None:
    assert (
        published(above="<p>The report of 12 March 2017 was withdrawn, the council said.</p>")
        is None
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("آخر تحديث: 2024-02-11 09:00", True),
        ("Published on: 26 May 2018", True),
        ("26 May 2018", True),
        ("Published in error, the report was withdrawn.", False),
        ("The council met on 26 May 2018", False),
        ("", False),
    ],
)
def test_a_line_that_only_dates_is_told_from_text(line: str, expected: bool) -> None:
    assert is_date_line(line) is expected
